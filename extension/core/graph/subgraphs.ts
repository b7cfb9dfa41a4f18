/**
 * Nodes of graphs within operations: branches of torch.cond, bodies of ONNX's Loop, functions. Their names are those of the
 * graph that they are in: another graph may have the same. Pure.
 */

import type { Graph, NodeIndex, Subgraph } from './graph';

const byOwner = new WeakMap<Graph, Map<NodeIndex, Subgraph[]>>();
/** Nodes of a subgraph by name. */
const byName = new WeakMap<Subgraph, Map<string, NodeIndex>>();

/** Parts of paths that stand for the graphs which one operation runs. */
interface GraphParts {
  readonly ofGraph: ReadonlyMap<Subgraph, string>;
  readonly graphs: ReadonlyMap<string, Subgraph>;
}

/** By what `subgraphsOf` gives: there may be as many as nodes. */
const partsOfOwned = new WeakMap<readonly Subgraph[], GraphParts>();

/** The graph within an operation that a node is in; undefined for a node of the program itself. */
export function subgraphOf({ columns: { subgraphs } }: Graph, node: NodeIndex): Subgraph | undefined {
  // By halving: there may be as many as nodes.
  let [low, high] = [0, subgraphs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (subgraphs[middle]!.first <= node) low = middle + 1;
    else high = middle;
  }
  return subgraphs[low - 1];
}

export function subgraphsOf(graph: Graph, owner: NodeIndex): readonly Subgraph[] {
  let owned = byOwner.get(graph);
  if (!owned) {
    byOwner.set(graph, (owned = new Map<NodeIndex, Subgraph[]>()));
    for (const subgraph of graph.columns.subgraphs) {
      const known = owned.get(subgraph.owner);
      if (known) known.push(subgraph);
      else owned.set(subgraph.owner, [subgraph]);
    }
  }
  return owned.get(owner) ?? [];
}

/** All that an operation reads from around it: its inputs, and what the graphs that it runs read of the one that it is in. */
export function readsOf(graph: Graph, owner: NodeIndex): Set<NodeIndex> {
  const inside = new Set([owner]);
  // Goes on over what it adds.
  for (const node of inside) {
    for (const { first, count } of subgraphsOf(graph, node))
      for (let at = first; at < first + count; at++) inside.add(at);
  }
  const read = new Set<NodeIndex>();
  for (const node of inside) for (const source of graph.inputs(node)) if (!inside.has(source)) read.add(source);
  return read;
}

/** Flags all that flagged operations run, 1 for each node of it; gives the graphs that these are. */
export function flagWithin({ columns }: Graph, flags: Uint8Array): Subgraph[] {
  // The owner of a subgraph comes before it, so its flag is known by then.
  return columns.subgraphs.filter(({ owner, first, count }) => {
    if (flags[owner] !== 1) return false;
    flags.fill(1, first, first + count);
    return true;
  });
}

/** The node of the program itself that a node is within; a node of the program is that itself. */
export function ownerInProgram(graph: Graph, node: NodeIndex): NodeIndex {
  let at = node;
  for (let within = subgraphOf(graph, at); within; within = subgraphOf(graph, at)) at = within.owner;
  return at;
}

/** Names that lead to a node: of its owners, each with that of the graph that it runs, and its own: "cond/true_graph_0/add". */
export function nodePath(graph: Graph, node: NodeIndex): string {
  const parts = [part(graph.name(node))];
  for (let within = subgraphOf(graph, node); within; within = subgraphOf(graph, within.owner)) {
    parts.push(partsOf(graph, within.owner).ofGraph.get(within)!, part(graph.name(within.owner)));
  }
  return parts.reverse().join('/');
}

/** The node that a path leads to; undefined where there is none. */
export function nodeAt(graph: Graph, path: string): NodeIndex | undefined {
  const [first, ...rest] = path.split('/');
  let node = graph.find(named(first!));
  for (let at = 0; at < rest.length && node !== undefined; at += 2) {
    const within = partsOf(graph, node).graphs.get(rest[at]!);
    node = within && find(graph, within, named(rest[at + 1] ?? ''));
  }
  return node;
}

function find(graph: Graph, within: Subgraph, name: string): NodeIndex | undefined {
  let nodes = byName.get(within);
  if (!nodes) {
    const { first, count } = within;
    nodes = new Map(Array.from({ length: count }, (_, at) => [graph.name(first + at), first + at]));
    byName.set(within, nodes);
  }
  return nodes.get(name);
}

/** An operation may run graphs of one name: those after the first have a number. */
function partsOf(graph: Graph, owner: NodeIndex): GraphParts {
  const owned = subgraphsOf(graph, owner);
  let parts = partsOfOwned.get(owned);
  if (!parts) {
    const counts = new Map<string, number>();
    const ofGraph = new Map<Subgraph, string>();
    for (const each of owned) {
      const before = counts.get(each.name) ?? 0;
      counts.set(each.name, before + 1);
      ofGraph.set(each, part(each.name) + (before > 0 ? `#${before}` : ''));
    }
    parts = { ofGraph, graphs: new Map(Array.from(ofGraph, ([each, text]) => [text, each])) };
    partsOfOwned.set(owned, parts);
  }
  return parts;
}

/** A name as part of a path. */
function part(name: string): string {
  return name.replace(/[%/#]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function named(text: string): string {
  return text.replace(/%(2[35f])/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
