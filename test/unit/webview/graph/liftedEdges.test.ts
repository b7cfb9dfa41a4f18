import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import type { GroupTree } from '../../../../webview/program/graph/groupTree';
import { moduleTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { type LiftedEdges, WIDE_FAN_OUT, liftEdges } from '../../../../webview/program/graph/liftedEdges';
import { anyGraph, graphOf } from './graphs';

function lifted(graph: Graph): { tree: GroupTree; edges: LiftedEdges } {
  const inputs = Array.from({ length: graph.nodeCount }, (_, node) => node).filter(
    (node) => graph.op(node) === NodeOp.placeholder,
  );
  const tree = moduleTree(graph, programEnds(graph, inputs), 'model', false);
  return { tree, edges: liftEdges(graph, tree) };
}

/** Edge by edge, by the lists of ancestors: "group: from > to × weight". */
function naive(graph: Graph, tree: GroupTree): { lines: string[]; tags: string[] } {
  const ancestors = (item: number): number[] => (item < 0 ? [] : [item, ...ancestors(tree.parent[item]!)]);
  const pairs: [number, number][] = [];
  for (let reader = 0; reader < graph.mainCount; reader++) {
    for (const source of new Set(graph.inputs(reader))) {
      if (tree.itemOfNode[source]! >= 0 && tree.itemOfNode[reader]! >= 0) pairs.push([source, reader]);
    }
  }
  const weights = new Map<string, number>();
  const tags: string[] = [];
  for (const [source, reader] of pairs) {
    if (pairs.filter(([other]) => other === source).length > WIDE_FAN_OUT) {
      tags.push(`${tree.itemOfNode[reader]} reads ${source}`);
      continue;
    }
    const above = ancestors(tree.itemOfNode[source]!).reverse();
    const beside = ancestors(tree.itemOfNode[reader]!).reverse();
    const level = above.findIndex((item, index) => item !== beside[index]);
    if (level < 0 || beside[level] === undefined) continue;
    const line = `${above[level - 1]}: ${above[level]} > ${beside[level]}`;
    weights.set(line, (weights.get(line) ?? 0) + 1);
  }
  return { lines: [...weights].map(([line, weight]) => `${line} × ${weight}`).sort(), tags: tags.sort() };
}

function told({ starts, from, to, weight, tagItems, tagNodes }: LiftedEdges): { lines: string[]; tags: string[] } {
  const lines: string[] = [];
  for (let group = 0; group + 1 < starts.length; group++) {
    for (let edge = starts[group]!; edge < starts[group + 1]!; edge++) {
      lines.push(`${group}: ${from[edge]} > ${to[edge]} × ${weight[edge]}`);
    }
  }
  return { lines: lines.sort(), tags: Array.from(tagItems, (item, tag) => `${item} reads ${tagNodes[tag]}`).sort() };
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

  it('gives each reader of a value that is read widely a tag, and no line', () => {
    const readers = Array.from({ length: WIDE_FAN_OUT + 1 }, (_, index) => ({ name: `add${index}`, inputs: ['mask'] }));
    const { tree, edges } = lifted(graphOf([{ name: 'mask', op: NodeOp.placeholder }, ...readers]));
    expect([...edges.tagged]).toEqual([0]);
    expect(edges.from.length).toBe(0);
    expect([...edges.tagItems]).toEqual(readers.map((_, index) => tree.itemOfNode[index + 1]));

    const fewer = lifted(graphOf([{ name: 'mask', op: NodeOp.placeholder }, ...readers.slice(1)])).edges;
    expect([fewer.tagged.length, fewer.tagItems.length]).toEqual([0, 0]);
    expect([...fewer.weight].reduce((sum, each) => sum + each)).toBe(WIDE_FAN_OUT);
  });

  it('counts a node that reads a value twice as one reader, and as one edge', () => {
    const readers = Array.from({ length: WIDE_FAN_OUT }, (_, index) => ({ name: `mul${index}`, inputs: ['x', 'x'] }));
    const graph = graphOf([{ name: 'x', op: NodeOp.placeholder }, ...readers]);
    expect([...graph.inputs(1)]).toEqual([0, 0]);
    const { edges } = lifted(graph);
    expect([edges.tagged.length, edges.tagItems.length]).toEqual([0, 0]);
    expect([...edges.weight]).toEqual([WIDE_FAN_OUT]);
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

  it('is what it is edge by edge, for any graph', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { tree, edges } = lifted(graph);
        expect(told(edges)).toEqual(naive(graph, tree));
        for (let edge = 0; edge < edges.from.length; edge++) {
          expect(tree.parent[edges.from[edge]!]).toBe(tree.parent[edges.to[edge]!]);
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
