/** What both surfaces derive from a report's program: breaks, crossings, which block is where. Pure. */

import { type Graph, NodeOp, type NodeIndex } from '../../extension/core/graph/graph';
import {
  type Cause,
  type Crossing,
  type GraphBreak,
  findBreaks,
  findCrossings,
} from '../../extension/core/partition/breaks';
import {
  type Block,
  type BlockKind,
  type Partition,
  blockOfNodes,
  blockTitle,
  isOnnxPartition,
} from '../../extension/core/partition/partition';
import { reasonLabel } from '../../extension/core/partition/reasons';
import type { Engine, Program, Report } from '../../extension/core/report/report';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { type ProgramTimes, programTimes } from './layerTimes';
import { commonModule, distinct, listSome, moduleGroup, shortOperator, withoutModule } from './words';

export interface ProgramModel {
  readonly report: Report;
  readonly program: Program;
  /** Block of each node; `NO_BLOCK` for placeholders, attributes and the output. */
  readonly blockOf: Int32Array;
  /** In the order in which surfaces number them. */
  readonly breaks: readonly GraphBreak[];
  /** Position in `breaks` by block index. */
  readonly breakOfBlock: ReadonlyMap<number, number>;
  /** Every tensor that goes from one block to another. */
  readonly crossings: readonly Crossing[];
  /** Engines of the report by block name. */
  readonly engines: ReadonlyMap<string, Engine>;
  /** Placeholders that the user gives tensors for. */
  readonly inputs: readonly NodeIndex[];
  /** Part of their path that all modules share, with its dot: "model."; often "". */
  readonly commonModule: string;
  /** Undefined where no profile is known. */
  readonly times: ProgramTimes | undefined;
}

/** `artifact`: what is known of the file besides, where it was opened rather than compiled. */
export function programModel(report: Report, program: Program, artifact?: trtlens.IArtifact): ProgramModel {
  const { graph, support, partition } = program;
  const blockOf = blockOfNodes(graph, partition);
  const breaks = findBreaks(graph, support, partition);
  return {
    report,
    program,
    blockOf,
    breaks,
    breakOfBlock: new Map(breaks.map((each, index) => [each.block, index])),
    crossings: findCrossings(graph, partition, blockOf),
    engines: new Map(report.engines.map((engine) => [engine.name, engine])),
    inputs: inputsOf(graph, givenInputs(artifact)),
    commonModule: commonModule(modulePaths(graph)),
    times: programTimes(report, graph),
  };
}

/** Each path once. */
function modulePaths({ columns: { module, strings } }: Graph): string[] {
  const ids = new Set<number>();
  for (let node = 0; node < module.length; node++) ids.add(module[node]!);
  return distinct(Array.from(ids, (id) => strings.at(id)));
}

/** True where the block runs in TensorRT: a TensorRT block, unless the whole graph was left to PyTorch. */
export function runsInTensorRt({ program }: ProgramModel, block: Block): boolean {
  return becomesEngine(block, program.partition);
}

/** The same without a model. */
export function becomesEngine({ kind }: Pick<Block, 'kind'>, { skippedWholeGraph }: Partition): boolean {
  return kind === 'tensorrt' && !skippedWholeGraph;
}

/** "Engine 2", or "PyTorch 3". */
export function titleOf({ program }: ProgramModel, block: Block): string {
  return titleOfBlock(block, program.partition);
}

/** The same without a model; a TensorRT block that became no engine runs in PyTorch and is called so. */
export function titleOfBlock(block: Block, partition: Partition): string {
  const kind = block.kind === 'tensorrt' && !becomesEngine(block, partition) ? 'torch' : block.kind;
  return blockTitle({ ...block, kind }, partition);
}

/** Where a block runs: the class that colours it, and words for a label. */
export function whereItRuns(model: ProgramModel, block: Block): { class: BlockKind; short: string; title: string } {
  if (block.kind === 'graph') return { class: 'graph', short: 'not partitioned', title: 'Graph' };
  if (runsInTensorRt(model, block)) return { class: 'tensorrt', short: 'in TensorRT', title: 'TensorRT block' };
  const isOnnx = isOnnxPartition(model.program.partition);
  return {
    class: 'torch',
    short: isOnnx ? 'not in TensorRT' : 'in PyTorch',
    title: isOnnx ? 'Not in TensorRT' : 'PyTorch block',
  };
}

/** What became of the engine of a TensorRT block where that is not simply "built"; "" elsewhere. */
export function engineTrouble(model: ProgramModel, block: Block): string {
  if (!runsInTensorRt(model, block)) return '';
  switch (model.engines.get(block.name)?.state) {
    case 'failed':
      return 'build failed';
    case 'crashed':
      return 'builder crashed';
    case 'not-built':
      return 'not built';
    default:
      return '';
  }
}

/** True where the operations of the graph are TensorRT's layers themselves. */
export function showsLayers({ report }: Pick<ProgramModel, 'report'>): boolean {
  return report.model.kind === 'layer-information';
}

/** What the nodes of the graph are. */
export function nounOf(model: Pick<ProgramModel, 'report'>): string {
  return showsLayers(model) ? 'layer' : 'operation';
}

/** The same above a list of them. */
export function nounsTitle(model: Pick<ProgramModel, 'report'>): string {
  return showsLayers(model) ? 'Layers' : 'Operations';
}

/** Operations in TensorRT blocks, of all operations in blocks. */
export function operationShare(model: ProgramModel): { inTensorRt: number; all: number } {
  let inTensorRt = 0;
  let all = 0;
  for (const block of model.program.partition.blocks) {
    const count = operationsOf(model, block).length;
    all += count;
    if (runsInTensorRt(model, block)) inTensorRt += count;
  }
  return { inTensorRt, all };
}

export function operationsOf({ program }: ProgramModel, block: Block): Uint32Array {
  return block.nodes.filter((node) => program.graph.isOperation(node));
}

/** What graph breaks move in a run; `symbolic` where some sizes are not known before one and are not in the sum. */
export function crossingBytes({ breaks }: ProgramModel): { tensors: number; bytes: number; symbolic: boolean } {
  const types = breaks.flatMap((each) => each.crossings.map((crossing) => crossing.type));
  return {
    tensors: types.length,
    bytes: types.reduce((sum, type) => sum + type.bytes, 0),
    symbolic: types.some((type) => type.bytes === 0),
  };
}

/** "embeddings", "layer.0": the modules that a block's operations come from, in the order of the operations. */
export function modulesOf(model: ProgramModel, block: Block): string[] {
  const { module } = model.program.graph.columns;
  // A block may have a hundred thousand operations, of far fewer modules: one node stands for each.
  const ofModule = new Map<number, NodeIndex>();
  for (let i = 0; i < block.nodes.length; i++) {
    const node = block.nodes[i]!;
    if (!ofModule.has(module[node]!)) ofModule.set(module[node]!, node);
  }
  return distinct(Array.from(ofModule.values(), (node) => groupOf(model, node)));
}

/** "layer.0": the part of a node's module path that tells it from others. */
export function groupOf({ program, commonModule: common }: ProgramModel, node: NodeIndex): string {
  return moduleGroup(withoutModule(program.graph.module(node), common));
}

/** "_safe_softmax": the operators of some causes. */
export function operatorsOf({ program }: ProgramModel, causes: readonly Cause[], most = 2): string {
  return listSome(distinct(causes.map((cause) => shortOperator(program.graph.target(cause.node)))), most);
}

/** "no converter": the reasons of a break, in a few words. */
export function reasonsOf({ program }: ProgramModel, causes: readonly Cause[], most = 2): string {
  const byParser = isOnnxPartition(program.partition);
  return listSome(distinct(causes.map((cause) => reasonLabel(cause.reason, byParser))), most);
}

/**
 * Names of the placeholders that a user gives tensors for, where a file says so: in a program that `torch.export.save` wrote,
 * weights and engines are placeholders too. Undefined where all placeholders are inputs.
 */
export function givenInputs(artifact: trtlens.IArtifact | undefined): string[] | undefined {
  const { kind, inputs } = artifact ?? {};
  if (kind !== 'exported-program' && kind !== 'compiled-program') return undefined;
  return (inputs ?? []).map(({ name }) => name ?? '');
}

/** `given`: as `givenInputs` has it. */
export function inputsOf(graph: Graph, given: readonly string[] | undefined): NodeIndex[] {
  const all = nodesOfKind(graph, NodeOp.placeholder);
  if (!given) return all;
  const names = new Set(given);
  return all.filter((node) => names.has(graph.name(node)));
}

/** What the output node returns. */
export function programOutputs({ program: { graph } }: ProgramModel): NodeIndex[] {
  const ends = nodesOfKind(graph, NodeOp.output);
  return [...new Set(ends.flatMap((end) => [...graph.inputs(end)]))];
}

function nodesOfKind(graph: Graph, kind: NodeOp): NodeIndex[] {
  const nodes: NodeIndex[] = [];
  graph.columns.op.subarray(0, graph.mainCount).forEach((each, node) => each === kind && nodes.push(node));
  return nodes;
}
