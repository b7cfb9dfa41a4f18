/** Walks over what can be seen of an arrangement: for drawing, for what is under the pointer and within a frame. */

import { ItemKind, type ItemIndex, isColumn } from './groupTree';
import type { Placed } from './placed';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Around all of some; undefined around none. */
export function around(boxes: readonly Rectangle[]): Rectangle | undefined {
  if (boxes.length === 0) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + width), Math.max(bottom, y + height)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** An item that can be seen, with its absolute place; the same object at each call. */
export interface Seen extends Rectangle {
  readonly item: ItemIndex;
  /** True for an open group whose children are visited after it. */
  readonly isEntered: boolean;
}

/**
 * Visits what lies in `area`, parents before their children, children in the order of the program. Groups that are less high
 * than `least` are not entered: on the screen they are too small for what is in them. The root itself is not visited.
 */
export function walkArea(arrangement: Placed, area: Rectangle, least: number, visit: (seen: Seen) => void): void {
  walk(arrangement, area, (item) => arrangement.height[item]! >= least, visit);
}

/** Visits blocks and ends in `area`, and the groups that they are folded or divided into; blocks are not entered. */
export function walkBlocks(arrangement: Placed, area: Rectangle, visit: (seen: Seen) => void): void {
  const { kind } = arrangement.tree;
  walk(arrangement, area, (item) => kind[item] === ItemKind.fold || kind[item] === ItemKind.section, visit);
}

function walk(
  arrangement: Placed,
  area: Rectangle,
  mayEnter: (item: ItemIndex) => boolean,
  visit: (seen: Seen) => void,
): void {
  const { tree, x, y, width, height } = arrangement;
  const seen = { item: 0, x: 0, y: 0, width: 0, height: 0, isEntered: true };
  const [right, bottom] = [area.x + area.width, area.y + area.height];
  // Groups that are entered, with their absolute places.
  const items: number[] = [0];
  const places: number[] = [0, 0];
  const next: number[] = [firstFrom(arrangement, 0, area.y)];
  while (items.length > 0) {
    const top = items.length - 1;
    const group = items[top]!;
    const position = next[top]!++;
    if (position >= tree.childCount[group]!) {
      items.pop();
      places.length -= 2;
      next.pop();
      continue;
    }
    const item = tree.firstChild[group]! + position;
    seen.item = item;
    seen.x = places[2 * top]! + x[item]!;
    seen.y = places[2 * top + 1]! + y[item]!;
    seen.width = width[item]!;
    seen.height = height[item]!;
    if (seen.y > bottom && arrangement.isStill && isColumn(tree, group)) {
      next[top] = tree.childCount[group]!;
      continue;
    }
    if (seen.x > right || seen.y > bottom || seen.x + seen.width < area.x || seen.y + seen.height < area.y) continue;
    seen.isEntered = arrangement.isOpen(item) && mayEnter(item);
    if (seen.isEntered) {
      items.push(item);
      places.push(seen.x, seen.y);
      next.push(firstFrom(arrangement, item, area.y - seen.y));
    }
    visit(seen);
  }
}

/** Position of the first child of a group that may reach down to `y`: those of a column need not be looked at one by one. */
function firstFrom(placed: Placed, group: ItemIndex, y: number): number {
  if (!placed.isStill || !isColumn(placed.tree, group)) return 0;
  const first = placed.tree.firstChild[group]!;
  let [from, to] = [0, placed.tree.childCount[group]!];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (placed.y[first + middle]! + placed.height[first + middle]! < y) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The innermost item at a point; undefined beside all. `least`: as `walkArea` has it, so that only what is drawn is found. */
export function itemAt(arrangement: Placed, px: number, py: number, least: number): ItemIndex | undefined {
  const { tree, x, y, width, height } = arrangement;
  let [found, left, top]: [ItemIndex | undefined, number, number] = [undefined, 0, 0];
  for (let group = 0; ;) {
    const inside = childAt(group);
    if (inside === undefined) return found;
    found = inside;
    left += x[inside]!;
    top += y[inside]!;
    if (!arrangement.isOpen(inside) || height[inside]! < least) return found;
    group = inside;
  }

  function childAt(group: ItemIndex): ItemIndex | undefined {
    const [first, count] = [tree.firstChild[group]!, tree.childCount[group]!];
    for (let child = first + firstFrom(arrangement, group, py - top); child < first + count; child++) {
      const [dx, dy] = [px - left - x[child]!, py - top - y[child]!];
      if (dy < 0 && arrangement.isStill && isColumn(tree, group)) return undefined;
      if (dx >= 0 && dy >= 0 && dx <= width[child]! && dy <= height[child]!) return child;
    }
    return undefined;
  }
}

/** Absolute place of an item; undefined where it is in a closed group. */
export function placeOf(arrangement: Placed, item: ItemIndex): Rectangle | undefined {
  const { tree, x, y, width, height } = arrangement;
  let [left, top] = [x[item]!, y[item]!];
  for (let at = tree.parent[item]!; at > 0; at = tree.parent[at]!) {
    if (!arrangement.isOpen(at)) return undefined;
    left += x[at]!;
    top += y[at]!;
  }
  return { x: left, y: top, width: width[item]!, height: height[item]! };
}

/** The item itself, or the outermost closed group that it is in: what stands for it in the picture. */
export function shownFor(arrangement: Placed, item: ItemIndex): ItemIndex {
  let shown = item;
  for (let at = arrangement.tree.parent[item]!; at > 0; at = arrangement.tree.parent[at]!) {
    if (!arrangement.isOpen(at)) shown = at;
  }
  return shown;
}
