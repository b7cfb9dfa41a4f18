/** Places that a person has been at, to go back to and forward again. Pure. */

/** Places that are kept at most: older ones are forgotten. */
const LIMIT = 100;

/** What is kept of a history: its places from the oldest on, and which of them a person is at; -1 for none. */
export interface Trail<Entry> {
  readonly entries: readonly Entry[];
  readonly current: number;
}

export class History<Entry> {
  private entries: readonly Entry[] = [];
  private current = -1;

  /** Two entries of the same key are one place. */
  constructor(
    private readonly keyOf: (entry: Entry) => string,
    private readonly limit = LIMIT,
  ) {}

  /** Where a person is; undefined before the first place. */
  get here(): Entry | undefined {
    return this.entries[this.current];
  }

  /** The place that a person has come to. The same place once more takes the place of itself and keeps what lies ahead. */
  visit(entry: Entry): void {
    const { here } = this;
    if (here !== undefined && this.keyOf(here) === this.keyOf(entry)) {
      this.entries = this.entries.with(this.current, entry);
      return;
    }
    const kept = this.entries.slice(0, this.current + 1);
    this.entries = [...kept, entry].slice(-this.limit);
    this.current = this.entries.length - 1;
  }

  /** Whether `step` would lead somewhere. */
  can(by: 1 | -1, isThere: (entry: Entry) => boolean = everywhere): boolean {
    return this.find(by, isThere) >= 0;
  }

  /**
   * Goes to the nearest place before or after that `isThere`, and returns it; undefined, and nothing happens, where there is
   * none.
   */
  step(by: 1 | -1, isThere: (entry: Entry) => boolean = everywhere): Entry | undefined {
    const at = this.find(by, isThere);
    return at < 0 ? undefined : this.entries[(this.current = at)];
  }

  /** No more than `most` places, the one that a person is at among them. */
  trail(most: number): Trail<Entry> {
    const start = Math.max(0, Math.min(this.current, this.entries.length - most));
    return { entries: this.entries.slice(start, start + most), current: this.current - start };
  }

  /** Takes a trail in place of what was there. */
  take({ entries, current }: Trail<Entry>): void {
    this.entries = entries;
    this.current = Math.min(current, entries.length - 1);
  }

  /** Position of the nearest place in a direction; -1 for none. */
  private find(by: 1 | -1, isThere: (entry: Entry) => boolean): number {
    let at = this.current + by;
    while (at >= 0 && at < this.entries.length && !isThere(this.entries[at]!)) at += by;
    return at < this.entries.length ? at : -1;
  }
}

function everywhere(): boolean {
  return true;
}
