/** Places that a person has been at, to go back to and forward again. Pure. */

/** Places that are kept at most: older ones are forgotten. */
const LIMIT = 100;

export class History<Entry> {
  private entries: Entry[] = [];
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

  get canGoBack(): boolean {
    return this.current > 0;
  }

  get canGoForward(): boolean {
    return this.current < this.entries.length - 1;
  }

  /** The place that a person has come to. The same place once more takes the place of itself and keeps what lies ahead. */
  visit(entry: Entry): void {
    const { here } = this;
    if (here !== undefined && this.keyOf(here) === this.keyOf(entry)) {
      this.entries[this.current] = entry;
      return;
    }
    const kept = this.entries.slice(0, this.current + 1);
    this.entries = [...kept, entry].slice(-this.limit);
    this.current = this.entries.length - 1;
  }

  /** Goes to the place before and returns it; undefined, and nothing happens, at the first one. */
  back(): Entry | undefined {
    return this.canGoBack ? this.entries[--this.current] : undefined;
  }

  /** The same towards the place after. */
  forward(): Entry | undefined {
    return this.canGoForward ? this.entries[++this.current] : undefined;
  }
}
