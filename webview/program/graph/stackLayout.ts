/**
 * Boxes from top to bottom in the order in which they run, as the blocks of a partition: a line to the next box goes straight
 * down, one that passes boxes goes round them on the left, in lanes that are used again where lines do not overlap.
 */

import { PositionCounts } from '../layout/fenwick';
import type { Point } from '../layout/route';

export interface StackInput {
  readonly widths: ArrayLike<number>;
  readonly heights: ArrayLike<number>;
  /** Pairs of boxes, the first above the second. */
  readonly edges: readonly StackEdge[];
  /** Of each edge, as `lanesOf` gives them: they do not depend on the sizes of the boxes. */
  readonly lanes: ArrayLike<number>;
}

export interface StackEdge {
  readonly from: number;
  readonly to: number;
}

export interface StackLayout {
  readonly width: number;
  readonly height: number;
  /** Upper left corners. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Of an edge by its position: from the border of one box to that of the other. */
  routeOf(edge: number): Point[];
}

/** Pixels. */
const GAP = 36;
const LANE = 8;
/** Between the boxes and the nearest lane. */
const MARGIN = 16;
/** Where lines between neighbours run, from the left edge of the boxes. */
export const AXIS = 165;

export function stackBoxes({ widths, heights, edges, lanes }: StackInput): StackLayout {
  const count = widths.length;
  let used = 0;
  for (let edge = 0; edge < edges.length; edge++) used = Math.max(used, lanes[edge]! + 1);
  const left = used > 0 ? MARGIN + used * LANE : 0;
  const x = new Float64Array(count).fill(left);
  const y = new Float64Array(count);
  let [top, width] = [0, 0];
  for (let box = 0; box < count; box++) {
    // A box that is less wide stands with its middle on the axis.
    x[box] = left + Math.max(0, AXIS - widths[box]! / 2);
    y[box] = top;
    top += heights[box]! + GAP;
    width = Math.max(width, x[box]! + widths[box]!);
  }
  const routeOf = (edge: number): Point[] => {
    const { from, to } = edges[edge]!;
    const [bottom, head] = [y[from]! + heights[from]!, y[to]!];
    if (to === from + 1) {
      return [[left + AXIS, bottom], [left + AXIS, head]]; // prettier-ignore
    }
    const lane = left - MARGIN - lanes[edge]! * LANE;
    const [out, into] = [y[from]! + heights[from]! / 2, y[to]! + Math.min(heights[to]! / 2, 23)];
    return [[x[from]!, out], [lane, out], [lane, into], [x[to]!, into]]; // prettier-ignore
  };
  return { width, height: Math.max(0, top - GAP), x, y, routeOf };
}

/** Lane of each edge, 0 nearest to the boxes; -1 of edges between neighbours, which need none. */
export function lanesOf(count: number, edges: readonly StackEdge[]): Int32Array {
  const order = edges.map((_, edge) => edge).filter((edge) => edges[edge]!.to > edges[edge]!.from + 1);
  const span = (edge: number): number => edges[edge]!.to - edges[edge]!.from;
  // Short lines inside, so that they do not cross the long ones.
  order.sort((a, b) => span(a) - span(b) || edges[a]!.from - edges[b]!.from);
  // What is in a lane already is no longer than the next line: where they overlap, an end of it is beside that line.
  const ends: PositionCounts[] = [];
  const lanes = new Int32Array(edges.length).fill(-1);
  for (const edge of order) {
    const { from, to } = edges[edge]!;
    let lane = ends.findIndex((taken) => taken.below(to + 1) === taken.below(from));
    if (lane < 0) lane = Math.min(ends.length, MOST_LANES - 1);
    const taken = (ends[lane] ??= new PositionCounts(count));
    taken.add(from);
    taken.add(to);
    lanes[edge] = lane;
  }
  return lanes;
}

/** Lines that need more share the last one. */
const MOST_LANES = 24;
