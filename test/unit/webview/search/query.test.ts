import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_ALTERNATIVES, type Query, parseQuery } from '../../../../webview/program/search/query';

/** "-op=a|b": what each term asks. */
const termsOf = ({ terms }: Query): string[] =>
  terms.map(({ exclude, field, alternatives }) => {
    return `${exclude ? '-' : ''}${field ? `${field}=` : ''}${alternatives.map(({ text }) => text).join('|')}`;
  });
const messagesOf = (text: string): string[] => parseQuery(text).troubles.map(({ message }) => message);

describe('a query', () => {
  it('is words, fields, alternatives and what must not be found', () => {
    expect(termsOf(parseQuery('relu Op:softmax,gelu -dtype:float16  -drop'))).toEqual([
      'relu',
      'op=softmax|gelu',
      '-dtype=float16',
      '-drop',
    ]);
    expect(termsOf(parseQuery(' \t '))).toEqual([]);
  });

  it('keeps spaces, commas and colons within quotes, and a doubled quote as one', () => {
    expect(termsOf(parseQuery('reason:"no converter",other "a, b" "say ""x"""'))).toEqual([
      'reason=no converter|other',
      'a, b',
      'say "x"',
    ]);
    expect(termsOf(parseQuery('"a"b'))).toEqual(['a', 'b']);
    expect(termsOf(parseQuery('it"s file:c:\\model.py:14'))).toEqual(['it"s', 'file=c:\\model.py:14']);
  });

  it('asks for nothing where a field, a list or an exclusion is not finished', () => {
    expect(termsOf(parseQuery('op: -block: op:a, - ""'))).toEqual(['op=', '-block=', 'op=a|', '-', '']);
    expect(messagesOf('op: -block: op:a, - ""')).toEqual([
      'Nothing is behind "op:", so it asks for nothing (character 1).',
      'Nothing is behind "-block:", so it asks for nothing (character 5).',
    ]);
    expect(messagesOf('relu op: ')).toEqual([]);
  });

  it('takes what follows a field for its value, also behind spaces', () => {
    expect(termsOf(parseQuery('op: relu  -dtype:\tfloat16 reason: "no converter" block:'))).toEqual([
      'op=relu',
      '-dtype=float16',
      'reason=no converter',
      'block=',
    ]);
    expect(termsOf(parseQuery('op: dtype:int64 layer: x'))).toEqual(['op=', 'dtype=int64', 'layer:', 'x']);
    expect(termsOf(parseQuery('op: layer:3'))).toEqual(['op=layer:3']);
    expect(messagesOf('op: relu reason: "no converter"')).toEqual([]);
  });

  it('reads a name with colons as text', () => {
    expect(termsOf(parseQuery('aten::add /model/x:0'))).toEqual(['aten::add', '/model/x:0']);
    expect(messagesOf('aten::add /model/x:0')).toEqual([]);
  });

  it('tells of a field that there is not, and searches for it as text', () => {
    expect(termsOf(parseQuery('a -layer:3'))).toEqual(['a', '-layer:3']);
    expect(messagesOf('a -layer:3')).toEqual([
      'There is no field "layer:", so it is searched for as text (character 4).',
    ]);
  });

  it('tells of a quote that is not closed', () => {
    expect(termsOf(parseQuery('a op:"b c -d'))).toEqual(['a', 'op=b c -d']);
    expect(messagesOf('a op:"b c -d')).toEqual([
      'A quote is not closed, so all behind it is one text: it begins (character 6).',
    ]);
  });

  it('ends where there are too many words, and says so', () => {
    const query = parseQuery('w '.repeat(5000));
    expect(query.terms).toHaveLength(MOST_ALTERNATIVES);
    expect(query.troubles.map(({ start }) => start)).toEqual([2 * MOST_ALTERNATIVES]);
    expect(parseQuery(`op:${'a,'.repeat(5000)}`).terms[0]!.alternatives).toHaveLength(MOST_ALTERNATIVES);
  });

  it('is any text, with every part where it says', () => {
    const pieces = fc.constantFrom('"', ',', '-', ':', ' ', 'op:', 'x:', 'a', '\n', '🙂', '*', '(');
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const { terms, troubles } = parseQuery(typed);
        let before = 0;
        for (const { start, end, alternatives } of terms) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(typed.slice(before, start).trim()).toBe('');
          before = end;
          for (const each of alternatives) {
            const raw = typed.slice(each.start, each.end);
            expect(raw.startsWith('"') ? raw.replaceAll('""', '"').includes(each.text) : raw === each.text).toBe(true);
          }
        }
        for (const { start, end } of troubles) expect(typed.slice(start, end)).not.toBe('');
      }),
      { seed: 6, numRuns: 1000 },
    );
  });
});
