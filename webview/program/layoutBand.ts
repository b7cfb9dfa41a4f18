/** One band of rows with the lines that pass through them, in an order with few crossings. */

import type { LayoutInput } from './layoutInput';

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

/** A node whose last reader in this band is more than one row down gets one slot in each row between. */
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
      if (rowOf[source]! < first) continue;
      lastRow.set(source, Math.max(lastRow.get(source) ?? 0, rowOf[node]! - first));
    }
  }
  for (const [node, last] of lastRow) {
    for (let row = rowOf[node]! - first + 1; row < last; row++) slots[row]!.push({ node, through: true });
  }
  return slots;
}

/** Links from row r - 1 to row r: `links[r]` holds pairs of slot indices [above, below]. */
type Links = readonly (readonly (readonly [number, number])[])[];

function linkRows(input: LayoutInput, slots: readonly (readonly Slot[])[], rowOf: Int32Array, first: number): Links {
  return slots.map((row, r) => {
    if (r === 0) return [];
    const above = new Map(slots[r - 1]!.map((slot, index) => [slot.node, index]));
    return row.flatMap((slot, below) => {
      const sources = slot.through
        ? [slot.node]
        : [...new Set(input.inputs[slot.node] ?? [])].filter((source) => rowOf[source]! >= first);
      return sources.flatMap((source) => {
        const from = above.get(source);
        return from === undefined ? [] : [[from, below] as const];
      });
    });
  });
}

function sweepDown(order: number[][], links: Links): number[][] {
  const next = order.map((row) => [...row]);
  for (let r = 1; r < next.length; r++) {
    const position = inverse(next[r - 1]!);
    next[r] = sortByBarycentre(next[r]!, (slot) => linked(links[r]!, slot, 1, 0).map((other) => position[other]!));
  }
  return next;
}

function sweepUp(order: number[][], links: Links): number[][] {
  const next = order.map((row) => [...row]);
  for (let r = next.length - 2; r >= 0; r--) {
    const position = inverse(next[r + 1]!);
    next[r] = sortByBarycentre(next[r]!, (slot) => linked(links[r + 1]!, slot, 0, 1).map((other) => position[other]!));
  }
  return next;
}

function linked(pairs: Links[number], slot: number, own: 0 | 1, other: 0 | 1): number[] {
  return pairs.filter((pair) => pair[own] === slot).map((pair) => pair[other]);
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

function countCrossings(order: readonly (readonly number[])[], links: Links): number {
  let count = 0;
  for (let r = 1; r < order.length; r++) {
    const above = inverse(order[r - 1]!);
    const below = inverse(order[r]!);
    const pairs = links[r]!.map(([a, b]) => [above[a]!, below[b]!] as const);
    for (let i = 0; i < pairs.length; i++) {
      for (let j = i + 1; j < pairs.length; j++) {
        if ((pairs[i]![0] - pairs[j]![0]) * (pairs[i]![1] - pairs[j]![1]) < 0) count++;
      }
    }
  }
  return count;
}

function arrange(slots: readonly (readonly Slot[])[], links: Links, order: readonly (readonly number[])[]): Band {
  const rows = order.map((row, r) => row.map((slot) => slots[r]![slot]!));
  const above = order.map((row, r) => {
    if (r === 0) return row.map(() => []);
    const position = inverse(order[r - 1]!);
    return row.map((slot) => linked(links[r]!, slot, 1, 0).map((other) => position[other]!));
  });
  return { rows, above };
}

/** Position of each slot in an order. */
function inverse(order: readonly number[]): number[] {
  const position: number[] = [];
  order.forEach((slot, place) => (position[slot] = place));
  return position;
}
