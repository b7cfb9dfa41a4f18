/** The texts of a row of the list of hits, in pieces of which some made the node a hit. Pure. */

import type { Highlight, Range } from './highlights';

/** What a row says of a node. */
export interface NodeDescription {
  readonly title: string;
  readonly operator: string;
  /** Module, types of outputs, or both. */
  readonly detail: string;
  readonly block: string;
  readonly blockClass: 'tensorrt' | 'torch' | 'graph' | '';
}

export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

export interface RowText {
  readonly title: readonly Piece[];
  readonly operator: readonly Piece[];
  readonly block: readonly Piece[];
  readonly detail: readonly Piece[];
  /** What made the node a hit and is in none of the texts above. */
  readonly others: readonly Found[];
}

export interface Found {
  /** "reason". */
  readonly label: string;
  readonly pieces: readonly Piece[];
}

/** Texts of a row that a part may be found in. */
const SHOWN_IN: Readonly<Partial<Record<Highlight['part'], keyof NodeDescription>>> = {
  name: 'title',
  op: 'operator',
  module: 'detail',
  dtype: 'detail',
  shape: 'detail',
  block: 'block',
};
const LABELS: Readonly<Partial<Record<Highlight['part'], string>>> = { in: 'reads', out: 'read by', said: 'because' };
/** A text is cut in front of what was found where more than so many characters precede it. */
const MOST_BEFORE = 36;
const KEPT_BEFORE = 16;
/** Arguments may be thousands of characters long, of which a row shows the first. */
const MOST_SHOWN = 300;

export function rowText(description: NodeDescription, highlights: readonly Highlight[]): RowText {
  const ranges = new Map<keyof NodeDescription, Range[]>();
  const others: Found[] = [];
  for (const highlight of highlights) {
    const field = SHOWN_IN[highlight.part];
    const places = field && rangesWithin(description[field], highlight);
    if (places) ranges.set(field, [...(ranges.get(field) ?? []), ...places]);
    else
      others.push({
        label: LABELS[highlight.part] ?? highlight.part,
        pieces: pieces(highlight.text, highlight.ranges),
      });
  }
  const of = (field: keyof NodeDescription): Piece[] => pieces(description[field], ranges.get(field) ?? []);
  return { title: of('title'), operator: of('operator'), block: of('block'), detail: of('detail'), others };
}

/**
 * Where a highlight is in a text that is shown: it may be a part of that text, as a module's path, or have it as a part, as
 * "aten.linear" has "linear". Undefined where neither holds, or where nothing of what was found is shown.
 */
function rangesWithin(shown: string, { text, ranges }: Highlight): Range[] | undefined {
  if (shown === '' || text === '') return undefined;
  const at = shown.indexOf(text);
  const shift = at >= 0 ? at : -text.indexOf(shown);
  if (at < 0 && !text.includes(shown)) return undefined;
  const moved = ranges
    .map(([start, end]): Range => [Math.max(0, start + shift), Math.min(shown.length, end + shift)])
    .filter(([start, end]) => start < end);
  return moved.length > 0 ? moved : undefined;
}

/** `ranges`: in any order; those that overlap are joined. */
export function pieces(text: string, ranges: readonly Range[]): Piece[] {
  const found = ranges.toSorted((a, b) => a[0] - b[0]);
  const first = found[0]?.[0] ?? 0;
  let at = first > MOST_BEFORE ? first - KEPT_BEFORE : 0;
  const end = Math.min(text.length, at + MOST_SHOWN);
  const parts: Piece[] = at > 0 ? [{ text: '…', found: false }] : [];
  const add = (to: number, isFound: boolean): void => {
    const until = Math.min(to, end);
    if (until <= at) return;
    parts.push({ text: text.slice(at, until), found: isFound });
    at = until;
  };
  for (const range of found) {
    add(range[0], false);
    add(range[1], true);
  }
  add(end, false);
  if (end < text.length) parts.push({ text: '…', found: false });
  return parts;
}
