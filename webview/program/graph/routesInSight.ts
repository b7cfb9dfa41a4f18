/** Lines of one look, of which a frame looks only at those in sight: among thousands of blocks they are tens of thousands. */

import { orderByKey } from '../columns';
import type { Routes } from '../worker/protocol';

/** Height of the strips that lines are sorted into by where they begin, in pixels, and how many there are at most. */
const STRIP = 512;
const MOST_STRIPS = 4096;

/** Edges of an area, in pixels from the upper left corner of the group. */
export interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Strips {
  readonly height: number;
  /** Upper edge of the first. */
  readonly top: number;
  /** Routes of strip `i` are `routes[starts[i]]` to `routes[starts[i + 1]]`. */
  readonly starts: Uint32Array;
  readonly routes: Uint32Array;
  /** Left, upper, right and lower edge of each route. */
  readonly boxes: Float32Array;
  /** How far down any line of a strip leads. */
  readonly lowest: Float32Array;
}

export class RoutesInSight {
  private strips: Strips | undefined;

  constructor(readonly routes: Routes) {}

  /** Visits those that touch an area, by their position. */
  visit({ left, top, right, bottom }: Sides, visit: (route: number) => void): void {
    const strips = (this.strips ??= stripsOf(this.routes));
    const { starts, routes, boxes, lowest } = strips;
    const end = Math.min(lowest.length, Math.floor((bottom - strips.top) / strips.height) + 1);
    for (let strip = 0; strip < end; strip++) {
      if (lowest[strip]! < top) continue;
      for (let at = starts[strip]!; at < starts[strip + 1]!; at++) {
        const route = routes[at]!;
        const box = 4 * route;
        const isInside =
          boxes[box]! <= right && boxes[box + 1]! <= bottom && boxes[box + 2]! >= left && boxes[box + 3]! >= top;
        if (isInside) visit(route);
      }
    }
  }
}

function stripsOf(routes: Routes): Strips {
  const count = routes.square.length;
  const boxes = boxesOf(routes);
  let [top, end] = [Infinity, -Infinity];
  for (let route = 0; route < count; route++) {
    top = Math.min(top, boxes[4 * route + 1]!);
    end = Math.max(end, boxes[4 * route + 1]!);
  }
  const height = Math.max(STRIP, (end - top) / (MOST_STRIPS - 1));
  const stripCount = count === 0 ? 0 : Math.floor((end - top) / height) + 1;
  const all = new Uint32Array(count).map((_, route) => route);
  const stripOf = all.map((route) => Math.floor((boxes[4 * route + 1]! - top) / height));
  const ordered = orderByKey(all, stripOf, stripCount);
  const lowest = new Float32Array(stripCount).fill(-Infinity);
  for (const route of all) {
    const strip = stripOf[route]!;
    lowest[strip] = Math.max(lowest[strip]!, boxes[4 * route + 3]!);
  }
  return { height, top, starts: ordered.starts, routes: ordered.items, boxes, lowest };
}

function boxesOf({ starts, points, square }: Routes): Float32Array {
  const boxes = new Float32Array(4 * square.length);
  for (let route = 0; route < square.length; route++) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = 2 * starts[route]!; at < 2 * starts[route + 1]!; at += 2) {
      left = Math.min(left, points[at]!);
      right = Math.max(right, points[at]!);
      top = Math.min(top, points[at + 1]!);
      bottom = Math.max(bottom, points[at + 1]!);
    }
    boxes.set([left, top, right, bottom], 4 * route);
  }
  return boxes;
}
