/**
 * Names of items that outlive a reload and a new compile: indices change, names do not. Of a node "node:add_4", of a block
 * "block:_run_on_acc_2", of a group its path "group:_run_on_acc_2/encoder.layer/0".
 */

import type { Graph } from '../../../extension/core/graph/graph';
import type { Partition } from '../../../extension/core/partition/partition';
import { type GroupTree, ItemKind, type ItemIndex } from './groupTree';

/** What names are made of besides the tree. */
export interface Named {
  readonly graph: Graph;
  readonly partition: Partition;
}

export const blockId = (name: string): string => `block:${name}`;
export const breakId = (blockName: string): string => `break:${blockName}`;
export const nodeId = (name: string): string => `node:${name}`;
/** The frame around a program that is drawn by modules. */
export const PROGRAM_ID = 'program';
const GROUP = 'group:';

export function itemId(tree: GroupTree, named: Named, item: ItemIndex): string {
  switch (tree.kind[item]) {
    case ItemKind.root:
      return '';
    case ItemKind.inputs:
      return 'inputs';
    case ItemKind.outputs:
      return 'outputs';
    case ItemKind.node:
      return nodeId(named.graph.name(tree.target[item]!));
    case ItemKind.block:
      return tree.target[item]! < 0 ? PROGRAM_ID : blockId(blockName(tree, named, item));
    default:
      return GROUP + partsOf(tree, named, item).join('/');
  }
}

/** Undefined where the tree has nothing of that name. */
export function itemOfId(tree: GroupTree, named: Named, id: string): ItemIndex | undefined {
  if (id.startsWith('node:')) {
    const node = named.graph.find(id.slice('node:'.length));
    const item = node === undefined ? -1 : tree.itemOfNode[node]!;
    return item < 0 ? undefined : item;
  }
  if (id.startsWith(GROUP)) {
    const item = itemOfParts(tree, named, id.slice(GROUP.length).split('/'));
    // Blocks have names of their own.
    return item !== undefined && tree.kind[item] === ItemKind.block ? undefined : item;
  }
  for (const item of outermost(tree)) if (itemId(tree, named, item) === id) return item;
  return undefined;
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

function itemOfParts(tree: GroupTree, named: Named, parts: readonly string[]): ItemIndex | undefined {
  let at: ItemIndex = 0;
  for (const part of parts) {
    let next: ItemIndex | undefined;
    for (const child of childrenOf(tree, at)) {
      if (tree.kind[child] === ItemKind.node || partOf(tree, named, child) !== part) continue;
      next = child;
      break;
    }
    if (next === undefined) return undefined;
    at = next;
  }
  return at;
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
  const label = encodeURIComponent(tree.labels[item]!);
  return kind === ItemKind.module ? label : `${label}#${item - tree.firstChild[tree.parent[item]!]!}`;
}

function blockName(tree: GroupTree, { partition }: Named, item: ItemIndex): string {
  return partition.blocks[tree.target[item]!]!.name;
}
