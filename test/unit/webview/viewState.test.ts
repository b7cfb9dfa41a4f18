import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_STATE, type ViewState, readState } from '../../../webview/program/viewState';
import { envelopeBytes } from '../../../webview/ui/channel';

describe('view state', () => {
  it('is read back as it was saved', () => {
    const state: ViewState = {
      hierarchy: 'module',
      folded: ['partition'],
      open: { module: { all: true, ids: ['group:/encoder'] }, 'partition folded': { all: false, ids: [] } },
      overlay: 'precision',
      outline: true,
      outlineWidth: 320,
      inspector: false,
      inspectorWidth: 420,
      selected: 'node:linear',
      search: 'op:linear',
      place: { scale: 0.8, anchor: 'block:_run_on_acc_0', x: -12, y: 40 },
      visits: { entries: [{ hierarchy: 'module', folded: true, selected: 'node:linear' }], current: 0 },
    };
    expect(readState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it('takes anything, and only what it knows', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const { open, selected, search, folded, hierarchy, place, visits, outlineWidth, inspectorWidth } = readState(value);
        expect([outlineWidth, inspectorWidth].every((width) => width >= 0 && Number.isFinite(width))).toBe(true);
        expect(Object.values(open).every(({ ids }) => ids.every((id) => typeof id === 'string'))).toBe(true);
        expect([typeof selected, typeof search]).toEqual(['string', 'string']);
        for (const each of [hierarchy, ...folded]) expect(['partition', 'module']).toContain(each);
        if (place) expect(place.scale).toBeGreaterThan(0);
        expect(visits.current).toBeLessThan(visits.entries.length);
      }),
    );
    expect(readState(undefined)).toEqual(NO_STATE);
    const open = { a: 1, b: 'x', c: { all: 1, ids: [] }, d: { all: false, ids: ['block:x', 3] } };
    const place = { scale: 0, anchor: '', x: 0, y: 0 };
    const widths = { outlineWidth: -4, inspectorWidth: '300', inspector: 0 };
    expect(
      readState({ ...widths, open, selected: 3, hierarchy: 'x', folded: ['x', 'module'], overlay: 7, place }),
    ).toEqual({
      ...NO_STATE,
      open: { d: { all: false, ids: ['block:x'] } },
    });
  });

  it('keeps visits only where all are understood, and a place among them', () => {
    const visit = { hierarchy: 'partition', folded: false, selected: 'node:a' };
    expect(readState({ visits: { entries: [visit, visit], current: 0 } }).visits.current).toBe(0);
    for (const current of [-1, 2, 0.5, '0', undefined]) {
      expect(readState({ visits: { entries: [visit, visit], current } }).visits.current, String(current)).toBe(1);
    }
    for (const broken of [
      7,
      { ...visit, folded: 1 },
      { ...visit, hierarchy: 'x' },
      { ...visit, selected: undefined },
    ]) {
      expect(readState({ visits: { entries: [visit, broken], current: 0 } }).visits).toEqual(NO_STATE.visits);
    }
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
