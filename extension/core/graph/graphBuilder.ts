/** Packs a graph's nodes, as a reader or the torch worker lists them, into columns. */

import { FrameTable } from './frameTable';
import { Graph, type Frame, type NodeIndex, type NodeOp, type Subgraph, type TensorType } from './graph';
import { ListsBuilder } from './lists';
import { StringTableBuilder } from './stringTable';

/** One node as a reader knows it, nodes in topological order. */
export interface NodeRow {
  readonly name: string;
  readonly op: NodeOp;
  readonly target: string;
  readonly module: string;
  readonly moduleType: string;
  readonly arguments: string;
  /** Names of nodes listed earlier: of the same graph, else of the nearest one around it. */
  readonly inputs: readonly string[];
  readonly outputs: readonly TensorType[];
  readonly frames: readonly Frame[];
}

/** Throws RangeError where a node reads one that was not listed before it, or a name stands twice. */
export function buildGraph(rows: Iterable<NodeRow>): Graph {
  const builder = new GraphBuilder();
  for (const row of rows) builder.add(row);
  return builder.build();
}

interface Scope {
  readonly nodes: Map<string, NodeIndex>;
  readonly outer: Scope | undefined;
}

/** Takes one node after the other, so that a reader need not hold them all. */
export class GraphBuilder {
  private readonly strings = new StringTableBuilder();
  private readonly frameTable = new FrameTable(this.strings);
  private readonly inputs = new ListsBuilder();
  private readonly frames = new ListsBuilder();
  private readonly columns = {
    name: [] as number[],
    op: [] as number[],
    target: [] as number[],
    module: [] as number[],
    moduleType: [] as number[],
    arguments: [] as number[],
  };
  private readonly outputs = { starts: [0], dtype: [] as number[], shape: [] as number[], bytes: [] as number[] };
  private readonly subgraphs: { owner: NodeIndex; name: string; first: NodeIndex; scope: Scope }[] = [];
  private readonly main: Scope = { nodes: new Map(), outer: undefined };

  get nodeCount(): number {
    return this.columns.name.length;
  }

  /** The node's index. Throws RangeError where it reads one that was not listed before it, or its name stands twice. */
  add(row: NodeRow): NodeIndex {
    const scope = this.subgraphs.at(-1)?.scope ?? this.main;
    const node = this.nodeCount;
    this.inputs.add(row.inputs.map((input) => find(scope, input, row.name)));
    const before = scope.nodes.size;
    if (scope.nodes.set(row.name, node).size === before) throw new RangeError(`Node "${row.name}" is listed twice`);
    const { columns, outputs, strings } = this;
    columns.name.push(strings.add(row.name));
    columns.op.push(row.op);
    columns.target.push(strings.add(row.target));
    columns.module.push(strings.add(row.module));
    columns.moduleType.push(strings.add(row.moduleType));
    columns.arguments.push(strings.add(row.arguments));
    for (const { dtype, shape, bytes } of row.outputs) {
      outputs.dtype.push(dtype);
      outputs.shape.push(strings.add(shape));
      outputs.bytes.push(bytes);
    }
    outputs.starts.push(outputs.dtype.length);
    this.frames.add(row.frames.map((frame) => this.frameTable.add(frame)));
    return node;
  }

  /** Of the outputs of all nodes so far, in their order: for files that tell types after nodes. */
  setOutputTypes(types: readonly TensorType[]): void {
    const { outputs, strings } = this;
    types.forEach(({ dtype, shape, bytes }, output) => {
      outputs.dtype[output] = dtype;
      outputs.shape[output] = strings.add(shape);
      outputs.bytes[output] = bytes;
    });
  }

  /**
   * Begins a graph that `owner` runs; nodes added from now on are its own. All nodes of the program itself come first, and
   * those of an owner before those of its subgraphs.
   */
  beginSubgraph(owner: NodeIndex, name: string): void {
    const scope = { nodes: new Map<string, NodeIndex>(), outer: this.scopeOf(owner) };
    this.subgraphs.push({ owner, name, first: this.nodeCount, scope });
  }

  /** By halving: there may be as many subgraphs as nodes. */
  private scopeOf(node: NodeIndex): Scope {
    let [low, high] = [0, this.subgraphs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.subgraphs[middle]!.first <= node) low = middle + 1;
      else high = middle;
    }
    return this.subgraphs[low - 1]?.scope ?? this.main;
  }

  build(): Graph {
    const { columns, outputs } = this;
    return new Graph({
      name: Uint32Array.from(columns.name),
      op: Uint8Array.from(columns.op),
      target: Uint32Array.from(columns.target),
      module: Uint32Array.from(columns.module),
      moduleType: Uint32Array.from(columns.moduleType),
      arguments: Uint32Array.from(columns.arguments),
      inputs: this.inputs.build(),
      outputStarts: Uint32Array.from(outputs.starts),
      outputDtype: Uint8Array.from(outputs.dtype),
      outputShape: Uint32Array.from(outputs.shape),
      outputBytes: Float64Array.from(outputs.bytes),
      frames: this.frames.build(),
      ...this.frameTable.columns(),
      subgraphs: this.subgraphs.map(({ owner, name, first }, index): Subgraph => {
        const end = this.subgraphs[index + 1]?.first ?? this.nodeCount;
        return { owner, name, first, count: end - first };
      }),
      strings: this.strings.build(),
    });
  }
}

function find(scope: Scope, input: string, reader: string): NodeIndex {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const node = at.nodes.get(input);
    if (node !== undefined) return node;
  }
  throw new RangeError(`Node "${reader}" reads "${input}", which is not listed before it`);
}
