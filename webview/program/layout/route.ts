/** The lines between placed nodes: through the rows of their band, or along the gutters into another band. */

import { type LayoutInput, type LayoutSizes, LONGEST_THROUGH, heightOf, widthOf } from './input';
import { type PlacedBand, throughKey } from './place';
import type { Rows } from './rows';

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
  readonly rows: Rows;
  readonly placed: readonly PlacedBand[];
  readonly lefts: readonly number[];
}

export function routeEdges(layout: Placed): LayoutEdge[] {
  const { input } = layout;
  const edges: LayoutEdge[] = [];
  for (let to = 0; to < input.count; to++) {
    for (const from of new Set(input.inputs[to] ?? [])) {
      const isThrough = passesRows(layout.rows, from, to);
      const points = isThrough ? throughRows(layout, from, to) : alongGutters(layout, from, to);
      edges.push({ from, to, points, square: !isThrough });
    }
  }
  return edges;
}

/** True for a line that leads down through the rows of one band. */
function passesRows(rows: Rows, from: number, to: number): boolean {
  const isNear = rows.rowOf[to]! - rows.rowOf[from]! <= LONGEST_THROUGH;
  return isNear && bandOf(rows, from) === bandOf(rows, to);
}

/** True where a line runs at the right of the last band, which has no gutter of its own there. */
export function needsLastGutter({ inputs }: LayoutInput, rows: Rows): boolean {
  const last = rows.bands.length - 1;
  return inputs.some((sources, to) =>
    sources.some((from) => bandOf(rows, from) === last && !passesRows(rows, from, to)),
  );
}

function bandOf({ bandOf: bands, rowOf }: Rows, node: number): number {
  return bands[rowOf[node]!]!;
}

function bottomOf({ input, sizes, x, y }: Placed, node: number): Point {
  return [x[node]! + widthOf(input, sizes, node) / 2, y[node]! + heightOf(input, sizes, node)];
}

function topOf({ input, sizes, x, y }: Placed, node: number): Point {
  return [x[node]! + widthOf(input, sizes, node) / 2, y[node]!];
}

/** Out of a node, and down past its neighbours in the row where they are higher. */
function leaving(layout: Placed, node: number): Point[] {
  const { rows } = layout;
  const row = rows.rowOf[node]!;
  const [x, y] = bottomOf(layout, node);
  const end = rows.tops[row]! + rows.heights[row]!;
  const bottom: Point = [x, y];
  return end > y ? [bottom, [x, end]] : [bottom];
}

function throughRows(layout: Placed, from: number, to: number): Point[] {
  const { rows, placed, lefts } = layout;
  const band = bandOf(rows, from);
  const { first } = rows.bands[band]!;
  const points = leaving(layout, from);
  for (let row = rows.rowOf[from]! + 1; row < rows.rowOf[to]!; row++) {
    const center = placed[band]!.through.get(throughKey(from, row - first));
    if (center === undefined) continue;
    const x = lefts[band]! + center;
    points.push([x, rows.tops[row]!], [x, rows.tops[row]! + rows.heights[row]!]);
  }
  points.push(topOf(layout, to));
  return points;
}

/** Beside its band, and on to that of the reader. Lines of different nodes keep a little apart, so that they can be followed. */
function alongGutters(layout: Placed, from: number, to: number): Point[] {
  const { rows, placed, lefts, sizes } = layout;
  const [fromBand, toBand] = [bandOf(rows, from), bandOf(rows, to)];
  const lastBand = Math.max(fromBand, toBand - 1);
  const lane = from % 6;
  const gutter = (band: number): number => lefts[band]! + placed[band]!.width + sizes.bandGap / 2 + (lane - 2.5) * 4;
  const points = leaving(layout, from);
  const [startX, startY] = points.at(-1)!;
  const [endX, endY] = topOf(layout, to);
  const under = startY + 7 + (lane % 3) * 3;
  const over = endY - 10 - (lane % 2) * 3;
  const first = gutter(fromBand);
  points.push([startX, under], [first, under]);
  if (toBand > fromBand + 1) {
    const corridor = rows.top - sizes.rowGap + 2 + lane * 2;
    points.push([first, corridor], [gutter(lastBand), corridor]);
  }
  points.push([gutter(lastBand), over], [endX, over], [endX, endY]);
  return points;
}
