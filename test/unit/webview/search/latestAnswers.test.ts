import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../../webview/program/search/completions';
import { LatestAnswers } from '../../../../webview/program/search/latestAnswers';
import type { Hits } from '../../../../webview/program/worker/protocol';

function hitsOf(text: string): Hits {
  const none = new Uint32Array();
  return { text, asksNothing: false, nodes: none, ranked: none, rows: [], troubles: [] };
}

/** Answers when the test says so, in any order. */
function setUp() {
  const searches = new Map<string, { give(): void; fail(message: string): void }>();
  const completes: { text: string; cursor: number; give(completions: readonly Completion[]): void }[] = [];
  const log: string[] = [];
  const answers = new LatestAnswers(
    {
      search: (text) =>
        new Promise((resolve, reject) => {
          searches.set(text, { give: () => resolve(hitsOf(text)), fail: (message) => reject(new Error(message)) });
        }),
      complete: (text, cursor) => new Promise((give) => completes.push({ text, cursor, give })),
    },
    {
      answered: ({ text, hits }) => log.push(`answered ${text}: ${hits?.text ?? 'nothing'}`),
      completed: (text, [first]) => log.push(`completed ${text}: ${first?.label}`),
      failed: (message) => log.push(message),
    },
  );
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  /** Each with what it was asked for, so that it is seen whose answer is handed on. */
  const completeAll = (): void => {
    for (const { cursor, give } of completes.splice(0)) {
      give([{ kind: 'value', label: `of ${cursor}`, insert: '', count: 1, start: 0, end: 0 }]);
    }
  };
  return { answers, searches, completes, completeAll, log, settle };
}

describe('answers', () => {
  it('of an older text are dropped, in whichever order they come', async () => {
    const { answers, searches, completeAll, log, settle } = setUp();
    for (const text of ['s', 'so', 'sof']) answers.ask(text, text.length, true);
    expect(answers.isWaiting).toBe(true);
    completeAll();
    for (const text of ['so', 'sof', 's']) {
      searches.get(text)!.give();
      await settle();
    }
    expect(log).toEqual(['answered sof: sof']);
    expect(answers.isWaiting).toBe(false);
  });

  it('of a blank text are completions alone, without a search', async () => {
    const { answers, searches, completeAll, log, settle } = setUp();
    answers.ask(' ', 1, true);
    completeAll();
    await settle();
    expect(searches.size).toBe(0);
    expect(log).toEqual(['answered  : nothing']);
  });

  it('that fail are told, but for those of an older text', async () => {
    const { answers, searches, log, settle } = setUp();
    answers.ask('a', 1, false);
    answers.ask('b', 1, false);
    searches.get('a')!.fail('too old');
    searches.get('b')!.fail('The worker is gone.');
    await settle();
    expect(log).toEqual(['The search failed: The worker is gone.']);
    expect(answers.isWaiting).toBe(false);
  });
});

describe('a moved cursor', () => {
  it('asks again where it went elsewhere, and the last place counts', async () => {
    const { answers, searches, completes, completeAll, log, settle } = setUp();
    answers.ask('op:a b', 6, true);
    answers.moveCursor('op:a b', 2);
    expect(completes).toHaveLength(1);
    completeAll();
    searches.get('op:a b')!.give();
    await settle();
    answers.moveCursor('op:a b', 6);
    expect(completes).toHaveLength(0);
    answers.moveCursor('op:a b', 4);
    answers.moveCursor('op:a b', 3);
    expect(completes).toHaveLength(2);
    expect([answers.haveCompleted('op:a b', 3), answers.areCompleting('op:a b', 3)]).toEqual([false, true]);
    completeAll();
    await settle();
    expect(log).toEqual(['answered op:a b: op:a b', 'completed op:a b: of 3']);
    expect([answers.haveCompleted('op:a b', 3), answers.areCompleting('op:a b', 3)]).toEqual([true, false]);
    expect(answers.haveCompleted('op:a bc', 3)).toBe(false);
  });

  it('is forgotten when another text is asked', async () => {
    const { answers, searches, completeAll, log, settle } = setUp();
    answers.ask('a', 1, false);
    searches.get('a')!.give();
    await settle();
    answers.moveCursor('a', 0);
    answers.ask('ab', 2, false);
    completeAll();
    await settle();
    expect(log).toEqual(['answered a: a']);
  });
});
