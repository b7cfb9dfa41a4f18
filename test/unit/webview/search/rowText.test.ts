import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../../../webview/program/search/highlights';
import { type NodeDescription, type Piece, pieces, rowText } from '../../../../webview/program/search/rowText';

const NODE: NodeDescription = {
  title: 'softmax_3',
  operator: 'softmax.int',
  detail: 'encoder.layer.0 · 2×64 float16',
  block: 'Engine 2',
  blockClass: 'tensorrt',
};

const textOf = (parts: readonly Piece[]): string => parts.map(({ text }) => text).join('');
const foundIn = (parts: readonly Piece[]): string[] => parts.filter(({ found }) => found).map(({ text }) => text);

describe('a row', () => {
  it('shows what was found where it is shown anyway', () => {
    const row = rowText(NODE, [
      { part: 'name', text: 'softmax_3', ranges: [[0, 4]] },
      { part: 'op', text: 'aten.softmax.int', ranges: [[5, 9]] },
      { part: 'module', text: 'encoder.layer.0', ranges: [[8, 13]] },
      { part: 'dtype', text: 'float16', ranges: [[0, 7]] },
      { part: 'block', text: 'Engine 2', ranges: [[7, 8]] },
    ]);
    expect(foundIn(row.title)).toEqual(['soft']);
    expect(foundIn(row.operator)).toEqual(['soft']);
    expect(foundIn(row.detail)).toEqual(['layer', 'float16']);
    expect(foundIn(row.block)).toEqual(['2']);
    expect(row.others).toEqual([]);
  });

  it('adds what is not shown otherwise, with what it is', () => {
    const row = rowText(NODE, [
      { part: 'reason', text: 'no converter', ranges: [[3, 12]] },
      { part: 'in', text: 'matmul_1', ranges: [[0, 6]] },
      { part: 'op', text: 'aten.softmax.int', ranges: [[0, 4]] },
      { part: 'shape', text: '1×1', ranges: [[0, 3]] },
    ]);
    expect(row.others.map(({ label, pieces: parts }) => [label, foundIn(parts)])).toEqual([
      ['reason', ['converter']],
      ['reads', ['matmul']],
      ['op', ['aten']],
      ['shape', ['1×1']],
    ]);
  });

  it('is plain without highlights', () => {
    const row = rowText(NODE, []);
    expect(row.title).toEqual([{ text: 'softmax_3', found: false }]);
    expect(row.detail).toEqual([{ text: NODE.detail, found: false }]);
    expect(rowText({ ...NODE, block: '' }, []).block).toEqual([]);
  });
});

describe('pieces', () => {
  it('are cut in front of what is far behind the beginning', () => {
    const text = `${'encoder.'.repeat(20)}attention.query`;
    const parts = pieces(text, [[160, 169]]);
    expect(textOf(parts)).toBe('…encoder.encoder.attention.query');
    expect(foundIn(parts)).toEqual(['attention']);
  });

  it('are a part of a text of up to a length, in which ranges keep their places', () => {
    const ranges = fc.array(
      fc.tuple(fc.nat(500), fc.nat(40)).map(([start, length]): Range => [start, start + length]),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), ranges, (text, all) => {
        const within = all
          .map(([start, end]): Range => [Math.min(start, text.length), Math.min(end, text.length)])
          .filter(([start, end]) => start < end);
        const parts = pieces(text, within);
        expect(parts.every((part) => part.text !== '')).toBe(true);
        const first = within.length > 0 ? Math.min(...within.map(([start]) => start)) : 0;
        // From a little in front of what was found, where that is far behind the beginning; 300 characters of it.
        const from = first > 36 ? first - 16 : 0;
        const to = Math.min(text.length, from + 300);
        const before = from > 0 ? '…' : '';
        expect(textOf(parts)).toBe(before + text.slice(from, to) + (to < text.length ? '…' : ''));
        const marks = parts.flatMap(({ text: part, found }) => Array<boolean>(part.length).fill(found));
        marks.forEach((mark, place) => {
          const at = place - before.length + from;
          const isFound = at >= from && at < to && within.some(([start, end]) => start <= at && at < end);
          expect(mark, `${place} of ${textOf(parts)}`).toBe(isFound);
        });
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
