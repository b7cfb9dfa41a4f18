import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StackLayout, lanesOf, stackBoxes } from '../../../../webview/program/graph/stackLayout';

interface Edge {
  readonly from: number;
  readonly to: number;
}

/** Lanes by comparing each line with all that have one: the nearest that is free, short lines first. */
function naiveLanes(edges: readonly Edge[]): number[] {
  const lanes: Edge[][] = [];
  const chosen = edges.map(() => -1);
  const span = ({ from, to }: Edge): number => to - from;
  const long = edges.filter((edge) => span(edge) > 1).sort((a, b) => span(a) - span(b) || a.from - b.from);
  for (const edge of long) {
    let lane = lanes.findIndex((taken) => taken.every(({ from, to }) => to < edge.from || from > edge.to));
    if (lane < 0) lane = Math.min(lanes.length, 23);
    (lanes[lane] ??= []).push(edge);
    chosen[edges.indexOf(edge)] = lane;
  }
  return chosen;
}

function routesOf(count: number, edges: readonly Edge[]): ReturnType<ReturnType<typeof stackBoxes>['routeOf']>[] {
  const sizes = { widths: new Array<number>(count).fill(330), heights: new Array<number>(count).fill(46) };
  const { routeOf } = stackBoxes({ ...sizes, edges, lanes: lanesOf(count, edges) });
  return edges.map((_, edge) => routeOf(edge));
}

/** Horizontal place of the part of a line that leads past other boxes. */
const laneOf = (route: readonly (readonly [number, number])[]): number => route[1]![0];

describe('boxes from top to bottom', () => {
  it('gives each line past others the nearest free lane', () => {
    const count = 40;
    const edge = fc.record({ from: fc.nat(count - 2), span: fc.integer({ min: 1, max: count }) });
    const anyEdges = fc.uniqueArray(
      edge.map(({ from, span }): Edge => ({ from, to: Math.min(count - 1, from + span) })),
      { maxLength: 90, selector: ({ from, to }) => from * count + to },
    );
    fc.assert(
      fc.property(anyEdges, (edges) => {
        const routes = routesOf(count, edges);
        const lanes = naiveLanes(edges);
        const places = [...new Set(routes.filter((_, at) => lanes[at]! >= 0).map(laneOf))].sort((a, b) => b - a);
        expect(routes.map((route, at) => (lanes[at]! < 0 ? -1 : places.indexOf(laneOf(route))))).toEqual(lanes);
      }),
      { seed: 33, numRuns: 200 },
    );
  });

  it('keeps room for lanes only where there are any, and is as wide as what stands in it', () => {
    const [first, second] = [0, 1];
    const widths = [240, 226, 190];
    const heights = widths.map(() => 46);
    const stack = (edges: Edge[]): StackLayout =>
      stackBoxes({ widths, heights, edges, lanes: lanesOf(widths.length, edges) });
    const neighbours = stack([{ from: first, to: second }]);
    const right = (boxes: StackLayout): number => Math.max(...widths.map((width, box) => boxes.x[box]! + width));
    expect(Math.min(...neighbours.x)).toBe(165 - 240 / 2);
    expect(neighbours.width).toBe(right(neighbours));
    const passing = stack([{ from: first, to: 2 }]);
    expect(passing.width).toBe(right(passing));
    expect(passing.width).toBeGreaterThan(neighbours.width);
  });

  it('lets lines of one lane not overlap among thousands of boxes', () => {
    const count = 20_000;
    const edges = Array.from({ length: count - 40 }, (_, from) => ({ from, to: from + 2 + ((from * 7919) % 9) }));
    const routes = routesOf(count, edges);
    const ends = new Map<number, number>();
    let overlaps = 0;
    edges.forEach(({ from, to }, at) => {
      const lane = laneOf(routes[at]!);
      if (from <= (ends.get(lane) ?? -1)) overlaps++;
      ends.set(lane, to);
    });
    expect(overlaps).toBe(0);
    expect(ends.size).toBeLessThan(24);
  });
});
