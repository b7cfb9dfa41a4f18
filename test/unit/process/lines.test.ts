import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../extension/jobs/process/lines';

function split(chunks: readonly Uint8Array[], limit = 1000): { line: string; truncated: boolean }[] {
  const lines: { line: string; truncated: boolean }[] = [];
  const splitter = new LineSplitter(limit, (line, truncated) => lines.push({ line, truncated }));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

const text = (value: string): Buffer => Buffer.from(value, 'utf8');

describe('LineSplitter', () => {
  it('gives whole lines wherever the stream was cut, also within a letter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }).map((line) => line.replace(/[\r\n]/g, ''))),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (lines, sizes) => {
          const bytes = text(lines.map((line) => `${line}\n`).join(''));
          const chunks: Uint8Array[] = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes[i % sizes.length]!;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(split(chunks)).toEqual(lines.map((line) => ({ line, truncated: false })));
        },
      ),
    );
  });

  it('gives the last line without an end, and takes off a carriage return', () => {
    expect(split([text('a\r\nb')]).map(({ line }) => line)).toEqual(['a', 'b']);
    expect(split([text('a\n')]).map(({ line }) => line)).toEqual(['a']);
  });

  it('cuts a line that is too long, once, and goes on after it', () => {
    const long = 'x'.repeat(25);
    expect(split([text(`ab\n${long}`), text(`${long}\ncd\n`)], 10)).toEqual([
      { line: 'ab', truncated: false },
      { line: 'x'.repeat(10), truncated: true },
      { line: 'cd', truncated: false },
    ]);
    expect(split([text(`${'y'.repeat(10)}\n`)], 10)).toEqual([{ line: 'y'.repeat(10), truncated: false }]);
  });

  it('holds no more than the limit of an endless line', () => {
    const chunk = Buffer.alloc(1_000_000, 'x');
    const before = process.memoryUsage().arrayBuffers;
    const splitter = new LineSplitter(1000, () => {});
    for (let i = 0; i < 500; i++) splitter.push(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });
});
