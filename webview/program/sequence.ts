/** Work that is done one after the other: each begins with what the one before it left. */
export class Sequence {
  private last: Promise<unknown> = Promise.resolve();

  /** `onFailure`: told why `work` failed; what comes after it is done all the same. */
  constructor(private readonly onFailure: (failure: unknown) => void) {}

  /** Never rejects. */
  next(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work).catch(this.onFailure);
    this.last = done;
    return done;
  }
}
