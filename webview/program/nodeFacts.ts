/** What search and export say of nodes: the operator and the reason of each, as the surfaces show them. Pure. */

import { type Graph, NODE_OP_NAMES, type NodeIndex } from '../../extension/core/graph/graph';
import { isStored, isUncut } from '../../extension/core/partition/partition';
import { operatorName } from '../../extension/core/partition/operators';
import { Reason, isUnsupported } from '../../extension/core/partition/reasons';
import type { Program } from '../../extension/core/report/report';

/** "aten._softmax"; the kind of a node that computes nothing: "placeholder". */
export function operatorText(graph: Graph, node: NodeIndex): string {
  return graph.isOperation(node) ? operatorName(graph.target(node)) : NODE_OP_NAMES[graph.op(node)];
}

/**
 * The reason of each node, one byte a node, as breaks tell it: where a PyTorch block has no operation that is unsupported,
 * its size is the reason. `notAnOperation` where nobody decided: all over a graph that is not cut, in a compiled program
 * wherever it does not hold the decision itself.
 */
export function reasonColumn({ graph, support, partition }: Program): Uint8Array {
  const reasons = new Uint8Array(graph.nodeCount).fill(Reason.notAnOperation);
  if (isUncut(partition)) return reasons;
  for (let node = 0; node < graph.nodeCount; node++) reasons[node] = support.reason(node);
  if (isStored(partition))
    return reasons.map((reason) => (isUnsupported(reason as Reason) ? reason : Reason.notAnOperation));
  for (const { kind, nodes } of partition.blocks) {
    if (kind !== 'torch' || nodes.some((node) => isUnsupported(reasons[node] as Reason))) continue;
    for (const node of nodes) reasons[node] = Reason.minBlockSize;
  }
  return reasons;
}
