import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type NodeRow, buildGraph } from '../../../../extension/core/graph/graphBuilder';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import { blockOfNodes, uncut } from '../../../../extension/core/partition/partition';
import { moduleTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { type GroupTree, ItemKind } from '../../../../webview/program/graph/groupTree';
import {
  blockCounts,
  borderOf,
  dtypeCounts,
  modulePath,
  moduleTypeAt,
  operationsBelow,
  operatorCounts,
  outputTotal,
} from '../../../../webview/program/inspector/nodeSet';
import { anyGraph, graphOf } from '../graph/graphs';

const treeOf = (graph: Graph): GroupTree => moduleTree(graph, programEnds(graph, []), 'model', false);
const groupAt = (tree: GroupTree, path: string): number =>
  tree.labels.findIndex((_, item) => modulePath(tree, item) === path);
const namesOf = (graph: Graph, nodes: Uint32Array): string[] => Array.from(nodes, (node) => graph.name(node));
const nodesOf = (graph: Graph, ...names: string[]): Uint32Array => Uint32Array.from(names, (name) => graph.find(name)!);

const row = (name: string, inputs: readonly string[], more: Partial<NodeRow> = {}): NodeRow => ({
  name,
  op: NodeOp.callFunction,
  target: 'torch.ops.aten.add.Tensor',
  module: '',
  moduleType: '',
  arguments: '',
  inputs,
  outputs: [{ dtype: 7, shape: '4', bytes: 16 }],
  frames: [],
  ...more,
});

describe('operationsBelow', () => {
  it('has the operations of a module and of all modules in it, in the order of the program', () => {
    const graph = graphOf([
      { name: 'x', op: NodeOp.placeholder },
      { name: 'linear0', module: 'encoder.layer.0.fc', inputs: ['x'] },
      { name: 'relu0', module: 'encoder.layer.0', inputs: ['linear0'] },
      { name: 'linear1', module: 'encoder.layer.1.fc', inputs: ['relu0'] },
      { name: 'gelu1', module: 'encoder.layer.1', inputs: ['linear1'] },
      { name: 'add0', module: 'encoder.layer.0', inputs: ['gelu1'] },
    ]);
    const tree = treeOf(graph);
    const below = (path: string): string[] => namesOf(graph, operationsBelow(tree, groupAt(tree, path)));
    expect(below('encoder.layer')).toEqual(['linear0', 'relu0', 'linear1', 'gelu1', 'add0']);
    expect(below('encoder.layer.0')).toEqual(['linear0', 'relu0', 'add0']);
    expect(below('encoder.layer.1')).toEqual(['linear1', 'gelu1']);
  });

  it('is for any item what stands below it by its parents', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const tree = treeOf(graph);
        const below = Array.from({ length: tree.count }, (): number[] => []);
        for (let node = 0; node < graph.nodeCount; node++) {
          if (!graph.isOperation(node)) continue;
          // What an operation runs is no further operation of the groups that this is in.
          let at = tree.itemOfNode[node]!;
          do below[at]!.push(node);
          while ((at = tree.parent[at]!) >= 0 && tree.kind[at] !== ItemKind.node);
        }
        for (let item = 0; item < tree.count; item++) expect([...operationsBelow(tree, item)]).toEqual(below[item]);
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});

describe('counts', () => {
  const graph = buildGraph([
    row('x', [], { op: NodeOp.placeholder }),
    row('a', ['x']),
    row('b', ['a'], { target: 'torch.ops.aten.linear.default' }),
    row('c', ['b'], { target: 'torch.ops.prims.add.Tensor', outputs: [{ dtype: 5, shape: 'batch', bytes: 0 }] }),
    row('d', ['c'], {
      target: 'torch.ops.aten.linear.default',
      outputs: [
        { dtype: 7, shape: '8', bytes: 32 },
        { dtype: 0, shape: '?', bytes: 0 },
      ],
    }),
    row('e', ['d'], { target: 'torch.ops.aten.linear.default', outputs: [] }),
  ]);
  const all = nodesOf(graph, 'a', 'b', 'c', 'd', 'e');

  it('counts operators as they are read, the most frequent first', () => {
    expect(operatorCounts(graph, all)).toEqual([
      { label: 'linear', count: 3 },
      { label: 'add.Tensor', count: 2 },
    ]);
  });

  it('counts the tensors of each type', () => {
    expect(dtypeCounts(graph, all)).toEqual([
      { label: 'float32', count: 3 },
      { label: 'int64', count: 1 },
      { label: 'unknown type', count: 1 },
    ]);
  });

  it('adds up bytes and says how many sizes are open', () => {
    expect(outputTotal(graph, all)).toEqual({ bytes: 64, tensors: 5, open: 2 });
    expect(outputTotal(graph, new Uint32Array())).toEqual({ bytes: 0, tensors: 0, open: 0 });
  });

  it('counts blocks in the order of the partition', () => {
    expect(blockCounts(Int32Array.of(-1, 2, 0, 2, -1, 2), all)).toEqual([
      { block: 0, count: 1 },
      { block: 2, count: 3 },
    ]);
  });

  it('counts what an operation runs to the block of that', () => {
    const nodes = [{ name: 'relu' }, { name: 'cond' }];
    const inner = [{ owner: 1, name: 'body', nodes: [{ name: 'add' }, { name: 'mul' }] }];
    const blocks = [0, 1].map((node) => ({ name: '', kind: 'torch' as const, nodes: Uint32Array.of(node) }));
    const blockOf = blockOfNodes(graphOf(nodes, inner), { ...uncut(graph), blocks });
    expect(blockCounts(blockOf, Uint32Array.of(2, 3))).toEqual([{ block: 1, count: 2 }]);
  });
});

describe('borderOf', () => {
  it('has what is read from outside once, and what is read outside', () => {
    const graph = graphOf([
      { name: 'x', op: NodeOp.placeholder },
      { name: 'relu0', inputs: ['x'] },
      { name: 'add1', inputs: ['relu0', 'x'] },
      { name: 'mul2', inputs: ['add1', 'x'] },
      { name: 'mul3', inputs: ['mul2', 'add1'] },
      { name: 'sub4', inputs: ['mul3'] },
      { name: 'output', op: NodeOp.output, inputs: ['sub4', 'mul2'] },
    ]);
    const border = borderOf(graph, nodesOf(graph, 'add1', 'mul2', 'mul3'));
    expect(namesOf(graph, border.inputs)).toEqual(['x', 'relu0']);
    expect(namesOf(graph, border.outputs)).toEqual(['mul2', 'mul3']);
    expect(border.isInside(graph.find('mul3')!)).toBe(true);
    expect(border.isInside(graph.find('relu0')!)).toBe(false);
  });

  it('counts what runs inside an operation as part of it', () => {
    const builder = new GraphBuilder();
    builder.add(row('x', [], { op: NodeOp.placeholder }));
    const a = builder.add(row('a', ['x']));
    const b = builder.add(row('b', ['x']));
    const loop = builder.add(row('loop', ['b']));
    builder.add(row('end', ['loop'], { op: NodeOp.output }));
    builder.beginSubgraph(loop, 'body');
    builder.add(row('inner', ['a', 'b']));
    const graph = builder.build();
    expect([...borderOf(graph, Uint32Array.of(b, loop)).inputs]).toEqual([0, a]);
    expect([...borderOf(graph, Uint32Array.of(b, loop)).outputs]).toEqual([loop]);
    expect([...borderOf(graph, Uint32Array.of(a, b)).outputs]).toEqual([a, b]);
  });

  it('is what a look at every connection finds', () => {
    fc.assert(
      fc.property(anyGraph, fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }), (graph, chosen) => {
        const everyNode = Array.from({ length: graph.nodeCount }, (_, node) => node);
        const nodes = everyNode.filter((node) => graph.isOperation(node) && chosen[node]);
        const inside = new Set(nodes);
        for (const { owner, first, count } of graph.columns.subgraphs) {
          if (inside.has(owner)) for (let node = first; node < first + count; node++) inside.add(node);
        }
        const { inputs, outputs } = borderOf(graph, Uint32Array.from(nodes));
        const read = new Set([...inside].flatMap((node) => [...graph.inputs(node)]));
        expect([...inputs]).toEqual(everyNode.filter((node) => read.has(node) && !inside.has(node)));
        const readOutside = new Set(
          everyNode.filter((node) => !inside.has(node)).flatMap((node) => [...graph.inputs(node)]),
        );
        expect([...outputs]).toEqual(nodes.filter((node) => readOutside.has(node)));
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});

describe('modules', () => {
  const typed = (name: string, inputs: string[], module: string, moduleType: string): NodeRow =>
    row(name, inputs, { module, moduleType });
  const graph = buildGraph([
    row('x', [], { op: NodeOp.placeholder }),
    typed('a', ['x'], 'encoder.layer.0.fc', 'torch.nn.Linear'),
    typed('b', ['a'], 'encoder.layer.0.fc', 'torch.nn.Linear'),
    typed('c', ['b'], 'encoder.layer.0', 'bert.Layer'),
    typed('d', ['c'], 'encoder.layer.1', 'bert.Layer'),
    typed('e', ['d'], 'encoder.layer.1', 'bert.Layer'),
  ]);
  const tree = treeOf(graph);

  it('calls a module by its whole path, however its names were joined', () => {
    const item = tree.parent[tree.parent[tree.itemOfNode[graph.find('a')!]!]!]!;
    expect(tree.labels[item]).toBe('0');
    expect(modulePath(tree, item)).toBe('encoder.layer.0');
    expect(modulePath(tree, 0)).toBe('');
  });

  it('has the type of a module from an operation that stands in it, and none where all stand deeper', () => {
    const nodes = nodesOf(graph, 'a', 'b', 'c', 'd', 'e');
    expect(moduleTypeAt(graph, nodes, 'encoder.layer.0')).toBe('bert.Layer');
    expect(moduleTypeAt(graph, nodes, 'encoder.layer.0.fc')).toBe('torch.nn.Linear');
    expect(moduleTypeAt(graph, nodes, 'encoder.layer')).toBe('');
  });
});
