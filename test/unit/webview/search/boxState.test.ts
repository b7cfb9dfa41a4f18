import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BoxState,
  NOTHING_ASKED,
  accept,
  answered,
  completed,
  currentNode,
  goTo,
  optionAt,
  optionCount,
  positionText,
  statusText,
  step,
  walk,
} from '../../../../webview/program/search/boxState';
import type { Completion } from '../../../../webview/program/search/completions';
import type { Hits } from '../../../../webview/program/worker/protocol';

function hitsOf(ranked: readonly number[], more: Partial<Hits> = {}): Hits {
  return {
    text: '',
    asksNothing: false,
    nodes: Uint32Array.from(ranked).sort(),
    ranked: Uint32Array.from(ranked),
    rows: ranked.slice(0, 2).map((node) => ({ node, highlights: [] })),
    troubles: [],
    ...more,
  };
}

function value(insert: string, start: number, end: number): Completion {
  return { kind: 'value', label: insert, insert, count: 1, start, end };
}
function field(name: string, start: number, end: number): Completion {
  return { kind: 'field', label: `${name}:`, insert: `${name}:`, count: undefined, start, end };
}

function after(ranked: readonly number[], completions: readonly Completion[] = [], text = 'relu'): BoxState {
  return answered(NOTHING_ASKED, { text, hits: hitsOf(ranked), completions });
}

describe('hits', () => {
  it('keeps the hit that was gone to while it is one, wherever it is in the next list', () => {
    const at = step(step(after([7, 3, 9]), 1), 1);
    expect(currentNode(at)).toBe(3);
    const moved = answered(at, { text: 'relu_', hits: hitsOf([9, 8, 3]), completions: [] });
    expect(moved.current).toBe(2);
    expect(positionText(moved)).toBe('3 of 3');
    const gone = answered(moved, { text: 'relu_9', hits: hitsOf([9]), completions: [] });
    expect(gone.current).toBe(-1);
    expect(positionText(gone)).toBe('1 hit');
  });

  it('lists nothing where nothing is asked, whatever the answer holds', () => {
    const state = answered(step(after([1, 2]), 1), {
      text: 'op:',
      hits: hitsOf([0, 1, 2], { asksNothing: true }),
      completions: [value('aten.relu', 3, 3)],
    });
    expect(optionCount(state)).toBe(1);
    expect(state.current).toBe(-1);
    expect(positionText(state)).toBe('');
  });

  it('tells troubles also of a query that asks for nothing', () => {
    const troubles = [{ message: 'A quote is not closed.', start: 0, end: 1 }];
    const hits = hitsOf([], { asksNothing: true, troubles });
    expect(answered(NOTHING_ASKED, { text: '"', hits, completions: [] }).troubles).toEqual(['A quote is not closed.']);
  });

  it('says how many there are and which is current', () => {
    expect(statusText(NOTHING_ASKED)).toBe('');
    expect(statusText(after([]))).toBe('No hits');
    expect(statusText(after([4]))).toBe('1 hit');
    const many = Array.from({ length: 1200 }, (_, node) => node);
    expect(statusText(after(many))).toBe('1,200 hits');
    expect(statusText(goTo(after(many), 1100))).toBe('1,200 hits, 1,101 of 1,200');
  });
});

describe('stepping', () => {
  it('goes round the ends and starts at the end that it comes from', () => {
    const state = after([5, 6, 7]);
    expect(currentNode(step(state, 1))).toBe(5);
    expect(currentNode(step(state, -1))).toBe(7);
    expect(currentNode(step(step(state, -1), 1))).toBe(5);
    expect(currentNode(step(step(state, 1), -1))).toBe(7);
  });

  it('stays where there is nothing', () => {
    expect(step(after([]), 1)).toEqual(after([]));
    expect(step(NOTHING_ASKED, -1)).toEqual(NOTHING_ASKED);
  });

  it('passes every hit once before it comes to one again', () => {
    const ranked = fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(ranked, fc.constantFrom(1 as const, -1 as const), (nodes, by) => {
        let state = after(nodes, [value('x', 0, 4)]);
        const passed = nodes.map(() => {
          state = step(state, by);
          expect(optionAt(state, state.active)).toMatchObject({ kind: 'hit', node: currentNode(state) });
          return currentNode(state);
        });
        expect(passed).toEqual(by === 1 ? nodes : nodes.toReversed());
      }),
      { seed: 6, numRuns: 100 },
    );
  });
});

describe('options', () => {
  const completions = [value('aten.relu', 0, 4), value('aten.relu6', 0, 4)];

  it('are completions, then hits', () => {
    const state = after([8, 2], completions);
    expect(optionCount(state)).toBe(4);
    expect(optionAt(state, 1)).toEqual({ kind: 'completion', completion: completions[1] });
    expect(optionAt(state, 2)).toEqual({ kind: 'hit', position: 0, node: 8 });
    expect(optionAt(state, 4)).toBeUndefined();
    expect(optionAt(state, -1)).toBeUndefined();
  });

  it('are walked from the text to the last and back', () => {
    let state = after([8, 2], completions);
    const walked = [1, 1, 1, 1, 1, -1, -8, -1].map((by) => {
      state = walk(state, by);
      return state.active;
    });
    expect(walked).toEqual([0, 1, 2, 3, 3, 2, 0, -1]);
    expect(walk(NOTHING_ASKED, 1).active).toBe(-1);
  });

  it('keep the walked hit where other completions come', () => {
    const state = walk(walk(walk(after([8, 2], completions), 1), 1), 1);
    const next = completed(state, 'relu x', [value('xy', 5, 6)]);
    expect(optionAt(next, next.active)).toEqual({ kind: 'hit', position: 0, node: 8 });
    expect(completed(walk(after([8], completions), 1), 'relu', []).active).toBe(-1);
  });
});

describe('completions', () => {
  it('of fields are offered in an empty box and in a word, not behind every word', () => {
    const all = [field('name', 0, 0), field('op', 0, 0)];
    expect(answered(NOTHING_ASKED, { text: '', hits: undefined, completions: all }).completions).toEqual(all);
    expect(after([1], [field('name', 5, 5), field('op', 5, 5)], 'relu ').completions).toEqual([]);
    expect(after([1], [field('name', 0, 1)], 'n').completions).toHaveLength(1);
  });

  it('are not offered where they are what is there', () => {
    expect(after([1], [value('aten.relu', 3, 12)], 'op:aten.relu').completions).toEqual([]);
  });

  it('are few above hits', () => {
    const many = Array.from({ length: 20 }, (_, index) => value(`v${index}`, 3, 3));
    expect(after([1], many, 'op:').completions).toHaveLength(5);
    const alone = answered(NOTHING_ASKED, { text: 'op:', hits: undefined, completions: many });
    expect(alone.completions).toHaveLength(20);
  });

  it('go in the place of their span, and the cursor behind them', () => {
    expect(accept('re op:so x', value('aten.softmax', 6, 8))).toEqual({ text: 're op:aten.softmax x', cursor: 18 });
    expect(accept('', field('op', 0, 0))).toEqual({ text: 'op:', cursor: 3 });
  });
});
