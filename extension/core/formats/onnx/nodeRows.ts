/** An ONNX graph as the rows of a program's graph: inputs, weights, operations in topological order, the output. */

import { dtypeBytes } from '../../graph/dtype';
import { type Frame, NodeOp, type TensorType } from '../../graph/graph';
import type { NodeRow } from '../../graph/graphBuilder';
import { isFixedSize, joinShape } from '../../graph/shape';
import type { onnx } from '../../schema/generated/onnx';
import { attributesText } from './attributes';
import { onnxDtype, onnxTypeName } from './dataType';
import { type OnnxGraph, type OnnxTensor, type OnnxValue, requiredInputs } from './model';
import { originOf } from './origin';
import { fileOrderOf, valuesRead } from './order';

export interface OnnxRows {
  readonly rows: readonly NodeRow[];
  /** Name of each node in the file's order, as the rows have it. */
  readonly names: readonly string[];
}

/** Throws FormatDamage where nodes read each other in a circle. */
export function onnxRows(graph: OnnxGraph): OnnxRows {
  const taken = new Names();
  const names = graph.nodes.map((node) => taken.unique(nodeName(node)));
  const inputs = requiredInputs(graph).map((value) => inputRow(value, taken));
  const weights = graph.initializers.map((tensor) => weightRow(tensor, taken));
  const types = knownTypes([...graph.values, ...graph.outputs, ...graph.inputs]);

  const makers = new Map<string, string>();
  for (const { value, row } of [...inputs, ...weights]) makers.set(value, row.name);
  graph.nodes.forEach((node, index) => (node.output ?? []).forEach((value) => makers.set(value, names[index]!)));
  const readsOf = (values: readonly string[]): string[] => values.flatMap((value) => makers.get(value) ?? []);

  const operations = fileOrderOf(graph).map((index): NodeRow => {
    const node = graph.nodes[index]!;
    return {
      name: names[index]!,
      op: NodeOp.callFunction,
      target: operatorOf(node),
      ...originOf(node),
      arguments: attributesText(node.attribute ?? []),
      inputs: readsOf(valuesRead(node)),
      outputs: (node.output ?? []).filter((value) => value !== '').map((value) => tensorType(types.get(value))),
    };
  });
  const output = outputRow(readsOf(graph.outputs.map(({ name }) => name)), taken);
  return { rows: [...[...inputs, ...weights].map(({ row }) => row), ...operations, output], names };
}

/** "Conv", or with its domain where that is not ONNX's own: "com.microsoft.FusedConv". */
export function operatorOf({ domain, opType }: onnx.INodeProto): string {
  return domain && domain !== 'ai.onnx' ? `${domain}.${opType ?? ''}` : (opType ?? '');
}

/** As TensorRT calls a node: by its name, else by the first value that it makes. */
export function nodeName({ name, output }: onnx.INodeProto): string {
  return name || `node_of_${output?.find((value) => value !== '') ?? ''}`;
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

/** The last one that is said of each value, unless it says less than one before it. */
function knownTypes(values: readonly OnnxValue[]): Map<string, OnnxValue> {
  const types = new Map<string, OnnxValue>();
  for (const value of values) if (value.shape || !types.get(value.name)?.shape) types.set(value.name, value);
  return types;
}

/** Names of rows: the second of a name is called "name#2". */
class Names {
  private readonly taken = new Set<string>();
  /** Number to try next, so that a hundred thousand of one name take no longer than others. */
  private readonly next = new Map<string, number>();

  unique(name: string): string {
    let free = name;
    for (let count = this.next.get(name) ?? 2; this.taken.has(free); count++) {
      free = `${name}#${count}`;
      this.next.set(name, count + 1);
    }
    this.taken.add(free);
    return free;
  }
}

interface NamedRow {
  /** The value that others read. */
  readonly value: string;
  readonly row: NodeRow;
}

const nothing = { target: '', module: '', moduleType: '', arguments: '', inputs: [], frames: [] as Frame[] };

function inputRow(value: OnnxValue, taken: Names): NamedRow {
  const name = taken.unique(value.name);
  return { value: value.name, row: { ...nothing, name, op: NodeOp.placeholder, outputs: [tensorType(value)] } };
}

function weightRow(tensor: OnnxTensor, taken: Names): NamedRow {
  const name = taken.unique(tensor.name);
  const { dataType, dims, external } = tensor;
  const where = external === undefined ? '' : `external data in ${external || 'another file'}`;
  const type = tensorType({ name, dataType, shape: dims.map(String) });
  const row = { ...nothing, name, op: NodeOp.getAttr, arguments: where, outputs: [type] };
  // A type that only ONNX has is told in words.
  return {
    value: tensor.name,
    row: type.dtype === 0 ? { ...row, arguments: [onnxTypeName(dataType), where].filter(Boolean).join(', ') } : row,
  };
}

function outputRow(inputs: readonly string[], taken: Names): NodeRow {
  return { ...nothing, name: taken.unique('output'), op: NodeOp.output, target: 'output', inputs, outputs: [] };
}
