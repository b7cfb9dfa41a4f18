import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import { type GroupTree, ItemKind } from '../../../../webview/program/graph/groupTree';
import { moduleTree, partitionTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { programModel, titleOf } from '../../../../webview/ui/programModel';
import { recordedReport } from '../../../webview/models';
import { anyGraph, graphOf } from './graphs';

const inputsOf = (graph: Graph): number[] =>
  Array.from({ length: graph.mainCount }, (_, node) => node).filter((node) => graph.op(node) === NodeOp.placeholder);
const modulesOf = (graph: Graph): GroupTree => moduleTree(graph, programEnds(graph, inputsOf(graph)), 'model', false);

/** The tree as nested lists: a group as its label and what it holds, a node by its name. */
function outline(graph: Graph, tree: GroupTree, item = 0): unknown[] {
  return Array.from({ length: tree.childCount[item]! }, (_, position) => {
    const child = tree.firstChild[item]! + position;
    if (tree.kind[child] === ItemKind.node) return graph.name(tree.target[child]!);
    return [tree.labels[child], ...outline(graph, tree, child)];
  });
}

/** What must hold of any tree. */
function expectSound(graph: Graph, tree: GroupTree): void {
  const faults: string[] = [];
  const must = (holds: boolean, what: string, item: number): void => void (holds || faults.push(`${item}: ${what}`));
  const seen = new Uint8Array(tree.count);
  for (let item = 0; item < tree.count; item++) {
    must(tree.parent[item]! < Math.max(item, 0), 'its parent comes after it', item);
    for (let at = 0; at < tree.childCount[item]!; at++) {
      const child = tree.firstChild[item]! + at;
      must(
        tree.parent[child] === item && tree.depth[child] === tree.depth[item]! + 1,
        'is no parent to its child',
        item,
      );
      must(!seen[child], 'is a child twice', child);
      seen[child] = 1;
    }
    const kind = tree.kind[item]!;
    if (kind === ItemKind.node)
      must(Object.is(tree.itemOfNode[tree.target[item]!], item), 'its node is elsewhere', item);
    else if (kind !== ItemKind.root) must(tree.childCount[item]! <= 256, 'has too many children', item);
  }
  expect(faults).toEqual([]);
  expect(seen.reduce((sum, each) => sum + each)).toBe(tree.count - 1);
  const operations = inGraph(graph).filter((node) => graph.isOperation(node));
  expect(tree.nodeCount[0]).toBe(operations.length);
  expect(operations.every((node) => tree.target[tree.itemOfNode[node]!] === node)).toBe(true);
}

const inGraph = (graph: Graph): number[] => Array.from({ length: graph.mainCount }, (_, node) => node);

describe('moduleTree', () => {
  it('nests modules, joins those that hold one other alone, leaves out those of one operation, and keeps the order', () => {
    const graph = graphOf([
      { name: 'x', op: NodeOp.placeholder },
      { name: 'embed', module: 'bert.embeddings', inputs: ['x'] },
      { name: 'linear0', module: 'bert.encoder.layer.0.fc', inputs: ['embed'] },
      { name: 'linear1', module: 'bert.encoder.layer.1.fc', inputs: ['linear0'] },
      { name: 'gelu1', module: 'bert.encoder.layer.1', inputs: ['linear1'] },
      { name: 'add', inputs: ['gelu1', 'embed'] },
      { name: 'output', op: NodeOp.output, inputs: ['add'] },
    ]);
    const tree = modulesOf(graph);
    expect(outline(graph, tree)).toEqual([
      ['Program input'],
      ['model', ['bert', 'embed', ['encoder.layer', 'linear0', ['1', 'linear1', 'gelu1']]], 'add'],
      ['Program outputs'],
    ]);
    expectSound(graph, tree);
    expect(tree.itemOfNode[graph.find('x')!]).toBe(1);
    expect(tree.kind[tree.itemOfNode[graph.find('output')!]!]).toBe(ItemKind.outputs);
  });

  it('divides what is too much for one group, level upon level', () => {
    const count = 40_000;
    const graph = graphOf(
      Array.from({ length: count }, (_, index) => ({
        name: `relu${index}`,
        inputs: index > 0 ? [`relu${index - 1}`] : [],
      })),
    );
    const tree = modulesOf(graph);
    expectSound(graph, tree);
    const block = tree.firstChild[0]!;
    expect(tree.childCount[block]).toBeLessThanOrEqual(256);
    expect(tree.depth.reduce((most, depth) => Math.max(most, depth))).toBe(4);
    const items = inGraph(graph).map((node) => tree.itemOfNode[node]!);
    // The order is that of the program.
    expect(items.every((item, node) => node === 0 || item > items[node - 1]!)).toBe(true);
    expect(tree.labels[tree.firstChild[block]!]).toBe('relu … relu');
  });

  it('is sound for any graph', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => expectSound(graph, modulesOf(graph))),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('partitionTree', () => {
  it.each(['bert', 'detector', 'gpt2', 'alternating'] as const)(
    'has the blocks of %s in order, with their modules',
    (name) => {
      const report = recordedReport(name);
      const model = programModel(report, report.program!);
      const { graph, partition } = model.program;
      const tree = partitionTree(
        model.program,
        model.blockOf,
        programEnds(graph, model.inputs),
        (block) => titleOf(model, partition.blocks[block]!),
        false,
      );
      expectSound(graph, tree);
      const top = Array.from({ length: tree.childCount[0]! }, (_, position) => tree.firstChild[0]! + position);
      const blocks = top.filter((item) => tree.kind[item] === ItemKind.block);
      expect(blocks.map((item) => tree.target[item])).toEqual(partition.blocks.map((_, index) => index));
      for (const item of blocks) {
        const operations = [...partition.blocks[tree.target[item]!]!.nodes].filter((node) => graph.isOperation(node));
        expect(tree.nodeCount[item]).toBe(operations.length);
        for (const node of operations) {
          let at = tree.itemOfNode[node]!;
          while (tree.parent[at]! > 0) at = tree.parent[at]!;
          expect(at).toBe(item);
        }
      }
    },
  );
});
