import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressionText } from '../../../../extension/core/formats/exportedProgram/symbolic';

const S = (name: string): string => `Symbol('${name}', positive=True, integer=True)`;

describe('expressionText', () => {
  it.each([
    [S('s17'), 's17'],
    ["Symbol('u0', integer=True)", 'u0'],
    [`Mul(Integer(2), ${S('s17')})`, '2*s17'],
    [`Add(Integer(1), ${S('s0')})`, 's0 + 1'],
    [`Add(${S('s0')}, Integer(-1))`, 's0 - 1'],
    [`Mul(Integer(2), Add(Integer(1), ${S('s0')}))`, '2*(s0 + 1)'],
    [`Mul(Integer(-1), ${S('s0')}, ${S('s1')})`, '-s0*s1'],
    [`Add(${S('a')}, Mul(Integer(-1), ${S('b')}))`, 'a - b'],
    [`Pow(${S('s0')}, Integer(2))`, 's0**2'],
    [`Pow(Add(${S('s0')}, Integer(1)), Integer(2))`, '(s0 + 1)**2'],
    [`FloorDiv(Add(${S('s0')}, Integer(-1)), Integer(2))`, '(s0 - 1)//2'],
    [`FloorDiv(${S('a')}, Mul(${S('b')}, Integer(2)))`, 'a//(b*2)'],
    [`Mod(${S('s0')}, Integer(8))`, 's0 % 8'],
    [`Max(Integer(1), ${S('s0')})`, 'Max(1, s0)'],
    [`CeilToInt(${S('s0')})`, 'CeilToInt(s0)'],
    ["Mul(Rational(1, 2), Symbol('s0', integer=True))", '1/2*s0'],
    ["Float('0.5', precision=53)", '0.5'],
    // Before schema 8, and what is no expression at all.
    ['2*s17', '2*s17'],
    ['s0', 's0'],
    ['Mul(Integer(2)', 'Mul(Integer(2)'],
    ["Symbol('s", "Symbol('s"],
    ['', ''],
  ])('%s is %s', (srepr, text) => {
    expect(expressionText(srepr)).toBe(text);
  });

  it('is short, quick and whole for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        expect(expressionText(text).length).toBeLessThanOrEqual(200);
      }),
      { seed: 20261123, numRuns: 500 },
    );
    for (const text of ['Add('.repeat(2000), `Add(${'Add('.repeat(70)}1${')'.repeat(71)}`, '('.repeat(8000)]) {
      expect(expressionText(text).length).toBe(200);
    }
    expect(expressionText('s'.repeat(1_000_000)).length).toBe(200);
  });
});
