/**
 * What the search box knows and what a key makes of it. Pure. Completions and hits are one list of options: first the
 * completions, then a row for each hit.
 */

import { formatCount } from '../../../extension/core/format/units';
import type { Hits } from '../worker/protocol';
import type { Completion } from './completions';

export interface BoxState {
  /** Undefined until there is an answer, and where the query asks for nothing. */
  readonly hits: Hits | undefined;
  /** Those that are offered. */
  readonly completions: readonly Completion[];
  /** Sentences about the query. */
  readonly troubles: readonly string[];
  /** True where there is no answer but why there is none, in `troubles`. */
  readonly hasFailed: boolean;
  /** The hit that was gone to last, by its position in the list of hits; -1 for none. */
  readonly current: number;
  /** The option that Enter takes; -1 for none. */
  readonly active: number;
}

export type Option =
  | { readonly kind: 'completion'; readonly completion: Completion }
  /** `position`: in `Hits.ranked`. */
  | { readonly kind: 'hit'; readonly position: number; readonly node: number };

export const NOTHING_ASKED: BoxState = {
  hits: undefined,
  completions: [],
  troubles: [],
  hasFailed: false,
  current: -1,
  active: -1,
};

/** Completions that are offered above rows. More would push them out of sight. */
const MOST_ABOVE_ROWS = 5;

export interface Answers {
  readonly text: string;
  readonly hits: Hits | undefined;
  readonly completions: readonly Completion[];
}

/** The hit that was gone to stays current while it is a hit. */
export function answered(state: BoxState, { text, hits, completions }: Answers): BoxState {
  const listed = hits?.asksNothing ? undefined : hits;
  return {
    hits: listed,
    completions: offered(text, completions, rowCount(listed) > 0),
    troubles: (hits?.troubles ?? []).map(({ message }) => message),
    hasFailed: false,
    current: listed?.ranked.indexOf(currentNode(state)) ?? -1,
    active: -1,
  };
}

/** `why`: a sentence. */
export function failed(why: string): BoxState {
  return { ...NOTHING_ASKED, troubles: [why], hasFailed: true };
}

export function completed(state: BoxState, text: string, completions: readonly Completion[]): BoxState {
  const active = optionAt(state, state.active);
  const next = { ...state, completions: offered(text, completions, rowCount(state.hits) > 0) };
  return { ...next, active: active?.kind === 'hit' ? next.completions.length + active.position : -1 };
}

/** Those for the word that the cursor is in: fields behind it are offered where the box is empty alone. */
function offered(text: string, completions: readonly Completion[], hasRows: boolean): Completion[] {
  const useful = completions.filter(({ kind, start, end, insert }) => {
    if (kind === 'field' && start === end && text.trim() !== '') return false;
    return text.slice(start, end) !== insert;
  });
  return useful.slice(0, hasRows ? MOST_ABOVE_ROWS : undefined);
}

export function optionCount({ completions, hits }: BoxState): number {
  return completions.length + rowCount(hits);
}

export function optionAt({ completions, hits }: BoxState, option: number): Option | undefined {
  const completion = completions[option];
  if (completion) return { kind: 'completion', completion };
  const position = option - completions.length;
  const node = position >= 0 ? hits?.ranked[position] : undefined;
  return node === undefined ? undefined : { kind: 'hit', position, node };
}

/** Up from the first option leads back to the text; the last one is the end. */
export function walk(state: BoxState, by: number): BoxState {
  const last = optionCount(state) - 1;
  if (by < 0 && state.active <= 0) return { ...state, active: -1 };
  return { ...state, active: Math.min(last, Math.max(0, state.active + by)) };
}

/** To the next or previous hit, round the ends; from none to the first or last. */
export function step(state: BoxState, by: 1 | -1): BoxState {
  const count = rowCount(state.hits);
  if (count === 0) return state;
  const from = state.current < 0 && by < 0 ? 0 : state.current;
  return goTo(state, (from + by + count) % count);
}

export function goTo(state: BoxState, position: number): BoxState {
  return { ...state, current: position, active: state.completions.length + position };
}

/** The node that was gone to last; -1 for none. */
export function currentNode({ hits, current }: BoxState): number {
  return hits?.ranked[current] ?? -1;
}

/** The text with the completion in its place, and where the cursor is then. */
export function accept(text: string, { start, end, insert }: Completion): { text: string; cursor: number } {
  return { text: text.slice(0, start) + insert + text.slice(end), cursor: start + insert.length };
}

/** "4 of 12", "12 hits" before any was gone to; "" where nothing is asked. */
export function positionText({ hits, current, hasFailed }: BoxState): string {
  if (!hits) return hasFailed ? 'Failed' : '';
  const count = rowCount(hits);
  if (count === 0) return 'No hits';
  return current < 0 ? formatCount(count, 'hit') : `${formatCount(current + 1)} of ${formatCount(count)}`;
}

/** "12 hits, 4 of 12", as it is read out, with what is to be said of the query. */
export function statusText(state: BoxState): string {
  const { current, hasFailed, hits, troubles } = state;
  const position = hasFailed ? '' : positionText(state);
  const all = current < 0 ? position : `${formatCount(rowCount(hits), 'hit')}, ${position}`;
  return troubles.length === 0 ? all : [all && `${all}.`, ...troubles].filter(Boolean).join(' ');
}

function rowCount(hits: Hits | undefined): number {
  return hits?.ranked.length ?? 0;
}
