/**
 * Edges of a graph at the level where their ends part: from one child of a group to another, however deep in them the nodes
 * are. So a layout of one group sees as many edges as its children have, and none passes through a group's border twice.
 */

import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import { indicesOf, orderByKey } from '../columns';
import type { GroupTree, ItemIndex } from './groupTree';

/** Readers of a value from which on its lines would hide the picture: masks, tables of positions. */
export const WIDE_FAN_OUT = 16;

export interface LiftedEdges {
  /** Edges of item `i` are those from `starts[i]` to `starts[i + 1]`, ordered by their ends. */
  readonly starts: Uint32Array;
  /** Items, both of them children of that item. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** How many edges of the graph each stands for. */
  readonly weight: Uint32Array;
  /** Values that are read so widely that each reader has a tag instead of a line. */
  readonly tagged: Uint32Array;
  /** Tags of a node's item: pairs of reader item and node that it reads. */
  readonly tagItems: Int32Array;
  readonly tagNodes: Uint32Array;
}

export function liftEdges(graph: Graph, tree: GroupTree): LiftedEdges {
  const { readers, count } = readersOf(graph, tree);
  const [tagItems, tagNodes] = [new Int32Array(count), new Uint32Array(count)];
  const [from, to] = [new Int32Array(count), new Int32Array(count)];
  let [tags, edges] = [0, 0];
  forEachEdge(graph, tree, (source, reader) => {
    const item = tree.itemOfNode[reader]!;
    if (readers[source]! > WIDE_FAN_OUT) {
      tagItems[tags] = item;
      tagNodes[tags++] = source;
      return;
    }
    const end = tree.itemOfNode[source]!;
    const group = commonGroup(tree, end, item);
    if (group === end || group === item) return;
    from[edges] = childTowards(tree, group, end);
    to[edges++] = childTowards(tree, group, item);
  });
  return {
    ...merged(tree, from.subarray(0, edges), to.subarray(0, edges)),
    tagged: indicesOf(readers.map((each) => (each > WIDE_FAN_OUT ? 1 : 0))),
    tagItems: tagItems.slice(0, tags),
    tagNodes: tagNodes.slice(0, tags),
  };
}

/** Ancestors of two items, or they themselves, that are different children of one item; undefined where they are the same. */
export function partedEnds(
  tree: GroupTree,
  source: ItemIndex,
  reader: ItemIndex,
): { from: ItemIndex; to: ItemIndex } | undefined {
  const group = commonGroup(tree, source, reader);
  if (group === source || group === reader) return undefined;
  return { from: childTowards(tree, group, source), to: childTowards(tree, group, reader) };
}

/** Innermost item that both are in, or are. */
function commonGroup({ parent, depth }: GroupTree, source: ItemIndex, reader: ItemIndex): ItemIndex {
  let from = source;
  let to = reader;
  while (depth[from]! > depth[to]!) from = parent[from]!;
  while (depth[to]! > depth[from]!) to = parent[to]!;
  while (from !== to) {
    from = parent[from]!;
    to = parent[to]!;
  }
  return from;
}

/** Child of a group that an item in it is, or is in. */
function childTowards({ parent }: GroupTree, group: ItemIndex, item: ItemIndex): ItemIndex {
  let at = item;
  while (parent[at] !== group) at = parent[at]!;
  return at;
}

/** Edges between nodes that are drawn, each once for every reader, though it may read a value twice: `add(x, x)`. */
function forEachEdge(
  graph: Graph,
  { itemOfNode }: GroupTree,
  visit: (source: NodeIndex, reader: NodeIndex) => void,
): void {
  const { starts, items } = graph.columns.inputs;
  const lastReader = new Int32Array(graph.nodeCount).fill(-1);
  for (let reader = 0; reader < graph.mainCount; reader++) {
    if (itemOfNode[reader]! < 0) continue;
    for (let at = starts[reader]!; at < starts[reader + 1]!; at++) {
      const source = items[at]!;
      if (itemOfNode[source]! < 0 || lastReader[source] === reader) continue;
      lastReader[source] = reader;
      visit(source, reader);
    }
  }
}

/** How many nodes read each value, and the sum of that. */
function readersOf(graph: Graph, tree: GroupTree): { readers: Uint32Array; count: number } {
  const readers = new Uint32Array(graph.nodeCount);
  let count = 0;
  forEachEdge(graph, tree, (source) => {
    readers[source]!++;
    count++;
  });
  return { readers, count };
}

/**
 * Edges in the order of their ends, those of the same ends as one. Items are numbered parent by parent, so that order is also
 * that of the items that both ends are in.
 */
function merged(
  { count, parent }: GroupTree,
  from: Int32Array,
  to: Int32Array,
): Pick<LiftedEdges, 'starts' | 'from' | 'to' | 'weight'> {
  const all = new Uint32Array(to.length).map((_, edge) => edge);
  const byTo = orderByKey(all, to, count).items;
  const froms = byTo.map((edge) => from[edge]!);
  const order = orderByKey(byTo, froms, count).items;
  const starts = new Uint32Array(count + 1);
  const [ends, heads, weight] = [
    new Int32Array(order.length),
    new Int32Array(order.length),
    new Uint32Array(order.length),
  ];
  let length = 0;
  for (let at = 0; at < order.length; at++) {
    const edge = order[at]!;
    const end = from[edge]!;
    const head = to[edge]!;
    if (length === 0 || ends[length - 1] !== end || heads[length - 1] !== head) {
      ends[length] = end;
      heads[length++] = head;
      starts[parent[end]! + 1]!++;
    }
    weight[length - 1]!++;
  }
  for (let item = 0; item < count; item++) starts[item + 1]! += starts[item]!;
  return { starts, from: ends.slice(0, length), to: heads.slice(0, length), weight: weight.slice(0, length) };
}
