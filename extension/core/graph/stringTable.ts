/** Strings stored once; columns hold their numbers. Number 0 is the empty string. */
export class StringTable {
  constructor(readonly strings: readonly string[]) {}

  at(id: number): string {
    return this.strings[id] ?? '';
  }
}

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
    return new StringTable(this.strings);
  }
}
