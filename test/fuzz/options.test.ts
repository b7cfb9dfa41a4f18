import { describe, expect, it } from 'vitest';
import { readOptions } from './options';

describe('readOptions', () => {
  it('is 200,000 mutants of everything when nothing is asked for', () => {
    expect(readOptions([])).toEqual({ seed: 1, mutants: 200_000, first: 0, only: '', one: undefined });
  });

  it('reads a case, whose subject may have a colon', () => {
    expect(readOptions(['--seed', '7', '--case', 'a/b:c.pt2:12'])).toMatchObject({
      seed: 7,
      one: { subject: 'a/b:c.pt2', index: 12 },
    });
  });

  it.each([
    [['--mutants', 'many'], '--mutants takes a whole number from 1, not "many"'],
    [['--mutants', '0'], '--mutants takes a whole number from 1, not "0"'],
    [['--mutants', '1e3'], '--mutants takes a whole number from 1, not "1e3"'],
    [['--seed', ''], '--seed takes a whole number from 0, not ""'],
    [['--first', '99999999999999999999'], '--first takes a whole number from 0'],
    [['--case', 'bert.pt2'], '--case takes SUBJECT:NUMBER, not "bert.pt2"'],
  ])('refuses %s', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
