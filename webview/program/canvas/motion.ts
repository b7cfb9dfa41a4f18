/** The way of a picture from one layout to the next, so that the eye can follow what a group's opening moves. */

import type { ArrangedTree, Places } from '../graph/arrangedTree';
import type { GroupTree, ItemIndex } from '../graph/groupTree';
import { placeOf, shownFor } from '../graph/walk';

/** Milliseconds. */
const DURATION = 180;
/** Larger trees take their new places at once. */
const MOST_ITEMS = 40_000;

const COLUMNS = ['x', 'y', 'width', 'height'] as const;

export class Motion {
  private readonly to: Places;
  private readonly start = performance.now();
  private ended = false;

  /**
   * The tree stands where it is to go. `from`: where its items were, from their parents. `hidden`: 1 for a group that shows
   * nothing in it on the way.
   */
  constructor(
    private readonly placed: ArrangedTree,
    private readonly from: Places,
    hidden: Uint8Array,
  ) {
    this.to = { x: placed.x, y: placed.y, width: placed.width, height: placed.height };
    placed.depart(copyOf(from), hidden);
  }

  /** Moves on; true once all is in its place. */
  step(now: number): boolean {
    if (this.ended) return true;
    // The time of a frame may be a little before the motion began.
    const share = Math.min(1, Math.max(0, (now - this.start) / DURATION));
    if (share >= 1) {
      this.end();
      return true;
    }
    const eased = share * (2 - share);
    for (const name of COLUMNS) {
      const [from, to, at] = [this.from[name], this.to[name], this.placed[name]];
      for (let item = 0; item < at.length; item++) at[item] = from[item]! + (to[item]! - from[item]!) * eased;
    }
    return false;
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.placed.arrive();
  }
}

/** Whether a person wants to see things move, and there are few enough of them. */
export function moves(page: Document, { tree }: ArrangedTree): boolean {
  return tree.count <= MOST_ITEMS && wantsMotion(page);
}

/** Whether a person wants to see things move. */
function wantsMotion(page: Document): boolean {
  const { body, defaultView } = page;
  return (
    !body.classList.contains('vscode-reduce-motion') &&
    defaultView?.matchMedia('(prefers-reduced-motion: reduce)').matches !== true
  );
}

/** A copy of where the items of a tree are drawn now. */
export function placesOf({ x, y, width, height }: ArrangedTree): Places {
  return copyOf({ x, y, width, height });
}

/** The same places with all of the picture moved by some pixels at a zoom of 100 %. */
export function shifted(places: Places, { firstChild, childCount }: GroupTree, dx: number, dy: number): Places {
  const moved = copyOf(places);
  for (let item = firstChild[0]!; item < firstChild[0]! + childCount[0]!; item++) {
    moved.x[item]! += dx;
    moved.y[item]! += dy;
  }
  return moved;
}

function copyOf({ x, y, width, height }: Places): Places {
  return { x: x.slice(), y: y.slice(), width: width.slice(), height: height.slice() };
}

/** Where the items of a tree would be if their nodes stood where another tree has them; that must be of the same graph. */
export function carriedPlaces(before: ArrangedTree, after: ArrangedTree): Places {
  const { tree } = after;
  const [left, top, right, bottom] = [0, 1, 2, 3].map((side) =>
    new Float32Array(tree.count).fill(side < 2 ? Infinity : -Infinity),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const cover = (item: ItemIndex, x: number, y: number, toX: number, toY: number): void => {
    left[item] = Math.min(left[item]!, x);
    top[item] = Math.min(top[item]!, y);
    right[item] = Math.max(right[item]!, toX);
    bottom[item] = Math.max(bottom[item]!, toY);
  };
  before.tree.itemOfNode.forEach((old, node) => {
    const item = tree.itemOfNode[node]!;
    const place = old < 0 || item < 0 ? undefined : placeOf(before, shownFor(before, old));
    if (place) cover(item, place.x, place.y, place.x + place.width, place.y + place.height);
  });
  // Children come after their parents.
  for (let item = tree.count - 1; item > 0; item--) {
    if (left[item]! < Infinity) cover(tree.parent[item]!, left[item]!, top[item]!, right[item]!, bottom[item]!);
  }
  const from = placesOf(after);
  for (let item = 1; item < tree.count; item++) {
    const parent = tree.parent[item]!;
    if (left[item] === Infinity) continue;
    from.x[item] = left[item]! - (parent === 0 ? 0 : left[parent]!);
    from.y[item] = top[item]! - (parent === 0 ? 0 : top[parent]!);
    from.width[item] = right[item]! - left[item]!;
    from.height[item] = bottom[item]! - top[item]!;
  }
  return from;
}
