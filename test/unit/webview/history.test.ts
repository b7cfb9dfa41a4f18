import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../../webview/program/history';

interface Place {
  readonly name: string;
  readonly zoom: number;
}

const place = (name: string, zoom = 1): Place => ({ name, zoom });
const historyOf = (...names: string[]): History<Place> => {
  const history = new History<Place>(({ name }) => name);
  for (const name of names) history.visit(place(name));
  return history;
};

describe('History', () => {
  it('goes back and forward, and nowhere at its ends', () => {
    const history = historyOf('a', 'b', 'c');
    expect(history.forward()).toBeUndefined();
    expect(history.back()?.name).toBe('b');
    expect(history.back()?.name).toBe('a');
    expect([history.canGoBack, history.canGoForward]).toEqual([false, true]);
    expect(history.back()).toBeUndefined();
    expect(history.forward()?.name).toBe('b');
    expect(history.here?.name).toBe('b');
  });

  it('has no place at first', () => {
    const history = historyOf();
    expect([history.here, history.canGoBack, history.canGoForward]).toEqual([undefined, false, false]);
    expect([history.back(), history.forward()]).toEqual([undefined, undefined]);
  });

  it('forgets what lies ahead when another place is visited', () => {
    const history = historyOf('a', 'b', 'c');
    history.back();
    history.visit(place('d'));
    expect(history.canGoForward).toBe(false);
    expect(history.back()?.name).toBe('b');
  });

  it('takes the same place once more as the one that it is at, with what is new of it, and keeps what lies ahead', () => {
    const history = historyOf('a', 'b', 'c');
    history.back();
    history.visit(place('b', 2));
    expect(history.here).toEqual(place('b', 2));
    expect(history.forward()?.name).toBe('c');
    history.back();
    expect(history.back()?.name).toBe('a');
  });

  it('keeps the latest hundred places', () => {
    const history = historyOf(...Array.from({ length: 150 }, (_, index) => `place${index}`));
    let steps = 0;
    while (history.back()) steps++;
    expect(steps).toBe(99);
    expect(history.here?.name).toBe('place50');
  });

  it('is at the place that a list with a cursor would be at', () => {
    const step = fc.oneof(fc.constantFrom('back', 'forward'), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const history = new History<number>(String, 5);
        let [before, after]: [number[], number[]] = [[], []];
        for (const each of steps) {
          if (each === 'back') {
            const moved = before.length > 1;
            if (moved) after = [before.pop()!, ...after];
            expect(history.back()).toBe(moved ? before.at(-1) : undefined);
          } else if (each === 'forward') {
            const next = after.shift();
            if (next !== undefined) before.push(next);
            expect(history.forward()).toBe(next);
          } else {
            history.visit(each);
            if (before.at(-1) !== each) [before, after] = [[...before, each].slice(-5), []];
          }
          expect(history.here).toBe(before.at(-1));
          expect(history.canGoBack).toBe(before.length > 1);
          expect(history.canGoForward).toBe(after.length > 0);
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
