import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatMilliseconds } from '../../../extension/core/format/units';

describe('units', () => {
  it.each([
    [0, 'size depends on the input'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1 KB'],
    [131_072, '131 KB'],
    [999_600, '1 MB'],
    [2_097_152, '2.1 MB'],
    [21_600_000, '21.6 MB'],
    [99_960_000, '100 MB'],
    [4_800_000_000, '4.8 GB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [0, '0 ms'],
    [0.2401, '0.24 ms'],
    [1.14, '1.1 ms'],
    [812, '812 ms'],
    [999.9, '1 s'],
    [14_600, '14.6 s'],
    [59_900, '1 min'],
    [125_000, '2 min 5 s'],
  ])('%d ms are %s', (milliseconds, text) => expect(formatMilliseconds(milliseconds)).toBe(text));

  it('counts', () => {
    expect(formatCount(12_345)).toBe('12,345');
    expect(formatCount(1, 'engine')).toBe('1 engine');
    expect(formatCount(0, 'engine')).toBe('0 engines');
    expect(formatCount(2, 'operation in PyTorch', 'operations in PyTorch')).toBe('2 operations in PyTorch');
  });
});
