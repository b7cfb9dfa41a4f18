/**
 * What one compile found out: the domain side of the report file. `codec.ts` reads and writes it as protobuf
 * (core/schema/trtlens.proto, which documents each field and its unit).
 */

import type { Finding } from '../findings/finding';
import type { Graph, NodeIndex } from '../graph/graph';
import type { Partition, Support } from '../partition/partition';

/** Format version that this code writes, and the newest that it reads. */
export const REPORT_VERSION = 1;

export interface Report {
  readonly producer: string;
  readonly created: Date;
  readonly model: Model;
  /** Absent when the run failed before an interpreter answered. */
  readonly environment: Environment | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Present together, or absent together when the run failed before there was a partition. */
  readonly program: Program | undefined;
  readonly engines: readonly Engine[];
  readonly trials: readonly Trial[];
  readonly findings: readonly Finding[];
  readonly outcome: RunOutcome;
  readonly phases: readonly PhaseTime[];
  /** Where the times of layers are from; absent where none are known. */
  readonly times?: TimeSource;
}

export interface TimeSource {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** True where the times are those of one run, false where they are sums over runs whose number the file does not tell. */
  readonly perRun: boolean;
}

/** `opened`: nothing was run; what a file holds. */
export type RunOutcome = 'compiled' | 'partitioned' | 'failed' | 'cancelled' | 'opened';

export const MODEL_KINDS = [
  'python',
  'exported-program',
  'compiled-program',
  'onnx',
  'engine',
  'layer-information',
  'dry-run',
  'torchscript',
] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

export interface Model {
  readonly name: string;
  /** Relative to the report's folder where that is possible; forward slashes. */
  readonly path: string;
  readonly kind: ModelKind;
}

/** A graph with what Torch-TensorRT decided about it. */
export interface Program {
  readonly graph: Graph;
  readonly support: Support;
  readonly partition: Partition;
}

export interface Environment {
  readonly python: string;
  readonly executable: string;
  readonly torch: string;
  readonly torchTensorrt: string;
  readonly tensorrt: string;
  readonly flavour: 'rtx' | 'standard';
  /** "" where no GPU was usable. */
  readonly gpu: string;
  readonly computeCapability: string;
  readonly withoutGpu: boolean;
}

export interface Engine {
  readonly name: string;
  readonly state: 'built' | 'failed' | 'crashed' | 'not-built';
  readonly bytes: number;
  readonly buildMilliseconds: number;
  readonly sha256: string;
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  /** As the network has them before the build, or as the plan names them; empty where they are not known. */
  readonly layers: readonly Layer[];
}

/** One of TensorRT's layers. */
export interface Layer {
  readonly name: string;
  /** As TensorRT spells it: `CONVOLUTION`. */
  readonly type: string;
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  /** The graph's nodes that it came from; none where that is not known. */
  readonly nodes: readonly NodeIndex[];
  /** As a profile measured it; absent where none is known. `Report.times` says of what. */
  readonly microseconds?: number;
}

export interface Binding {
  readonly name: string;
  readonly dtype: string;
  readonly shape: string;
}

/** What Torch-TensorRT's own partitioner makes of this graph under other settings. */
export interface Trial {
  readonly change: Readonly<Record<string, unknown>>;
  readonly engines: number;
  readonly breaks: number;
  readonly torchOperations: number;
}

export interface PhaseTime {
  readonly phase: string;
  readonly milliseconds: number;
}
