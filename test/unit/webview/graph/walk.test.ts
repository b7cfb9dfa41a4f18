import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import { Arrangement } from '../../../../webview/program/graph/arrangement';
import { moduleTree, partitionTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { liftEdges } from '../../../../webview/program/graph/liftedEdges';
import type { Placed } from '../../../../webview/program/graph/placed';
import { type Rectangle, itemAt, placeOf, shownFor, walkArea } from '../../../../webview/program/graph/walk';
import { alternatingProgram, anyGraph } from './graphs';

function arranged(graph: Graph, choose: (item: number) => boolean): Arrangement {
  const nodes = Array.from({ length: graph.nodeCount }, (_, node) => node);
  const ends = programEnds(
    graph,
    nodes.filter((node) => graph.op(node) === NodeOp.placeholder),
  );
  const tree = moduleTree(graph, ends, 'model', false);
  const arrangement = new Arrangement(tree, liftEdges(graph, tree));
  arrangement.setOpen(Array.from({ length: tree.count }, (_, item) => item).filter(choose), true);
  return arrangement;
}

const items = ({ tree }: Arrangement): number[] => Array.from({ length: tree.count - 1 }, (_, item) => item + 1);
const ancestors = ({ tree }: Arrangement, item: number): number[] => {
  const found: number[] = [];
  for (let at = tree.parent[item]!; at > 0; at = tree.parent[at]!) found.push(at);
  return found;
};
const contains = (place: Rectangle, x: number, y: number): boolean =>
  x >= place.x && y >= place.y && x <= place.x + place.width && y <= place.y + place.height;
const touches = (a: Rectangle, b: Rectangle): boolean =>
  a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;

/** A graph with some groups open, and a part of its picture in thousandths of it. */
const anyView = fc.record({
  graph: anyGraph,
  choices: fc.infiniteStream(fc.boolean()),
  area: fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.nat(1000)),
  least: fc.constantFrom(0, 60, 200),
});

function viewOf(arrangement: Arrangement, [x, y, width, height]: readonly [number, number, number, number]): Rectangle {
  const [w, h] = [arrangement.width[0]! / 1000, arrangement.height[0]! / 1000];
  return { x: x * w, y: y * h, width: width * w, height: height * h };
}

describe('a walk over a picture', () => {
  it('visits what lies in an area, each once and parents first, and enters what is open and large enough', () => {
    fc.assert(
      fc.property(anyView, ({ graph, choices, area, least }) => {
        const arrangement = arranged(graph, () => choices.next().value === true);
        const view = viewOf(arrangement, area);
        const visited: number[] = [];
        walkArea(arrangement, view, least, (seen) => {
          expect(placeOf(arrangement, seen.item)).toEqual({
            x: seen.x,
            y: seen.y,
            width: seen.width,
            height: seen.height,
          });
          expect(seen.isEntered).toBe(arrangement.isOpen(seen.item) && seen.height >= least);
          visited.push(seen.item);
        });
        const expected = items(arrangement).filter((item) => {
          const around = [item, ...ancestors(arrangement, item)];
          const isEntered = around.slice(1).every((at) => arrangement.isOpen(at) && arrangement.height[at]! >= least);
          return isEntered && around.every((at) => touches(placeOf(arrangement, at)!, view));
        });
        expect([...visited].sort((a, b) => a - b)).toEqual(expected);
        for (const [order, item] of visited.entries()) {
          const parent = arrangement.tree.parent[item]!;
          if (parent > 0) expect(visited.indexOf(parent)).toBeLessThan(order);
        }
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it('finds the innermost item at a point', () => {
    fc.assert(
      fc.property(anyView, ({ graph, choices, area: [x, y], least }) => {
        const arrangement = arranged(graph, () => choices.next().value === true);
        const { x: px, y: py } = viewOf(arrangement, [x, y, 0, 0]);
        const found = itemAt(arrangement, px, py, least);
        const all = items(arrangement).filter((item) => {
          const place = placeOf(arrangement, item);
          const isEntered = ancestors(arrangement, item).every((at) => arrangement.height[at]! >= least);
          return place !== undefined && isEntered && contains(place, px, py);
        });
        const innermost = all.filter((item) => !all.some((other) => arrangement.tree.parent[other] === item));
        if (innermost.length === 0) expect(found).toBeUndefined();
        else expect(innermost).toContain(found);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it('looks at a few of thousands of blocks, which stand one below the other', () => {
    const { program, blockOf, ends } = alternatingProgram(2000);
    const tree = partitionTree(program, blockOf, ends, String, false);
    const arrangement = new Arrangement(tree, liftEdges(program.graph, tree));
    let reads = 0;
    const y = new Proxy(arrangement.y, {
      get: (column, item) => {
        reads++;
        return Reflect.get(column, item) as number;
      },
    });
    const { x, width, height, isStill } = arrangement;
    const watched: Placed = { tree, x, y, width, height, isStill, isOpen: (item) => arrangement.isOpen(item) };
    const middle = tree.firstChild[0]! + 1000;
    const area = { x: 0, y: arrangement.y[middle]!, width: 400, height: 300 };
    const seen: number[] = [];
    walkArea(watched, area, 0, ({ item }) => seen.push(item));
    const inArea = items(arrangement).filter(
      (item) => placeOf(arrangement, item) && touches(placeOf(arrangement, item)!, area),
    );
    expect(seen).toEqual(inArea);
    expect(seen.length).toBeGreaterThan(2);
    expect(reads).toBeLessThan(seen.length + 20);

    reads = 0;
    expect(itemAt(watched, arrangement.x[middle]! + 5, area.y + 5, 0)).toBe(middle);
    expect(itemAt(watched, arrangement.x[middle]! + 5, area.y - 5, 0)).toBeUndefined();
    expect(reads).toBeLessThan(40);

    // On their way to other places blocks may stand anywhere.
    reads = 0;
    walkArea({ ...watched, isStill: false }, area, 0, () => undefined);
    expect(reads).toBe(tree.childCount[0]);
  });

  it('knows what stands for an item in closed groups', () => {
    fc.assert(
      fc.property(anyView, ({ graph, choices }) => {
        const arrangement = arranged(graph, () => choices.next().value === true);
        for (const item of items(arrangement)) {
          const shown = shownFor(arrangement, item);
          expect(placeOf(arrangement, shown)).toBeDefined();
          expect(shown === item).toBe(placeOf(arrangement, item) !== undefined);
          expect([item, ...ancestors(arrangement, item)]).toContain(shown);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
