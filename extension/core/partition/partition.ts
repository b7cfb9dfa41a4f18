/** How Torch-TensorRT cuts a graph: blocks in order, and which block each node is in. */

import type { Graph, NodeIndex } from '../graph/graph';
import type { Reason } from './reasons';

/** `graph`: all of a graph that nobody has cut. */
export const BLOCK_KINDS = ['tensorrt', 'torch', 'graph'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

export interface Block {
  /** As Torch-TensorRT names it: `_run_on_acc_0`, `_run_on_gpu_1`; the number counts all blocks. */
  readonly name: string;
  readonly kind: BlockKind;
  /** In topological order. */
  readonly nodes: Uint32Array;
}

export const PARTITIONERS = ['fast', 'global', 'parser', 'stored', 'none'] as const;
export type Partitioner = (typeof PARTITIONERS)[number];

export interface Partition {
  readonly blocks: readonly Block[];
  /**
   * Torch-TensorRT's two; `parser`: the runs that TensorRT's ONNX parser names; `stored`: as a compiled program holds them;
   * `none`: nobody has cut the graph.
   */
  readonly partitioner: Partitioner;
  /** Too few supported operations: no engine was made, the whole graph runs in PyTorch. */
  readonly skippedWholeGraph: boolean;
  /** True when Torch-TensorRT itself made these blocks; false for what it would make by all that is known without it. */
  readonly exact: boolean;
}

/** Whether Torch-TensorRT can convert each node, before blocks are formed. */
export interface Support {
  reason(node: NodeIndex): Reason;
  /** What Torch-TensorRT said: exception text, validator names; "" where nothing. */
  detail(node: NodeIndex): string;
  /** Operations that Torch-TensorRT counts as supported, out of all. */
  readonly supported: number;
  readonly total: number;
}

export const NO_BLOCK = -1;

/**
 * Index of each node's block; `NO_BLOCK` for placeholders, attributes and the output. All that an operation runs is in the block
 * of that operation.
 */
export function blockOfNodes(graph: Graph, partition: Partition): Int32Array {
  const blockOf = new Int32Array(graph.nodeCount).fill(NO_BLOCK);
  partition.blocks.forEach(({ nodes }, index) => {
    for (let i = 0; i < nodes.length; i++) blockOf[nodes[i]!] = index;
  });
  // The owner of a subgraph comes before it, so its block is known by then.
  for (const { owner, first, count } of graph.columns.subgraphs) blockOf.fill(blockOf[owner]!, first, first + count);
  return blockOf;
}

/** A graph that nobody has cut, as one block. */
export function uncut(graph: Graph): Partition {
  const operations = Uint32Array.from({ length: graph.mainCount }, (_, node) => node).filter((node) =>
    graph.isOperation(node),
  );
  const blocks: Block[] = operations.length > 0 ? [{ name: 'graph', kind: 'graph', nodes: operations }] : [];
  return { blocks, partitioner: 'none', skippedWholeGraph: false, exact: true };
}

/** True for a graph that nobody has cut. */
export function isUncut({ partitioner }: Partition): boolean {
  return partitioner === 'none';
}

/** True for the blocks that a compiled program holds: an engine is one operation there, and what cut them is not recorded. */
export function isStored({ partitioner }: Partition): boolean {
  return partitioner === 'stored';
}

/** True where it was decided of each operation whether TensorRT takes it. */
export function isDecided(partition: Partition): boolean {
  return !isUncut(partition) && !isStored(partition);
}

/** True for an .onnx: what TensorRT does not take has no PyTorch to run in. */
export function isOnnxPartition({ partitioner }: Partition): boolean {
  return partitioner === 'parser';
}

/** Where a block runs that is not in TensorRT, in a word: "PyTorch", or "Unsupported" for an .onnx. */
export function elsewhere(partition: Partition): string {
  return isOnnxPartition(partition) ? 'Unsupported' : 'PyTorch';
}

/** "Engine 2" or "PyTorch 3": the name a person reads, with the number that Torch-TensorRT gave the block. */
export function blockTitle(block: Block, partition: Partition): string {
  if (block.kind === 'graph') return 'Graph';
  const number = /_(\d+)$/.exec(block.name)?.[1] ?? '';
  return `${block.kind === 'tensorrt' ? 'Engine' : elsewhere(partition)} ${number}`.trim();
}
