/** What TensorRT says of an ONNX model, as the events of a partition: graph, support, blocks, layers. */

import { resolve } from 'node:path';
import { dtypeName } from '../../core/graph/dtype';
import { NODE_OP_NAMES } from '../../core/graph/graph';
import type { NodeRow } from '../../core/graph/graphBuilder';
import { joinShape, splitShape } from '../../core/graph/shape';
import { tensorrtTypeName } from '../../core/graph/tensorrtDtype';
import { LayerJoin } from '../../core/formats/onnx/layers';
import { type OnnxModel, type OnnxValue, UNNAMED_SIZE } from '../../core/formats/onnx/model';
import { onnxRows } from '../../core/formats/onnx/nodeRows';
import { fileOrderOf } from '../../core/formats/onnx/order';
import { reasonOfParser } from '../../core/partition/parserErrors';
import { reasonId } from '../../core/partition/reasons';
import { type RunBlock, blocksOfRuns } from '../../core/partition/runs';
import type { Binding } from '../../core/report/report';
import type { OnnxExplanation, TensorInfo } from './addon';

export interface ExplainedModel {
  readonly rows: readonly NodeRow[];
  readonly blocks: readonly { name: string; kind: RunBlock['kind']; nodes: readonly string[] }[];
  readonly unsupported: readonly { node: string; reason: string; detail: string }[];
  readonly layers: readonly LayerEvent[];
  /** Layers that no node of the file could be found for. */
  readonly unjoined: number;
  /** Names of the file's nodes in its order, as the rows have them. */
  readonly names: readonly string[];
}

interface LayerEvent {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  readonly nodes: readonly string[];
}

/** Throws FormatDamage where the graph is none. */
export function explainModel(model: OnnxModel, explanation: OnnxExplanation): ExplainedModel {
  const { graph } = model;
  const known = new Map(explanation.layers.flatMap(({ outputs }) => outputs).map((each) => [each.name, each]));
  const { rows, names } = onnxRows({ ...graph, values: [...inferred(known), ...graph.values] });
  const supported = new Set(explanation.parsed ? names.keys() : explanation.supported.flat());
  const errors = new Map(explanation.errors.toReversed().map((error) => [error.node, error]));
  const unsupported = [...names.keys()]
    .filter((node) => !supported.has(node))
    .map((node) => {
      const { reason, detail } = reasonOfParser(errors.get(node));
      return { node: names[node]!, reason: reasonId(reason), detail };
    });
  const join = new LayerJoin(graph.nodes.named());
  const layers = explanation.layers.map(({ name, type, metadata, inputs, outputs }) => ({
    name,
    type,
    inputs: inputs.map(binding),
    outputs: outputs.map(binding),
    nodes: join.nodesOf({ metadata, outputs: outputs.map((each) => each.name) }).map((node) => names[node]!),
  }));
  return {
    rows,
    names,
    unsupported,
    layers,
    unjoined: layers.filter(({ nodes }) => nodes.length === 0).length,
    blocks: blocksOf(model, rows, names, explanation),
  };
}

function blocksOf(
  { graph }: OnnxModel,
  rows: readonly NodeRow[],
  names: readonly string[],
  { parsed, supported }: OnnxExplanation,
): ExplainedModel['blocks'] {
  const order = fileOrderOf(graph);
  const position = new Map(order.map((node, index) => [names[node]!, index]));
  const byName = new Map(rows.map((row) => [row.name, row]));
  const reads = order.map((node) => byName.get(names[node]!)!.inputs.flatMap((input) => position.get(input) ?? []));
  // What it has read, it takes: then all of it is one engine.
  const runs = parsed ? [[...order.keys()]] : supported.map((run) => run.map((node) => position.get(names[node]!)!));
  return blocksOfRuns(reads, runs).map(({ name, kind, nodes }) => ({
    name,
    kind,
    nodes: nodes.map((node) => names[order[node]!]!),
  }));
}

/** Types that TensorRT worked out for values of which the file says nothing. */
function inferred(known: ReadonlyMap<string, TensorInfo>): OnnxValue[] {
  return [...known.values()].map(({ name, dataType, shape }) => ({
    name,
    dataType: onnxNumber(dataType),
    shape: shape.map((size) => (size < 0 ? UNNAMED_SIZE : String(size))),
  }));
}

const ONNX_NUMBERS: Readonly<Record<string, number>> = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  INT32: 6,
  INT64: 7,
  BOOL: 9,
  HALF: 10,
  BF16: 16,
  FP8: 17,
};

function onnxNumber(dataType: string): number {
  return ONNX_NUMBERS[dataType] ?? 0;
}

/** The bindings of an engine: open sizes by what the file calls them, which TensorRT forgets of outputs. */
export function bindingsOf(tensors: readonly TensorInfo[], declared: readonly OnnxValue[]): Binding[] {
  return tensors.map((tensor) => {
    const shape = declared.find(({ name }) => name === tensor.name)?.shape;
    return shape?.length === tensor.shape.length ? { ...binding(tensor), shape: joinShape(shape) } : binding(tensor);
  });
}

/** A tensor of TensorRT as a binding: sizes that are known at run time only by their symbols, else "?". */
function binding({ name, dataType, shape, dimensionNames }: TensorInfo): Binding {
  const sizes = shape.map((size, axis) => (size < 0 ? dimensionNames[axis] || UNNAMED_SIZE : String(size)));
  return { name, dtype: tensorrtTypeName(dataType), shape: joinShape(sizes) };
}

/** A row as the event `graph` has it. `folder`: what source files without a full path are relative to. */
export function nodeEvent(row: NodeRow, folder: string): Record<string, unknown> {
  return {
    name: row.name,
    op: NODE_OP_NAMES[row.op],
    target: row.target,
    module: row.module,
    module_type: row.moduleType,
    arguments: row.arguments,
    inputs: row.inputs,
    outputs: row.outputs.map(({ dtype, shape, bytes }) => ({
      dtype: dtypeName(dtype),
      shape: splitShape(shape),
      bytes,
    })),
    frames: row.frames.map(({ file, line, function: name, code }) => [
      file.startsWith('<') ? file : resolve(folder, file),
      line,
      name,
      code,
    ]),
  };
}
