/** Steps from item to item in reading order: what the keyboard walks. A graph break comes after the block that it is. */

import type { Pills } from '../canvas/pills';
import type { ItemIndex } from './groupTree';
import type { Placed } from './placed';

/** An item, or the break of a block's item. */
export interface Stop {
  readonly item: ItemIndex;
  readonly isBreak: boolean;
}

export type Step =
  { readonly kind: 'to'; readonly stop: Stop } | { readonly kind: 'open' | 'close' | 'activate' | 'deselect' };

const TO = (item: ItemIndex, isBreak = false): Step => ({ kind: 'to', stop: { item, isBreak } });

/** Undefined where the key does nothing there. */
export function stepFor(key: string, placed: Placed, pills: Pick<Pills, 'of'>, stop: Stop): Step | undefined {
  const { tree } = placed;
  const { item, isBreak } = stop;
  const isGroup = tree.childCount[item]! > 0;
  switch (key) {
    case 'ArrowDown':
      return to(after(placed, pills, stop));
    case 'ArrowUp':
      return to(before(placed, pills, stop));
    case 'Home':
      return tree.childCount[0]! > 0 ? TO(tree.firstChild[0]!) : undefined;
    case 'End':
      return to(lastIn(placed, pills, 0));
    case 'PageDown':
      return to(outer(placed, stop, 1));
    case 'PageUp':
      return to(outer(placed, stop, -1));
    case 'ArrowRight':
      if (isBreak || !isGroup) return undefined;
      return placed.isOpen(item) ? TO(tree.firstChild[item]!) : { kind: 'open' };
    case 'ArrowLeft':
      if (isBreak) return TO(item);
      if (isGroup && placed.isOpen(item)) return { kind: 'close' };
      return tree.parent[item]! > 0 ? TO(tree.parent[item]!) : undefined;
    case 'Escape':
      return !isBreak && tree.parent[item]! > 0 ? TO(tree.parent[item]!) : { kind: 'deselect' };
    case 'Enter':
    case ' ':
      return { kind: 'activate' };
    default:
      return undefined;
  }
}

function to(stop: Stop | undefined): Step | undefined {
  return stop && { kind: 'to', stop };
}

function after(placed: Placed, pills: Pick<Pills, 'of'>, { item, isBreak }: Stop): Stop | undefined {
  const { tree } = placed;
  if (!isBreak && placed.isOpen(item) && tree.childCount[item]! > 0)
    return { item: tree.firstChild[item]!, isBreak: false };
  let skipBreak = isBreak;
  for (let at = item; at > 0; at = tree.parent[at]!) {
    if (!skipBreak && pills.of(at)) return { item: at, isBreak: true };
    skipBreak = false;
    const parent = tree.parent[at]!;
    if (at + 1 < tree.firstChild[parent]! + tree.childCount[parent]!) return { item: at + 1, isBreak: false };
  }
  return undefined;
}

function before(placed: Placed, pills: Pick<Pills, 'of'>, { item, isBreak }: Stop): Stop | undefined {
  const { tree } = placed;
  if (isBreak) return placed.isOpen(item) ? lastIn(placed, pills, item) : { item, isBreak: false };
  const parent = tree.parent[item]!;
  if (item > tree.firstChild[parent]!)
    return pills.of(item - 1) ? { item: item - 1, isBreak: true } : last(placed, pills, item - 1);
  return parent > 0 ? { item: parent, isBreak: false } : undefined;
}

/** The last that is shown in a group. */
function lastIn(placed: Placed, pills: Pick<Pills, 'of'>, group: ItemIndex): Stop | undefined {
  const { firstChild, childCount } = placed.tree;
  if (childCount[group] === 0) return undefined;
  const child = firstChild[group]! + childCount[group]! - 1;
  return pills.of(child) ? { item: child, isBreak: true } : last(placed, pills, child);
}

function last(placed: Placed, pills: Pick<Pills, 'of'>, item: ItemIndex): Stop {
  let stop: Stop = { item, isBreak: false };
  while (!stop.isBreak && placed.isOpen(stop.item)) {
    const next = lastIn(placed, pills, stop.item);
    if (!next) break;
    stop = next;
  }
  return stop;
}

/** The next or the previous child of the root. */
function outer({ tree }: Placed, { item }: Stop, by: 1 | -1): Stop | undefined {
  let at = item;
  while (tree.parent[at]! > 0) at = tree.parent[at]!;
  const next = at + by;
  const [first, count] = [tree.firstChild[0]!, tree.childCount[0]!];
  if (by < 0 && at !== item) return { item: at, isBreak: false };
  return next >= first && next < first + count ? { item: next, isBreak: false } : undefined;
}
