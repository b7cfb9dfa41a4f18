/** Rows of a layered drawing, from top to bottom, and the bands side by side that they are wrapped into. */

import { type LayoutInput, type LayoutSizes, heightOf, widthOf } from './input';

export interface BandRows {
  /** Number of its first row among all. */
  readonly first: number;
  /** Nodes of each of its rows. */
  readonly nodes: readonly (readonly number[])[];
}

export interface Rows {
  readonly bands: readonly BandRows[];
  /** By node. */
  readonly rowOf: Int32Array;
  /** By row. */
  readonly bandOf: Int32Array;
  /** Upper edge of each row, and how high it is: as its highest node. */
  readonly tops: Float64Array;
  readonly heights: Float64Array;
  /** Upper edge of the first row of each band, and lower edge of the longest one. */
  readonly top: number;
  readonly height: number;
}

/** Rows of a band on the mean: shorter ones, and the lines between them, would be harder to follow than one column. */
const MEAN_ROWS = 4;
/** Width to height that wrapping aims at. */
const ASPECT = 1.5;

export function rowsOfBands(input: LayoutInput, sizes: LayoutSizes): Rows {
  const rows = splitRows(ranksOf(input), sizes.maxPerRow);
  const rowOf = new Int32Array(input.count);
  rows.forEach((row, index) => row.forEach((node) => (rowOf[node] = index)));
  const heights = Float64Array.from(rows, (row) =>
    row.reduce((most, node) => Math.max(most, heightOf(input, sizes, node)), 0),
  );
  const bands = wrap(input, rows, heights, sizes);
  const bandOf = new Int32Array(rows.length);
  bands.forEach(({ first, nodes }, band) => bandOf.fill(band, first, first + nodes.length));

  const skips = input.inputs.some((list, node) =>
    list.some((source) => bandOf[rowOf[node]!]! > bandOf[rowOf[source]!]! + 1),
  );
  // Lines to a band further on pass above all bands.
  const top = skips ? sizes.rowGap : bands.length > 1 ? 14 : 0;
  const tops = new Float64Array(rows.length);
  let height = 0;
  for (const { first, nodes } of bands) {
    let y = top;
    for (let row = first; row < first + nodes.length; row++) {
      tops[row] = y;
      height = Math.max(height, y + heights[row]!);
      y += heights[row]! + sizes.rowGap;
    }
  }
  return { bands, rowOf, bandOf, tops, heights, top, height };
}

/** Longest path from the sources; a node that reads nothing here stands just above its first reader. */
function ranksOf({ count, inputs }: LayoutInput): Int32Array {
  const rank = new Int32Array(count);
  for (let node = 0; node < count; node++) {
    for (const input of inputs[node] ?? []) rank[node] = Math.max(rank[node]!, rank[input]! + 1);
  }
  const firstReader = new Int32Array(count).fill(-1);
  for (let node = count - 1; node >= 0; node--) {
    const reader = firstReader[node]!;
    if (reader > 0 && (inputs[node] ?? []).length === 0) rank[node] = reader - 1;
    for (const input of inputs[node] ?? []) {
      const known = firstReader[input]!;
      firstReader[input] = known < 0 ? rank[node]! : Math.min(known, rank[node]!);
    }
  }
  return rank;
}

/** Nodes by rank; a rank with too many becomes several rows, which is safe because none of them reads another. */
function splitRows(rank: Int32Array, maxPerRow: number): number[][] {
  const byRank: number[][] = [];
  rank.forEach((value, node) => (byRank[value] ??= []).push(node));
  return byRank.flatMap((nodes) => {
    const rows = Math.ceil(nodes.length / maxPerRow);
    const size = Math.ceil(nodes.length / rows);
    return Array.from({ length: rows }, (_, row) => nodes.slice(row * size, (row + 1) * size));
  });
}

/** Bands of about the same height, as many as make the whole about as wide as it should be. */
function wrap(input: LayoutInput, rows: readonly number[][], heights: Float64Array, sizes: LayoutSizes): BandRows[] {
  const band = (first: number, end: number): BandRows => ({ first, nodes: rows.slice(first, end) });
  if (rows.length === 0) return [];
  const widest = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const bandWidth = Math.min(widest, 3) * (meanWidth(input, sizes) + sizes.columnGap) + sizes.bandGap;
  const column = heights.reduce((sum, each) => sum + each + sizes.rowGap, 0);
  const wanted = Math.round(Math.sqrt((column * ASPECT) / bandWidth));
  const count = Math.max(1, Math.min(wanted, Math.floor(rows.length / MEAN_ROWS)));
  const target = column / count;
  const bands: BandRows[] = [];
  let [first, tall] = [0, 0];
  for (let row = 0; row < rows.length; row++) {
    const step = heights[row]! + sizes.rowGap;
    if (row > first && tall + step / 2 > target) {
      bands.push(band(first, row));
      [first, tall] = [row, 0];
    }
    tall += step;
  }
  return [...bands, band(first, rows.length)];
}

function meanWidth(input: LayoutInput, sizes: LayoutSizes): number {
  let sum = 0;
  for (let node = 0; node < input.count; node++) sum += widthOf(input, sizes, node);
  return sum / input.count;
}
