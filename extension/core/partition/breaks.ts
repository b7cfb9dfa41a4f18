/**
 * Graph breaks: the places where a program leaves TensorRT. A break is a maximal PyTorch block with the block before and
 * after it; it follows from graph, support and partition and is therefore never stored.
 */

import type { Graph, NodeIndex, TensorType } from '../graph/graph';
import { type Block, NO_BLOCK, type Partition, type Support, blockOfNodes } from './partition';
import { Reason, isUnsupported } from './reasons';

/** An operation that keeps its block out of TensorRT. */
export interface Cause {
  readonly node: NodeIndex;
  readonly reason: Reason;
  /** What Torch-TensorRT said; "" where nothing. */
  readonly detail: string;
}

/** A tensor that one block makes and another reads. */
export interface Crossing {
  readonly node: NodeIndex;
  /** Indices of the blocks that it leaves and enters; `NO_BLOCK` for the program's own inputs and output. */
  readonly from: number;
  readonly to: number;
  readonly type: TensorType;
}

export interface GraphBreak {
  /** Index of the PyTorch block. */
  readonly block: number;
  /** Indices of the TensorRT blocks on both sides; null at the ends of the program. */
  readonly before: number | null;
  readonly after: number | null;
  /** At least one, in topological order. */
  readonly causes: readonly Cause[];
  /** Tensors between this block and TensorRT blocks, both directions. */
  readonly crossings: readonly Crossing[];
  /** Bytes of the crossings, a run; 0 where any size is symbolic. */
  readonly bytes: number;
}

/** In the order of the blocks. A program that runs wholly in PyTorch is one break with nothing on either side. */
export function findBreaks(graph: Graph, support: Support, partition: Partition): GraphBreak[] {
  const { blocks } = partition;
  const crossingsOf = blocks.map((): Crossing[] => []);
  for (const crossing of findCrossings(graph, partition)) {
    crossingsOf[crossing.from]!.push(crossing);
    crossingsOf[crossing.to]!.push(crossing);
  }
  const before = engineBefore(blocks);
  const after = engineAfter(blocks);
  return blocks.flatMap((block, index) => {
    if (block.kind !== 'torch') return [];
    const crossings = crossingsOf[index]!;
    return [
      {
        block: index,
        before: before[index]!,
        after: after[index]!,
        causes: causesOf(block, support),
        crossings,
        bytes: crossings.some((crossing) => crossing.type.bytes === 0)
          ? 0
          : crossings.reduce((sum, crossing) => sum + crossing.type.bytes, 0),
      },
    ];
  });
}

/** The breaks that cost something: with TensorRT on both sides. The headline counts these. */
export function innerBreaks(breaks: readonly GraphBreak[]): GraphBreak[] {
  return breaks.filter((each) => each.before !== null && each.after !== null);
}

/** Tensors that leave one block and enter another, once for each block that reads them. */
export function findCrossings(
  graph: Graph,
  partition: Partition,
  blockOf = blockOfNodes(graph, partition),
): Crossing[] {
  const crossings: Crossing[] = [];
  if (partition.blocks.length < 2) return crossings;
  const { starts, items } = graph.allUsers;
  for (let node = 0; node < graph.mainCount; node++) {
    const from = blockOf[node] ?? NO_BLOCK;
    if (from === NO_BLOCK) continue;
    // Few values leave their block: the others need no object.
    let readers: Set<number> | undefined;
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const to = blockOf[items[at]!] ?? NO_BLOCK;
      if (to !== from && to !== NO_BLOCK) (readers ??= new Set()).add(to);
    }
    if (!readers) continue;
    for (const to of readers) {
      for (const type of graph.outputs(node)) crossings.push({ node, from, to, type });
    }
  }
  return crossings;
}

/** Unsupported operations; where there is none, the block was TensorRT's but too small, and all of it is the cause. */
function causesOf(block: Block, support: Support): Cause[] {
  const cause = (node: NodeIndex, reason: Reason): Cause => ({ node, reason, detail: support.detail(node) });
  const unsupported = [...block.nodes].filter((node) => isUnsupported(support.reason(node)));
  if (unsupported.length > 0) return unsupported.map((node) => cause(node, support.reason(node)));
  return [...block.nodes].map((node) => cause(node, Reason.minBlockSize));
}

/** Index of the last TensorRT block before each block; null where there is none. */
function engineBefore(blocks: readonly Block[]): (number | null)[] {
  let last: number | null = null;
  return blocks.map((block, index) => {
    const before = last;
    if (block.kind === 'tensorrt') last = index;
    return before;
  });
}

/** Index of the first TensorRT block after each block; null where there is none. */
function engineAfter(blocks: readonly Block[]): (number | null)[] {
  const mirrored = engineBefore(blocks.toReversed());
  return mirrored.toReversed().map((index) => (index === null ? null : blocks.length - 1 - index));
}
