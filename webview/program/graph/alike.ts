/**
 * Finds groups that are built alike, as the layers of a transformer are, and folds runs of them into one group each. Two
 * groups are alike when they hold the same operators with the same results in the same order, in alike groups, and when each
 * node reads what stands as far before it in the group, or from outside. How they are called does not matter. Operations that
 * run graphs are alike where these hold the same operators in the same order.
 */

import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import { orderByKey } from '../columns';
import { ItemKind } from './groupTree';
import { type Child, type Group, newGroup } from './groups';
import { type Run, repeatsIn } from './repeats';

/** Folds the children of each group. `groups`: all of a tree from the root on, parents first. */
export function foldAlike(graph: Graph, groups: readonly Group[]): void {
  const numbers = alikeNumbers(graph, groups);
  for (const group of groups) {
    if (group.children.length < 3) continue;
    // What is not folded is like nothing else.
    const looks = group.children.map((child, position) =>
      typeof child === 'object' && isFoldable(child) ? numbers.get(child)! : -1 - position,
    );
    const runs = repeatsIn(looks);
    if (runs.length > 0) group.children = folded(group, runs);
  }
}

function isFoldable({ kind, target }: Group): boolean {
  return kind === ItemKind.module || (kind === ItemKind.block && target >= 0);
}

function folded(parent: Group, runs: readonly Run[]): Child[] {
  const children: Child[] = [];
  let next = 0;
  for (const { first, period, repeats } of runs) {
    while (next < first) children.push(parent.children[next++]!);
    next = first + period * repeats;
    const inside = parent.children.slice(first, next);
    const label = foldLabel(parent, inside[0] as Group, inside.at(-1) as Group);
    children.push({ ...newGroup(ItemKind.fold, label), children: inside, fold: { repeats, period } });
  }
  while (next < parent.children.length) children.push(parent.children[next++]!);
  return children;
}

/** "layers.0 to 31", "Engine 2 to PyTorch 25"; of modules that are called by a number alone with the name that they are in. */
function foldLabel(parent: Group, first: Group, last: Group): string {
  const [start, end] = [first, last].map(({ label }) => /^(.*?)(\d+)$/.exec(label));
  if (!start || !end || start[1] !== end[1]) return `${first.label} to ${last.label}`;
  const around = parent.kind === ItemKind.module ? parent.label.slice(parent.label.lastIndexOf('.') + 1) : '';
  return `${start[1] === '' && around !== '' ? `${around}.` : ''}${first.label} to ${end[2]}`;
}

/** The same number for groups that are alike. From the innermost outwards, each node and each edge once. */
function alikeNumbers(graph: Graph, groups: readonly Group[]): ReadonlyMap<Group, number> {
  const leaves = leavesOf(graph, groups);
  const edges = edgesWithin(graph, groups.length, leaves);
  const known = new Map<string, number>();
  const numberOf = (signature: string): number => {
    const found = known.get(signature);
    if (found !== undefined) return found;
    known.set(signature, known.size);
    return known.size - 1;
  };
  const numberOfNode = nodeNumbers(graph, numberOf);
  const numbers = new Map<Group, number>();
  for (let index = groups.length - 1; index >= 0; index--) {
    const { kind, sort, children } = groups[index]!;
    const parts = [children.length];
    for (const child of children) {
      parts.push(typeof child === 'number' ? numberOfNode(child) : numbers.get(child)!);
    }
    for (let at = edges.starts[index]!; at < edges.starts[index + 1]!; at++) {
      const edge = edges.order[at]!;
      const reader = edges.reader[edge]!;
      parts.push(reader - leaves.first[index]!, edges.slot[edge]!, reader - edges.source[edge]!);
    }
    numbers.set(groups[index]!, numberOf(`${kind} ${sort}:${parts.join()}`));
  }
  return numbers;
}

/** The same number for nodes that are alike, and run what is alike. */
function nodeNumbers(graph: Graph, numberOf: (signature: string) => number): (node: NodeIndex) => number {
  /** Of nodes that run graphs: what these hold, each node by its number. */
  const inner = new Map<NodeIndex, string>();
  const numberOfNode = (node: NodeIndex): number => {
    const signature = nodeSignature(graph, node);
    const runs = inner.get(node);
    return numberOf(runs === undefined ? signature : `${signature}${runs}`);
  };
  // The owner of a subgraph comes before it: from the last on, what the nodes of one run is known by then.
  for (const { owner, first, count } of graph.columns.subgraphs.toReversed()) {
    const numbers = Array.from({ length: count }, (_, at) => numberOfNode(first + at));
    inner.set(owner, `;${numbers.join()}${inner.get(owner) ?? ''}`);
  }
  return numberOfNode;
}

/** What a node is by itself. Where its inputs come from is told by the groups that the edges are within. */
function nodeSignature({ columns }: Graph, node: NodeIndex): string {
  const { op, target, inputs, outputStarts, outputDtype, outputShape } = columns;
  let text = `${op[node]!},${target[node]!},${inputs.starts[node + 1]! - inputs.starts[node]!}`;
  for (let at = outputStarts[node]!; at < outputStarts[node + 1]!; at++)
    text += `,${outputDtype[at]!},${outputShape[at]!}`;
  return text;
}

/** Nodes of a tree in the order in which it holds them, so that those of each group stand together. */
interface Leaves {
  readonly nodes: Uint32Array;
  /** Position of each node of the graph among them; -1 for those that are in no group. */
  readonly position: Int32Array;
  /** By the graph's nodes: position of the group among all. */
  readonly group: Int32Array;
  /** By group: position of its first node. */
  readonly first: Int32Array;
  /** By group: that of its parent, and its levels below the root. */
  readonly parent: Int32Array;
  readonly depth: Int32Array;
}

function leavesOf(graph: Graph, groups: readonly Group[]): Leaves {
  const [parent, depth, first] = [0, 1, 2].map(() => new Int32Array(groups.length));
  // Groups are numbered as their parents list them.
  let next = 1;
  const isGroup = (child: Child): child is Group => typeof child === 'object';
  groups.forEach(({ children }, index) => {
    for (let left = children.filter(isGroup).length; left > 0; left--, next++) {
      parent![next] = index;
      depth![next] = depth![index]! + 1;
    }
  });
  const counts = Int32Array.from(groups, ({ children }) => children.filter((child) => !isGroup(child)).length);
  for (let index = groups.length - 1; index > 0; index--) counts[parent![index]!]! += counts[index]!;
  const nodes = new Uint32Array(counts[0] ?? 0);
  const [position, group] = [0, 1].map(() => new Int32Array(graph.nodeCount).fill(-1));
  next = 1;
  groups.forEach(({ children }, index) => {
    let at = first![index]!;
    for (const child of children) {
      if (isGroup(child)) {
        first![next] = at;
        at += counts[next++]!;
        continue;
      }
      nodes[at] = child;
      group![child] = index;
      position![child] = at++;
    }
  });
  return { nodes, position: position!, group: group!, first: first!, parent: parent!, depth: depth! };
}

/** Edges by the innermost group that holds both ends, readers in order. */
interface EdgesWithin {
  /** Edges of group `g` are `order[starts[g]]` to `order[starts[g + 1]]`. */
  readonly starts: Uint32Array;
  readonly order: Uint32Array;
  /** Positions among the leaves. */
  readonly reader: Uint32Array;
  readonly source: Uint32Array;
  /** Position among the reader's inputs. */
  readonly slot: Uint32Array;
}

function edgesWithin(graph: Graph, groupCount: number, { nodes, position, group, parent, depth }: Leaves): EdgesWithin {
  const { starts, items } = graph.columns.inputs;
  const most = items.length;
  const [reader, source, slot, within] = [0, 1, 2, 3].map(() => new Uint32Array(most));
  let count = 0;
  nodes.forEach((node, place) => {
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const from = position[items[at]!]!;
      if (from < 0) continue;
      let [a, b] = [group[node]!, group[items[at]!]!];
      while (a !== b) {
        if (depth[a]! >= depth[b]!) a = parent[a]!;
        else b = parent[b]!;
      }
      within![count] = a;
      reader![count] = place;
      source![count] = from;
      slot![count++] = at - starts[node]!;
    }
  });
  const all = new Uint32Array(count).map((_, edge) => edge);
  const ordered = orderByKey(all, within!, groupCount);
  return { starts: ordered.starts, order: ordered.items, reader: reader!, source: source!, slot: slot! };
}
