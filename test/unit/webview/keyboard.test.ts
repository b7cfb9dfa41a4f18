import { describe, expect, it } from 'vitest';
import type { Item } from '../../../webview/program/items';
import { moveFor } from '../../../webview/program/keyboard';

const ITEMS: Item[] = [
  { id: 'inputs', kind: 'inputs' },
  { id: 'block:a', kind: 'block', block: 0, open: true },
  { id: 'node:n', kind: 'node', node: 3, block: 0 },
  { id: 'more:a:200', kind: 'more', block: 0, first: 200 },
  { id: 'block:b', kind: 'block', block: 1, open: false },
  { id: 'break:b', kind: 'break', index: 0, block: 1 },
  { id: 'outputs', kind: 'outputs' },
];
const at = (id: string): number => ITEMS.findIndex((item) => item.id === id);
const move = (key: string, id: string): ReturnType<typeof moveFor> => moveFor(key, ITEMS, at(id));
const focus = (id: string): object => ({ kind: 'focus', id });

describe('keys in the picture', () => {
  it('walks in reading order and stops at the ends', () => {
    expect(move('ArrowDown', 'inputs')).toEqual(focus('block:a'));
    expect(move('ArrowUp', 'node:n')).toEqual(focus('block:a'));
    expect(move('ArrowUp', 'inputs')).toBeUndefined();
    expect(move('ArrowDown', 'outputs')).toBeUndefined();
    expect(move('Home', 'break:b')).toEqual(focus('inputs'));
    expect(move('End', 'inputs')).toEqual(focus('outputs'));
  });

  it('steps over the nodes of open blocks with page up and down', () => {
    expect(move('PageDown', 'block:a')).toEqual(focus('block:b'));
    expect(move('PageDown', 'node:n')).toEqual(focus('block:b'));
    expect(move('PageUp', 'block:b')).toEqual(focus('block:a'));
    expect(move('PageDown', 'outputs')).toEqual(focus('outputs'));
  });

  it('opens, enters, closes and leaves blocks with right and left', () => {
    expect(move('ArrowRight', 'block:b')).toEqual({ kind: 'toggle' });
    expect(move('ArrowRight', 'block:a')).toEqual(focus('node:n'));
    expect(move('ArrowLeft', 'block:a')).toEqual({ kind: 'toggle' });
    expect(move('ArrowLeft', 'block:b')).toBeUndefined();
    expect(move('ArrowLeft', 'node:n')).toEqual(focus('block:a'));
    expect(move('ArrowLeft', 'break:b')).toEqual(focus('block:b'));
    expect(move('ArrowRight', 'node:n')).toBeUndefined();
  });

  it('goes up with Escape and acts with Enter and Space', () => {
    expect(move('Escape', 'node:n')).toEqual(focus('block:a'));
    expect(move('Escape', 'more:a:200')).toEqual(focus('block:a'));
    expect(move('Escape', 'block:a')).toEqual({ kind: 'deselect' });
    expect(move('Enter', 'break:b')).toEqual({ kind: 'activate' });
    expect(move(' ', 'block:b')).toEqual({ kind: 'activate' });
    expect(move('x', 'block:b')).toBeUndefined();
    expect(moveFor('ArrowDown', [], 0)).toBeUndefined();
  });
});
