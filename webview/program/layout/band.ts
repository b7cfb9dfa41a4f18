/** One band of rows with the lines that pass through them, in an order with few crossings. */

import { PositionCounts } from './fenwick';
import { type LayoutInput, LONGEST_THROUGH } from './input';

/** What stands in a row: a node, or the line of a node (`through`) on its way to a row further down. */
export interface Slot {
  readonly node: number;
  readonly through: boolean;
}

export interface Band {
  /** Slots from left to right, row by row. */
  readonly rows: readonly (readonly Slot[])[];
  /** Per row and slot, positions of the slots in the row above that lead here. */
  readonly above: readonly (readonly (readonly number[])[])[];
}

const SWEEPS = 6;

/** `rows` are the nodes of this band; `first` is the number of its first row among all. */
export function orderBand(
  input: LayoutInput,
  rows: readonly (readonly number[])[],
  rowOf: Int32Array,
  first: number,
): Band {
  const slots = addThroughSlots(input, rows, rowOf, first);
  const links = linkRows(input, slots, rowOf, first);
  let order = slots.map((row) => row.map((_, index) => index));
  let best = order;
  let fewest = countCrossings(order, links);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    order = sweep % 2 === 0 ? sweepDown(order, links) : sweepUp(order, links);
    const crossings = countCrossings(order, links);
    if (crossings < fewest) [best, fewest] = [order, crossings];
  }
  return arrange(slots, links, best);
}

/** A node gets one slot in each row on the way to its last reader in this band; those that are far have lines beside it. */
function addThroughSlots(
  input: LayoutInput,
  rows: readonly (readonly number[])[],
  rowOf: Int32Array,
  first: number,
): Slot[][] {
  const slots: Slot[][] = rows.map((row) => row.map((node) => ({ node, through: false })));
  const lastRow = new Map<number, number>();
  for (const node of rows.flat()) {
    for (const source of input.inputs[node] ?? []) {
      if (rowOf[source]! < first || rowOf[node]! - rowOf[source]! > LONGEST_THROUGH) continue;
      lastRow.set(source, Math.max(lastRow.get(source) ?? 0, rowOf[node]! - first));
    }
  }
  for (const [node, last] of lastRow) {
    for (let row = rowOf[node]! - first + 1; row < last; row++) slots[row]!.push({ node, through: true });
  }
  return slots;
}

/** Links between the slots of row r - 1 and row r, looked up from both sides. */
interface RowLinks {
  readonly pairs: readonly (readonly [above: number, below: number])[];
  /** By slot of row r: slots of the row above. */
  readonly above: readonly (readonly number[])[];
  /** By slot of row r - 1: slots of the row below. */
  readonly below: readonly (readonly number[])[];
}

function linkRows(
  input: LayoutInput,
  slots: readonly (readonly Slot[])[],
  rowOf: Int32Array,
  first: number,
): RowLinks[] {
  return slots.map((row, r) => {
    const before = slots[r - 1] ?? [];
    const slotOf = new Map(before.map((slot, index) => [slot.node, index]));
    const above = row.map((slot) => {
      const sources = slot.through
        ? [slot.node]
        : [...new Set(input.inputs[slot.node] ?? [])].filter((source) => rowOf[source]! >= first);
      return sources.flatMap((source) => slotOf.get(source) ?? []);
    });
    const below = before.map((): number[] => []);
    above.forEach((others, slot) => others.forEach((other) => below[other]!.push(slot)));
    return { pairs: above.flatMap((others, slot) => others.map((other) => [other, slot] as const)), above, below };
  });
}

function sweepDown(order: number[][], links: readonly RowLinks[]): number[][] {
  const next = order.map((row) => [...row]);
  for (let r = 1; r < next.length; r++) {
    const position = inverse(next[r - 1]!);
    next[r] = sortByBarycentre(next[r]!, (slot) => links[r]!.above[slot]!.map((other) => position[other]!));
  }
  return next;
}

function sweepUp(order: number[][], links: readonly RowLinks[]): number[][] {
  const next = order.map((row) => [...row]);
  for (let r = next.length - 2; r >= 0; r--) {
    const position = inverse(next[r + 1]!);
    next[r] = sortByBarycentre(next[r]!, (slot) => links[r + 1]!.below[slot]!.map((other) => position[other]!));
  }
  return next;
}

/** Slots without neighbours keep their place as well as they can. */
function sortByBarycentre(row: readonly number[], neighbours: (slot: number) => readonly number[]): number[] {
  const keyed = row.map((slot, place) => {
    const places = neighbours(slot);
    return {
      slot,
      place,
      key: places.length > 0 ? places.reduce((sum, each) => sum + each, 0) / places.length : place,
    };
  });
  return keyed.sort((a, b) => a.key - b.key || a.place - b.place).map((each) => each.slot);
}

function countCrossings(order: readonly (readonly number[])[], links: readonly RowLinks[]): number {
  let count = 0;
  for (let r = 1; r < order.length; r++) {
    const above = inverse(order[r - 1]!);
    const below = inverse(order[r]!);
    const places = links[r]!.pairs.map(([a, b]) => [above[a]!, below[b]!] as const);
    count += crossings(places, order[r]!.length);
  }
  return count;
}

/** Pairs of links that cross, of which one is further left above and the other below: each against those to its left. */
export function crossings(links: readonly (readonly [above: number, below: number])[], width: number): number {
  const seen = new PositionCounts(width);
  let count = 0;
  [...links]
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .forEach(([, below], before) => {
      count += before - seen.below(below + 1);
      seen.add(below);
    });
  return count;
}

function arrange(
  slots: readonly (readonly Slot[])[],
  links: readonly RowLinks[],
  order: readonly (readonly number[])[],
): Band {
  const rows = order.map((row, r) => row.map((slot) => slots[r]![slot]!));
  const above = order.map((row, r) => {
    const position = inverse(order[r - 1] ?? []);
    return row.map((slot) => links[r]!.above[slot]!.map((other) => position[other]!));
  });
  return { rows, above };
}

/** Position of each slot in an order. */
function inverse(order: readonly number[]): number[] {
  const position: number[] = [];
  order.forEach((slot, place) => (position[slot] = place));
  return position;
}
