/**
 * Edges of a graph at the level where their ends part: from one child of a group to another, however deep in them the nodes
 * are. So a layout of one group sees as many edges as its children have, and none passes through a group's border twice.
 */

import type { Graph } from '../../../extension/core/graph/graph';
import { orderByKey } from '../columns';
import type { GroupTree, ItemIndex } from './groupTree';

/** Readers of a value side by side from which on its lines would hide the picture: masks, tables of positions. */
export const WIDE_FAN_OUT = 16;

export interface LiftedEdges {
  /** Edges of item `i` are those from `starts[i]` to `starts[i + 1]`, ordered by their ends. */
  readonly starts: Uint32Array;
  /** Items, both of them children of that item. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** How many values go along each. */
  readonly weight: Uint32Array;
  readonly wide: WideValues;
}

/**
 * Values that more siblings read than lines should be drawn to, each once for every level at which that is so. At other levels
 * it has lines as any value has: the table that all layers read is one line to the group of the layers.
 */
export interface WideValues {
  readonly node: Uint32Array;
  /** Where the lines of each would begin: at the item of the node, or at what that is in. */
  readonly from: Int32Array;
  /** Value `i` is read in the items `to[starts[i]]` to `to[starts[i + 1]]`, which stand beside `from[i]`. */
  readonly starts: Uint32Array;
  readonly to: Int32Array;
}

/** `most`: siblings that a value may have lines to. */
export function liftEdges(graph: Graph, tree: GroupTree, most = WIDE_FAN_OUT): LiftedEdges {
  const { starts, items: readers } = graph.allUsers;
  const { itemOfNode } = tree;
  const [from, to] = [new Int32Array(readers.length), new Int32Array(readers.length)];
  const wide = new WideList(tree, most);
  const ends = new Ends(tree);
  /** Of each item the last node that was seen to be read there. */
  const lastNode = new Int32Array(tree.count).fill(-1);
  let count = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    const source = itemOfNode[node]!;
    if (source < 0) continue;
    const first = count;
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const reader = itemOfNode[readers[at]!]!;
      if (reader < 0 || !ends.part(source, reader) || lastNode[ends.to] === node) continue;
      lastNode[ends.to] = node;
      from[count] = ends.from;
      to[count++] = ends.to;
    }
    if (count - first > most) count = first + wide.take(node, from.subarray(first, count), to.subarray(first, count));
  }
  return { ...merged(tree, from.subarray(0, count), to.subarray(0, count)), wide: wide.columns() };
}

/** Ancestors of two items, or they themselves, that are different children of one item; undefined where they are the same. */
export function partedEnds(
  tree: GroupTree,
  source: ItemIndex,
  reader: ItemIndex,
): { from: ItemIndex; to: ItemIndex } | undefined {
  const ends = new Ends(tree);
  return ends.part(source, reader) ? { from: ends.from, to: ends.to } : undefined;
}

/** Where a line begins and ends; one object for all edges of a graph, as there are hundreds of thousands. */
class Ends {
  /** Children of one item. */
  from: ItemIndex = 0;
  to: ItemIndex = 0;
  private readonly parent: Int32Array;
  private readonly depth: Int32Array;

  constructor({ parent, depth }: GroupTree) {
    this.parent = parent;
    this.depth = depth;
  }

  /** Finds the ends of the line between two items; false where one is in the other, or is it. */
  part(source: ItemIndex, reader: ItemIndex): boolean {
    const { parent, depth } = this;
    let from = source;
    let to = reader;
    while (depth[from]! > depth[to]!) from = parent[from]!;
    while (depth[to]! > depth[from]!) to = parent[to]!;
    while (parent[from] !== parent[to]) {
      from = parent[from]!;
      to = parent[to]!;
    }
    this.from = from;
    this.to = to;
    return from !== to;
  }
}

/** Values that are read widely, as they are found. */
class WideList {
  private readonly node: number[] = [];
  private readonly from: number[] = [];
  private readonly starts: number[] = [0];
  private readonly to: number[] = [];

  constructor(
    private readonly tree: GroupTree,
    private readonly most: number,
  ) {}

  /** Takes those lines of a node that are too many in their group. The others are moved to the front; says how many. */
  take(node: number, from: Int32Array, to: Int32Array): number {
    const { parent } = this.tree;
    const counts = new Map<ItemIndex, number>();
    for (const end of from) counts.set(end, (counts.get(end) ?? 0) + 1);
    for (const [end, count] of counts) {
      if (count <= this.most) continue;
      this.node.push(node);
      this.from.push(end);
      for (const head of to) if (parent[head] === parent[end]) this.to.push(head);
      this.starts.push(this.to.length);
    }
    let left = 0;
    for (let line = 0; line < to.length; line++) {
      if (counts.get(from[line]!)! > this.most) continue;
      from[left] = from[line]!;
      to[left++] = to[line]!;
    }
    return left;
  }

  columns(): WideValues {
    return {
      node: Uint32Array.from(this.node),
      from: Int32Array.from(this.from),
      starts: Uint32Array.from(this.starts),
      to: Int32Array.from(this.to),
    };
  }
}

/**
 * Edges in the order of their ends, those of the same ends as one. Items are numbered parent by parent, so that order is also
 * that of the items that both ends are in.
 */
function merged({ count, parent }: GroupTree, from: Int32Array, to: Int32Array): Omit<LiftedEdges, 'wide'> {
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
