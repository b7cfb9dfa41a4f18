/** Asks for hits and completions at every key, and hands on the answers for what was asked last; late ones are dropped. */

import type { Hits } from '../worker/protocol';
import type { Answers } from './boxState';
import type { Completion } from './completions';

export interface Answerer {
  search(text: string): Promise<Hits>;
  /** `cursor` counts from 0, in front of the first character. */
  complete(text: string, cursor: number): Promise<readonly Completion[]>;
}

export interface Receiver {
  answered(answers: Answers): void;
  /** Other completions of the text that was answered last. */
  completed(text: string, completions: readonly Completion[]): void;
  failed(message: string): void;
}

export class LatestAnswers {
  private asked = 0;
  private answered = 0;
  /** Where completions were asked for last. */
  private cursor = 0;
  /** What the completions that were handed on last are for, and what those are for that are still to come. */
  private completed: string | undefined;
  private completing: string | undefined;

  constructor(
    private readonly answerer: Answerer,
    private readonly receiver: Receiver,
  ) {}

  get isWaiting(): boolean {
    return this.answered !== this.asked;
  }

  /** Whether the completions that were handed on are for this text and cursor: of another text their places are others. */
  haveCompleted(text: string, cursor: number): boolean {
    return this.completed === placeOf(text, cursor);
  }

  /** Whether completions of this text and cursor are asked for and still to come. */
  areCompleting(text: string, cursor: number): boolean {
    return this.completing === placeOf(text, cursor);
  }

  /** Drops what was asked. */
  forget(): void {
    this.answered = ++this.asked;
    this.completed = this.completing = undefined;
  }

  /** A text of spaces asks for no hits. */
  ask(text: string, cursor: number, isCompleting: boolean): void {
    const asked = ++this.asked;
    this.cursor = cursor;
    this.completing = isCompleting ? placeOf(text, cursor) : undefined;
    const search = text.trim() === '' ? undefined : this.answerer.search(text);
    // Without completions there is still a search.
    const complete = isCompleting ? this.answerer.complete(text, cursor).catch(() => []) : [];
    const receive = (give: () => void): void => {
      if (asked !== this.asked) return;
      this.answered = asked;
      this.completing = undefined;
      this.completed = placeOf(text, cursor);
      give();
    };
    void Promise.all([search, complete]).then(
      ([hits, completions]) => receive(() => this.receiver.answered({ text, hits, completions })),
      (failure: unknown) => receive(() => this.receiver.failed(failureText(failure))),
    );
  }

  /** Asks for other completions where the cursor went elsewhere in a text that was answered. */
  moveCursor(text: string, cursor: number): void {
    if (this.isWaiting || cursor === this.cursor) return;
    this.cursor = cursor;
    const { asked } = this;
    this.completing = placeOf(text, cursor);
    const receive = (give: () => void): void => {
      if (asked !== this.asked || cursor !== this.cursor) return;
      this.completing = undefined;
      give();
    };
    void this.answerer.complete(text, cursor).then(
      (completions) =>
        receive(() => {
          this.completed = placeOf(text, cursor);
          this.receiver.completed(text, completions);
        }),
      () => receive(() => undefined), // those that are offered stay
    );
  }
}

function placeOf(text: string, cursor: number): string {
  return `${cursor} ${text}`;
}

function failureText(failure: unknown): string {
  return `The search failed: ${failure instanceof Error ? failure.message : String(failure)}`;
}
