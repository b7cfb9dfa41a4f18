import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import type { ArrangedTree } from '../../../../webview/program/graph/arrangedTree';
import { Arrangement } from '../../../../webview/program/graph/arrangement';
import { type GroupTree, ItemKind } from '../../../../webview/program/graph/groupTree';
import { moduleTree, partitionTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { liftEdges } from '../../../../webview/program/graph/liftedEdges';
import { layoutMessage } from '../../../../webview/program/worker/layoutMessage';
import { programModel } from '../../../../webview/ui/programModel';
import { recordedReport } from '../../../webview/models';
import { alternatingProgram, anyGraph, graphOf, inputsOf, linesOf, toldTree } from './graphs';

const treeOf = (graph: Graph): GroupTree => moduleTree(graph, programEnds(graph, inputsOf(graph)), 'model', false);

const partitionOf = (times: number): GroupTree => {
  const { program, blockOf, ends } = alternatingProgram(times);
  return partitionTree(program, blockOf, ends, String, false);
};

const groupsOf = (tree: GroupTree): number[] =>
  Array.from({ length: tree.count }, (_, item) => item).filter((item) => tree.childCount[item]! > 0);
const childrenOf = (tree: GroupTree, item: number): number[] =>
  Array.from({ length: tree.childCount[item]! }, (_, position) => tree.firstChild[item]! + position);

/** Pixels that places may differ by: they cross to the page as numbers of less precision. */
const NEAR = 0.01;

/** What is wrong with a picture, in words. */
function faultsOf(arrangement: ArrangedTree): string[] {
  const { tree, x, y, width, height } = arrangement;
  const faults: string[] = [];
  const right = (item: number): number => x[item]! + width[item]!;
  const bottom = (item: number): number => y[item]! + height[item]!;
  for (const group of groupsOf(tree).filter((item) => arrangement.isOpen(item))) {
    const children = childrenOf(tree, group);
    for (const child of children) {
      const isInside =
        x[child]! >= -NEAR &&
        y[child]! >= 0 &&
        right(child) <= width[group]! + NEAR &&
        bottom(child) <= height[group]! + NEAR;
      if (!isInside) faults.push(`${child} leaves ${group}`);
    }
    for (const a of children) {
      for (const b of children) {
        if (a >= b) continue;
        const apart =
          right(a) <= x[b]! + NEAR ||
          right(b) <= x[a]! + NEAR ||
          bottom(a) <= y[b]! + NEAR ||
          bottom(b) <= y[a]! + NEAR;
        if (!apart) faults.push(`${a} overlaps ${b}`);
      }
    }
    for (const { from, to, points, square } of linesOf(arrangement, group)) {
      for (const [item, [px, py]] of [
        [from, points[0]!],
        [to, points.at(-1)!],
      ] as const) {
        const onBorder =
          px >= x[item]! - NEAR &&
          px <= right(item) + NEAR &&
          py >= y[item]! - NEAR &&
          py <= bottom(item) + NEAR &&
          (Math.abs(px - x[item]!) < NEAR || Math.abs(py - y[item]!) < NEAR || Math.abs(py - bottom(item)) < NEAR);
        if (!onBorder) faults.push(`the line ${from} > ${to} does not end at ${item}`);
      }
      for (let i = 1; i < points.length; i++) {
        const [[ax, ay], [bx, by]] = [points[i - 1]!, points[i]!];
        if (!square && ax !== bx) continue;
        for (const other of children) {
          if (other === from || other === to) continue;
          const across = Math.max(ax, bx) > x[other]! + NEAR && Math.min(ax, bx) < right(other) - NEAR;
          const down = Math.max(ay, by) > y[other]! + NEAR && Math.min(ay, by) < bottom(other) - NEAR;
          if (across && down) faults.push(`the line ${from} > ${to} runs through ${other}`);
        }
      }
    }
  }
  return faults;
}

/** Places of what can be seen. */
function picture(arrangement: ArrangedTree): unknown {
  const { tree, x, y, width, height } = arrangement;
  const shown = Array.from({ length: tree.count }, (_, item) => item).filter((item) => {
    for (let at = tree.parent[item]!; at >= 0; at = tree.parent[at]!) if (!arrangement.isOpen(at)) return false;
    return true;
  });
  return shown.map((item) => [item, x[item], y[item], width[item], height[item], linesOf(arrangement, item)]);
}

describe('an arrangement', () => {
  it('has nothing on top of anything else, and lines that end where they should, for any graph and any open groups', () => {
    fc.assert(
      fc.property(anyGraph, fc.infiniteStream(fc.boolean()), (graph, choices) => {
        const tree = treeOf(graph);
        const edges = liftEdges(graph, tree);
        const arrangement = new Arrangement(tree, edges);
        const placed = toldTree(arrangement, edges);
        expect(faultsOf(placed)).toEqual([]);
        const open = groupsOf(tree).filter(() => choices.next().value);
        arrangement.setOpen(open, true);
        placed.take(layoutMessage(arrangement));
        expect(faultsOf(placed)).toEqual([]);
        for (const group of open) expect(arrangement.isOpen(group)).toBe(true);
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  it('is the same whichever way it came about', () => {
    fc.assert(
      fc.property(anyGraph, fc.infiniteStream(fc.boolean()), (graph, choices) => {
        const tree = treeOf(graph);
        const edges = liftEdges(graph, tree);
        const open = groupsOf(tree).filter(() => choices.next().value);
        const atOnce = new Arrangement(tree, edges);
        atOnce.setOpen(open, true);
        const oneByOne = new Arrangement(tree, edges);
        const placed = toldTree(oneByOne, edges);
        oneByOne.setOpen(groupsOf(tree), true);
        placed.take(layoutMessage(oneByOne));
        for (const group of groupsOf(tree)) {
          if (open.includes(group)) continue;
          oneByOne.setOpen([group], false);
          placed.take(layoutMessage(oneByOne));
        }
        expect(picture(placed)).toEqual(picture(toldTree(atOnce, edges)));
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it.each(['bert', 'detector', 'gpt2', 'alternating'] as const)('of %s is sound with all open', (name) => {
    const model = programModel(recordedReport(name), recordedReport(name).program!);
    const { graph } = model.program;
    const tree = partitionTree(model.program, model.blockOf, programEnds(graph, model.inputs), String, false);
    const edges = liftEdges(graph, tree);
    const arrangement = new Arrangement(tree, edges);
    arrangement.setOpen(groupsOf(tree), true);
    expect(faultsOf(toldTree(arrangement, edges))).toEqual([]);
    const { y } = arrangement;
    const top = childrenOf(tree, 0);
    expect(top.every((item, position) => position === 0 || y[item]! > y[top[position - 1]!]!)).toBe(true);
  });

  it('draws modules that look the same the same, and leaves all others where they are when one is opened', () => {
    const layer = (index: number): Parameters<typeof graphOf>[0] => [
      { name: `linear${index}`, module: `layers.${index}.fc`, inputs: [index === 0 ? 'x' : `add${index - 1}`] },
      { name: `gelu${index}`, module: `layers.${index}.fc`, inputs: [`linear${index}`] },
      { name: `add${index}`, module: `layers.${index}`, inputs: [`gelu${index}`, `linear${index}`] },
    ];
    const layers = Array.from({ length: 12 }, (_, index) => layer(index)).flat();
    const graph = graphOf([{ name: 'x', op: NodeOp.placeholder }, ...layers]);
    const tree = treeOf(graph);
    const edges = liftEdges(graph, tree);
    const arrangement = new Arrangement(tree, edges);
    const outer = tree.firstChild[tree.firstChild[0]! + 1]!;
    const all = childrenOf(tree, outer);
    expect(tree.labels[outer]).toBe('layers');
    arrangement.setOpen(groupsOf(tree), true);
    const inside = (group: number): unknown => [
      arrangement.width[group],
      arrangement.height[group],
      childrenOf(tree, group).map((child) => [arrangement.x[child], arrangement.y[child]]),
    ];
    // The first layer reads the input and the last is read by nobody: within themselves they are alike.
    expect(new Set(all.map((group) => JSON.stringify(inside(group)))).size).toBe(1);
    const before = all.map(inside);
    arrangement.setOpen([all[5]!], false);
    expect(all.map(inside).filter((_, position) => position !== 5)).toEqual(
      before.filter((_, position) => position !== 5),
    );
    expect(arrangement.height[all[5]!]).toBeLessThan(arrangement.height[all[4]!]!);
    expect(linesOf(toldTree(arrangement, edges), all[5]!)).toEqual([]);
  });

  it('sends the lines of a look again only once it was forgotten, and keeps none that no group has', () => {
    const { graph } = alternatingProgram(3).program;
    const tree = partitionOf(3);
    const edges = liftEdges(graph, tree);
    const arrangement = new Arrangement(tree, edges);
    const placed = toldTree(arrangement, edges);
    const numbers = (): number[] => [...placed['looks'].keys()].sort((a, b) => a - b);
    const toggle = (items: readonly number[], isOpen: boolean): number => {
      arrangement.setOpen(items, isOpen);
      const message = layoutMessage(arrangement);
      placed.take(message);
      expect(numbers()).toEqual([...new Set(message.look.filter((number) => number >= 0))].sort((a, b) => a - b));
      return message.newLooks.length;
    };
    // All engines look the same, and the root looks different each time.
    const engines = childrenOf(tree, 0).filter((item) => tree.nodeCount[item] === 2);
    expect(toggle(engines.slice(0, 1), true)).toBe(2);
    expect(toggle(engines.slice(1), true)).toBe(1);
    expect(toggle(engines.slice(1), false)).toBe(1);
    expect(numbers()).toHaveLength(2);
    expect(toggle(engines, false)).toBe(1);
    expect(numbers()).toHaveLength(1);
    expect(toggle(engines, true)).toBe(2);
    expect(layoutMessage(arrangement).newLooks).toEqual([]);
  });

  it('keeps the direction of a line that leads back to a module', () => {
    const graph = graphOf([
      { name: 'a', module: 'm' },
      { name: 'b', module: 'n', inputs: ['a'] },
      { name: 'c', module: 'm', inputs: ['b'] },
    ]);
    const tree = treeOf(graph);
    const edges = liftEdges(graph, tree);
    const arrangement = new Arrangement(tree, edges);
    const block = tree.firstChild[0]!;
    arrangement.setOpen([block], true);
    const [m, n] = childrenOf(tree, block);
    const routes = linesOf(toldTree(arrangement, edges), block);
    expect(routes.map(({ from, to }) => [from, to])).toEqual([
      [m, n],
      [n, m],
    ]);
    const [forth, back] = routes.map(({ points }) => points);
    expect(back).toEqual([...forth!].reverse());
    expect(tree.kind[block]).toBe(ItemKind.block);
  });
});
