/** What npm run fuzz is asked for. */

import { parseArgs } from 'node:util';

export interface Options {
  readonly seed: number;
  readonly mutants: number;
  /** Number of the first mutant of each subject. */
  readonly first: number;
  /** Part of the names of the subjects that are mutated; empty for all. */
  readonly only: string;
  /** One mutant, to be repeated. */
  readonly one: { readonly subject: string; readonly index: number } | undefined;
}

/** Throws Error where it makes no sense: a run of no mutants must not look like one without failures. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      mutants: { type: 'string', default: '200000' },
      first: { type: 'string', default: '0' },
      only: { type: 'string', default: '' },
      case: { type: 'string' },
    },
  });
  return {
    seed: whole('seed', values.seed, 0),
    mutants: whole('mutants', values.mutants, 1),
    first: whole('first', values.first, 0),
    only: values.only,
    one: values.case === undefined ? undefined : caseOf(values.case),
  };
}

function whole(name: string, text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} takes a whole number from ${least}, not ${JSON.stringify(text)}`);
}

function caseOf(text: string): { subject: string; index: number } {
  const [, subject, index] = /^(.+):(\d+)$/.exec(text) ?? [];
  if (subject === undefined) throw new Error(`--case takes SUBJECT:NUMBER, not ${JSON.stringify(text)}`);
  return { subject, index: Number(index) };
}
