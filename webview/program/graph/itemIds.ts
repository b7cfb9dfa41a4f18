/**
 * Names of items that outlive a reload and a new compile: indices change, names do not. Of a node "node:add_4", of a block
 * "block:_run_on_acc_2", of a group its path "group:_run_on_acc_2/encoder.layer/0". A node of a graph within an operation has
 * the path to it, as another graph may have its name: "inner:cond/true_graph_0/add".
 */

import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import { nodeAt, nodePath } from '../../../extension/core/graph/subgraphs';
import type { Partition } from '../../../extension/core/partition/partition';
import { type GroupTree, ItemKind, type ItemIndex, runsGraphs } from './groupTree';

/** What names are made of besides the tree. */
export interface Named {
  readonly graph: Graph;
  readonly partition: Partition;
}

export const blockId = (name: string): string => `block:${name}`;
export const breakId = (blockName: string): string => `break:${blockName}`;
export const nodeId = (name: string): string => NODE + name;
/** The frame around a program that is drawn by modules. */
export const PROGRAM_ID = 'program';
const NODE = 'node:';
const INNER = 'inner:';
const GROUP = 'group:';

export function idOfNode(graph: Graph, node: NodeIndex): string {
  return node < graph.mainCount ? nodeId(graph.name(node)) : INNER + nodePath(graph, node);
}

/** Undefined where the id is no node's; null where the graph has nothing of that name. */
export function nodeOfId(graph: Graph, id: string): NodeIndex | null | undefined {
  if (id.startsWith(NODE)) return graph.find(id.slice(NODE.length)) ?? null;
  return id.startsWith(INNER) ? (nodeAt(graph, id.slice(INNER.length)) ?? null) : undefined;
}

export function itemId(tree: GroupTree, named: Named, item: ItemIndex): string {
  switch (tree.kind[item]) {
    case ItemKind.root:
      return '';
    case ItemKind.inputs:
      return 'inputs';
    case ItemKind.outputs:
      return 'outputs';
    case ItemKind.node:
      return idOfNode(named.graph, tree.target[item]!);
    case ItemKind.block:
      return tree.target[item]! < 0 ? PROGRAM_ID : blockId(blockName(tree, named, item));
    default:
      return GROUP + partsOf(tree, named, item).join('/');
  }
}

/** Undefined where the tree has nothing of that name. */
export function itemOfId(tree: GroupTree, named: Named, id: string): ItemIndex | undefined {
  let names = namesOfTrees.get(tree);
  if (!names?.isOf(named)) namesOfTrees.set(tree, (names = new Names(tree, named)));
  return names.find(id);
}

/** Blocks and ends: children of the root, and of what is folded there. */
export function outermost(tree: GroupTree): ItemIndex[] {
  const items: ItemIndex[] = [];
  const around: ItemIndex[] = [0];
  for (const item of around) {
    for (const child of childrenOf(tree, item)) {
      const isAround = tree.kind[child] === ItemKind.fold || tree.kind[child] === ItemKind.section;
      (isAround ? around : items).push(child);
    }
  }
  return items;
}

/** Positions of an item's children. */
export function* childrenOf(tree: GroupTree, item: ItemIndex): Generator<ItemIndex> {
  const first = tree.firstChild[item]!;
  for (let child = first; child < first + tree.childCount[item]!; child++) yield child;
}

/** A page remembers thousands of names: what has many children is gone through once for all of them. */
class Names {
  private outer: ReadonlyMap<string, ItemIndex> | undefined;
  /** Groups in a group by their part of a path. */
  private readonly inner = new Map<ItemIndex, ReadonlyMap<string, ItemIndex>>();

  constructor(
    private readonly tree: GroupTree,
    private readonly named: Named,
  ) {}

  isOf(named: Named): boolean {
    return named === this.named;
  }

  find(id: string): ItemIndex | undefined {
    const { tree, named } = this;
    const node = nodeOfId(named.graph, id);
    if (node !== undefined) {
      const item = node === null ? -1 : tree.itemOfNode[node]!;
      return item < 0 ? undefined : item;
    }
    if (id.startsWith(GROUP)) {
      const item = this.ofParts(id.slice(GROUP.length).split('/'));
      // Blocks have names of their own.
      return item !== undefined && tree.kind[item] === ItemKind.block ? undefined : item;
    }
    this.outer ??= byName(outermost(tree), (item) => itemId(tree, named, item));
    return this.outer.get(id);
  }

  private ofParts(parts: readonly string[]): ItemIndex | undefined {
    let at: ItemIndex | undefined = 0;
    for (const part of parts) {
      if (at === undefined) return undefined;
      at = this.innerOf(at).get(part);
    }
    return at;
  }

  private innerOf(item: ItemIndex): ReadonlyMap<string, ItemIndex> {
    const { tree, named } = this;
    let inner = this.inner.get(item);
    if (!inner) {
      const groups = [...childrenOf(tree, item)].filter(
        (child) => tree.kind[child] !== ItemKind.node || runsGraphs(tree, child),
      );
      this.inner.set(item, (inner = byName(groups, (group) => partOf(tree, named, group))));
    }
    return inner;
  }
}

const namesOfTrees = new WeakMap<GroupTree, Names>();

/** Of several items of one name the first. */
function byName(items: readonly ItemIndex[], nameOf: (item: ItemIndex) => string): Map<string, ItemIndex> {
  const found = new Map<string, ItemIndex>();
  for (const item of items) {
    const name = nameOf(item);
    if (!found.has(name)) found.set(name, item);
  }
  return found;
}

function partsOf(tree: GroupTree, named: Named, item: ItemIndex): string[] {
  const parts: string[] = [];
  for (let at = item; at > 0; at = tree.parent[at]!) parts.push(partOf(tree, named, at));
  return parts.reverse();
}

/** Sections and runs of alike groups may be called the same as their neighbours: the position tells them apart. */
function partOf(tree: GroupTree, named: Named, item: ItemIndex): string {
  const kind = tree.kind[item];
  if (kind === ItemKind.block) return tree.target[item]! < 0 ? '' : encodeURIComponent(blockName(tree, named, item));
  // No label has this sign in it once it is encoded.
  if (kind === ItemKind.node) return `@${encodeURIComponent(named.graph.name(tree.target[item]!))}`;
  const label = encodeURIComponent(tree.labels[item]!);
  return kind === ItemKind.module ? label : `${label}#${item - tree.firstChild[tree.parent[item]!]!}`;
}

function blockName(tree: GroupTree, { partition }: Named, item: ItemIndex): string {
  return partition.blocks[tree.target[item]!]!.name;
}
