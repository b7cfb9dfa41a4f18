/** Gives the slots of a band their horizontal places: near their neighbours, in order, never overlapping. */

import { type LayoutInput, type LayoutSizes, widthOf } from './input';
import type { Band, Slot } from './band';

export interface PlacedBand {
  readonly width: number;
  /** Horizontal centre of each node, from the band's left edge. */
  readonly centers: ReadonlyMap<number, number>;
  /** Horizontal place of a node's line in each row that it passes, by `throughKey`. */
  readonly through: ReadonlyMap<string, number>;
}

/** Width of a line that passes a row. */
const THROUGH_WIDTH = 10;
const PASSES = 8;

export function throughKey(node: number, row: number): string {
  return `${node}:${row}`;
}

export function placeBand(band: Band, input: LayoutInput, sizes: LayoutSizes): PlacedBand {
  const half = (slot: Slot): number => (slot.through ? THROUGH_WIDTH : widthOf(input, sizes, slot.node)) / 2;
  const below = turnRound(band);
  const centers = band.rows.map((row) =>
    spread(
      row.map(() => 0),
      row,
      half,
      sizes.columnGap,
    ),
  );
  for (let pass = 0; pass < PASSES; pass++) {
    const down = pass % 2 === 0;
    const rows = down ? band.rows.keys() : [...band.rows.keys()].reverse();
    for (const r of rows) {
      const row = band.rows[r]!;
      const neighbours = down ? band.above[r]! : below[r]!;
      const other = centers[down ? r - 1 : r + 1];
      if (!other) continue;
      const wanted = row.map((_, slot) => mean(neighbours[slot]!.map((index) => other[index]!)) ?? centers[r]![slot]!);
      centers[r] = spread(wanted, row, half, sizes.columnGap);
    }
  }
  return shiftToZero(band, centers, half);
}

/** Places as near to `wanted` as keeps order and distance: neighbours that would collide move as one group. */
function spread(wanted: readonly number[], row: readonly Slot[], half: (slot: Slot) => number, gap: number): number[] {
  const offsets: number[] = [];
  row.forEach((slot, i) => {
    const previous = row[i - 1];
    offsets.push(previous ? offsets[i - 1]! + half(previous) + gap + half(slot) : 0);
  });
  const groups: { sum: number; count: number }[] = [];
  wanted.forEach((value, i) => {
    let group = { sum: value - offsets[i]!, count: 1 };
    for (let last = groups.at(-1); last && last.sum / last.count > group.sum / group.count; last = groups.at(-1)) {
      group = { sum: group.sum + last.sum, count: group.count + last.count };
      groups.pop();
    }
    groups.push(group);
  });
  const places = groups.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  return places.map((place, i) => place + offsets[i]!);
}

function turnRound(band: Band): number[][][] {
  const below = band.rows.map((row) => row.map((): number[] => []));
  band.above.forEach((row, r) =>
    row.forEach((sources, slot) => sources.forEach((source) => below[r - 1]![source]!.push(slot))),
  );
  return below;
}

function shiftToZero(band: Band, centers: readonly (readonly number[])[], half: (slot: Slot) => number): PlacedBand {
  let left = Infinity;
  let right = -Infinity;
  band.rows.forEach((row, r) =>
    row.forEach((slot, i) => {
      left = Math.min(left, centers[r]![i]! - half(slot));
      right = Math.max(right, centers[r]![i]! + half(slot));
    }),
  );
  const nodes = new Map<number, number>();
  const through = new Map<string, number>();
  band.rows.forEach((row, r) =>
    row.forEach((slot, i) => {
      const center = centers[r]![i]! - left;
      if (slot.through) through.set(throughKey(slot.node, r), center);
      else nodes.set(slot.node, center);
    }),
  );
  return { width: Math.max(0, right - left), centers: nodes, through };
}

function mean(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((sum, each) => sum + each, 0) / values.length : undefined;
}
