/** What a node is, in a word or two, as lists and the inspector say it. Pure. */

import { NodeOp, type NodeIndex } from '../../extension/core/graph/graph';
import type { ProgramModel } from './programModel';

type Known = Pick<ProgramModel, 'program' | 'inputs'>;

const KINDS: Readonly<Record<NodeOp, string>> = {
  [NodeOp.placeholder]: 'program input',
  [NodeOp.getAttr]: 'weight',
  [NodeOp.callFunction]: 'operation',
  [NodeOp.output]: 'program output',
  [NodeOp.callModule]: 'module call',
  [NodeOp.callMethod]: 'method call',
};
const INNER_KINDS: Readonly<Partial<Record<NodeOp, string>>> = {
  [NodeOp.placeholder]: 'input of a subgraph',
  [NodeOp.output]: 'output of a subgraph',
};

export function nodeKind(model: Known, node: NodeIndex): string {
  const { graph } = model.program;
  const op = graph.op(node);
  // What is no tensor is no weight: an engine, a graph that an operation runs.
  if (isConstant(model, node)) return graph.outputs(node).length > 0 ? KINDS[NodeOp.getAttr] : 'constant';
  return (node >= graph.mainCount && INNER_KINDS[op]) || KINDS[op];
}

/** What a program holds: in one that was opened that is placeholders too, which nobody gives a tensor for. */
export function isConstant({ program: { graph }, inputs }: Known, node: NodeIndex): boolean {
  const op = graph.op(node);
  if (op !== NodeOp.placeholder) return op === NodeOp.getAttr;
  return node < graph.mainCount && !inputs.includes(node);
}
