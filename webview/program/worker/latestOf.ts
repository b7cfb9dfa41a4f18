/** Puts work off until what has come meanwhile is known, so that of requests of which only the last counts no other is done. */

export class LatestOf<Message> {
  private waiting: Message | undefined;

  /** `soon`: calls back once all messages that are there have been handed to `add`. */
  constructor(
    private readonly work: (message: Message) => void,
    private readonly superseded: (message: Message) => void,
    private readonly soon: (callback: () => void) => void = (callback) => void setTimeout(callback),
  ) {}

  add(message: Message): void {
    if (this.waiting === undefined) this.soon(() => this.run());
    else this.superseded(this.waiting);
    this.waiting = message;
  }

  private run(): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.work(waiting);
  }
}
