/** An ONNX graph as the rows of a program's graph: inputs, weights, operations in topological order, the output. */

import { dtypeBytes } from '../../graph/dtype';
import { type Frame, NodeOp, type TensorType } from '../../graph/graph';
import type { NodeRow } from '../../graph/graphBuilder';
import { isFixedSize, joinShape } from '../../graph/shape';
import { onnxDtype, onnxTypeName } from './dataType';
import { type OnnxGraph, type OnnxSubgraph, type OnnxTensor, type OnnxValue, requiredInputs } from './model';
import { Names } from './names';
import { type Reads, ValueNumbers, fileOrderOf, readsOf } from './order';

export interface OnnxRows {
  readonly rows: readonly NodeRow[];
  /** Name of each node in the file's order, as the rows have it. */
  readonly names: readonly string[];
}

/** Those of the graph itself; of the graphs within it only what they read. Throws FormatDamage where nodes read each other in a circle. */
export function onnxRows(graph: OnnxGraph): OnnxRows {
  const rows = new GraphRows(graph);
  const listed: NodeRow[] = [];
  rows.visit((row) => listed.push(row));
  return { rows: listed, names: rows.names };
}

/** Graphs of one node that its text names. */
const MOST_GRAPHS = 16;

/** The rows of a graph, made one by one as they are asked for: a hundred thousand at once take a few hundred megabytes. */
export class GraphRows {
  /** Name of each node in the file's order, as the rows have it. */
  readonly names: readonly string[] = [];
  /** How many values have which type (TensorProto.DataType), as far as the rows were asked for. */
  readonly dataTypes = new Map<number, number>();
  private readonly taken: Names;
  /** Position in `rowNames` of the row that makes a value. */
  private readonly makers: ValueNumbers;
  private readonly rowNames: string[] = [];
  private readonly types = new Map<number, OnnxValue>();
  private readonly inputs: readonly NodeRow[];
  private readonly weights: readonly NodeRow[];
  private readonly order: readonly number[];
  private readonly reads: Reads;
  private readonly inner = new Map<number, OnnxSubgraph[]>();

  /** `outer`: rows of the graph around, whose values can be read here. Throws FormatDamage as `onnxRows` does. */
  constructor(
    private readonly graph: OnnxGraph,
    private readonly outer?: GraphRows,
  ) {
    const { nodes, initializers, subgraphs, values, outputs, inputs } = graph;
    this.taken = new Names(outer?.taken);
    this.makers = new ValueNumbers(nodes);
    const names: string[] = [];
    for (let node = 0; node < nodes.count; node++) names.push(this.taken.unique(nodes.name(node)));
    this.names = names;
    this.inputs = requiredInputs(graph).map((value) => this.inputRow(value));
    this.weights = initializers.map((tensor) => this.weightRow(tensor));
    const { starts, items } = nodes.outputLists;
    for (let node = 0; node < names.length; node++) {
      const row = this.rowNames.push(names[node]!) - 1;
      for (let at = starts[node]!; at < starts[node + 1]!; at++) this.makers.set(items[at]!, row);
    }
    for (const known of [values, outputs, inputs]) this.learn(known);
    this.reads = readsOf(graph);
    this.order = fileOrderOf(graph);
    for (const each of subgraphs) {
      const siblings = this.inner.get(each.node);
      if (siblings) siblings.push(each);
      else this.inner.set(each.node, [each]);
    }
  }

  /** `node`: number of the row's node in the file's order; undefined for what is no node of the file. */
  visit(add: (row: NodeRow, node: number | undefined) => void): void {
    for (const row of this.inputs) add(row, undefined);
    for (const row of this.weights) add(row, undefined);
    for (const node of this.order) add(this.nodeRow(node), node);
    const { texts } = this.graph.nodes;
    const inputs = this.graph.outputs.flatMap(({ name }) => this.maker(texts.addText(name)) ?? []);
    const row = sourceRow(NodeOp.output, this.taken.unique('output'), '', []);
    add({ ...row, target: 'output', inputs }, undefined);
  }

  private nodeRow(node: number): NodeRow {
    const { nodes } = this.graph;
    const { module, moduleType, frames } = nodes.origin(node);
    const text = nodes.attributeText(node);
    const graphs = this.inner.get(node);
    return {
      name: this.names[node]!,
      op: NodeOp.callFunction,
      target: nodes.operator(node).text,
      module,
      moduleType,
      frames,
      arguments: graphs ? [...(text ? [text] : []), ...graphs.slice(0, MOST_GRAPHS).map(graphText)].join(', ') : text,
      inputs: this.inputsOf(node),
      outputs: this.outputsOf(node),
    };
  }

  private outputsOf(node: number): TensorType[] {
    const { nodes } = this.graph;
    const types: TensorType[] = [];
    for (const value of nodes.outputs(node)) {
      if (value === 0) continue;
      const constant = nodes.constant(node);
      const type = this.types.get(value) ?? (constant && typeOfTensor(constant));
      types.push(this.counted(type));
    }
    return types;
  }

  private inputsOf(node: number): string[] {
    const inputs: string[] = [];
    this.reads.visit(node, (value) => {
      const maker = this.maker(value);
      if (maker !== undefined) inputs.push(maker);
    });
    return inputs;
  }

  private maker(value: number): string | undefined {
    return this.rowNames[this.makers.get(value)] ?? this.outer?.maker(value);
  }

  /** The last one that is said of each value, unless it says less than one before it. */
  private learn(values: readonly OnnxValue[]): void {
    const { texts } = this.graph.nodes;
    for (const value of values) {
      const id = texts.addText(value.name);
      if (value.shape || !this.types.get(id)?.shape) this.types.set(id, value);
    }
  }

  private inputRow(value: OnnxValue): NodeRow {
    const name = this.nameRow(value.name);
    return sourceRow(NodeOp.placeholder, name, '', [this.counted(value)]);
  }

  private weightRow(tensor: OnnxTensor): NodeRow {
    const name = this.nameRow(tensor.name);
    const { external, dataType } = tensor;
    const where = external === undefined ? '' : `external data in ${external || 'another file'}`;
    const type = this.counted(typeOfTensor(tensor));
    // A type that only ONNX has is told in words.
    const text = type.dtype === 0 ? [onnxTypeName(dataType), where].filter(Boolean).join(', ') : where;
    return sourceRow(NodeOp.getAttr, name, text, [type]);
  }

  /** A name of its own for the row that makes a value. */
  private nameRow(value: string): string {
    const name = this.taken.unique(value);
    this.makers.set(this.graph.nodes.texts.addText(value), this.rowNames.push(name) - 1);
    return name;
  }

  private counted(value: OnnxValue | undefined): TensorType {
    if (value && value.dataType !== 0) {
      this.dataTypes.set(value.dataType, (this.dataTypes.get(value.dataType) ?? 0) + 1);
    }
    return tensorType(value);
  }
}

/** What a file knows of a value: dtype, sizes, and bytes where all sizes are numbers, none of them beyond all memory. */
export function tensorType(value: OnnxValue | undefined): TensorType {
  if (!value?.shape) return { dtype: onnxDtype(value?.dataType ?? 0), shape: '?', bytes: 0 };
  const dtype = onnxDtype(value.dataType);
  const fixed = value.shape.every(isFixedSize);
  const count = fixed ? value.shape.reduce((product, size) => product * Number(size), 1) : 0;
  const bytes = count * dtypeBytes(dtype);
  return { dtype, shape: joinShape(value.shape), bytes: Number.isSafeInteger(bytes) ? bytes : 0 };
}

function typeOfTensor({ name, dataType, dims }: OnnxTensor): OnnxValue {
  return { name, dataType, shape: dims.map(String) };
}

function graphText({ attribute, graph }: OnnxSubgraph): string {
  const { count } = graph.nodes;
  return `${attribute}=graph ${graph.name || 'without a name'} of ${count} ${count === 1 ? 'node' : 'nodes'}`;
}

const NO_FRAMES: readonly Frame[] = [];

/** Of what is no operation. Written out: copying a common part costs five microseconds a weight. */
function sourceRow(op: NodeOp, name: string, text: string, outputs: readonly TensorType[]): NodeRow {
  return { name, op, target: '', module: '', moduleType: '', arguments: text, inputs: [], outputs, frames: NO_FRAMES };
}
