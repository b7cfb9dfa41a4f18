import { describe, expect, it } from 'vitest';
import type { PathSink } from '../../../../webview/program/canvas/linePath';
import { traceStripe } from '../../../../webview/program/canvas/stripePath';
import { STRIPE } from '../../../../webview/program/canvas/styles';

/** Points along the path, of curves some between their ends. */
function pointsOf(height: number, radius: number): [number, number][] {
  const points: [number, number][] = [];
  const sink: PathSink = {
    moveTo: (x, y) => void points.push([x, y]),
    lineTo: (x, y) => void points.push([x, y]),
    quadraticCurveTo: (cx, cy, x, y) => {
      const [fromX, fromY] = points.at(-1)!;
      for (let share = 0.1; share <= 1.01; share += 0.1) {
        const at = (a: number, b: number, c: number): number =>
          (1 - share) ** 2 * a + 2 * share * (1 - share) * b + share ** 2 * c;
        points.push([at(fromX, cx, x), at(fromY, cy, y)]);
      }
    },
    bezierCurveTo: () => expect.unreachable(),
  };
  traceStripe(sink, 0, 0, height, radius);
  return points;
}

describe('the stripe of a box', () => {
  for (const [height, radius] of [
    [36, 4],
    [46, 6],
    [46, 0],
    [8, 6],
    [30, 15],
  ] as const) {
    it(`stays within a box ${height} high with corners of ${radius}, and fills it from edge to edge`, () => {
      const points = pointsOf(height, radius);
      const round = Math.min(radius, height / 2);
      for (const [x, y] of points) {
        const [dx, dy] = [round - x, Math.max(round - y, y - (height - round))];
        if (dx > 0 && dy > 0) expect(Math.hypot(dx, dy)).toBeLessThan(round + 0.25);
        expect(y).toBeGreaterThan(-0.001);
        expect(y).toBeLessThan(height + 0.001);
      }
      expect(Math.min(...points.map(([x]) => x))).toBeCloseTo(0);
      expect(Math.max(...points.map(([x]) => x))).toBe(STRIPE);
    });
  }
});
