/** What can be said of many operations at once: what they are, what they make, what goes in and out. Pure; linear. */

import { dtypeName } from '../../../extension/core/graph/dtype';
import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import { flagWithin } from '../../../extension/core/graph/subgraphs';
import { NO_BLOCK } from '../../../extension/core/partition/partition';
import { shortOperator } from '../../ui/words';
import { type GroupTree, ItemKind, type ItemIndex } from '../graph/groupTree';

export interface Counted {
  readonly label: string;
  readonly count: number;
}

/** The operations below an item, in the order of the program; what they run is not among them, as it is part of them. */
export function operationsBelow(tree: GroupTree, item: ItemIndex): Uint32Array {
  const { kind, target, firstChild, childCount, nodeCount } = tree;
  const nodes = new Uint32Array(nodeCount[item]!);
  let count = 0;
  const waiting = [item];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (nodeCount[at] === 0) continue;
    if (kind[at] === ItemKind.node) nodes[count++] = target[at]!;
    else for (let child = firstChild[at]!; child < firstChild[at]! + childCount[at]!; child++) waiting.push(child);
  }
  return nodes.sort();
}

/** Operators as a person reads them, the most frequent first. */
export function operatorCounts({ columns }: Graph, nodes: Uint32Array): Counted[] {
  const byTarget = new Map<number, number>();
  for (const node of nodes) add(byTarget, columns.target[node]!, 1);
  const byName = new Map<string, number>();
  for (const [target, count] of byTarget) add(byName, shortOperator(columns.strings.at(target)), count);
  return sorted(byName);
}

/** Types of the tensors that operations make, the most frequent first. */
export function dtypeCounts({ columns }: Graph, nodes: Uint32Array): Counted[] {
  const { outputStarts, outputDtype } = columns;
  const byDtype = new Map<number, number>();
  for (const node of nodes) {
    for (let at = outputStarts[node]!; at < outputStarts[node + 1]!; at++) add(byDtype, outputDtype[at]!, 1);
  }
  const byName = new Map<string, number>();
  for (const [dtype, count] of byDtype) add(byName, dtype === 0 ? 'unknown type' : dtypeName(dtype), count);
  return sorted(byName);
}

/** Bytes of all tensors that operations make, and how many tensors are not in the sum: their size is not known before a run. */
export function outputTotal({ columns }: Graph, nodes: Uint32Array): { bytes: number; tensors: number; open: number } {
  const { outputStarts, outputBytes } = columns;
  let [bytes, tensors, open] = [0, 0, 0];
  for (const node of nodes) {
    for (let at = outputStarts[node]!; at < outputStarts[node + 1]!; at++) {
      tensors++;
      if (outputBytes[at] === 0) open++;
      else bytes += outputBytes[at]!;
    }
  }
  return { bytes, tensors, open };
}

export interface InBlock {
  readonly block: number;
  /** Operations of the set that are in it. */
  readonly count: number;
}

/** Blocks that operations are in, in the order of the partition. */
export function blockCounts(blockOf: Int32Array, nodes: Uint32Array): InBlock[] {
  const counts = new Map<number, number>();
  for (const node of nodes) {
    const block = blockOf[node] ?? NO_BLOCK;
    if (block !== NO_BLOCK) add(counts, block, 1);
  }
  return [...counts].map(([block, count]) => ({ block, count })).sort((a, b) => a.block - b.block);
}

export interface Border {
  /** Nodes outside that operations read, ascending: other operations, inputs of the program, weights. */
  readonly inputs: Uint32Array;
  /** Operations that something outside reads, ascending. */
  readonly outputs: Uint32Array;
  /** True for what belongs to the set: its operations, and what runs inside them. */
  isInside(node: NodeIndex): boolean;
}

/** What crosses the border around operations. `nodes`: ascending. */
export function borderOf(graph: Graph, nodes: Uint32Array): Border {
  const [INSIDE, READ] = [1, 2];
  const flags = new Uint8Array(graph.nodeCount);
  for (const node of nodes) flags[node] = INSIDE;
  const inputs: number[] = [];
  const readBy = (node: NodeIndex): void => {
    for (const source of graph.inputs(node)) {
      if (flags[source] !== 0) continue;
      flags[source] = READ;
      inputs.push(source);
    }
  };
  const inner = flagWithin(graph, flags);
  for (const node of nodes) readBy(node);
  for (const { first, count } of inner) for (let node = first; node < first + count; node++) readBy(node);
  const isInside = (node: NodeIndex): boolean => flags[node] === INSIDE;
  const outputs = nodes.filter((node) => graph.users(node).some((user) => !isInside(user)));
  return { inputs: Uint32Array.from(inputs).sort(), outputs, isInside };
}

/** Whether anything comes before operations, and after them. */
export function sidesOf({ inputs, outputs }: Border): { inputs: boolean; outputs: boolean } {
  return { inputs: inputs.length > 0, outputs: outputs.length > 0 };
}

/** "encoder.layer.0": path of the innermost module that an item is or is in; "" at the root. */
export function modulePath(tree: GroupTree, item: ItemIndex): string {
  const names: string[] = [];
  let at = item;
  // Modules of a subgraph are not within those around the operation that runs it.
  for (; at > 0 && tree.kind[at] !== ItemKind.subgraph; at = tree.parent[at]!) {
    if (tree.kind[at] === ItemKind.module) names.push(tree.labels[at]!);
  }
  const prefix = at > 0 ? '' : tree.modulePrefix;
  return names.length > 0 ? prefix + names.reverse().join('.') : '';
}

/** Class of the module at `path`, as the operations say that stand in it and in no further one; "" where none does. */
export function moduleTypeAt(graph: Graph, nodes: Uint32Array, path: string): string {
  if (path === '') return '';
  const { module, strings } = graph.columns;
  let last = -1;
  for (const node of nodes) {
    // Neighbours are of the same module as a rule.
    if (module[node] === last) continue;
    last = module[node]!;
    if (strings.at(last) === path) return graph.moduleType(node);
  }
  return '';
}

function add<Key>(counts: Map<Key, number>, key: Key, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

function sorted(counts: ReadonlyMap<string, number>): Counted[] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([label, count]) => ({ label, count }));
}
