/** The lines between placed nodes: through the rows of their band, or along the gutters into another band. */

import type { LayoutInput, LayoutSizes } from './layout';
import { type PlacedBand, throughKey } from './layoutPlace';

export type Point = readonly [x: number, y: number];

export interface LayoutEdge {
  readonly from: number;
  readonly to: number;
  /** From the lower border of `from` to the upper border of `to`. */
  readonly points: readonly Point[];
  /** True where all segments are horizontal or vertical; else they are drawn as curves. */
  readonly square: boolean;
}

interface Placed {
  readonly input: LayoutInput;
  readonly sizes: LayoutSizes;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly rowOf: Int32Array;
  readonly perBand: number;
  readonly placed: readonly PlacedBand[];
  readonly lefts: readonly number[];
  /** Upper edge of the first row, and lower edge of the last. */
  readonly top: number;
  readonly height: number;
}

export function routeEdges(layout: Placed): LayoutEdge[] {
  const { input, rowOf, perBand } = layout;
  const edges: LayoutEdge[] = [];
  for (let to = 0; to < input.count; to++) {
    for (const from of new Set(input.inputs[to] ?? [])) {
      const sameBand = Math.floor(rowOf[from]! / perBand) === Math.floor(rowOf[to]! / perBand);
      const points = sameBand ? throughRows(layout, from, to) : alongGutters(layout, from, to);
      edges.push({ from, to, points, square: !sameBand });
    }
  }
  return edges;
}

function bottomOf({ x, y, sizes }: Placed, node: number): Point {
  return [x[node]! + sizes.nodeWidth / 2, y[node]! + sizes.nodeHeight];
}

function topOf({ x, y, sizes }: Placed, node: number): Point {
  return [x[node]! + sizes.nodeWidth / 2, y[node]!];
}

function throughRows(layout: Placed, from: number, to: number): Point[] {
  const { rowOf, perBand, placed, lefts, sizes, y } = layout;
  const band = Math.floor(rowOf[from]! / perBand);
  const step = sizes.nodeHeight + sizes.rowGap;
  const points: Point[] = [bottomOf(layout, from)];
  for (let row = rowOf[from]! + 1; row < rowOf[to]!; row++) {
    const center = placed[band]!.through.get(throughKey(from, row - band * perBand));
    if (center === undefined) continue;
    const top = y[from]! + (row - rowOf[from]!) * step;
    points.push([lefts[band]! + center, top], [lefts[band]! + center, top + sizes.nodeHeight]);
  }
  points.push(topOf(layout, to));
  return points;
}

/** Lines of different nodes keep a little apart, so that they can be followed. */
function alongGutters(layout: Placed, from: number, to: number): Point[] {
  const { rowOf, perBand, placed, lefts, sizes, top } = layout;
  const fromBand = Math.floor(rowOf[from]! / perBand);
  const toBand = Math.floor(rowOf[to]! / perBand);
  const lane = from % 6;
  const gutter = (band: number): number => lefts[band]! + placed[band]!.width + sizes.bandGap / 2 + (lane - 2.5) * 4;
  const [startX, startY] = bottomOf(layout, from);
  const [endX, endY] = topOf(layout, to);
  const under = startY + 7 + (lane % 3) * 3;
  const over = endY - 10 - (lane % 2) * 3;
  const first = gutter(fromBand);
  const points: Point[] = [
    [startX, startY],
    [startX, under],
    [first, under],
  ];
  if (toBand > fromBand + 1) {
    const corridor = top - sizes.rowGap + 2 + lane * 2;
    points.push([first, corridor], [gutter(toBand - 1), corridor]);
  }
  points.push([gutter(toBand - 1), over], [endX, over], [endX, endY]);
  return points;
}
