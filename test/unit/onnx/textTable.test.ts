import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextTable } from '../../../extension/core/formats/onnx/textTable';

describe('TextTable', () => {
  it('has a number for each text, the same for the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 3000 }), (texts) => {
        const table = new TextTable();
        const numbers = new Map<string, number>();
        for (const text of texts) {
          const well = Buffer.from(text).toString();
          const number = table.addText(text);
          expect(number).toBe(numbers.get(well) ?? (well === '' ? 0 : table.size - 1));
          numbers.set(well, number);
        }
        for (const [text, number] of numbers) expect(table.text(number)).toBe(text);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('takes hundreds of thousands, long ones too', () => {
    const table = new TextTable();
    const name = (i: number): string => `${'layer.'.repeat(i % 40)}${i}`;
    for (let i = 0; i < 300_000; i++) expect(table.addText(name(i))).toBe(i + 1);
    for (let i = 0; i < 300_000; i += 997)
      expect([table.addText(name(i)), table.text(i + 1)]).toEqual([i + 1, name(i)]);
  });

  it('knows the folder of a path', () => {
    const table = new TextTable();
    const folder = (text: string): string => table.text(table.folder(table.addText(text)));
    expect(['/a/b/c', '/a', '/', '', 'a/b', '//', '/a/'].map(folder)).toEqual(['/a/b', '', '', '', '', '/', '/a']);
  });
});
