import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapeOffers, shapeOption } from '../../../extension/core/compile/shapeOffers';
import {
  type DeclaredInput,
  type ShapeRange,
  describeInput,
  formatShapes,
  isOpen,
  parseShapeOption,
  parseShapes,
  shapeProblem,
} from '../../../extension/core/compile/shapes';

const input = (shape: readonly string[] | undefined): DeclaredInput => ({ name: 'x', dtype: 'float32', shape });

const range = (name = fc.string({ minLength: 1 })): fc.Arbitrary<ShapeRange> =>
  fc
    .tuple(name, fc.array(fc.tuple(fc.nat(4096), fc.nat(4096), fc.nat(4096)), { minLength: 1, maxLength: 6 }))
    .map(([of, sizes]) => {
      const sorted = sizes.map((three) => three.toSorted((a, b) => a - b));
      const [min, opt, max] = [0, 1, 2].map((index) => sorted.map((three) => three[index]!));
      return { input: of, min: min!, opt: opt!, max: max! };
    });

describe('shapes as text', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(range(), (given) => {
        expect(parseShapes(given.input, formatShapes(given))).toEqual(given);
        expect(parseShapeOption(`${given.input}=${formatShapes(given)}`)).toEqual(given);
      }),
    );
  });

  it.each([
    ['1x3x48x192', [1, 3, 48, 192]],
    [' 1 × 3X48x192 ', [1, 3, 48, 192]],
    ['7', [7]],
    ['0x3', [0, 3]],
  ])('%j is one shape', (text, shape) => {
    expect(parseShapes('x', text)).toEqual({ input: 'x', min: shape, opt: shape, max: shape });
  });

  it('of a range are three', () => {
    expect(parseShapeOption('a=b=1x8:2x8 : 4x8')).toEqual({ input: 'a=b', min: [1, 8], opt: [2, 8], max: [4, 8] });
  });

  it.each([
    ['', /neither a shape/],
    ['1x', /neither a shape/],
    ['1x-1', /neither a shape/],
    ['1x1.5', /neither a shape/],
    ['batchx3', /neither a shape/],
    ['1x99999999999', /neither a shape/],
    ['1x2:3x4', /neither a shape/],
    ['1:2:3:4', /neither a shape/],
    ['1x2:1x2:1', /different numbers of dimensions/],
    ['1x9:1x8:1x9', /Dimension 1 is not in order/],
    ['1x2:3x4:2x4', /Dimension 0 is not in order/],
  ])('%j is none', (text, problem) => expect(parseShapes('x', text)).toMatch(problem));

  it.each(['1x3', '=1x3', ''])('%j names no input', (text) => expect(parseShapeOption(text)).toMatch(/no NAME=SHAPE/));
});

describe('shapeProblem', () => {
  const problem = (shape: readonly string[] | undefined, text: string): string | undefined =>
    shapeProblem(parseShapes('x', text) as ShapeRange, input(shape));

  it.each<[readonly string[] | undefined, string]>([
    [['batch', '3', '?'], '1x3x64:2x3x64:8x3x512'],
    [['4'], '4'],
    [undefined, '1x2x3'],
  ])('is none where %j is given %s', (shape, text) => expect(problem(shape, text)).toBeUndefined());

  it.each<[readonly string[], string, string]>([
    [['batch', '3'], '1x3x4', 'x (float32, batch×3) has 2 dimensions, and 1x3x4 has 3.'],
    [['batch', '3'], '1x4', 'Dimension 1 of x (float32, batch×3) is 3 in the model, and 1x4 says otherwise.'],
    [['?', '3'], '1x3:1x3:1x4', 'Dimension 1 of x (float32, ?×3) is 3 in the model, and 1x3:1x3:1x4 says otherwise.'],
    [[], '1', 'x (float32, a scalar) has 0 dimensions, and 1 has 1.'],
  ])('is one where %j is given %s', (shape, text, expected) => expect(problem(shape, text)).toBe(expected));
});

describe('an input', () => {
  it.each<[readonly string[] | undefined, boolean, string]>([
    [['1', '3'], false, 'x (float32, 1×3)'],
    [[], false, 'x (float32, a scalar)'],
    [['1', 'n'], true, 'x (float32, 1×n)'],
    [['?'], true, 'x (float32, ?)'],
    [undefined, true, 'x (float32, of any shape)'],
  ])('of %j is open: %s', (shape, open, words) => {
    expect([isOpen(input(shape)), describeInput(input(shape))]).toEqual([open, words]);
  });
});

const SYMBOLS = [
  '?',
  'batch',
  'N',
  'n_samples',
  'seq_len',
  'height',
  'W',
  'channels',
  'time',
  'unk__0',
  '(width//2)',
  's0',
];
const arbitraryInput = (): fc.Arbitrary<DeclaredInput> =>
  fc
    .array(fc.oneof(fc.constantFrom(...SYMBOLS), fc.integer({ min: 1, max: 4096 }).map(String)), { maxLength: 6 })
    .map(input);

describe('shapeOffers', () => {
  it('suit the input that they are for', () => {
    fc.assert(
      fc.property(arbitraryInput(), (declared) => {
        const offers = shapeOffers(declared);
        expect(offers.length).toBeGreaterThan(0);
        expect(new Set(offers.map(({ title }) => title)).size).toBe(offers.length);
        for (const { range: offered } of offers) {
          expect(shapeProblem(offered, declared)).toBeUndefined();
          if (declared.shape?.length === 0) continue;
          // What can be said can be given: whole sizes in order.
          expect(parseShapes('x', formatShapes(offered))).toEqual(offered);
          expect(Math.min(...offered.min)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string[], string[]]>([
    [
      ['batch', '3', 'height', 'width'],
      ['1x3x224x224', '1x3x224x224:1x3x224x224:8x3x224x224', '1x3x112x112:1x3x224x224:8x3x448x448'],
    ],
    [
      ['?', '3', '224', '224'],
      ['1x3x224x224', '1x3x224x224:1x3x224x224:8x3x224x224'],
    ],
    [
      ['N', 'seq_len'],
      ['1x128', '1x128:1x128:8x128', '1x64:1x128:8x256'],
    ],
    // The batch is not always the first.
    [
      ['sequence', 'batch', '64'],
      ['128x1x64', '128x1x64:128x1x64:128x8x64', '64x1x64:128x1x64:256x8x64'],
    ],
    [
      ['time', '80'],
      ['128x80', '64x80:128x80:256x80'],
    ],
    [
      ['1', 'channels', '8'],
      ['1x3x8', '1x1x8:1x3x8:1x6x8'],
    ],
    [['1', '16'], ['1x16']],
  ])('of %j are %j', (shape, expected) => {
    expect(shapeOffers(input(shape)).map(({ range: offered }) => formatShapes(offered))).toEqual(expected);
  });

  it('are none where nothing is known of the shape', () => {
    expect(shapeOffers(input(undefined))).toEqual([]);
    expect(shapeOption(input(undefined))).toBe('--shape x=1');
    expect(shapeOption(input(['batch', '3']))).toBe('--shape x=1x3');
  });
});
