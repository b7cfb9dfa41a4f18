import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StringTable, StringTableBuilder, allStrings } from '../../../extension/core/graph/stringTable';

describe('StringTable', () => {
  it.each([
    ['plain ones', ['', 'add', 'mul']],
    ['of more than a byte a character', ['', 'größe', '名前', '🔥', 'plain']],
    ['with a byte order mark', ['', '\ufeffname']],
    ['that together would be another character', ['', 'a\u0301', '\u0301', 'e']],
    ['none but the empty one', ['']],
  ])('gives back strings: %s', (_, strings) => {
    const table = StringTable.of(strings);
    expect(strings.map((_text, id) => table.at(id))).toEqual(strings);
    expect(allStrings(StringTable.of(strings))).toEqual(strings);
    expect(table.count).toBe(strings.length);
  });

  it('gives back any strings, one by one or all at once', () => {
    const texts = fc.array(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(texts, (strings) => {
        const table = StringTable.of(strings);
        expect(strings.map((_text, id) => table.at(id))).toEqual(strings);
        expect(allStrings(table)).toEqual(strings);
      }),
    );
  });

  it('keeps halves of a character apart, each as the sign for what is none', () => {
    const halves = ['', '\ud83d', '\udd25'];
    expect(allStrings(StringTable.of(halves))).toEqual(['', '\ufffd', '\ufffd']);
    expect(StringTable.of(halves).at(2)).toBe('\ufffd');
  });

  it('has nothing for a number that it does not hold', () => {
    expect(StringTable.of(['', 'a']).at(2)).toBe('');
  });
});

describe('StringTableBuilder', () => {
  it('stores a string once', () => {
    const builder = new StringTableBuilder();
    expect(['a', '', 'b', 'a'].map((text) => builder.add(text))).toEqual([1, 0, 2, 1]);
    expect(allStrings(builder.build())).toEqual(['', 'a', 'b']);
  });
});
