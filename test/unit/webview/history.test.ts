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
    expect(history.step(1)).toBeUndefined();
    expect(history.step(-1)?.name).toBe('b');
    expect(history.step(-1)?.name).toBe('a');
    expect([history.can(-1), history.can(1)]).toEqual([false, true]);
    expect(history.step(-1)).toBeUndefined();
    expect(history.step(1)?.name).toBe('b');
    expect(history.here?.name).toBe('b');
  });

  it('has no place at first', () => {
    const history = historyOf();
    expect([history.here, history.can(-1), history.can(1)]).toEqual([undefined, false, false]);
    expect([history.step(-1), history.step(1)]).toEqual([undefined, undefined]);
  });

  it('forgets what lies ahead when another place is visited', () => {
    const history = historyOf('a', 'b', 'c');
    history.step(-1);
    history.visit(place('d'));
    expect(history.can(1)).toBe(false);
    expect(history.step(-1)?.name).toBe('b');
  });

  it('takes the same place once more as the one that it is at, with what is new of it, and keeps what lies ahead', () => {
    const history = historyOf('a', 'b', 'c');
    history.step(-1);
    history.visit(place('b', 2));
    expect(history.here).toEqual(place('b', 2));
    expect(history.step(1)?.name).toBe('c');
    history.step(-1);
    expect(history.step(-1)?.name).toBe('a');
  });

  it('passes over places that are gone, and stays where there is none else', () => {
    const history = historyOf('a', 'gone', 'gone too', 'b');
    const isThere = ({ name }: Place): boolean => !name.startsWith('gone');
    expect(history.can(1, isThere)).toBe(false);
    expect(history.step(-1, isThere)?.name).toBe('a');
    expect(history.step(1, isThere)?.name).toBe('b');
    expect([history.can(-1, () => false), history.step(-1, () => false)]).toEqual([false, undefined]);
    expect(history.here?.name).toBe('b');
    // A place may be there again.
    expect(history.step(-1)?.name).toBe('gone too');
  });

  it('keeps the latest hundred places', () => {
    const history = historyOf(...Array.from({ length: 150 }, (_, index) => `place${index}`));
    let steps = 0;
    while (history.step(-1)) steps++;
    expect(steps).toBe(99);
    expect(history.here?.name).toBe('place50');
  });

  it('hands on a trail of the latest places, with the one that it is at', () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `place${index}`);
    for (const [count, back] of [
      [5, 0],
      [30, 0],
      [30, 4],
      [30, 25],
    ] as const) {
      const history = historyOf(...names(count));
      for (let step = 0; step < back; step++) history.step(-1);
      const trail = history.trail(20);
      expect(trail.entries.length).toBe(Math.min(20, count));
      const other = new History<Place>(({ name }) => name);
      other.take(trail);
      expect(other.here).toEqual(history.here);
      expect([other.can(1), other.step(1)]).toEqual([history.can(1), history.step(1)]);
    }
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
            expect(history.step(-1)).toBe(moved ? before.at(-1) : undefined);
          } else if (each === 'forward') {
            const next = after.shift();
            if (next !== undefined) before.push(next);
            expect(history.step(1)).toBe(next);
          } else {
            history.visit(each);
            if (before.at(-1) !== each) [before, after] = [[...before, each].slice(-5), []];
          }
          expect(history.here).toBe(before.at(-1));
          expect(history.can(-1)).toBe(before.length > 1);
          expect(history.can(1)).toBe(after.length > 0);
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
