/**
 * Edges of a graph at the level where their ends part: from one child of a group to another, however deep in them the nodes
 * are. So a layout of one group sees as many edges as its children have, and none passes through a group's border twice.
 */

import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
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
  const wide = wideValues(graph, tree);
  const tags: { item: ItemIndex; node: NodeIndex }[] = [];
  const numbers = new Map<number, number>();
  const [parents, from, to, weight]: number[][] = [[], [], [], []];
  forEachEdge(graph, tree, (source, reader) => {
    if (wide[source]) {
      tags.push({ item: tree.itemOfNode[reader]!, node: source });
      return;
    }
    const ends = partedEnds(tree, tree.itemOfNode[source]!, tree.itemOfNode[reader]!);
    if (!ends) return;
    const key = ends.from * tree.count + ends.to;
    const known = numbers.get(key);
    if (known !== undefined) {
      weight![known]!++;
      return;
    }
    numbers.set(key, from!.length);
    parents!.push(tree.parent[ends.from]!);
    from!.push(ends.from);
    to!.push(ends.to);
    weight!.push(1);
  });
  const tagged: number[] = [];
  wide.forEach((isWide, node) => isWide && tagged.push(node));
  return {
    ...sorted(tree.count, parents!, from!, to!, weight!),
    tagged: Uint32Array.from(tagged),
    tagItems: Int32Array.from(tags, ({ item }) => item),
    tagNodes: Uint32Array.from(tags, ({ node }) => node),
  };
}

/** Ancestors of two items, or they themselves, that are different children of one item; undefined where they are the same. */
export function partedEnds(
  { parent, depth }: GroupTree,
  source: ItemIndex,
  reader: ItemIndex,
): { from: ItemIndex; to: ItemIndex } | undefined {
  let [from, to] = [source, reader];
  while (depth[from]! > depth[to]!) from = parent[from]!;
  while (depth[to]! > depth[from]!) to = parent[to]!;
  if (from === to) return undefined;
  while (parent[from] !== parent[to]) [from, to] = [parent[from]!, parent[to]!];
  return { from, to };
}

/** Edges between nodes that are drawn, each once for every reader. */
function forEachEdge(
  graph: Graph,
  { itemOfNode }: GroupTree,
  visit: (source: NodeIndex, reader: NodeIndex) => void,
): void {
  const { starts, items } = graph.columns.inputs;
  for (let reader = 0; reader < graph.mainCount; reader++) {
    if (itemOfNode[reader]! < 0) continue;
    for (let at = starts[reader]!; at < starts[reader + 1]!; at++) {
      const source = items[at]!;
      if (itemOfNode[source]! >= 0) visit(source, reader);
    }
  }
}

function wideValues(graph: Graph, tree: GroupTree): Uint8Array {
  const readers = new Uint32Array(graph.nodeCount);
  forEachEdge(graph, tree, (source) => readers[source]!++);
  return Uint8Array.from(readers, (count) => (count > WIDE_FAN_OUT ? 1 : 0));
}

/** By the item that both ends are in, then by their order in it. */
function sorted(
  count: number,
  parents: readonly number[],
  from: readonly number[],
  to: readonly number[],
  weight: readonly number[],
): Pick<LiftedEdges, 'starts' | 'from' | 'to' | 'weight'> {
  const order = Uint32Array.from(from, (_, edge) => edge);
  order.sort((a, b) => parents[a]! - parents[b]! || from[a]! - from[b]! || to[a]! - to[b]!);
  const starts = new Uint32Array(count + 1);
  for (const parent of parents) starts[parent + 1]!++;
  for (let item = 0; item < count; item++) starts[item + 1]! += starts[item]!;
  return {
    starts,
    from: Int32Array.from(order, (edge) => from[edge]!),
    to: Int32Array.from(order, (edge) => to[edge]!),
    weight: Uint32Array.from(order, (edge) => weight[edge]!),
  };
}
