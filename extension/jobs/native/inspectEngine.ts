/** Asking TensorRT about an engine, in a worker that the engine may take down. */

import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import type { BridgeFiles } from '../../core/compile/task';
import type { Finding } from '../../core/findings/finding';
import { formatBytes } from '../../core/format/units';
import { splitShape } from '../../core/graph/shape';
import type { Binding } from '../../core/report/report';
import type { trtlens } from '../../core/schema/generated/trtlens';
import type { InspectedEngine } from '../worker/events';
import { nativeEnvironment } from './nativeWorker';
import { type WorkerExit, runWorker } from '../worker/worker';

export interface AskedTensorRT {
  /** What to add to that which the file says by itself. */
  readonly artifact: trtlens.IArtifact;
  readonly findings: readonly Finding[];
}

/** Rejects where `signal` aborts. */
export async function inspectEngine(path: string, bridge: BridgeFiles, signal: AbortSignal): Promise<AskedTensorRT> {
  const findings: Finding[] = [];
  const log: string[] = [];
  const state: { inspected?: InspectedEngine; done?: boolean; worker?: ChildProcess } = {};
  const end = (): void => void state.worker?.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  const exit = await runWorker(inspectionWorker(path, bridge), {
    onEvent: (event) => {
      if (event.event === 'engine_inspected') state.inspected = event.inspected;
      else if (event.event === 'finding') findings.push(event.finding);
      else if (event.event === 'done') state.done = true;
    },
    onLog: (_, text) => log.push(text),
    onStart: (child) => (state.worker = child),
  });
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  if (!state.done) findings.push(crashed(path, exit, log));
  return { artifact: state.inspected ? describeInspected(state.inspected) : {}, findings };
}

function inspectionWorker(path: string, { script, ...bridge }: BridgeFiles): Parameters<typeof runWorker>[0] {
  const python = { executable: '', version: '' };
  return {
    program: process.execPath,
    args: [script],
    folder: dirname(path),
    environment: nativeEnvironment(),
    task: { mode: 'inspect', model: path, python, bridge, shapes: [], settings: {} },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  VERSION_MISMATCH: 'another version of TensorRT-RTX built it',
  UNSUPPORTED_CC: 'it was not built for the compute capability of this GPU',
  OLD_CUDA_DRIVER: 'the driver is too old',
  OLD_CUDA_RUNTIME: 'the CUDA runtime is too old',
  INSUFFICIENT_GPU_MEMORY: 'the GPU has too little memory',
  MALFORMED_ENGINE: 'it is damaged',
  CUDA_ERROR: 'CUDA failed',
};

/** "valid for TensorRT-RTX 1.5.0.114 and this GPU", or what it is and why. */
function validityText({ tensorrt, validity, reasons }: InspectedEngine): string {
  const by = `TensorRT-RTX ${tensorrt}`;
  const why = reasons.map((reason) => REASONS[reason] ?? reason).join(', ');
  switch (validity) {
    case 'valid':
      return `valid for ${by} and this GPU`;
    case 'suboptimal':
      return `usable with ${by} but not the fastest here${why ? `: ${why}` : ''}`;
    case 'invalid':
      return `not valid for ${by} here${why ? `: ${why}` : ''}`;
    case 'unknown':
      return `${by} cannot tell without a GPU and its driver`;
  }
}

/** What a person asks about an engine on this machine. */
export function describeInspected(inspected: InspectedEngine): trtlens.IArtifact {
  const { engine, message, validity } = inspected;
  const facts: [string, string][] = [['on this machine', validityText(inspected)]];
  if (engine) {
    facts.push(
      // What TensorRT thinks of a header and what it does can differ (seen on an H200): loading decides.
      ['loads here', validity === 'valid' ? 'yes' : 'yes, all the same'],
      ['GPU memory', formatBytes(engine.deviceMemoryBytes)],
      ['streamable weights', engine.streamableWeightBytes > 0 ? formatBytes(engine.streamableWeightBytes) : 'none'],
      ['refittable', engine.refittable ? 'yes' : 'no'],
      ['layers', String(engine.layers.length)],
    );
    // Without a driver the last thing that it asks for is CUDA; whatever it says before is about the plan.
  } else if (validity !== 'unknown' || !/cuda/i.test(message)) {
    facts.push(['loads here', `no: ${message}`]);
  }
  return {
    facts: facts.map(([name, value]) => ({ name, value })),
    inputs: (engine?.inputs ?? []).map(declared),
    outputs: (engine?.outputs ?? []).map(declared),
    layerInformation: [...(engine?.layers ?? [])],
  };
}

function declared({ name, dtype, shape }: Binding): trtlens.IInputDeclaration {
  return { name, dtype, sizes: splitShape(shape), ranked: true };
}

function crashed(file: string, { code, signal }: WorkerExit, log: readonly string[]): Finding {
  const detail = log.slice(-40).join('\n').trim();
  const how = signal === null ? `ended with status ${code}` : `was ended by ${signal}`;
  return {
    code: 'job.crashed',
    severity: 'error',
    message: `The process that asked TensorRT-RTX about the engine ${how}.`,
    places: [{ kind: 'archive', file }],
    remedies: [],
    ...(detail ? { detail } : {}),
  };
}
