/** Finds what comes again and again, one right after the other, in a sequence of numbers. */

export interface Run {
  readonly first: number;
  /** Length of what comes again. */
  readonly period: number;
  readonly repeats: number;
}

const LONGEST_PERIOD = 4;
const FEWEST_REPEATS = 3;

/**
 * Runs that do not overlap, ascending; at each place the one that covers most, of these the one with the shortest period.
 * Linear in the length.
 */
export function repeatsIn(sequence: ArrayLike<number>): Run[] {
  const same = Array.from({ length: LONGEST_PERIOD }, (_, index) => equalAhead(sequence, index + 1));
  const runs: Run[] = [];
  for (let at = 0; at < sequence.length;) {
    let best: Run | undefined;
    for (let period = 1; period <= LONGEST_PERIOD; period++) {
      const repeats = Math.floor(same[period - 1]![at]! / period) + 1;
      if (repeats < FEWEST_REPEATS || (best && best.period * best.repeats >= period * repeats)) continue;
      best = { first: at, period, repeats };
    }
    if (best) runs.push(best);
    at += best ? best.period * best.repeats : 1;
  }
  return runs;
}

/** From each place on, how many numbers in a row are equal to those `distance` further on. */
function equalAhead(sequence: ArrayLike<number>, distance: number): Int32Array {
  const equal = new Int32Array(sequence.length);
  for (let at = sequence.length - distance - 1; at >= 0; at--) {
    if (sequence[at] === sequence[at + distance]) equal[at] = (equal[at + 1] ?? 0) + 1;
  }
  return equal;
}
