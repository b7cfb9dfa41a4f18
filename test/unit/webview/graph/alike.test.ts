import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import { TextsOfItems } from '../../../../webview/program/canvas/itemTexts';
import { Arrangement, ITEM_SIZES } from '../../../../webview/program/graph/arrangement';
import { type GroupTree, ItemKind } from '../../../../webview/program/graph/groupTree';
import { moduleTree, partitionTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { childrenOf, itemId, itemOfId } from '../../../../webview/program/graph/itemIds';
import { liftEdges } from '../../../../webview/program/graph/liftedEdges';
import { groupsOf } from '../../../../webview/program/graph/openGroups';
import { placeOf, walkBlocks } from '../../../../webview/program/graph/walk';
import { programModel, titleOfBlock } from '../../../../webview/ui/programModel';
import { recordedReport } from '../../../webview/models';
import { type NodeSpec, alternatingProgram, anyGraph, graphOf } from './graphs';

function modulesOf(graph: Graph, folded = true): GroupTree {
  const nodes = Array.from({ length: graph.nodeCount }, (_, node) => node);
  const inputs = nodes.filter((node) => graph.op(node) === NodeOp.placeholder);
  return moduleTree(graph, programEnds(graph, inputs), 'model', folded);
}

const all = (tree: GroupTree): number[] => Array.from({ length: tree.count }, (_, item) => item);
const foldsOf = (tree: GroupTree): number[] => all(tree).filter((item) => tree.kind[item] === ItemKind.fold);

/** What is in a fold or any other group, without the sections that divide much. */
function inside(tree: GroupTree, item: number): number[] {
  return [...childrenOf(tree, item)].flatMap((child) =>
    tree.kind[child] === ItemKind.section ? inside(tree, child) : [child],
  );
}

/** Nodes below an item, as the tree has them. */
function leavesOf(tree: GroupTree, item: number): number[] {
  if (tree.kind[item] === ItemKind.node) return [tree.target[item]!];
  return [...childrenOf(tree, item)].flatMap((child) => leavesOf(tree, child));
}

/** How a group is built, in words: its nodes by what they are and from how far they read, its groups as brackets. */
function structure(graph: Graph, tree: GroupTree, group: number): string {
  const leaves = leavesOf(tree, group);
  const tell = (item: number): string => {
    if (tree.kind[item] !== ItemKind.node) {
      const parts = inside(tree, item).map(tell).join(' ');
      // A fold is no more than what is in it.
      return tree.kind[item] === ItemKind.fold ? parts : `(${tree.kind[item]} ${parts})`;
    }
    const node = tree.target[item]!;
    const reads = [...graph.inputs(node)].map((input) =>
      leaves.includes(input) ? leaves.indexOf(node) - leaves.indexOf(input) : 'outside',
    );
    const results = graph.outputs(node).map(({ dtype, shape }) => `${dtype} ${shape}`);
    return `${graph.op(node)} ${graph.target(node)} reads ${reads.join()} makes ${results.join()}`;
  };
  return tell(group);
}

/** Layers of a few sorts one after another; each reads the one before and sometimes one further up. */
const anyLayers: fc.Arbitrary<Graph> = fc
  .array(
    fc.tuple(
      fc.array(fc.record({ sort: fc.nat(2), skips: fc.boolean() }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 6 }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => {
    const layers = parts.flatMap(([layer, times]) => Array.from({ length: times }, () => layer).flat());
    const specs: NodeSpec[] = [{ name: 'x', op: NodeOp.placeholder }];
    layers.forEach(({ sort, skips }, index) => {
      const module = `layers.${index}`;
      const before = specs.at(-1)!.name;
      specs.push({ name: `linear${index}`, module: `${module}.fc`, inputs: [before] });
      for (let more = 0; more < sort; more++) {
        specs.push({ name: `relu${index}00${more}`, module: `${module}.act`, inputs: [specs.at(-1)!.name] });
      }
      specs.push({ name: `add${index}`, module, inputs: [specs.at(-1)!.name, skips ? before : `linear${index}`] });
    });
    return graphOf(specs);
  });

/** A chain of layers, `ops` long each. */
function chain(layers: readonly (readonly string[])[], moduleOf: (layer: number) => string): Graph {
  const specs: NodeSpec[] = [{ name: 'x', op: NodeOp.placeholder }];
  layers.forEach((ops, layer) =>
    ops.forEach((op, index) => {
      specs.push({ name: `${op}${layer}0${index}`, module: moduleOf(layer), inputs: [specs.at(-1)!.name] });
    }),
  );
  return graphOf(specs);
}

function blocksOf(times: number): GroupTree {
  const { program, blockOf, ends } = alternatingProgram(times);
  const { partition } = program;
  return partitionTree(program, blockOf, ends, (block) => titleOfBlock(partition.blocks[block]!, partition), true);
}

describe('folding of alike groups', () => {
  it('changes neither what the tree holds nor its order, for any graph', () => {
    fc.assert(
      fc.property(fc.oneof(anyGraph, anyLayers), (graph) => {
        const [folded, plain] = [modulesOf(graph), modulesOf(graph, false)];
        expect(leavesOf(folded, 0)).toEqual(leavesOf(plain, 0));
        expect(new Set(leavesOf(folded, 0)).size).toBe(folded.nodeCount[0]);
        expect(modulesOf(graph)).toEqual(folded);
        expect(foldsOf(plain)).toEqual([]);
      }),
      { seed: 21, numRuns: 150 },
    );
  });

  it('folds what is alike and nothing else', () => {
    let found = 0;
    fc.assert(
      fc.property(anyLayers, (graph) => {
        const tree = modulesOf(graph);
        for (const item of all(tree)) {
          if (tree.kind[item] === ItemKind.node || tree.kind[item] === ItemKind.section) continue;
          const parts = inside(tree, item).map((child) => structure(graph, tree, child));
          const repeats = tree.repeats[item]!;
          if (tree.kind[item] === ItemKind.fold) {
            found++;
            const period = parts.length / repeats;
            expect(repeats).toBeGreaterThanOrEqual(3);
            expect(period).toBeOneOf([1, 2, 3, 4]);
            expect(parts.slice(period)).toEqual(parts.slice(0, -period));
            continue;
          }
          expect(repeats).toBe(0);
          const groups = inside(tree, item).map((child) => tree.kind[child] === ItemKind.module);
          for (let at = 2; at < parts.length; at++) {
            const three = [at - 2, at - 1, at];
            const isRun = three.every((each) => groups[each] && parts[each] === parts[at]);
            expect(isRun, `${three.join()} of ${item}`).toBe(false);
          }
        }
      }),
      { seed: 22, numRuns: 200 },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('calls layers by their numbers and says how many there are', () => {
    const graph = chain(
      Array.from({ length: 32 }, () => ['linear', 'gelu', 'add']),
      (layer) => `decoder.layers.${layer}`,
    );
    const tree = modulesOf(graph);
    const [fold, ...others] = foldsOf(tree);
    expect(others).toEqual([]);
    expect([tree.labels[fold!], tree.repeats[fold!], tree.childCount[fold!], tree.nodeCount[fold!]]).toEqual([
      'layers.0 to 31',
      32,
      32,
      96,
    ]);
    const layers = tree.parent[fold!]!;
    expect(tree.labels[layers]).toBe('layers');
    // What is folded stays folded when nothing else is in the group.
    expect(tree.childCount[layers]).toBe(1);
    expect(groupsOf(tree, layers)).toEqual([layers]);
  });

  it('says of a fold what is in it and how often', () => {
    const report = recordedReport('gpt2');
    const model = programModel(report, report.program!);
    const { graph } = model.program;
    const tree = moduleTree(graph, programEnds(graph, model.inputs), 'gpt2', true);
    const [fold] = foldsOf(tree);
    const { title, details } = new TextsOfItems(model, tree).of(fold!);
    const operations = leavesOf(tree, fold!).length;
    expect([title, ...details]).toEqual(['h.0 to 3', `×4 · ${operations} operations`, '×4']);
  });

  it('finds pairs that come again, and folds within folds', () => {
    const attention = ['matmul', 'softmax', 'matmul'];
    const mlp = ['linear', 'gelu'];
    const pairs = chain(
      Array.from({ length: 10 }, (_, layer) => (layer % 2 === 0 ? attention : mlp)),
      (layer) => (layer % 2 === 0 ? `attention${layer}` : `mlp${layer}`),
    );
    const tree = modulesOf(pairs);
    const [fold] = foldsOf(tree);
    expect([tree.labels[fold!], tree.repeats[fold!], tree.childCount[fold!]]).toEqual(['attention0 to mlp9', 5, 10]);

    const nested = modulesOf(
      chain(
        Array.from({ length: 12 }, () => mlp),
        (layer) => `stage${Math.floor(layer / 4)}.block${layer % 4}`,
      ),
    );
    expect(foldsOf(nested).map((item) => [nested.labels[item], nested.repeats[item], nested.depth[item]])).toEqual([
      ['stage0 to 2', 3, 2],
      ['block0 to 3', 4, 4],
      ['block0 to 3', 4, 4],
      ['block0 to 3', 4, 4],
    ]);
  });

  it.each<[string, (index: number) => Partial<Parameters<typeof graphOf>[0][number]>]>([
    ['operators', (index) => ({ name: `${index === 2 ? 'sigmoid' : 'relu'}${index}` })],
    ['distances', (index) => ({ inputs: [index === 2 ? `mul${index}` : `neg${index}`] })],
    ['numbers of inputs', (index) => ({ inputs: index === 2 ? [`neg${index}`, 'x'] : [`neg${index}`] })],
    ['inputs from outside', (index) => ({ inputs: [index === 2 ? 'x' : `neg${index}`] })],
    ['groups', (index) => ({ module: index === 2 ? `m.${index}.inner` : `m.${index}` })],
  ])('takes groups of other %s for different', (_, change) => {
    const layer = (index: number, isChanged: boolean): NodeSpec[] => [
      { name: `mul${index}`, module: `m.${index}`, inputs: ['x'] },
      { name: `neg${index}`, module: `m.${index}`, inputs: [`mul${index}`] },
      { name: `relu${index}`, module: `m.${index}`, inputs: [`neg${index}`], ...(isChanged ? change(index) : {}) },
      { name: `abs${index}`, module: `m.${index}.inner`, inputs: [`neg${index}`] },
      { name: `exp${index}`, module: `m.${index}.inner`, inputs: [`abs${index}`] },
    ];
    const graphs = [false, true].map((isChanged) =>
      graphOf([{ name: 'x', op: NodeOp.placeholder }, ...[0, 1, 2, 3].flatMap((index) => layer(index, isChanged))]),
    );
    expect(graphs.map((graph) => foldsOf(modulesOf(graph)).length)).toEqual([1, 0]);
  });

  it('divides a fold of very many groups without tearing apart what comes again', () => {
    const tree = modulesOf(
      chain(
        Array.from(
          { length: 900 },
          (_, layer) =>
            [
              ['relu', 'neg'],
              ['abs', 'exp'],
              ['sin', 'cos'],
            ][layer % 3]!,
        ),
        (layer) => `m${layer}`,
      ),
    );
    const [fold] = foldsOf(tree);
    expect([tree.repeats[fold!], inside(tree, fold!).length]).toEqual([300, 900]);
    const sections = [...childrenOf(tree, fold!)];
    expect(sections.map((section) => tree.kind[section])).toEqual(sections.map(() => ItemKind.section));
    expect(sections.slice(0, -1).every((section) => tree.childCount[section]! % 3 === 0)).toBe(true);
  });

  it('folds blocks of a partition that alternate, which keep their names and the room for their breaks', () => {
    const tree = blocksOf(12);
    const [fold, ...others] = foldsOf(tree);
    expect([others, tree.parent[fold!], tree.labels[fold!], tree.repeats[fold!]]).toEqual([
      [],
      0,
      'Engine 0 to PyTorch 23',
      12,
    ]);
    const blocks = inside(tree, fold!);
    expect(blocks.map((item) => tree.target[item])).toEqual(blocks.map((_, block) => block));
    const { program } = alternatingProgram(12);
    for (const item of all(tree).slice(1)) expect(itemOfId(tree, program, itemId(tree, program, item))).toBe(item);

    const arrangement = new Arrangement(tree, liftEdges(program.graph, tree));
    arrangement.setOpen([fold!], true);
    const places = blocks.map((item) => placeOf(arrangement, item)!);
    expect(places.every(({ y }, block) => block === 0 || y > places[block - 1]!.y)).toBe(true);
    const { breakGap, breakWidth } = ITEM_SIZES;
    const right = Math.max(...places.map(({ x, width }) => x + width));
    expect(right + breakGap + breakWidth).toBeLessThan(placeOf(arrangement, fold!)!.x + arrangement.width[fold!]!);
    const seen: number[] = [];
    walkBlocks(arrangement, { x: 0, y: 0, width: 1e6, height: 1e6 }, ({ item }) => seen.push(item));
    expect(seen).toEqual([...childrenOf(tree, 0)].flatMap((item) => (item === fold ? [item, ...blocks] : [item])));
  });

  it('folds no blocks that run in different places, nor what comes only twice', () => {
    expect(foldsOf(blocksOf(2))).toEqual([]);
    const { program, blockOf, ends } = alternatingProgram(3);
    const tree = partitionTree(program, blockOf, ends, String, true);
    expect(tree.repeats[foldsOf(tree)[0]!]).toBe(3);
    const { blocks } = program.partition;
    const other = {
      ...program.partition,
      blocks: blocks.map((block, at) => (at === 2 ? { ...block, kind: 'torch' as const } : block)),
    };
    expect(foldsOf(partitionTree({ ...program, partition: other }, blockOf, ends, String, true))).toEqual([]);
  });

  it('keeps all places sound when folds are open', () => {
    fc.assert(
      fc.property(anyLayers, (graph) => {
        const tree = modulesOf(graph);
        const arrangement = new Arrangement(tree, liftEdges(graph, tree));
        arrangement.setOpen(all(tree), true);
        for (const item of all(tree).slice(1)) {
          const place = placeOf(arrangement, item)!;
          const around = tree.parent[item]! > 0 ? placeOf(arrangement, tree.parent[item]!)! : place;
          expect(place.x).toBeGreaterThanOrEqual(around.x - 1e-6);
          expect(place.y).toBeGreaterThanOrEqual(around.y);
          expect(place.x + place.width).toBeLessThanOrEqual(around.x + around.width + 1e-6);
          expect(place.y + place.height).toBeLessThanOrEqual(around.y + around.height + 1e-6);
        }
      }),
      { seed: 23, numRuns: 60 },
    );
  });
});
