import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_STATE, readState } from '../../../webview/program/viewState';
import { envelopeBytes } from '../../../webview/ui/channel';

describe('view state', () => {
  it('is read back as it was saved', () => {
    const state = {
      open: { _run_on_acc_0: 'linear' },
      selected: 'node:linear',
      place: { scale: 0.8, anchor: 'block:_run_on_acc_0', x: -12, y: 40 },
    };
    expect(readState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it('takes anything, and only what it knows', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const { open, selected, place } = readState(value);
        expect(Object.values(open).every((name) => typeof name === 'string')).toBe(true);
        expect(typeof selected).toBe('string');
        if (place) expect(place.scale).toBeGreaterThan(0);
      }),
    );
    expect(readState(undefined)).toEqual(NO_STATE);
    expect(readState({ open: { a: 1, b: 'x' }, selected: 3, place: { scale: 0, anchor: '', x: 0, y: 0 } })).toEqual({
      open: { b: 'x' },
      selected: '',
      place: undefined,
    });
  });
});

describe('messages at the boundary', () => {
  it('are taken only where they hold bytes', () => {
    const bytes = Uint8Array.of(1, 2);
    expect(envelopeBytes({ trtlens: bytes })).toBe(bytes);
    expect(envelopeBytes({ trtlens: bytes.buffer })).toEqual(bytes);
    for (const other of [undefined, null, 'text', 3, {}, { trtlens: [1, 2] }, { trtlens: null }, { other: bytes }]) {
      expect(envelopeBytes(other)).toBeUndefined();
    }
  });
});
