/** What `trtlens.node` exports: TensorRT-RTX 1.5 to 1.7, opened at run time and called on threads of Node's pool. */

/** One tensor of a network. `shape` has -1 where an extent is known at run time only. */
export interface TensorInfo {
  name: string;
  /** As TensorRT spells it: `HALF`, `INT64`. */
  dataType: string;
  shape: number[];
  /** Symbol of each dimension, empty where it has none; for inputs only. */
  dimensionNames: string[];
  shapeTensor: boolean;
}

export interface LayerInfo {
  name: string;
  /** As TensorRT spells it: `CONVOLUTION`. */
  type: string;
  /** The ONNX nodes that it came from, as the parser writes them. */
  metadata: string;
  inputs: TensorInfo[];
  outputs: TensorInfo[];
}

export interface ParserError {
  /** As TensorRT spells it: `UNSUPPORTED_NODE`. */
  code: string;
  message: string;
  /** Index in the graph's nodes; -1 where the error is not a node's. */
  node: number;
  nodeName: string;
  nodeOperator: string;
}

export interface OnnxExplanation {
  parsed: boolean;
  layers: LayerInfo[];
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  errors: ParserError[];
  /** Runs of indices of nodes that TensorRT takes; a node in no run is one that it cannot take. */
  supported: number[][];
}

/** What was seen of each option, and on which versions: docs/tensorrt-rtx-interface.md. */
export interface BuildOptions {
  /** Smallest, typical and largest shape of each input with open dimensions. */
  shapes?: readonly { input: string; min: readonly number[]; opt: readonly number[]; max: readonly number[] }[];
  /** 0 to 5. */
  optimizationLevel?: number;
  /** Memory that a layer may use besides its tensors; too little is refused. */
  workspaceBytes?: number;
  /** 75, 80, 86, 89, 120, 121; the library's own choice, all but 75, where there are none. */
  computeCapabilities?: number[];
  /** Streams besides the main one for branches that are independent of each other; 0 to use least memory. */
  maxAuxStreams?: number;
  /** What the plan tells the engine inspector of its layers; everything where it is not given. */
  profiling?: 'detailed' | 'names' | 'none';
  /** Weights can be replaced later. Takes a GPU where there are weights. */
  refit?: boolean;
  /** Leaves out the weights, to be put back by a refit. Takes a GPU where there are weights. */
  stripPlan?: boolean;
  /** Weights stay in host memory and are brought to the GPU as they are needed. */
  weightStreaming?: boolean;
  /** Float32 products may be rounded to 10 bits of mantissa; they may where it is not given. */
  tf32?: boolean;
}

export interface BuildProgress {
  kind: 'start' | 'step' | 'finish';
  phase: string;
  /** The phase that this one is part of; empty for the outermost and for all but `start`. */
  parent: string;
  /** Of `step`: the step that is complete, from 0. */
  step: number;
  /** Of `start`: how many there are. */
  steps: number;
}

export interface BuildResult {
  outcome: 'built' | 'cancelled' | 'not-parsed' | 'shapes-missing' | 'refused';
  /** What the library said first, where it refused. */
  message: string;
  errors: ParserError[];
  /** Inputs with open dimensions that were given no shape. */
  openInputs: TensorInfo[];
  /** The serialised engine, of `built` only. */
  plan?: Uint8Array;
}

export interface PlanValidity {
  /** `unknown`: there is no driver to ask, and the header is not damaged. */
  validity: 'valid' | 'suboptimal' | 'invalid' | 'unknown';
  /** As TensorRT spells them: `VERSION_MISMATCH`, `UNSUPPORTED_CC`. */
  reasons: string[];
}

/** One input or output of an engine. `shape` has -1 where an extent is known at run time only. */
export interface EngineTensor {
  name: string;
  input: boolean;
  /** As TensorRT spells it: `HALF`, `INT64`. */
  dataType: string;
  shape: number[];
  /** Smallest, typical and largest shape in each optimization profile, of inputs only. */
  profiles: { min: number[]; opt: number[]; max: number[] }[];
}

export type EngineInspection =
  | {
      /** There is no GPU or no driver, or the library refuses the plan. */
      deserialised: false;
      /** What the library said first. */
      message: string;
    }
  | {
      deserialised: true;
      message: '';
      name: string;
      refittable: boolean;
      /** For activations, as the largest optimization profile needs them. */
      deviceMemoryBytes: number;
      streamableWeightBytes: number;
      /** Number of optimization profiles. */
      profiles: number;
      tensors: EngineTensor[];
      /**
       * One JSON text per layer, as TensorRT's engine inspector writes it: an object where the plan was built with
       * detailed profiling, else the layer's name in quotes.
       */
      layers: string[];
    };

export interface Library {
  /** `1.5.0.114` */
  readonly version: string;
  /** `model`: a serialised ModelProto. `path`: where external data is looked for beside. */
  explain(model: Uint8Array, path: string): Promise<OnnxExplanation>;
  build(
    model: Uint8Array,
    path: string,
    options: BuildOptions,
    onProgress: (progress: BuildProgress) => void,
  ): { result: Promise<BuildResult>; cancel(): void };
  planHeaderBytes(): Promise<number>;
  /** `header`: at least `planHeaderBytes()` first bytes of a plan. */
  planValidity(header: Uint8Array): Promise<PlanValidity>;
  /** Deserialises the plan, which takes a GPU, and asks the engine. */
  inspectEngine(plan: Uint8Array): Promise<EngineInspection>;
}

/**
 * Opens TensorRT-RTX and its ONNX parser by their full paths and tries them on a tiny network. Rejects with `code`
 * `native.library-not-loaded`, `native.library-foreign`, `native.version-unknown`, `native.parser-not-loaded` or
 * `native.self-check-failed`.
 */
export function openLibrary(tensorrtPath: string, parserPath: string): Promise<Library>;
