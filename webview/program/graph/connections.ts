/** What an item is connected with: neighbours, the lines between, and all that leads to an operation or follows from it. */

import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import { ItemKind, type ItemIndex } from './groupTree';
import { partedEnds } from './liftedEdges';
import type { ArrangedTree } from './arrangedTree';
import { shownFor } from './walk';

export interface Connections {
  /** Items at the other ends. */
  readonly neighbours: readonly ItemIndex[];
  /** Positions among the lifted edges of the lines that belong to the item. */
  readonly edges: ReadonlySet<number>;
  /** Connections that no line of the picture shows from end to end. */
  readonly direct: readonly (readonly [from: ItemIndex, to: ItemIndex])[];
}

export const NO_CONNECTIONS: Connections = { neighbours: [], edges: new Set(), direct: [] };

/** Neighbours that are shown of a value that thousands read. */
const MOST = 400;

export function connectionsOf(placed: ArrangedTree, graph: Graph, item: ItemIndex): Connections {
  const { tree } = placed;
  if (tree.kind[item] !== ItemKind.node) return groupConnections(placed, item);
  const node = tree.target[item]!;
  const found = { neighbours: [] as ItemIndex[], edges: new Set<number>(), direct: [] as [ItemIndex, ItemIndex][] };
  const connect = (source: NodeIndex, reader: NodeIndex, other: NodeIndex): void => {
    const [from, to] = [tree.itemOfNode[source]!, tree.itemOfNode[reader]!];
    if (from < 0 || to < 0 || found.neighbours.length >= MOST) return;
    found.neighbours.push(tree.itemOfNode[other]!);
    const ends = partedEnds(tree, from, to);
    if (!ends) return;
    const edge = edgeBetween(placed, ends.from, ends.to);
    if (edge !== undefined) found.edges.add(edge);
    // The line of the picture goes from border to border of the groups that both are in.
    const isWhole = shownFor(placed, from) === ends.from && shownFor(placed, to) === ends.to;
    if (edge === undefined || !isWhole) found.direct.push([from, to]);
  };
  for (const source of new Set(graph.inputs(node))) connect(source, node, source);
  for (const reader of new Set(graph.users(node))) connect(node, reader, reader);
  return found;
}

/** Of a group: its lines to its siblings. */
function groupConnections({ tree, edges }: ArrangedTree, item: ItemIndex): Connections {
  const parent = tree.parent[item]!;
  const neighbours: ItemIndex[] = [];
  const lines = new Set<number>();
  if (parent < 0) return NO_CONNECTIONS;
  for (let edge = edges.starts[parent]!; edge < edges.starts[parent + 1]!; edge++) {
    const [from, to] = [edges.from[edge]!, edges.to[edge]!];
    if (from !== item && to !== item) continue;
    neighbours.push(from === item ? to : from);
    lines.add(edge);
  }
  return { neighbours, edges: lines, direct: [] };
}

function edgeBetween(
  { tree, edges: { starts, from, to } }: ArrangedTree,
  a: ItemIndex,
  b: ItemIndex,
): number | undefined {
  const parent = tree.parent[a]!;
  for (let edge = starts[parent]!; edge < starts[parent + 1]!; edge++)
    if (from[edge] === a && to[edge] === b) return edge;
  return undefined;
}

/** Where paths begin: at one node, or at several. */
export type PathStart = NodeIndex | Uint32Array;

/** 1 for each node that leads to `from` through any number of others, or follows from it; for itself too. */
export function reachOf(graph: Graph, from: PathStart, side: 'inputs' | 'outputs'): Uint8Array {
  const reached = new Uint8Array(graph.nodeCount);
  const waiting = typeof from === 'number' ? [from] : [...from];
  for (const node of waiting) reached[node] = 1;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const next of side === 'inputs' ? graph.inputs(at) : graph.users(at)) {
      if (reached[next] === 1) continue;
      reached[next] = 1;
      waiting.push(next);
    }
  }
  return reached;
}

/** How many of the flagged nodes each item of a tree holds. */
export function countIn({ tree }: Pick<ArrangedTree, 'tree'>, isFlagged: (node: NodeIndex) => boolean): Int32Array {
  const counts = new Int32Array(tree.count);
  tree.itemOfNode.forEach((item, node) => {
    if (item >= 0 && isFlagged(node)) counts[item]!++;
  });
  for (let item = tree.count - 1; item > 0; item--) counts[tree.parent[item]!]! += counts[item]!;
  return counts;
}
