import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlightsOf } from '../../../../webview/program/search/highlights';
import { FIELDS, fold, parseQuery } from '../../../../webview/program/search/query';
import { Completer } from '../../../../webview/program/search/completions';
import { GraphSearch } from '../../../../webview/program/search/searchGraph';
import { SearchIndex } from '../../../../webview/program/search/searchIndex';
import { blockColumn } from '../../../../webview/program/nodeFacts';
import { anyCodeUnits, anyProgram, anyText } from '../anyProgram';
import { searchSlowly } from './reference';

const RUNS = { seed: 6, numRuns: 300 };

/** Values that some of the programs have, whole and in part. */
const anyValue = fc.oneof(
  anyText,
  fc.constantFrom(
    'a',
    'b',
    'ab',
    'add',
    'softmax',
    'float',
    'float16',
    'bf16',
    'int64',
    '2x*x64',
    '2x',
    'x64',
    '64',
    '*',
  ),
  fc.constantFrom('no', 'supported', 'no_converter', 'small', '1', '3', 'engine', 'pytorch', 'model.py:14', 'layer.1'),
  fc.constantFrom('torch.ops.aten._softmax.default', 'scalar', 'x', '2×max×64', 'batchx64', 'placeholder'),
);
const anyTerm = fc
  .record({
    exclude: fc.boolean(),
    field: fc.option(fc.constantFrom(...FIELDS, 'FILE', 'other')),
    values: fc.array(fc.tuple(anyValue, fc.boolean()), { minLength: 1, maxLength: 3 }),
  })
  .map(({ exclude, field, values }) => {
    const texts = values.map(([text, quoted]) => (quoted ? `"${text.replaceAll('"', '""')}"` : text));
    return `${exclude ? '-' : ''}${field === null ? '' : `${field}:`}${texts.join(',')}`;
  });
const anyQuery = fc.oneof(
  fc.array(anyTerm, { maxLength: 3 }).map((terms) => terms.join(' ')),
  anyText,
);

describe('search', () => {
  it('finds what a search node by node finds, also after other queries', () => {
    fc.assert(
      fc.property(anyProgram(), fc.array(anyQuery, { minLength: 1, maxLength: 4 }), (program, queries) => {
        const search = new GraphSearch(new SearchIndex(program));
        for (const text of queries) expect([...search.search(text).nodes], text).toEqual(searchSlowly(program, text));
      }),
      RUNS,
    );
  });

  it('lists every hit once by rank and once by block, in program order within each', () => {
    fc.assert(
      fc.property(anyProgram(), anyQuery, (program, text) => {
        const { nodes, ranked, groups } = new GraphSearch(new SearchIndex(program)).search(text);
        const ascending = (list: Uint32Array): number[] => [...list].sort((a, b) => a - b);
        expect(ascending(ranked)).toEqual([...nodes]);
        expect(ascending(groups.nodes)).toEqual([...nodes]);
        const blockOf = blockColumn(program);
        expect([...groups.blocks]).toEqual(
          [...new Set(Array.from(nodes, (node) => blockOf[node]!))].sort((a, b) => a - b),
        );
        groups.blocks.forEach((block, i) => {
          const group = groups.nodes.subarray(groups.starts[i], groups.starts[i + 1]);
          expect([...group]).toEqual([...ranked].filter((node) => blockOf[node] === block));
        });
      }),
      RUNS,
    );
  });

  it('says of every hit what was found where', () => {
    fc.assert(
      fc.property(anyProgram(), anyTerm, (program, text) => {
        const index = new SearchIndex(program);
        const { nodes, query, asksNothing } = new GraphSearch(index).search(text);
        for (const node of nodes) {
          const highlights = highlightsOf(index, query, node);
          const asksToFind = query.terms.some(
            ({ exclude, alternatives }) => !exclude && alternatives.some((each) => each.text),
          );
          if (asksToFind && !asksNothing && text !== '') expect(highlights.length, text).toBeGreaterThan(0);
          for (const { text: shown, ranges } of highlights) {
            let before = -1;
            for (const [start, end] of ranges) {
              expect(start).toBeGreaterThan(before);
              expect(end).toBeGreaterThan(start);
              expect(end).toBeLessThanOrEqual(shown.length);
              before = end;
            }
          }
        }
      }),
      RUNS,
    );
  });

  it('offers only values that are found as often as it says', () => {
    fc.assert(
      fc.property(anyProgram(), fc.constantFrom(...FIELDS), (program, field) => {
        const index = new SearchIndex(program);
        const typed = `-x ${field}:`;
        const offered = new Completer(index).complete(typed, typed.length, 1000);
        const counts = offered.map(({ count }) => count!);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
        for (const { insert, start, end, count } of offered) {
          const query = (typed.slice(0, start) + insert + typed.slice(end)).slice('-x '.length);
          expect(parseQuery(query).troubles).toEqual([]);
          const { length } = new GraphSearch(index).search(query).nodes;
          // A text is found within others too, and a file by the last part of its path.
          if (field === 'in' || field === 'out') continue;
          expect(length, query).toBeGreaterThanOrEqual(count!);
        }
      }),
      RUNS,
    );
  });
});

describe('folding', () => {
  it('keeps every character where it was', () => {
    fc.assert(
      fc.property(anyCodeUnits, (text) => {
        expect(fold(text)).toHaveLength(text.length);
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { seed: 6 },
    );
    expect(fold('ΣΑΣ İx')).toBe('σασ İx');
  });
});
