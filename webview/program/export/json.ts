/** The graph as JSON for other tools, in the form of docs/graph-export.md: one object a node, one line an object. */

import { NODE_OP_NAMES, type NodeIndex, type TensorType } from '../../../extension/core/graph/graph';
import { dtypeName } from '../../../extension/core/graph/dtype';
import { isFixedSize, splitShape } from '../../../extension/core/graph/shape';
import { sourceOfNode } from '../../../extension/core/graph/source';
import {
  NO_BLOCK,
  type BlockKind,
  type Partitioner,
  isOnnxPartition,
} from '../../../extension/core/partition/partition';
import { Reason, reasonId, reasonLabel } from '../../../extension/core/partition/reasons';
import type { Program } from '../../../extension/core/report/report';
import { type Exported, type ExportOptions, exported } from './selection';

export const GRAPH_FORMAT = 'trtlens.graph';
/** Goes up when a reader of an older version would misunderstand a file, and not for new fields. */
export const GRAPH_VERSION = 1;

export interface GraphJson {
  readonly format: typeof GRAPH_FORMAT;
  readonly version: number;
  readonly title: string;
  /** Nodes of the whole graph, of which `nodes` may be some. */
  readonly nodeCount: number;
  readonly partitioner: Partitioner;
  readonly exact: boolean;
  readonly skippedWholeGraph: boolean;
  /** All blocks; nodes name them by position. */
  readonly blocks: readonly BlockJson[];
  /** Graphs that operations run; nodes name them by position. */
  readonly subgraphs: readonly { readonly name: string; readonly owner: NodeIndex }[];
  readonly nodes: readonly NodeJson[];
}

export interface BlockJson {
  readonly name: string;
  readonly title: string;
  readonly kind: BlockKind;
}

export interface NodeJson {
  /** Position in the whole graph. */
  readonly id: NodeIndex;
  readonly name: string;
  readonly kind: string;
  /** Qualified: "torch.ops.aten.linear.default". */
  readonly operator: string;
  readonly module: string;
  readonly moduleType: string;
  readonly arguments: string;
  /** Position in `blocks`; null for ends and weights. */
  readonly block: number | null;
  /** Position in `subgraphs`; null for a node of the program itself. */
  readonly subgraph: number | null;
  /** What it reads, in argument order, whether it is in the file or not. */
  readonly inputs: readonly { readonly id: NodeIndex; readonly name: string }[];
  readonly outputs: readonly TensorJson[];
  /** Null where nobody decided. */
  readonly reason: { readonly id: string; readonly label: string; readonly detail: string } | null;
  /** Null where none is known. */
  readonly source: { readonly file: string; readonly line: number; readonly callSiteOnly: boolean } | null;
}

export interface TensorJson {
  /** Null where unknown. */
  readonly dtype: string | null;
  /** Numbers, and texts for sizes that are known by name; [] for a scalar, null where unknown. */
  readonly shape: readonly (number | string)[] | null;
}

export function writeJson(program: Program, options: ExportOptions = {}): string {
  const source = exported(program, options);
  const { partitioner, exact, skippedWholeGraph, blocks } = program.partition;
  const { graph } = source;
  const head = {
    format: GRAPH_FORMAT,
    version: GRAPH_VERSION,
    title: source.title,
    nodeCount: graph.nodeCount,
    partitioner,
    exact,
    skippedWholeGraph,
  };
  const lists = [
    list('blocks', blocks, ({ name, kind }, block): BlockJson => ({ name, title: source.blockTitles[block]!, kind })),
    list('subgraphs', graph.columns.subgraphs, ({ name, owner }) => ({ name, owner })),
    list('nodes', Array.from(source.nodes), (node) => nodeJson(source, node)),
  ];
  const fields = Object.entries(head).map(([name, value]) => `  "${name}": ${safe(value)}`);
  return `{\n${[...fields, ...lists].join(',\n')}\n}\n`;
}

function list<T>(name: string, items: readonly T[], toJson: (item: T, index: number) => unknown): string {
  if (items.length === 0) return `  "${name}": []`;
  return `  "${name}": [\n${items.map((item, index) => `    ${safe(toJson(item, index))}`).join(',\n')}\n  ]`;
}

/** JSON that may stand in a script of an HTML page as well: no "<", and no line ends that only JavaScript knows. */
function safe(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function nodeJson({ program, graph, blockOf, subgraphOf, reasons }: Exported, node: NodeIndex): NodeJson {
  const block = blockOf[node]!;
  const subgraph = subgraphOf[node]!;
  return {
    id: node,
    name: graph.name(node),
    kind: NODE_OP_NAMES[graph.op(node)],
    operator: graph.target(node),
    module: graph.module(node),
    moduleType: graph.moduleType(node),
    arguments: graph.arguments(node),
    block: block === NO_BLOCK ? null : block,
    subgraph: subgraph < 0 ? null : subgraph,
    inputs: Array.from(graph.inputs(node), (id) => ({ id, name: graph.name(id) })),
    outputs: graph.outputs(node).map(tensorJson),
    reason: reasonJson(program, reasons[node] as Reason, node),
    source: sourceJson(program, node),
  };
}

function reasonJson({ support, partition }: Program, reason: Reason, node: NodeIndex): NodeJson['reason'] {
  if (reason === Reason.notAnOperation) return null;
  const label = reasonLabel(reason, isOnnxPartition(partition));
  return { id: reasonId(reason), label, detail: support.detail(node) };
}

function sourceJson({ graph }: Program, node: NodeIndex): NodeJson['source'] {
  const found = sourceOfNode(graph, node);
  return found ? { file: found.frame.file, line: found.frame.line, callSiteOnly: found.callSiteOnly } : null;
}

function tensorJson({ dtype, shape }: TensorType): TensorJson {
  if (dtype === 0) return { dtype: null, shape: shape === '?' ? null : sizesOf(shape) };
  return { dtype: dtypeName(dtype), shape: sizesOf(shape) };
}

/** A size stays text where a number would not be read back as the same. */
function sizesOf(shape: string): (number | string)[] {
  return splitShape(shape).map((size) => (isFixedSize(size) && String(Number(size)) === size ? Number(size) : size));
}
