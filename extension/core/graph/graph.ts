/**
 * A program as a graph of operations, kept as parallel columns: a hundred thousand nodes take a few megabytes and cross
 * to a worker or a webview in one copy. Reading is by node index; nothing allocates until a caller asks for an object.
 */

import { type Lists, invert, listAt } from './lists';
import type { StringTable } from './stringTable';

/** Position of a node in its graph, 0 to nodeCount - 1, in topological order; those of subgraphs after all others. */
export type NodeIndex = number;

/** What a node of torch.fx does, numbered as in the report. */
export const NodeOp = { placeholder: 0, getAttr: 1, callFunction: 2, output: 3, callModule: 4, callMethod: 5 } as const;
export type NodeOp = (typeof NodeOp)[keyof typeof NodeOp];

/** As torch.fx names them. */
export const NODE_OP_NAMES: Readonly<Record<NodeOp, string>> = {
  [NodeOp.placeholder]: 'placeholder',
  [NodeOp.getAttr]: 'get_attr',
  [NodeOp.callFunction]: 'call_function',
  [NodeOp.output]: 'output',
  [NodeOp.callModule]: 'call_module',
  [NodeOp.callMethod]: 'call_method',
};

export interface GraphColumns {
  readonly strings: StringTable;
  /** String numbers, one a node. */
  readonly name: Uint32Array;
  readonly op: Uint8Array;
  readonly target: Uint32Array;
  readonly module: Uint32Array;
  readonly moduleType: Uint32Array;
  readonly arguments: Uint32Array;
  /** Node indices that each node reads, in argument order. */
  readonly inputs: Lists;
  /** Tensors that each node produces: positions in the three output columns. */
  readonly outputStarts: Uint32Array;
  readonly outputDtype: Uint8Array;
  readonly outputShape: Uint32Array;
  /** Bytes; 0 where a size is symbolic. */
  readonly outputBytes: Float64Array;
  /** Source frames of each node, outermost first: positions in the four frame columns. */
  readonly frames: Lists;
  readonly frameFile: Uint32Array;
  readonly frameLine: Uint32Array;
  readonly frameFunction: Uint32Array;
  readonly frameCode: Uint32Array;
  readonly subgraphs: readonly Subgraph[];
}

/** A graph within an operation: a branch of torch.cond, a body of ONNX's Loop, a function. */
export interface Subgraph {
  /** The operation that runs it; of the program itself or of an earlier subgraph. */
  readonly owner: NodeIndex;
  /** "true_graph_0". */
  readonly name: string;
  readonly first: NodeIndex;
  readonly count: number;
}

/** One tensor that a node produces. */
export interface TensorType {
  /** Exported-program schema number; see dtype.ts. */
  readonly dtype: number;
  /** Sizes joined by "x", symbolic ones by name: "2x64x128", "batchx64"; "" for a scalar. */
  readonly shape: string;
  /** 0 where a size is symbolic. */
  readonly bytes: number;
}

export interface Frame {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly function: string;
  readonly code: string;
}

export class Graph {
  /** Readers of each node: the inverse of `inputs`, built on first use. */
  private readers: Lists | undefined;
  private byName: Map<string, NodeIndex> | undefined;

  constructor(readonly columns: GraphColumns) {}

  get nodeCount(): number {
    return this.columns.name.length;
  }

  /** Nodes of the program itself: those of subgraphs come after them. */
  get mainCount(): number {
    return this.columns.subgraphs[0]?.first ?? this.nodeCount;
  }

  name(node: NodeIndex): string {
    return this.text(this.columns.name, node);
  }

  op(node: NodeIndex): NodeOp {
    return (this.columns.op[node] ?? NodeOp.placeholder) as NodeOp;
  }

  /** True for a node that computes: all but placeholders, attributes and the output. */
  isOperation(node: NodeIndex): boolean {
    const op = this.op(node);
    return op === NodeOp.callFunction || op === NodeOp.callModule || op === NodeOp.callMethod;
  }

  /** Qualified operator name, such as `torch.ops.aten.linear.default`. */
  target(node: NodeIndex): string {
    return this.text(this.columns.target, node);
  }

  /** Path of the module that made the node, such as `encoder.layer.0.attention`; empty at the root. */
  module(node: NodeIndex): string {
    return this.text(this.columns.module, node);
  }

  moduleType(node: NodeIndex): string {
    return this.text(this.columns.moduleType, node);
  }

  /** Arguments other than tensors, as text: "dim=-1, half_to_float=False". */
  arguments(node: NodeIndex): string {
    return this.text(this.columns.arguments, node);
  }

  inputs(node: NodeIndex): Uint32Array {
    return listAt(this.columns.inputs, node);
  }

  users(node: NodeIndex): Uint32Array {
    return listAt(this.allUsers, node);
  }

  /** Readers of all nodes: for walks that would make an object a node. */
  get allUsers(): Lists {
    this.readers ??= invert(this.columns.inputs, this.nodeCount);
    return this.readers;
  }

  outputs(node: NodeIndex): TensorType[] {
    const { outputStarts, outputDtype, outputShape, outputBytes, strings } = this.columns;
    const types: TensorType[] = [];
    for (let i = outputStarts[node] ?? 0; i < (outputStarts[node + 1] ?? 0); i++) {
      types.push({ dtype: outputDtype[i] ?? 0, shape: strings.at(outputShape[i] ?? 0), bytes: outputBytes[i] ?? 0 });
    }
    return types;
  }

  /** Bytes of all tensors that the node produces; 0 where any size is symbolic. */
  outputBytes(node: NodeIndex): number {
    const types = this.outputs(node);
    return types.some((type) => type.bytes === 0) ? 0 : types.reduce((sum, type) => sum + type.bytes, 0);
  }

  frames(node: NodeIndex): Frame[] {
    const { frameFile, frameLine, frameFunction, frameCode, strings } = this.columns;
    return Array.from(listAt(this.columns.frames, node), (frame) => ({
      file: strings.at(frameFile[frame] ?? 0),
      line: frameLine[frame] ?? 0,
      function: strings.at(frameFunction[frame] ?? 0),
      code: strings.at(frameCode[frame] ?? 0),
    }));
  }

  /** The program's own node of that name; undefined where there is none. */
  find(name: string): NodeIndex | undefined {
    const { strings } = this.columns;
    this.byName ??= new Map(
      Array.from(this.columns.name.subarray(0, this.mainCount), (id, node) => [strings.at(id), node]),
    );
    return this.byName.get(name);
  }

  private text(column: Uint32Array, node: NodeIndex): string {
    return this.columns.strings.at(column[node] ?? 0);
  }
}
