/** Which groups are open: at first, by name as a page remembers them, and with what a person opens. */

import type { OpenGroups } from '../worker/protocol';
import { type GroupTree, ItemKind, type ItemIndex, operationsWithin } from './groupTree';
import { type Named, childrenOf, itemId, itemOfId } from './itemIds';

/** Operations that are all shown when their group is opened, however many groups they are in. */
export const SMALL_GROUP = 64;
/** Names that a page remembers at most. */
const MOST_NAMES = 4000;

/**
 * 1 for each group that is open where nobody has said so yet: the frame of a program that nobody has cut, and what would be
 * alone in it.
 */
export function firstOpen(tree: GroupTree, isUncut: boolean): Uint8Array {
  const open = new Uint8Array(tree.count);
  if (!isUncut) return open;
  for (const item of childrenOf(tree, 0)) {
    if (tree.kind[item] === ItemKind.block) for (const group of groupsOf(tree, item)) open[group] = 1;
  }
  return open;
}

/** 1 for each group that `groups` names. */
export function opened(tree: GroupTree, named: Named, { all, ids }: OpenGroups): Uint8Array {
  const open = new Uint8Array(tree.count);
  if (all) for (let item = 0; item < tree.count; item++) if (tree.childCount[item]! > 0) open[item] = 1;
  for (const id of ids) {
    const item = itemOfId(tree, named, id);
    if (item !== undefined) open[item] = all ? 0 : 1;
  }
  return open;
}

/** What `opened` takes: the shorter of both ways to say it. */
export function openGroups(tree: GroupTree, named: Named, isOpen: (item: ItemIndex) => boolean): OpenGroups {
  let [open, groups] = [0, 0];
  for (let item = 1; item < tree.count; item++) {
    if (tree.childCount[item] === 0) continue;
    groups++;
    if (isOpen(item)) open++;
  }
  const all = open > groups / 2 && open > 8;
  const ids: string[] = [];
  for (let item = 1; item < tree.count && ids.length < MOST_NAMES; item++) {
    if (tree.childCount[item]! > 0 && isOpen(item) !== all) ids.push(itemId(tree, named, item));
  }
  return { all, ids };
}

/**
 * The group itself and what opens with it: all groups in it where it is small, else those that it would show nothing but, folds
 * aside. What operations in it run stays closed: that may be any number of operations more. So do sections: where few are
 * operations, thousands are inputs of a subgraph.
 */
export function groupsOf(tree: GroupTree, item: ItemIndex): ItemIndex[] {
  if (tree.childCount[item] === 0) return [];
  const groups = [item];
  const isGroup = (child: ItemIndex): boolean =>
    tree.childCount[child]! > 0 && tree.kind[child] !== ItemKind.node && tree.kind[child] !== ItemKind.section;
  if (operationsWithin(tree, item) <= SMALL_GROUP) {
    // Goes on over what it adds.
    for (const group of groups) {
      for (const child of childrenOf(tree, group)) if (isGroup(child)) groups.push(child);
    }
    return groups;
  }
  for (let at = item; tree.childCount[at] === 1 && isGroup(tree.firstChild[at]!);) {
    at = tree.firstChild[at]!;
    // What is folded stays so until it is opened itself.
    if (tree.kind[at] === ItemKind.fold) break;
    groups.push(at);
  }
  return groups;
}
