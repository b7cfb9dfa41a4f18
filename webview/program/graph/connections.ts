/** What an item is connected with: neighbours, the lines between, and all that leads to an operation or follows from it. */

import { type Graph, type NodeIndex, NodeOp } from '../../../extension/core/graph/graph';
import { readsOf, subgraphOf, subgraphsOf } from '../../../extension/core/graph/subgraphs';
import type { ArrangedTree } from './arrangedTree';
import { ItemKind, type ItemIndex } from './groupTree';
import { partedEnds } from './liftedEdges';
import { type Direct, MOST_SHOWN, readWidely, widelyRead } from './tagLines';
import { shownFor } from './walk';

export interface Connections {
  /** Items at the other ends. */
  readonly neighbours: readonly ItemIndex[];
  /** Positions among the lifted edges of the lines that belong to the item. */
  readonly edges: ReadonlySet<number>;
  /** Connections that no line of the picture shows from end to end. */
  readonly direct: readonly Direct[];
  /** What it reads, and what reads it, of which there may be more than are shown. */
  readonly inputs: Side;
  readonly readers: Side;
}

export interface Side {
  readonly shown: number;
  readonly all: number;
}

const NONE: Side = { shown: 0, all: 0 };

export const NO_CONNECTIONS: Connections = {
  neighbours: [],
  edges: new Set(),
  direct: [],
  inputs: NONE,
  readers: NONE,
};

/** Of an operation with what it reads and what reads it, wherever that is; of all else with what stands beside it. */
export function connectionsOf(placed: ArrangedTree, graph: Graph, item: ItemIndex): Connections {
  const { tree } = placed;
  if (tree.kind[item] !== ItemKind.node) return groupConnections(placed, item);
  const node = tree.target[item]!;
  const [inputs, readers] = [readsOf(graph, node), graph.users(node)].map((nodes) => drawnNodes(placed, nodes));
  const found = { neighbours: [] as ItemIndex[], edges: new Set<number>(), direct: [] as Direct[] };
  const connect = (from: ItemIndex, to: ItemIndex): void => {
    const ends = partedEnds(tree, from, to);
    if (!ends) return;
    const edge = edgeBetween(placed, ends.from, ends.to);
    if (edge !== undefined) found.edges.add(edge);
    // The line of the picture goes from border to border of the groups that both are in.
    const isWhole = shownFor(placed, from) === ends.from && shownFor(placed, to) === ends.to;
    if (edge === undefined || !isWhole) found.direct.push([from, to]);
  };
  const side = (others: readonly ItemIndex[], connectOther: (other: ItemIndex) => void): Side => {
    const shown = others.slice(0, MOST_SHOWN);
    found.neighbours.push(...shown);
    shown.forEach(connectOther);
    return { shown: shown.length, all: others.length };
  };
  return {
    ...found,
    inputs: side(inputs!, (other) => connect(other, item)),
    readers: side(readers!, (other) => connect(item, other)),
  };
}

/** Items of nodes, each node once. */
function drawnNodes({ tree }: ArrangedTree, nodes: Iterable<NodeIndex>): ItemIndex[] {
  return Array.from(new Set(nodes), (node) => tree.itemOfNode[node]!).filter((item) => item >= 0);
}

/** Of a group: its lines to its siblings, and what has tags instead of lines. */
function groupConnections(placed: ArrangedTree, item: ItemIndex): Connections {
  const { tree, edges } = placed;
  const parent = tree.parent[item]!;
  if (parent < 0) return NO_CONNECTIONS;
  const [inputs, readers] = [new Neighbours(), new Neighbours()];
  const lines = new Set<number>();
  for (let edge = edges.starts[parent]!; edge < edges.starts[parent + 1]!; edge++) {
    const [from, to] = [edges.from[edge]!, edges.to[edge]!];
    if (from !== item && to !== item) continue;
    if (from === item ? readers.add(to) : inputs.add(from)) lines.add(edge);
  }
  const direct = [
    ...readWidely(placed, item).filter(([from]) => inputs.add(from)),
    ...widelyRead(placed, item).filter(([, to]) => readers.add(to)),
  ];
  return {
    neighbours: [...inputs.shown, ...readers.shown],
    edges: lines,
    direct,
    inputs: inputs.side,
    readers: readers.side,
  };
}

/** Items on one side of another, as many as are shown. */
class Neighbours {
  readonly shown = new Set<ItemIndex>();
  private readonly all = new Set<ItemIndex>();

  /** True for one that is shown. */
  add(item: ItemIndex): boolean {
    this.all.add(item);
    if (this.shown.size < MOST_SHOWN) this.shown.add(item);
    return this.shown.has(item);
  }

  get side(): Side {
    return { shown: this.shown.size, all: this.all.size };
  }
}

/** Edges of a group are in the order of their ends. */
function edgeBetween(
  { tree, edges: { starts, from, to } }: ArrangedTree,
  a: ItemIndex,
  b: ItemIndex,
): number | undefined {
  const parent = tree.parent[a]!;
  let [first, end] = [starts[parent]!, starts[parent + 1]!];
  while (first < end) {
    const middle = (first + end) >> 1;
    if (from[middle]! < a || (from[middle] === a && to[middle]! < b)) first = middle + 1;
    else end = middle;
  }
  return from[first] === a && to[first] === b && first < starts[parent + 1]! ? first : undefined;
}

/** Where paths begin: at one node, or at several. */
export type PathStart = NodeIndex | Uint32Array;

/**
 * 1 for each node that leads to `from` through any number of others, or follows from it; for itself too. What an operation runs
 * belongs to it; paths of what is within lead out through its inputs and its result.
 */
export function reachOf(graph: Graph, from: PathStart, side: 'inputs' | 'outputs'): Uint8Array {
  const reached = new Uint8Array(graph.nodeCount);
  const waiting: NodeIndex[] = [];
  const reach = (nodes: Iterable<NodeIndex>): void => {
    for (const node of nodes) {
      if (reached[node] === 1) continue;
      reached[node] = 1;
      waiting.push(node);
    }
  };
  /** Operations whose graphs were left for them: of thousands of inputs of a graph one does it for all. */
  const left = new Set<NodeIndex>();
  reach(typeof from === 'number' ? [from] : from);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    reach(nextOf(graph, at, side));
    for (const { first, count } of subgraphsOf(graph, at)) reach(indices(first, count));
    const owner = ownerLeftFor(graph, at, side);
    if (owner === undefined || left.has(owner)) continue;
    left.add(owner);
    reach(nextOf(graph, owner, side));
  }
  return reached;
}

/** Whether paths lead to a node from others, or on from it. */
export function hasPaths(graph: Graph, node: NodeIndex, side: 'inputs' | 'outputs'): boolean {
  const own = side === 'inputs' ? readsOf(graph, node).size : graph.users(node).length;
  const owner = ownerLeftFor(graph, node, side);
  return own > 0 || (owner !== undefined && nextOf(graph, owner, side).length > 0);
}

function nextOf(graph: Graph, node: NodeIndex, side: 'inputs' | 'outputs'): Uint32Array {
  return side === 'inputs' ? graph.inputs(node) : graph.users(node);
}

/** The operation that runs a graph, at those ends of the graph where paths lead out of it. */
export function ownerLeftFor(graph: Graph, node: NodeIndex, side: 'inputs' | 'outputs'): NodeIndex | undefined {
  const end = side === 'inputs' ? NodeOp.placeholder : NodeOp.output;
  return graph.op(node) === end ? subgraphOf(graph, node)?.owner : undefined;
}

function* indices(first: NodeIndex, count: number): Generator<NodeIndex> {
  for (let node = first; node < first + count; node++) yield node;
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
