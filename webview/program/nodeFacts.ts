/** What search and export say of nodes: the block, the operator and the reason of each, as the surfaces show them. Pure. */

import { type Graph, NODE_OP_NAMES, type NodeIndex } from '../../extension/core/graph/graph';
import { NO_BLOCK, blockOfNodes, isStored, isUncut } from '../../extension/core/partition/partition';
import { operatorName } from '../../extension/core/partition/operators';
import { Reason, isUnsupported } from '../../extension/core/partition/reasons';
import type { Program } from '../../extension/core/report/report';

/** "aten._softmax"; the kind of a node that computes nothing: "placeholder". */
export function operatorText(graph: Graph, node: NodeIndex): string {
  return graph.isOperation(node) ? operatorName(graph.target(node)) : NODE_OP_NAMES[graph.op(node)];
}

/** Index of the block of each node; what runs inside an operation is in the block of that operation. */
export function blockColumn({ graph, partition }: Program): Int32Array {
  const blockOf = blockOfNodes(graph, partition);
  // The owner of a subgraph comes before it, so its block is known by then.
  for (const { owner, first, count } of graph.columns.subgraphs) {
    blockOf.fill(blockOf[owner] ?? NO_BLOCK, first, first + count);
  }
  return blockOf;
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
