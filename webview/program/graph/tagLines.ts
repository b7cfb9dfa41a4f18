/** Lines that the tags of an item stand for: drawn while it is pointed at or selected. */

import type { Graph } from '../../../extension/core/graph/graph';
import { readsOf } from '../../../extension/core/graph/subgraphs';
import type { ArrangedTree } from './arrangedTree';
import { ItemKind, type ItemIndex } from './groupTree';
import { partedEnds } from './liftedEdges';

/** A line straight from one item to another, whatever lies between. */
export type Direct = readonly [from: ItemIndex, to: ItemIndex];

/** Of what an item is connected with, as many are shown on each side: thousands may read a value. */
export const MOST_SHOWN = 400;

/** To an operation also those that the groups around it have tags for, and to what it runs. */
export function tagLines(placed: ArrangedTree, graph: Graph, item: ItemIndex): Direct[] {
  const isNode = placed.tree.kind[item] === ItemKind.node;
  const read = isNode ? readByNode(placed, graph, item) : readWidely(placed, item, MOST_SHOWN);
  return [...read, ...widelyRead(placed, item, MOST_SHOWN)];
}

/** From each value that an item reads as many others do; `most` of them. */
export function readWidely({ tree, wide }: ArrangedTree, item: ItemIndex, most = Infinity): Direct[] {
  const { node } = wide.values;
  const values = wide.readBy(item);
  const shown = values.subarray(0, Math.min(values.length, most));
  return Array.from(shown, (value) => [tree.itemOfNode[node[value]!]!, item] as const);
}

/** From each value that comes from an item to the many that read it; `most` of these lines. */
export function widelyRead({ tree, wide }: ArrangedTree, item: ItemIndex, most = Infinity): Direct[] {
  const { node } = wide.values;
  const found: Direct[] = [];
  for (const value of wide.comingFrom(item)) {
    const source = tree.itemOfNode[node[value]!]!;
    for (const reader of wide.readersOf(value)) if (found.length < most) found.push([source, reader]);
  }
  return found;
}

function readByNode({ tree, wide }: ArrangedTree, graph: Graph, item: ItemIndex): Direct[] {
  const found: Direct[] = [];
  for (const node of readsOf(graph, tree.target[item]!)) {
    const source = tree.itemOfNode[node]!;
    const ends = source < 0 ? undefined : partedEnds(tree, source, item);
    if (ends && wide.isRead(node, ends.to)) found.push([source, item]);
    if (found.length === MOST_SHOWN) break;
  }
  return found;
}
