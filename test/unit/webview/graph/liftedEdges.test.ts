import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../../extension/core/graph/graph';
import type { GroupTree } from '../../../../webview/program/graph/groupTree';
import { moduleTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { type LiftedEdges, WIDE_FAN_OUT, liftEdges } from '../../../../webview/program/graph/liftedEdges';
import { WideReads } from '../../../../webview/program/graph/wideReads';
import { anyGraph, graphOf, inputsOf } from './graphs';

const treeOf = (graph: Graph): GroupTree => moduleTree(graph, programEnds(graph, inputsOf(graph)), 'model', false);

function lifted(graph: Graph, most?: number): { tree: GroupTree; edges: LiftedEdges } {
  const tree = treeOf(graph);
  return { tree, edges: liftEdges(graph, tree, most) };
}

interface Told {
  /** "group: from > to × values". */
  readonly lines: string[];
  /** "item reads node from item". */
  readonly tags: string[];
}

/** Edge by edge, by the lists of ancestors. */
function naive(graph: Graph, tree: GroupTree, most: number): Told {
  const ancestors = (item: number): number[] => (item < 0 ? [] : [...ancestors(tree.parent[item]!), item]);
  const values = new Map<string, Set<number>>();
  const tags: string[] = [];
  for (let source = 0; source < graph.nodeCount; source++) {
    const above = ancestors(tree.itemOfNode[source]!);
    const pairs = new Set<string>();
    for (let reader = 0; reader < graph.nodeCount; reader++) {
      const beside = ancestors(tree.itemOfNode[reader]!);
      const level = above.findIndex((item, index) => item !== beside[index]);
      if (!graph.inputs(reader).includes(source) || level < 0 || beside[level] === undefined) continue;
      pairs.add(`${above[level - 1]}: ${above[level]} > ${beside[level]}`);
    }
    for (const pair of pairs) {
      const [group, from, to] = pair.split(/: | > /) as [string, string, string];
      const besides = [...pairs].filter((other) => other.startsWith(`${group}: `)).length;
      if (besides > most) tags.push(`${to} reads ${source} from ${from}`);
      else values.set(pair, (values.get(pair) ?? new Set()).add(source));
    }
  }
  const lines = [...values].map(([pair, { size }]) => `${pair} × ${size}`);
  return { lines: lines.sort(), tags: tags.sort() };
}

function told({ starts, from, to, weight, wide }: LiftedEdges): Told {
  const lines: string[] = [];
  for (let group = 0; group + 1 < starts.length; group++) {
    for (let edge = starts[group]!; edge < starts[group + 1]!; edge++) {
      lines.push(`${group}: ${from[edge]} > ${to[edge]} × ${weight[edge]}`);
    }
  }
  const tags = [...wide.node].flatMap((node, value) =>
    [...wide.to.subarray(wide.starts[value], wide.starts[value + 1])].map(
      (reader) => `${reader} reads ${node} from ${wide.from[value]}`,
    ),
  );
  return { lines: lines.sort(), tags: tags.sort() };
}

describe('liftEdges', () => {
  it('draws an edge where its ends part, once for all that go the same way', () => {
    const graph = graphOf([
      { name: 'a', module: 'm.x' },
      { name: 'b', module: 'm.x', inputs: ['a'] },
      { name: 'c', module: 'm.y', inputs: ['a', 'b'] },
      { name: 'c2', module: 'm.y' },
      { name: 'd', module: 'n', inputs: ['c', 'b'] },
      { name: 'd2', module: 'n' },
    ]);
    const { tree, edges } = lifted(graph);
    const group = (node: string): number => tree.parent[tree.itemOfNode[graph.find(node)!]!]!;
    const item = (node: string): number => tree.itemOfNode[graph.find(node)!]!;
    const m = tree.parent[group('a')]!;
    expect(told(edges).lines).toEqual(
      [
        `${group('a')}: ${item('a')} > ${item('b')} × 1`,
        `${m}: ${group('a')} > ${group('c')} × 2`,
        `${tree.parent[m]}: ${m} > ${group('d')} × 2`,
      ].sort(),
    );
  });

  it('gives each reader of a value that is read widely beside it a tag, and no line', () => {
    const readers = Array.from({ length: WIDE_FAN_OUT + 1 }, (_, index) => ({ name: `add${index}`, inputs: ['mask'] }));
    const { tree, edges } = lifted(graphOf([{ name: 'mask' }, ...readers]));
    const mask = tree.itemOfNode[0]!;
    expect(told(edges)).toEqual({
      lines: [],
      tags: readers.map((_, index) => `${tree.itemOfNode[index + 1]} reads 0 from ${mask}`).sort(),
    });
    const reads = new WideReads(edges.wide, tree.count);
    expect([...reads.comingFrom(mask)]).toEqual([0]);
    expect(reads.readersOf(0)).toHaveLength(WIDE_FAN_OUT + 1);
    expect([...reads.readBy(tree.itemOfNode[3]!)]).toEqual([0]);
    expect([...reads.readBy(mask)]).toEqual([]);

    const fewer = lifted(graphOf([{ name: 'mask' }, ...readers.slice(1)])).edges;
    expect(told(fewer).tags).toEqual([]);
    expect([...fewer.weight]).toEqual(readers.slice(1).map(() => 1));
  });

  it('counts readers at the level where the ends part: a group that holds them all has one line', () => {
    const inside = Array.from({ length: WIDE_FAN_OUT + 1 }, (_, index) => ({ name: `add${index}`, module: 'm' }));
    const readers = inside.map((each) => ({ ...each, inputs: ['table'] }));
    const { tree, edges } = lifted(
      graphOf([{ name: 'table', module: 'n' }, { name: 'other', module: 'n' }, ...readers]),
    );
    const [m, n] = [2, 0].map((node) => tree.parent[tree.itemOfNode[node]!]);
    expect(told(edges)).toEqual({ lines: [`${tree.parent[n!]}: ${n} > ${m} × 1`], tags: [] });
  });

  it('gives groups tags where they are many', () => {
    const layers = Array.from({ length: WIDE_FAN_OUT + 1 }, (_, index) => [
      { name: `mul${index}`, module: `layers.${index}.rotary`, inputs: ['table'] },
      { name: `add${index}`, module: `layers.${index}`, inputs: [`mul${index}`, 'table'] },
    ]).flat();
    const { tree, edges } = lifted(graphOf([{ name: 'table', module: 'layers' }, ...layers]));
    const groups = layers
      .slice(1)
      .filter((_, at) => at % 2 === 0)
      .map((_, at) => tree.parent[tree.itemOfNode[2 + 2 * at]!]!);
    expect(told(edges).tags).toEqual(groups.map((group) => `${group} reads 0 from ${tree.itemOfNode[0]}`).sort());
    // Within each layer there is the line between its operations still.
    expect(edges.from.length).toBe(layers.length / 2);
  });

  it('counts a node that reads a value twice as one reader, and what goes along a line as one value', () => {
    const readers = Array.from({ length: WIDE_FAN_OUT }, (_, index) => ({ name: `mul${index}`, inputs: ['x', 'x'] }));
    const graph = graphOf([{ name: 'x' }, ...readers]);
    expect([...graph.inputs(1)]).toEqual([0, 0]);
    const { edges } = lifted(graph);
    expect(told(edges).tags).toEqual([]);
    expect([...edges.weight]).toEqual(readers.map(() => 1));
  });

  it('orders the edges of a group by their ends', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { starts, from, to } = lifted(graph).edges;
        for (let group = 0; group + 1 < starts.length; group++) {
          for (let edge = starts[group]! + 1; edge < starts[group + 1]!; edge++) {
            expect(from[edge]! - from[edge - 1]! || to[edge]! - to[edge - 1]!).toBeGreaterThan(0);
          }
        }
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  it('is what it is edge by edge, for any graph and any number of readers that is wide', () => {
    fc.assert(
      fc.property(anyGraph, fc.integer({ min: 1, max: 5 }), (graph, most) => {
        const { tree, edges } = lifted(graph, most);
        expect(told(edges)).toEqual(naive(graph, tree, most));
        for (let edge = 0; edge < edges.from.length; edge++) {
          expect(tree.parent[edges.from[edge]!]).toBe(tree.parent[edges.to[edge]!]);
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
