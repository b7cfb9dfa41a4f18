/** Graphs that operations run, as the picture has them: within the operation, closed at first. */

import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import { GraphBuilder } from '../../../../extension/core/graph/graphBuilder';
import { type Partition, uncut } from '../../../../extension/core/partition/partition';
import { findCrossings } from '../../../../extension/core/partition/breaks';
import { buildSupport } from '../../../../extension/core/partition/support';
import { crossingLabels } from '../../../../webview/program/crossingLabels';
import { writeJson } from '../../../../webview/program/export/json';
import { itemCategories, legendRows, overlayFrom, overlayOf } from '../../../../webview/program/overlays/overlay';
import { connectionsOf, countIn, hasPaths, reachOf } from '../../../../webview/program/graph/connections';
import { type GroupTree, ItemKind, type ItemIndex } from '../../../../webview/program/graph/groupTree';
import { moduleTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import {
  type Named,
  childrenOf,
  idOfNode,
  itemId,
  itemOfId,
  nodeOfId,
} from '../../../../webview/program/graph/itemIds';
import { WIDE_FAN_OUT } from '../../../../webview/program/graph/liftedEdges';
import { SMALL_GROUP, groupsOf } from '../../../../webview/program/graph/openGroups';
import { tagLines } from '../../../../webview/program/graph/tagLines';
import { modulePath, operationsBelow } from '../../../../webview/program/inspector/nodeSet';
import { type PictureOfStops, PictureStops } from '../../../../webview/program/pictureStops';
import { drawnFor } from '../../../../webview/program/selectionItems';
import { programModel } from '../../../../webview/ui/programModel';
import { makeReport } from '../../../webview/models';
import { type NodeSpec, graphOf, placedModules, rowOf } from './graphs';

const ends = (inputs: string[], ...inner: NodeSpec[]): NodeSpec[] => [
  ...inputs.map((name) => ({ name, op: NodeOp.placeholder })),
  ...inner,
  { name: 'output', op: NodeOp.output, inputs: [inner.at(-1)?.name ?? inputs[0]!] },
];

/** `cond` runs two branches, the second of which has a loop in it that reads `relu` of the program. */
function branching(): Graph {
  const main = ends(
    ['x'],
    { name: 'relu', module: 'a', inputs: ['x'] },
    { name: 'cond', module: 'a', inputs: ['relu'] },
    { name: 'add', inputs: ['cond'] },
  );
  return graphOf(main, [
    {
      owner: 2,
      name: 'true_graph',
      nodes: ends(['p'], { name: 'add', inputs: ['p'] }, { name: 'mul', inputs: ['add'] }),
    },
    {
      owner: 2,
      name: 'false_graph',
      nodes: ends(['p'], { name: 'weight', op: NodeOp.getAttr }, { name: 'loop', inputs: ['p', 'weight'] }),
    },
    {
      owner: main.length + 4 + 2,
      name: 'body',
      nodes: ends(
        [],
        { name: 'sub', module: 'm.n', inputs: ['relu'] },
        { name: 'neg', module: 'm.n', inputs: ['sub'] },
      ),
    },
  ]);
}

const graph = branching();
const tree = moduleTree(graph, programEnds(graph, [0]), 'model', false);
const named: Named = { graph, partition: { blocks: [] } as unknown as Partition };
const names = (nodes: Iterable<number>): string[] => Array.from(nodes, (node) => graph.name(node));
const itemOf = (id: string): ItemIndex => itemOfId(tree, named, id)!;

function outline(of: GroupTree, item: ItemIndex): unknown[] {
  return [...childrenOf(of, item)].map((child) => {
    const label = of.kind[child] === ItemKind.node ? graph.name(of.target[child]!) : of.labels[child]!;
    return of.childCount[child]! > 0 ? [label, ...outline(of, child)] : label;
  });
}

describe('graphs within operations', () => {
  it('are children of the operation, with their ends and without their weights', () => {
    expect(outline(tree, itemOf('program'))).toEqual([
      [
        'a',
        'relu',
        [
          'cond',
          ['true_graph', 'p', 'add', 'mul', 'output'],
          ['false_graph', 'p', ['loop', ['body', ['m.n', 'sub', 'neg'], 'output']], 'output'],
        ],
      ],
      'add',
    ]);
  });

  it('count for no group around the operation, whose operations they are part of', () => {
    expect(tree.nodeCount[0]).toBe(3);
    expect(names(operationsBelow(tree, itemOf('program')))).toEqual(['relu', 'cond', 'add']);
    const [first, second] = [...childrenOf(tree, itemOf('node:cond'))];
    expect(names(operationsBelow(tree, itemOf('node:cond')))).toEqual(['cond']);
    expect(names(operationsBelow(tree, first!))).toEqual(['add', 'mul']);
    expect(names(operationsBelow(tree, second!))).toEqual(['loop']);
  });

  it('have names that lead to them, though the program has some of these too', () => {
    const ids = Array.from({ length: tree.count - 1 }, (_, at) => itemId(tree, named, at + 1));
    expect(new Set(ids).size).toBe(ids.length);
    ids.forEach((id, at) => expect(itemOf(id), id).toBe(at + 1));
    expect(ids).toContain('inner:cond/true_graph/add');
    expect(ids).toContain('inner:cond/false_graph/loop/body/neg');
    expect(tree.target[itemOf('node:add')]).toBe(3);
  });

  it('have names that are found in a moment, though one operation runs thousands of them of one name', () => {
    const bodies = Array.from({ length: 20_000 }, () => ({ owner: 0, name: 'body', nodes: [{ name: 'add' }] }));
    const many = graphOf([{ name: 'call' }], bodies);
    const start = performance.now();
    const inner = Array.from(bodies, (_, at) => 1 + at);
    expect(inner.map((node) => nodeOfId(many, idOfNode(many, node)))).toEqual(inner);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('stay closed where the group around them is opened, and are opened with the operation where they are small', () => {
    const program = itemOf('program');
    expect(groupsOf(tree, program).map((item) => itemId(tree, named, item))).toEqual(['program', 'group:/a']);
    const cond = itemOf('node:cond');
    expect(groupsOf(tree, cond)).toEqual([cond, ...childrenOf(tree, cond)]);
    const large = graphOf(ends(['x'], { name: 'cond', inputs: ['x'] }), [
      { owner: 1, name: 'one', nodes: Array.from({ length: SMALL_GROUP }, (_, at) => ({ name: `a${at}` })) },
      { owner: 1, name: 'other', nodes: [{ name: 'b' }] },
    ]);
    const largeTree = moduleTree(large, programEnds(large, [0]), 'model', false);
    expect(groupsOf(largeTree, largeTree.itemOfNode[1]!)).toEqual([largeTree.itemOfNode[1]]);
  });

  it('are opened with their inputs in sections that stay closed, where these are thousands', () => {
    const inputs = Array.from({ length: 5000 }, (_, at) => `p${at}`);
    const wide = graphOf(ends(['x'], { name: 'cond', inputs: ['x'] }), [
      { owner: 1, name: 'body', nodes: ends(inputs, { name: 'add', inputs }) },
    ]);
    const wideTree = moduleTree(wide, programEnds(wide, [0]), 'model', false);
    const cond = wideTree.itemOfNode[1]!;
    expect(groupsOf(wideTree, cond)).toEqual([cond, wideTree.firstChild[cond]]);
  });

  it('are drawn, but shown as part of the operation', () => {
    const [open, closed] = [placedModules(graph), placedModules(graph, false)];
    expect([open.nodesShown, open.nodesDrawn]).toEqual([3, 3 + 4 + 3 + 3]);
    expect([closed.nodesShown, closed.nodesDrawn]).toEqual([0, 0]);
  });

  it('have their hits counted to the operation, and to all that this is in', () => {
    const hits = countIn({ tree }, (node) => ['add', 'neg'].includes(graph.name(node)));
    expect([itemOf('node:cond'), itemOf('group:/a'), 0].map((item) => hits[item])).toEqual([2, 2, 3]);
  });

  it('tell modules apart that are alike but for what their operations run', () => {
    const main = ends(
      ['x'],
      ...[0, 1, 2, 3].flatMap((layer) => [
        { name: `relu${layer}`, module: `layers.${layer}`, inputs: [layer > 0 ? `cond${layer - 1}` : 'x'] },
        { name: `cond${layer}`, module: `layers.${layer}`, inputs: [`relu${layer}`] },
      ]),
    );
    const foldsWith = (inner: (layer: number) => string): number[] => {
      const subgraphs = [0, 1, 2, 3].map((layer) => ({
        owner: 2 + 2 * layer,
        name: `body_${layer}`,
        nodes: ends(['p'], { name: inner(layer), inputs: ['p'] }),
      }));
      const layers = graphOf(main, subgraphs);
      return [...moduleTree(layers, programEnds(layers, [0]), 'model', true).repeats].filter((repeats) => repeats > 0);
    };
    expect(foldsWith(() => 'add')).toEqual([4]);
    expect(foldsWith((layer) => (layer === 3 ? 'mul' : 'add'))).toEqual([3]);
    expect(foldsWith((layer) => ['add', 'mul', 'sub', 'neg'][layer]!)).toEqual([]);
  });

  it('are compared however deep they are within one another', () => {
    const DEEP = 20_000;
    const builder = new GraphBuilder();
    builder.add(rowOf({ name: 'call' }));
    for (let level = 0; level < DEEP; level++) {
      builder.beginSubgraph(level, 'body');
      builder.add(rowOf({ name: 'call' }));
    }
    const deep = builder.build();
    expect(moduleTree(deep, programEnds(deep, []), 'model', true).count).toBe(2 + 2 * DEEP + 1);
  });

  it('do not have the modules around the operation in their paths', () => {
    const module = tree.parent[itemOf('inner:cond/false_graph/loop/body/sub')]!;
    expect(modulePath(tree, module)).toBe('m.n');
    expect(modulePath(tree, itemOf('node:cond'))).toBe('a');
  });

  it('have whole paths of modules, though those of the program share a part that none is drawn for', () => {
    const main = ends(
      ['x'],
      { name: 'relu', module: 'model.a.b', inputs: ['x'] },
      { name: 'cond', module: 'model.c', inputs: ['relu'] },
    );
    const inner = ['model.c.d', 'other.e'].flatMap((module, at) => [
      { name: `add${at}`, module, inputs: ['relu'] },
      { name: `mul${at}`, module, inputs: [`add${at}`] },
    ]);
    const shared = graphOf(main, [{ owner: 2, name: 'body', nodes: inner }]);
    const sharing = moduleTree(shared, programEnds(shared, [0]), 'model', false);
    const groups = [0, 2].map((at) => sharing.parent[sharing.itemOfNode[main.length + at]!]!);
    expect(sharing.modulePrefix).toBe('model.');
    expect(groups.map((group) => modulePath(sharing, group))).toEqual(['model.c.d', 'other.e']);
  });

  it('stand for their weights by the operation that runs them', () => {
    const weight = names(Array.from({ length: graph.nodeCount }, (_, node) => node)).indexOf('weight');
    expect(graph.name(drawnFor(tree, graph, weight))).toBe('cond');
    const sub = tree.target[itemOf('inner:cond/false_graph/loop/body/sub')]!;
    expect(drawnFor(tree, graph, sub)).toBe(sub);
  });
});

describe('what is within an operation of a program', () => {
  const support = buildSupport(graph, [], 3, 3);
  const blocks = [{ name: '_run_on_gpu_0', kind: 'torch' as const, nodes: Uint32Array.of(1, 2, 3) }];
  const program = {
    graph,
    support,
    partition: { blocks, partitioner: 'fast' as const, skippedWholeGraph: false, exact: true },
  };
  const model = programModel(makeReport('cond', program), program);

  it.each(['blocks', 'precision'] as const)(
    'has its colour in the overlay of %s, whose legend does not count it',
    (kind) => {
      const overlay = overlayOf(model, kind)!;
      const ofItems = itemCategories(tree, overlay);
      expect([...ofItems].every((category, item) => tree.nodeCount[item] === 0 || category === 0)).toBe(true);
      expect(legendRows(overlay).map(({ category }) => category.count)).toEqual([3]);
    },
  );

  it('has a line of the legend where nothing else has its category, without a number', () => {
    const ofNode = Uint8Array.from({ length: graph.nodeCount }, (_, node) => (node < graph.mainCount ? 0 : 1));
    const categories = ['outer', 'inner'].map((label) => ({ label, colour: 'chart0', pattern: 'plain' }) as const);
    const overlay = overlayFrom('precision', categories, ofNode, { mixed: 'several', counted: graph.mainCount });
    const rows = legendRows(overlay).map(({ category, isCounted }) => [category.label, isCounted]);
    expect(rows).toEqual([
      ['outer', true],
      ['inner', false],
      ['several', false],
    ]);
  });

  it('is exported with it', () => {
    const written = JSON.parse(writeJson(program, { nodes: Uint32Array.of(2) })) as { nodes: { name: string }[] };
    const all = names(Array.from({ length: graph.nodeCount }, (_, node) => node));
    expect(written.nodes.map(({ name }) => name)).toEqual(
      all.filter((_, node) => node === 2 || node >= graph.mainCount),
    );
  });
});

describe('what a block gives to graphs within operations of another', () => {
  it('crosses to that block, in figures and labels', () => {
    const main = ends(['x', 'flag'], { name: 'relu', inputs: ['x'] }, { name: 'cond', inputs: ['flag'] });
    const program = {
      graph: graphOf(main, [{ owner: 3, name: 'body', nodes: ends([], { name: 'add', inputs: ['relu', 'x'] }) }]),
      partition: {
        blocks: [
          { name: '_run_on_acc_0', kind: 'tensorrt', nodes: Uint32Array.of(2) },
          { name: '_run_on_gpu_1', kind: 'torch', nodes: Uint32Array.of(3) },
        ],
        partitioner: 'fast',
        skippedWholeGraph: false,
        exact: true,
      } as Partition,
    };
    const crossings = findCrossings(program.graph, program.partition);
    expect(crossings.map(({ node, from, to }) => [node, from, to])).toEqual([[2, 0, 1]]);
    const support = buildSupport(program.graph, [], 2, 2);
    const model = programModel(makeReport('cond', { ...program, support }), { ...program, support });
    const { next, far } = crossingLabels(model);
    expect([...next].map(([box, { texts }]) => [box, texts[0]])).toEqual([
      [1, 'x 2×4 float32 · 32 B'],
      [2, 'relu 2×4 float32 · 32 B'],
      [3, 'cond 2×4 float32 · 32 B'],
    ]);
    expect([...far].map(([box, { texts }]) => [box, texts[0]])).toEqual([[2, 'inputs · 2 tensors · 64 B']]);
  });
});

describe('connections across the border of an operation', () => {
  it('are those of the operation, with what is read within it', () => {
    const placed = placedModules(graph);
    const cond = placed.tree.itemOfNode[2]!;
    const { neighbours } = connectionsOf(placed, graph, cond);
    expect(names(neighbours.map((item) => placed.tree.target[item]!))).toEqual(['relu', 'add']);
    const [relu, add] = [1, 3].map((node) => placed.tree.itemOfNode[node]!);
    const { from, to } = placed.edges;
    const lines = Array.from(from, (end, edge) => [end, to[edge]]);
    expect(lines).toContainEqual([relu, cond]);
    // The module that both are in has the line on.
    expect(lines).toContainEqual([placed.tree.parent[cond], add]);
  });

  it('are lines in place of the tag of what is read widely within operations alone', () => {
    const owners = Array.from({ length: WIDE_FAN_OUT + 1 }, (_, at) => ({ name: `cond${at}` }));
    const inner = owners.map(({ name }, at) => ({
      owner: 2 + at,
      name: `${name}_body`,
      nodes: ends([], { name: 'add', inputs: ['relu'] }),
    }));
    const wide = graphOf(ends(['x'], { name: 'relu', inputs: ['x'] }, ...owners), inner);
    const placed = placedModules(wide);
    const [relu, cond] = [1, 3].map((node) => placed.tree.itemOfNode[node]!) as [number, number];
    expect(placed.wide.isRead(1, cond)).toBe(true);
    expect(tagLines(placed, wide, cond)).toEqual([[relu, cond]]);
  });

  it('lead on paths out through inputs and results, and in with the operation', () => {
    const reached = (from: number, side: 'inputs' | 'outputs'): string[] =>
      names([...reachOf(graph, from, side).keys()].filter((node) => reachOf(graph, from, side)[node] === 1));
    const inner = names(Array.from({ length: graph.nodeCount }, (_, node) => node));
    const [mul, sub] = [inner.indexOf('mul'), inner.indexOf('sub')];
    expect(reached(mul, 'inputs')).toEqual(['x', 'relu', 'p', 'add', 'mul']);
    expect(reached(sub, 'outputs')).toEqual(['add', 'output', 'output', 'sub', 'neg', 'output']);
    expect(reached(3, 'inputs')).toEqual(inner.filter((_, node) => node !== 4));
  });

  it('are said to lead on wherever paths do', () => {
    const capturing = graphOf(ends(['x'], { name: 'relu', inputs: ['x'] }, { name: 'call' }), [
      { owner: 2, name: 'body', nodes: ends(['p'], { name: 'add', inputs: ['p', 'relu'] }) },
    ]);
    const nodes = Array.from({ length: capturing.nodeCount }, (_, node) => node);
    for (const side of ['inputs', 'outputs'] as const) {
      const leading = nodes.filter((node) => reachOf(capturing, node, side).filter((each) => each === 1).length > 1);
      expect(nodes.filter((node) => hasPaths(capturing, node, side))).toEqual(leading);
    }
  });

  it('are found in a moment though an operation gives thousands of values to thousands of inputs', () => {
    const values = Array.from({ length: 20_000 }, (_, at) => `v${at}`);
    const main = [...values.map((name) => ({ name })), { name: 'call', inputs: values }];
    const nodes = ends(values, { name: 'add', inputs: values });
    const wide = graphOf(main, [{ owner: values.length, name: 'body', nodes }]);
    const start = performance.now();
    expect(reachOf(wide, values.length, 'inputs').every((each) => each === 1)).toBe(true);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('are followed by keys to what is read within the operation alone', () => {
    const capturing = graphOf(ends(['x'], { name: 'relu', inputs: ['x'] }, { name: 'call' }), [
      { owner: 2, name: 'body', nodes: ends([], { name: 'add', inputs: ['relu'] }) },
    ]);
    const program = { graph: capturing, support: buildSupport(capturing, [], 2, 2), partition: uncut(capturing) };
    const shown = { model: programModel(makeReport('call', program), program), placed: placedModules(capturing) };
    const chosen: unknown[] = [];
    const picture = { shown: () => shown, choose: (selection: unknown) => chosen.push(selection) };
    new PictureStops(picture as unknown as PictureOfStops).follow(
      { item: shown.placed.tree.itemOfNode[2]!, isBreak: false },
      'inputs',
    );
    expect(chosen).toEqual([{ kind: 'node', node: 1 }]);
  });
});
