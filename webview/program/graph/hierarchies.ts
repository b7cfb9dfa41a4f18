/** The two hierarchies of a program: by partition, as Torch-TensorRT cut it, and by module, as the model was written. */

import { type Graph, type NodeIndex, NodeOp } from '../../../extension/core/graph/graph';
import type { Program } from '../../../extension/core/report/report';
import { commonModule, shortOperator } from '../../ui/words';
import { type GroupTree, ItemKind } from './groupTree';
import { GroupTreeBuilder } from './groupTreeBuilder';

export interface ProgramEnds {
  /** Placeholders that the user gives tensors for; weights are none. */
  readonly inputs: readonly NodeIndex[];
  /** Node that returns; undefined where the graph has none. */
  readonly output: NodeIndex | undefined;
}

/**
 * Blocks in the order in which they run, modules within them. `titleOf`: of a block by its position, "Engine 2". `folded`:
 * runs of alike blocks or modules as one group each.
 */
export function partitionTree(
  { graph, partition }: Program,
  blockOf: Int32Array,
  ends: ProgramEnds,
  titleOf: (block: number) => string,
  folded: boolean,
): GroupTree {
  const builder = new GroupTreeBuilder(graph, sharedModule(graph));
  addInputs(builder, ends);
  partition.blocks.forEach(({ kind }, block) => builder.addBlock(titleOf(block), block, kind));
  forEachOperation(graph, (node) => {
    const block = blockOf[node]!;
    if (block >= 0) builder.addNode(node, block);
  });
  builder.addSubgraphs();
  addOutputs(builder, ends);
  return builder.build((node) => shortOperator(graph.target(node)), folded);
}

/** Modules within modules, in a frame that is called `title`. */
export function moduleTree(graph: Graph, ends: ProgramEnds, title: string, folded: boolean): GroupTree {
  const builder = new GroupTreeBuilder(graph, sharedModule(graph));
  addInputs(builder, ends);
  // One block around all: what it holds is divided where it is too much, and inputs and outputs stay beside it.
  builder.addBlock(title, -1, '');
  forEachOperation(graph, (node) => builder.addNode(node, 0));
  builder.addSubgraphs();
  addOutputs(builder, ends);
  return builder.build((node) => shortOperator(graph.target(node)), folded);
}

/** A frame around everything would say nothing. */
function sharedModule(graph: Graph): string {
  const { strings, module } = graph.columns;
  const used = new Set<number>();
  forEachOperation(graph, (node) => used.add(module[node]!));
  return commonModule([...used].map((id) => strings.at(id)));
}

function addInputs(builder: GroupTreeBuilder, { inputs }: ProgramEnds): void {
  if (inputs.length > 0)
    builder.addEnd(ItemKind.inputs, inputs.length === 1 ? 'Program input' : 'Program inputs', inputs);
}

function addOutputs(builder: GroupTreeBuilder, { output }: ProgramEnds): void {
  if (output !== undefined) builder.addEnd(ItemKind.outputs, 'Program outputs', [output]);
}

function forEachOperation(graph: Graph, visit: (node: NodeIndex) => void): void {
  for (let node = 0; node < graph.mainCount; node++) if (graph.isOperation(node)) visit(node);
}

/** The ends of a graph whose inputs are known. */
export function programEnds(graph: Graph, inputs: readonly NodeIndex[]): ProgramEnds {
  let output: NodeIndex | undefined;
  for (let node = graph.mainCount - 1; node >= 0 && output === undefined; node--) {
    if (graph.op(node) === NodeOp.output) output = node;
  }
  return { inputs, output };
}
