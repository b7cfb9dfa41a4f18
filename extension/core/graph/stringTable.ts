/**
 * Strings stored once; columns hold their numbers. Number 0 is the empty string. They stay as they are stored, UTF-8 in one
 * piece, until one is asked for: a picture of 100,000 operations has room for the names of a few hundred.
 */
export class StringTable {
  private readonly known: (string | undefined)[];

  /** String `i` is the text from `starts[i]` to `starts[i + 1]` of `utf8`. */
  constructor(
    readonly utf8: Uint8Array,
    readonly starts: Uint32Array,
  ) {
    this.known = new Array<string | undefined>(this.count);
  }

  static of(strings: readonly string[]): StringTable {
    const { utf8, starts } = packed(strings);
    return new StringTable(utf8, starts);
  }

  get count(): number {
    return this.starts.length - 1;
  }

  at(id: number): string {
    if (id >= this.count) return '';
    return (this.known[id] ??= decoder.decode(this.utf8.subarray(this.starts[id], this.starts[id + 1])));
  }
}

/** All at once, which takes less than one after the other. */
export function allStrings(table: StringTable): string[] {
  const { utf8, starts, count } = table;
  const text = decoder.decode(utf8);
  // Where each character is one byte, they stand where the bytes do.
  const isPlain = text.length === utf8.length;
  return Array.from({ length: count }, (_, id) => (isPlain ? text.slice(starts[id], starts[id + 1]) : table.at(id)));
}

/** A byte order mark is a character like others. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Collects strings for a `StringTable`. */
export class StringTableBuilder {
  private readonly strings: string[] = [''];
  private readonly numbers = new Map<string, number>([['', 0]]);

  /** Number of `text`, added when it is new. */
  add(text: string): number {
    if (text === '') return 0;
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.strings.push(text);
    this.numbers.set(text, this.strings.length - 1);
    return this.strings.length - 1;
  }

  build(): StringTable {
    return StringTable.of(this.strings);
  }
}

function packed(strings: readonly string[]): { utf8: Uint8Array; starts: Uint32Array } {
  const text = strings.join('');
  const together = encoder.encode(text);
  const isPlain = together.length === text.length;
  const pieces = isPlain ? strings : strings.map((each) => encoder.encode(each));
  const starts = new Uint32Array(strings.length + 1);
  for (let i = 0; i < pieces.length; i++) starts[i + 1] = starts[i]! + pieces[i]!.length;
  if (isPlain) return { utf8: together, starts };
  const utf8 = new Uint8Array(starts[strings.length]!);
  pieces.forEach((piece, i) => utf8.set(piece as Uint8Array, starts[i]));
  return { utf8, starts };
}
