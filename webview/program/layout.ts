/**
 * Places the nodes of one block: a small layered drawing. Rows are longest-path ranks, order within a row follows the
 * barycentre of the neighbours, and a long program is wrapped into bands side by side instead of one endless column.
 * Pure, and the same for the same input. Meant for a few hundred nodes.
 */

import { type Band, orderBand } from './layoutBand';
import { placeBand } from './layoutPlace';
import { type LayoutEdge, routeEdges } from './layoutRoute';

export interface LayoutInput {
  readonly count: number;
  /** Nodes that each node reads, as positions lower than its own. */
  readonly inputs: readonly (readonly number[])[];
}

/** Pixels. */
export interface LayoutSizes {
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly columnGap: number;
  readonly rowGap: number;
  /** Between two bands; room for the lines that lead from one into the next. */
  readonly bandGap: number;
  /** Most nodes side by side in a band. */
  readonly maxPerRow: number;
}

export interface NodeLayout {
  readonly width: number;
  readonly height: number;
  /** Top left corners. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly edges: readonly LayoutEdge[];
}

export const NODE_SIZES: LayoutSizes = {
  nodeWidth: 150,
  nodeHeight: 36,
  columnGap: 14,
  rowGap: 26,
  bandGap: 44,
  maxPerRow: 6,
};

/** Rows that stay in one column; longer programs are wrapped. */
const MIN_ROWS_PER_BAND = 5;
/** Width to height that wrapping aims at. */
const ASPECT = 1.5;

export function layoutNodes(input: LayoutInput, sizes: LayoutSizes = NODE_SIZES): NodeLayout {
  const rows = splitRows(ranksOf(input), sizes.maxPerRow);
  const rowOf = new Int32Array(input.count);
  rows.forEach((row, index) => row.forEach((node) => (rowOf[node] = index)));
  const perBand = rowsPerBand(rows, sizes);

  const bands: Band[] = [];
  for (let first = 0; first < rows.length; first += perBand) {
    bands.push(orderBand(input, rows.slice(first, first + perBand), rowOf, first));
  }
  const placed = bands.map((band) => placeBand(band, sizes));

  const x = new Float64Array(input.count);
  const y = new Float64Array(input.count);
  const step = sizes.nodeHeight + sizes.rowGap;
  const lefts: number[] = [];
  let left = 0;
  const bandOf = (node: number): number => Math.floor(rowOf[node]! / perBand);
  const skips = input.inputs.some((list, node) => list.some((source) => bandOf(node) > bandOf(source) + 1));
  // Lines to a band further on pass above all bands.
  const top = skips ? sizes.rowGap : bands.length > 1 ? 14 : 0;
  placed.forEach((band, index) => {
    lefts.push(left);
    for (const [node, center] of band.centers) {
      x[node] = left + center - sizes.nodeWidth / 2;
      y[node] = top + (rowOf[node]! - index * perBand) * step;
    }
    left += band.width + sizes.bandGap;
  });
  const height = top + Math.min(rows.length, perBand) * step - sizes.rowGap;
  const width = left - sizes.bandGap;
  const edges = routeEdges({ input, sizes, x, y, rowOf, perBand, placed, lefts, top, height });
  // A line out of the last row of a band runs below it.
  const below = bands.length > 1 ? 14 : 0;
  return { width: Math.max(0, width), height: Math.max(0, height + below), x, y, edges };
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

function rowsPerBand(rows: readonly number[][], sizes: LayoutSizes): number {
  if (rows.length <= MIN_ROWS_PER_BAND) return Math.max(1, rows.length);
  const widest = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const bandWidth = Math.min(widest, 3) * (sizes.nodeWidth + sizes.columnGap) + sizes.bandGap;
  const columnHeight = rows.length * (sizes.nodeHeight + sizes.rowGap);
  const bands = Math.max(1, Math.round(Math.sqrt((columnHeight * ASPECT) / bandWidth)));
  return Math.max(MIN_ROWS_PER_BAND, Math.ceil(rows.length / bands));
}
