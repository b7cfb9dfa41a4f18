/** Graph, support and partition between their columns and the report. Readers check every index before it is used. */

import { Graph, NodeOp, type Subgraph } from '../graph/graph';
import type { Lists } from '../graph/lists';
import { StringTable } from '../graph/stringTable';
import {
  BLOCK_KINDS,
  type Block,
  PARTITIONERS,
  type Partition,
  type Partitioner,
  type Support,
} from '../partition/partition';
import { Reason } from '../partition/reasons';
import { SupportTable, supportTable } from '../partition/support';
import type { trtlens } from '../schema/generated/trtlens';
import { ReportDamage, bytesOf, readF64, readIndices, readStarts, readU32, readU8 } from './columns';
import type { Program } from './report';

export function encodeGraph({ columns, nodeCount }: Graph): trtlens.IGraph {
  return {
    strings: encodeStrings(columns.strings),
    nodeCount,
    nameU32: bytesOf(columns.name),
    opU8: bytesOf(columns.op),
    targetU32: bytesOf(columns.target),
    moduleU32: bytesOf(columns.module),
    moduleTypeU32: bytesOf(columns.moduleType),
    argumentsU32: bytesOf(columns.arguments),
    inputStartsU32: bytesOf(columns.inputs.starts),
    inputItemsU32: bytesOf(columns.inputs.items),
    outputStartsU32: bytesOf(columns.outputStarts),
    outputDtypeU8: bytesOf(columns.outputDtype),
    outputShapeU32: bytesOf(columns.outputShape),
    outputBytesF64: bytesOf(columns.outputBytes),
    frameStartsU32: bytesOf(columns.frames.starts),
    frameItemsU32: bytesOf(columns.frames.items),
    frameFileU32: bytesOf(columns.frameFile),
    frameLineU32: bytesOf(columns.frameLine),
    frameFunctionU32: bytesOf(columns.frameFunction),
    frameCodeU32: bytesOf(columns.frameCode),
    subgraphs: columns.subgraphs.map((each) => ({ ...each })),
  };
}

export function encodeSupport(graph: Graph, support: Support): trtlens.ISupport {
  const table = supportTable(graph, support);
  return {
    strings: encodeStrings(table.strings),
    reasonU8: bytesOf(table.reasons),
    detailU32: bytesOf(table.details),
    supported: table.supported,
    total: table.total,
  };
}

export function encodePartition(partition: Partition): trtlens.IPartition {
  return {
    blocks: partition.blocks.map(({ name, kind, nodes }) => ({ name, kind, nodesU32: bytesOf(nodes) })),
    partitioner: partition.partitioner,
    skippedWholeGraph: partition.skippedWholeGraph,
    exact: partition.exact,
  };
}

/** Undefined where the report has no graph. Throws ReportDamage where the three do not fit together. */
export function decodeProgram({ graph, support, partition }: trtlens.IReport): Program | undefined {
  if (!graph && !support && !partition) return undefined;
  if (!graph || !support || !partition) {
    throw new ReportDamage('graph, support and partition do not stand together');
  }
  const decoded = decodeGraph(graph);
  return {
    graph: decoded,
    support: decodeSupport(support, decoded.nodeCount),
    partition: decodePartition(partition, decoded.nodeCount),
  };
}

function decodeGraph(graph: trtlens.IGraph): Graph {
  const strings = decodeStrings('graph.strings', graph.strings);
  const count = graph.nodeCount ?? 0;
  const texts = (name: string, bytes: Uint8Array | null | undefined, length = count): Uint32Array =>
    readIndices(name, bytes, length, strings.count);

  const inputs = decodeLists('input', graph.inputStartsU32, graph.inputItemsU32, count, count);
  checkInputs(inputs);
  const outputStarts = readStarts('output_starts_u32', graph.outputStartsU32, count);
  const outputs = outputStarts[count]!;
  const outputBytes = readF64('output_bytes_f64', graph.outputBytesF64, outputs);
  if (!outputBytes.every((size) => Number.isFinite(size) && size >= 0)) {
    throw new ReportDamage('output_bytes_f64 holds a number that is no size');
  }
  const frameLine = readU32('frame_line_u32', graph.frameLineU32);
  const op = readU8('op_u8', graph.opU8, count);
  if (op.some((value) => value > NodeOp.callMethod)) throw new ReportDamage('op_u8 holds an unknown operation');

  return new Graph({
    strings,
    name: texts('name_u32', graph.nameU32),
    op,
    target: texts('target_u32', graph.targetU32),
    module: texts('module_u32', graph.moduleU32),
    moduleType: texts('module_type_u32', graph.moduleTypeU32),
    arguments: texts('arguments_u32', graph.argumentsU32),
    inputs,
    outputStarts,
    outputDtype: readU8('output_dtype_u8', graph.outputDtypeU8, outputs),
    outputShape: texts('output_shape_u32', graph.outputShapeU32, outputs),
    outputBytes,
    frames: decodeLists('frame', graph.frameStartsU32, graph.frameItemsU32, count, frameLine.length),
    frameFile: texts('frame_file_u32', graph.frameFileU32, frameLine.length),
    frameLine,
    frameFunction: texts('frame_function_u32', graph.frameFunctionU32, frameLine.length),
    frameCode: texts('frame_code_u32', graph.frameCodeU32, frameLine.length),
    subgraphs: decodeSubgraphs(graph.subgraphs ?? [], count),
  });
}

/** One after the other to the end of the nodes, each of an operation that stands before it. */
function decodeSubgraphs(messages: readonly trtlens.ISubgraph[], nodeCount: number): Subgraph[] {
  const subgraphs = messages.map(({ owner, name, first, count }) => ({
    owner: owner ?? 0,
    name: name ?? '',
    first: first ?? 0,
    count: count ?? 0,
  }));
  subgraphs.forEach(({ owner, name, first, count }, index) => {
    const next = subgraphs[index + 1]?.first ?? nodeCount;
    if (owner >= first || first + count !== next) throw new ReportDamage(`subgraph "${name}" does not fit in`);
  });
  return subgraphs;
}

function decodeSupport(support: trtlens.ISupport, count: number): SupportTable {
  const strings = decodeStrings('support.strings', support.strings);
  // A later version may know more reasons; to this one they are "other", and the detail has the words.
  const reasons = readU8('reason_u8', support.reasonU8, count).map((reason) => Math.min(reason, Reason.other));
  const details = readIndices('detail_u32', support.detailU32, count, strings.count);
  return new SupportTable(reasons, details, strings, support.supported ?? 0, support.total ?? 0);
}

function decodePartition(partition: trtlens.IPartition, count: number): Partition {
  const taken = new Uint8Array(count);
  const blocks = (partition.blocks ?? []).map((block) => decodeBlock(block, taken));
  const { partitioner } = partition;
  if (!isPartitioner(partitioner)) throw new ReportDamage('the partitioner is unknown');
  return {
    blocks,
    partitioner,
    skippedWholeGraph: partition.skippedWholeGraph ?? false,
    exact: partition.exact ?? false,
  };
}

function isPartitioner(text: string | null | undefined): text is Partitioner {
  return PARTITIONERS.some((each) => each === text);
}

function isBlockKind(text: string | null | undefined): text is Block['kind'] {
  return BLOCK_KINDS.some((each) => each === text);
}

/** Marks the block's nodes in `taken`, and refuses one that another block has. */
function decodeBlock(block: trtlens.IBlock, taken: Uint8Array): Block {
  const { name, kind } = block;
  if (!isBlockKind(kind)) throw new ReportDamage(`block "${name ?? ''}" is of no known kind`);
  const nodes = readIndices('nodes_u32', block.nodesU32, undefined, taken.length);
  nodes.forEach((node, i) => {
    if (taken[node]) throw new ReportDamage(`node ${node} is in two blocks`);
    if (i > 0 && node < nodes[i - 1]!) throw new ReportDamage(`the nodes of block "${name ?? ''}" are out of order`);
    taken[node] = 1;
  });
  return { name: name ?? '', kind, nodes };
}

function encodeStrings({ utf8, starts }: StringTable): trtlens.ITexts {
  return { utf8, startsU32: bytesOf(starts) };
}

function decodeStrings(name: string, texts: trtlens.ITexts | null | undefined): StringTable {
  const bytes = texts?.utf8 ?? new Uint8Array();
  const starts = readStarts(`${name}.starts_u32`, texts?.startsU32);
  if (starts.length < 2 || starts[1] !== 0) throw new ReportDamage(`${name} does not start with the empty string`);
  return new StringTable(readU8(`${name}.utf8`, bytes, starts.at(-1)!), starts);
}

function decodeLists(
  name: string,
  startBytes: Uint8Array | null | undefined,
  itemBytes: Uint8Array | null | undefined,
  count: number,
  limit: number,
): Lists {
  const starts = readStarts(`${name}_starts_u32`, startBytes, count);
  return { starts, items: readIndices(`${name}_items_u32`, itemBytes, starts[count], limit) };
}

/** Every node reads nodes before it: what makes walks over the graph end. */
function checkInputs({ starts, items }: Lists): void {
  for (let node = 0; node + 1 < starts.length; node++) {
    for (let i = starts[node]!; i < starts[node + 1]!; i++) {
      if (items[i]! >= node) throw new ReportDamage(`node ${node} reads node ${items[i]}, which is not before it`);
    }
  }
}
