import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToWidth, fitting } from '../../../webview/ui/text';
import { shapeText } from '../../../extension/core/graph/shape';
import { formatShare, listSome, moduleGroup, shortOperator, tensorText } from '../../../webview/ui/words';

const measure = (text: string): number => Array.from(text).length * 7;

describe('cutting text', () => {
  it('never makes it wider than its room, and changes nothing that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 7, max: 500 }), (text, width) => {
        const shown = cutToWidth(text, width, measure);
        expect(measure(shown)).toBeLessThanOrEqual(Math.max(width, 7));
        if (measure(text) <= width) expect(shown).toBe(text);
        else expect(shown.endsWith('…')).toBe(true);
      }),
    );
  });

  it('keeps as much as fits and splits no character', () => {
    expect(cutToWidth('scaled_dot_product', 70, measure)).toBe('scaled_do…');
    expect(cutToWidth('🙂🙂🙂', 14, measure)).toBe('🙂…');
    expect(cutToWidth('anything', 0, measure)).toBe('…');
  });

  it('takes the longest text that fits', () => {
    expect(fitting(['add_4 · 131 KB', '131 KB'], 70, measure)).toBe('131 KB');
    expect(fitting(['add_4 · 131 KB', '131 KB'], 700, measure)).toBe('add_4 · 131 KB');
    expect(fitting(['too long', 'also too long'], 7, measure)).toBe('also too long');
    expect(fitting([], 7, measure)).toBe('');
  });
});

describe('words', () => {
  it('shows shares without rounding to all or nothing', () => {
    expect(formatShare(126, 130)).toBe('96.9 %');
    expect(formatShare(99_999, 100_000)).toBe('99.9 %');
    expect(formatShare(1, 100_000)).toBe('0.1 %');
    expect(formatShare(5, 5)).toBe('100 %');
    expect(formatShare(0, 5)).toBe('0 %');
    expect(formatShare(0, 0)).toBe('0 %');
  });

  it('shortens operators, modules and lists', () => {
    expect(shortOperator('torch.ops.aten._safe_softmax.default')).toBe('_safe_softmax');
    expect(shortOperator('torch.ops.lab.clip_custom.default')).toBe('lab.clip_custom');
    expect(moduleGroup('encoder.layer.0.attention.self')).toBe('layer.0');
    expect(moduleGroup('0.conv')).toBe('0');
    expect(moduleGroup('embeddings.word')).toBe('embeddings');
    expect(moduleGroup('')).toBe('');
    expect(listSome(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
    expect(
      listSome(
        Array.from({ length: 1250 }, (_, i) => String(i)),
        1,
      ),
    ).toBe('0 and 1,249 more');
  });

  it('writes tensors with their sizes', () => {
    expect(tensorText({ dtype: 7, shape: '2x64x128', bytes: 1 })).toBe('2×64×128 float32');
    expect(tensorText({ dtype: 5, shape: '', bytes: 8 })).toBe('scalar int64');
    expect(shapeText('2*batchx64')).toBe('2*batch×64');
  });
});
