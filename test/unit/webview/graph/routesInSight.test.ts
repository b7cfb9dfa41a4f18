import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RouteColumns } from '../../../../webview/program/graph/routeColumns';
import { RoutesInSight, type Sides } from '../../../../webview/program/graph/routesInSight';
import type { Point } from '../../../../webview/program/layout/route';

/** Whole numbers: they cross without loss. */
const anyPoint = fc.tuple(fc.integer({ min: -50, max: 900 }), fc.integer({ min: -20, max: 90_000 }));
const anyLine = fc.array(anyPoint, { minLength: 2, maxLength: 5 });
const anySides = fc
  .tuple(anyPoint, fc.nat(800), fc.nat(5000))
  .map(([[left, top], width, height]): Sides => ({ left, top, right: left + width, bottom: top + height }));

function inSight(lines: readonly (readonly Point[])[], sides: Sides): number[] {
  const columns = new RouteColumns(0, 0);
  for (const line of lines) columns.add(line, true, false);
  const seen: number[] = [];
  new RoutesInSight(columns.columns()).visit(sides, (route) => seen.push(route));
  return seen.sort((a, b) => a - b);
}

function touches(line: readonly Point[], { left, top, right, bottom }: Sides): boolean {
  const [xs, ys] = [line.map(([x]) => x), line.map(([, y]) => y)];
  const across = Math.min(...xs) <= right && Math.max(...xs) >= left;
  return across && Math.min(...ys) <= bottom && Math.max(...ys) >= top;
}

describe('lines in sight', () => {
  it('are those that touch the area, each once', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 60 }), anySides, (lines, sides) => {
        const wanted = lines.flatMap((line, at) => (touches(line, sides) ? [at] : []));
        expect(inSight(lines, sides)).toEqual(wanted);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
