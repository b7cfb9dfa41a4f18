import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlightsOf } from '../../../../webview/program/search/highlights';
import { FIELDS, fold, parseQuery } from '../../../../webview/program/search/query';
import { Completer } from '../../../../webview/program/search/completions';
import { GraphSearch } from '../../../../webview/program/search/searchGraph';
import { SearchIndex } from '../../../../webview/program/search/searchIndex';
import { anyCodeUnits, anyProgram, anyText } from '../anyProgram';
import { searchSlowly, valuesOf } from './reference';

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

  it('lists every hit once by rank, in program order within what fits alike, operations and what the program is given first', () => {
    fc.assert(
      fc.property(anyProgram(), anyQuery, (program, text) => {
        const { nodes, ranked, query } = new GraphSearch(new SearchIndex(program)).search(text);
        expect([...ranked].sort((a, b) => a - b)).toEqual([...nodes]);
        const { graph } = program;
        const asked = query.terms.flatMap(({ alternatives, ...term }) =>
          alternatives.filter((each) => each.text !== '').map((each) => ({ ...term, text: each.text })),
        );
        const isWord = asked.length === 1 && asked[0]!.field === undefined && !asked[0]!.exclude;
        const word = isWord ? fold(asked[0]!.text) : '';
        const lastOutput = Array.from({ length: graph.mainCount }, (_, node) => node).findLast(
          (node) => graph.op(node) === 3,
        );
        const rank = (node: number): number => {
          const isGiven = node < graph.mainCount && graph.op(node) === 0;
          const comesFirst = graph.isOperation(node) || isGiven || node === lastOutput;
          const name = fold(graph.name(node));
          const fits = word === '' || name === word ? 0 : name.startsWith(word) ? 1 : 2;
          return (comesFirst ? 0 : 3) + fits;
        };
        expect([...ranked]).toEqual([...nodes].sort((a, b) => rank(a) - rank(b) || a - b));
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

  it('offers the values that there are, with the nodes that have each, and finds them', () => {
    fc.assert(
      fc.property(anyProgram(), fc.constantFrom(...FIELDS), (program, field) => {
        const index = new SearchIndex(program);
        const typed = `-x ${field}:`;
        const offered = new Completer(index).complete(typed, typed.length, 1000);
        const counts = offered.map(({ count }) => count!);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
        const wanted = new Map<string, number[]>();
        for (let node = 0; node < program.graph.nodeCount; node++) {
          for (const value of new Set(valuesOf(program, field, node))) {
            wanted.set(value, [...(wanted.get(value) ?? []), node]);
          }
        }
        expect(new Map(offered.map(({ label, count }) => [label, count]))).toEqual(
          new Map([...wanted].map(([value, nodes]) => [value, nodes.length])),
        );
        for (const { label, insert, start, end } of offered) {
          const query = (typed.slice(0, start) + insert + typed.slice(end)).slice('-x '.length);
          expect(parseQuery(query).troubles).toEqual([]);
          // A text is found within others too, and a file by the last part of its path.
          const { nodes } = new GraphSearch(index).search(query);
          expect([...nodes], query).toEqual(expect.arrayContaining(wanted.get(label)!));
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
