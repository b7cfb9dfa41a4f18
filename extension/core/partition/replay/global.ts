/**
 * Torch-TensorRT's global partitioner (`dynamo/partitioning/_global_partitioner.py` over torch.fx
 * `infra/partitioner.py`): partitions grow from the end of the graph, and two become one wherever that makes no cycle. Its
 * work is of the order of nodes times partitions, which torch's own is too and more; so there is an end to it.
 */

import { type Graph, type NodeIndex, NodeOp } from '../../graph/graph';
import type { Block } from '../partition';
import { blocksInOrder } from './fused';
import { GETITEM, type Lowered, supportedOperations } from './lowered';
import { Merging } from './merging';

export interface GlobalResult {
  readonly blocks: readonly Block[];
  /** Partitions before small ones are given up. */
  readonly engines: number;
}

/** Undefined where there is too much to try. */
export function globalBlocks(
  lowered: Lowered,
  minBlockSize: number,
  requireFullCompilation: boolean,
  mostSteps?: number,
): GlobalResult | undefined {
  const { graph, support, weights } = lowered;
  const supported = supportedOperations(graph, support);
  const isTaken = supported.map((each, node) => (each === 1 || graph.op(node) === NodeOp.getAttr ? 1 : 0));
  const proposed = new Merging(graph, isTaken, mostSteps).propose();
  if (!proposed) return undefined;
  const partitions = withGetitems(graph, proposed).filter((partition) => partition.length > 0);
  const isFull = partitions.length === 1 && support.supported === support.total;
  const size = (partition: readonly NodeIndex[]): number =>
    partition.reduce((sum, node) => sum + (counts(graph, node) ? (weights?.[node] ?? 1) : 0), 0);
  const kept = partitions.filter((partition) => size(partition) >= minBlockSize || (isFull && requireFullCompilation));
  return { blocks: blocksInOrder(graph, kept), engines: partitions.length };
}

/** Whether a node counts in min_block_size. */
function counts(graph: Graph, node: NodeIndex): boolean {
  return graph.op(node) === NodeOp.callFunction && graph.target(node) !== GETITEM;
}

/**
 * What takes a result of an operation goes to that operation's partition, or to none where it is in none. Moved nodes come
 * last in their partition.
 */
function withGetitems(graph: Graph, proposed: readonly (readonly NodeIndex[])[]): NodeIndex[][] {
  const partitionOf = new Int32Array(graph.mainCount).fill(-1);
  const partitions = proposed.map((nodes, index) => {
    for (const node of nodes) partitionOf[node] = index;
    return new Set(nodes);
  });
  // A getitem of a getitem is behind it, so that one pass in topological order settles all but the order within a partition,
  // which is that of the moves: pass by pass, as torch makes them.
  for (;;) {
    const moves = new Map<NodeIndex, number>();
    for (let node = 0; node < graph.mainCount; node++) {
      const users = graph.users(node).filter((user) => user < graph.mainCount);
      if (users.length === 0 || !users.every((user) => graph.target(user) === GETITEM)) continue;
      for (const user of users) if (partitionOf[user] !== partitionOf[node]) moves.set(user, partitionOf[node]!);
    }
    if (moves.size === 0) return partitions.map((each) => [...each]);
    for (const [node, to] of moves) {
      partitions[partitionOf[node]!]?.delete(node);
      partitions[to]?.add(node);
      partitionOf[node] = to;
    }
  }
}
