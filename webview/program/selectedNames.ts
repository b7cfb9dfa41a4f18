/**
 * Many operations by name in a text that is short where names are those of an exporter: linear, linear_1, linear_2 are one
 * beginning with a range of numbers. Names, unlike places in the program, are the same after another compile. Pure.
 */

/** A beginning of names with what follows it: `-` where the name ends there, numbers and ranges of them, "-,1-299,305". */
type Entry = readonly [shared: number, rest: string, numbers: string];

export function packNames(names: Iterable<string>): string {
  const groups = new Map<string, { alone: boolean; numbers: number[] }>();
  for (const name of names) {
    const [stem, number] = parted(name);
    let group = groups.get(stem);
    if (!group) groups.set(stem, (group = { alone: false, numbers: [] }));
    if (number === undefined) group.alone = true;
    else group.numbers.push(number);
  }
  let before = '';
  const entries = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([stem, { alone, numbers }]): Entry => {
      const shared = sharedLength(before, stem);
      before = stem;
      return [shared, stem.slice(shared), [...(alone ? ['-'] : []), ...rangesOf(numbers)].join()];
    });
  return JSON.stringify(entries);
}

/** Undefined for a text that is none of these. At most `most` names, however many the text would stand for. */
export function unpackNames(text: string, most: number): string[] | undefined {
  const entries = parsed(text);
  if (!entries) return undefined;
  const names: string[] = [];
  let stem = '';
  for (const [shared, rest, numbers] of entries) {
    stem = stem.slice(0, shared) + rest;
    for (const range of numbers.split(',')) {
      if (range === '-') names.push(stem);
      const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
      for (let number = Number(from); number <= Number(to) && names.length < most; number++) names.push(stem + number);
    }
  }
  return names.slice(0, most);
}

/** "linear_" and 12; a number with zeros in front of it is part of the text, and so is one that is not exact. */
function parted(name: string): [stem: string, number: number | undefined] {
  const digits = /(?<!\d)(?:0|[1-9]\d{0,14})$/.exec(name)?.[0];
  return digits === undefined ? [name, undefined] : [name.slice(0, -digits.length), Number(digits)];
}

function rangesOf(numbers: readonly number[]): string[] {
  const ranges: [from: number, to: number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && number <= last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
}

function sharedLength(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}

function parsed(text: string): Entry[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isEntry) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value)) return false;
  const [shared, rest, numbers] = value as unknown[];
  return typeof shared === 'number' && typeof rest === 'string' && typeof numbers === 'string';
}
