import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossings } from '../../../../webview/program/layout/band';
import { LONGEST_THROUGH } from '../../../../webview/program/layout/input';
import { type LayoutInput, NODE_SIZES, layoutNodes } from '../../../../webview/program/layout/layoutNodes';

/** Any graph whose nodes read only nodes before them: chains, fans, islands. */
function anyInput(most: number): fc.Arbitrary<LayoutInput> {
  return fc
    .integer({ min: 0, max: most })
    .chain((count) =>
      fc
        .tuple(
          ...Array.from({ length: count }, (_, node) =>
            node === 0
              ? fc.constant([])
              : fc.oneof(fc.constant([node - 1]), fc.array(fc.integer({ min: 0, max: node - 1 }), { maxLength: 4 })),
          ),
        )
        .chain((inputs) => sizesOf(count).map((sizes) => ({ count, inputs, ...sizes }))),
    );
}

/** Of one size, as nodes are, or of any, as groups. */
function sizesOf(count: number): fc.Arbitrary<Pick<LayoutInput, 'widths' | 'heights'>> {
  const size = fc.array(fc.integer({ min: 20, max: 400 }), { minLength: count, maxLength: count });
  return fc.oneof(fc.constant({}), fc.record({ widths: size, heights: size }));
}

const widthOf = ({ widths }: LayoutInput, node: number): number => widths?.[node] ?? NODE_SIZES.nodeWidth;
const heightOf = ({ heights }: LayoutInput, node: number): number => heights?.[node] ?? NODE_SIZES.nodeHeight;

describe('layered layout', () => {
  it('never lets two nodes overlap, nor any leave the area that it claims', () => {
    fc.assert(
      fc.property(anyInput(60), (input) => {
        const { x, y, width, height } = layoutNodes(input);
        for (let a = 0; a < input.count; a++) {
          expect(x[a]).toBeGreaterThanOrEqual(-1e-6);
          expect(y[a]).toBeGreaterThanOrEqual(0);
          expect(x[a]! + widthOf(input, a)).toBeLessThanOrEqual(width + 1e-6);
          expect(y[a]! + heightOf(input, a)).toBeLessThanOrEqual(height);
          for (let b = a + 1; b < input.count; b++) {
            const [left, right] = x[a]! < x[b]! ? [a, b] : [b, a];
            const [above, below] = y[a]! < y[b]! ? [a, b] : [b, a];
            const apart =
              x[left]! + widthOf(input, left) <= x[right]! + 1e-6 || y[above]! + heightOf(input, above) <= y[below]!;
            expect(apart, `nodes ${a} and ${b}`).toBe(true);
          }
        }
      }),
    );
  });

  it('draws each edge once, from the lower border of its source to the upper border of its reader', () => {
    fc.assert(
      fc.property(anyInput(60), (input) => {
        const { x, y, edges } = layoutNodes(input);
        const wanted = input.inputs.flatMap((list, to) => [...new Set(list)].map((from) => `${from}>${to}`));
        expect(edges.map(({ from, to }) => `${from}>${to}`).sort()).toEqual(wanted.sort());
        for (const { from, to, points } of edges) {
          expect(points[0]).toEqual([x[from]! + widthOf(input, from) / 2, y[from]! + heightOf(input, from)]);
          expect(points.at(-1)).toEqual([x[to]! + widthOf(input, to) / 2, y[to]!]);
        }
      }),
    );
  });

  it('keeps its lines inside the area and its square lines square', () => {
    fc.assert(
      fc.property(anyInput(80), (input) => {
        const { width, height, edges } = layoutNodes(input);
        for (const { points, square } of edges) {
          points.forEach(([x, y], i) => {
            expect(x).toBeGreaterThanOrEqual(-1e-6);
            expect(x).toBeLessThanOrEqual(width + 1e-6);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(height);
            const before = points[i - 1];
            if (square && before) expect(before[0] === x || before[1] === y).toBe(true);
          });
        }
      }),
    );
  });

  it('lets no line run through a node', () => {
    fc.assert(
      fc.property(anyInput(40), (input) => {
        const { x, y, edges } = layoutNodes(input);
        for (const { from, to, points, square } of edges) {
          for (let i = 1; i < points.length; i++) {
            const [[ax, ay], [bx, by]] = [points[i - 1]!, points[i]!];
            // A curve between two rows stays between them; only segments along a row or column can meet a node.
            if (!square && ax !== bx) continue;
            for (let node = 0; node < input.count; node++) {
              if (node === from || node === to) continue;
              const across = Math.max(ax, bx) > x[node]! && Math.min(ax, bx) < x[node]! + widthOf(input, node);
              const down = Math.max(ay, by) > y[node]! && Math.min(ay, by) < y[node]! + heightOf(input, node);
              expect(across && down, `line ${from}>${to} and node ${node}`).toBe(false);
            }
          }
        }
      }),
    );
  });

  it('leads a line that would pass many rows along the gutter of its band, past all nodes', () => {
    let found = 0;
    // Rows of three, so that few bands are needed and each has many rows.
    const rows = fc.array(fc.nat(100), { minLength: 150, maxLength: 240 });
    fc.assert(
      fc.property(rows, (choices) => {
        const inputs = choices.map((choice, node) => {
          const before = Math.floor(node / 3) * 3 - 1 - (choice % 3);
          const far = node - 45 - (choice % 12);
          return [...(before >= 0 ? [before] : []), ...(choice % 4 === 0 && far >= 0 ? [far] : [])];
        });
        const { x, y, width, edges } = layoutNodes({ count: choices.length, inputs });
        const step = NODE_SIZES.nodeHeight + NODE_SIZES.rowGap;
        for (const { from, to, points, square } of edges) {
          // A band has hardly more rows than that, so what is so much further down is in the same one.
          if (square && y[to]! - y[from]! > LONGEST_THROUGH * step) found++;
          for (let i = 1; i < points.length && square; i++) {
            const [[ax, ay], [bx, by]] = [points[i - 1]!, points[i]!];
            expect(Math.max(ax, bx)).toBeLessThanOrEqual(width);
            for (let node = 0; node < choices.length; node++) {
              if (node === from || node === to) continue;
              const across = Math.max(ax, bx) > x[node]! && Math.min(ax, bx) < x[node]! + NODE_SIZES.nodeWidth;
              const down = Math.max(ay, by) > y[node]! && Math.min(ay, by) < y[node]! + NODE_SIZES.nodeHeight;
              if (across && down) expect.fail(`line ${from}>${to} runs through node ${node}`);
            }
          }
        }
      }),
      { seed: 31, numRuns: 20 },
    );
    expect(found).toBeGreaterThan(20);
  });

  it('counts crossings as pair by pair', () => {
    const place = fc.nat(12);
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { maxLength: 40 }), (links) => {
        const pairs = links.flatMap((a, index) => links.slice(index + 1).map((b) => [a, b] as const));
        const crossing = pairs.filter(([a, b]) => (a[0] - b[0]) * (a[1] - b[1]) < 0);
        expect(crossings(links, 13)).toBe(crossing.length);
      }),
      { seed: 32 },
    );
  });

  it('gives the same drawing for the same graph', () => {
    fc.assert(
      fc.property(anyInput(40), (input) => {
        expect(layoutNodes(input)).toEqual(layoutNodes(structuredClone(input)));
      }),
    );
  });

  it('puts every node below all that it reads within a band', () => {
    const chain = { count: 5, inputs: [[], [0], [1], [0, 2], [3]] };
    const { y } = layoutNodes(chain);
    expect([...y]).toEqual([...y].sort((a, b) => a - b));
  });

  it('wraps a long chain instead of making one endless column', () => {
    const inputs = Array.from({ length: 200 }, (_, node) => (node === 0 ? [] : [node - 1]));
    const { width, height } = layoutNodes({ count: 200, inputs });
    expect(width / height).toBeGreaterThan(0.7);
    expect(width / height).toBeLessThan(3);
  });

  it('wraps a row that would be too wide', () => {
    const { width } = layoutNodes({ count: 200, inputs: Array.from({ length: 200 }, () => []) });
    expect(width).toBeLessThan(6000);
  });
});
