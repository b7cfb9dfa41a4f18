/** Counts of positions that are added one by one, asked for by range: both take time in the logarithm of the size. */
export class PositionCounts {
  private readonly sums: Int32Array;

  /** Positions are 0 to `size` - 1. */
  constructor(size: number) {
    this.sums = new Int32Array(size + 1);
  }

  add(position: number): void {
    for (let at = position + 1; at < this.sums.length; at += at & -at) this.sums[at]!++;
  }

  /** How many positions below `end` were added. */
  below(end: number): number {
    let count = 0;
    for (let at = end; at > 0; at -= at & -at) count += this.sums[at]!;
    return count;
  }
}
