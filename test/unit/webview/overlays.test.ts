import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleOf, programModel } from '../../../webview/ui/programModel';
import { partitionTree, moduleTree, programEnds } from '../../../webview/program/graph/hierarchies';
import { ItemKind } from '../../../webview/program/graph/groupTree';
import { NO_CATEGORY, type Overlay, itemCategories, overlayOf } from '../../../webview/program/overlays/overlay';
import { NodeOp } from '../../../extension/core/graph/graph';
import type { Layer } from '../../../extension/core/report/report';
import { engine, makeProgram, makeReport, recordedReport } from '../../webview/models';
import { onnxReport } from '../../webview/onnxModels';

const bert = recordedReport('bert', ['torch.ops.aten.gelu.default']);
const model = programModel(bert, bert.program!);
const { program } = model;
const ends = programEnds(program.graph, model.inputs);
const byBlock = partitionTree(
  program,
  model.blockOf,
  ends,
  (block) => titleOf(model, program.partition.blocks[block]!),
  false,
);
const byModule = moduleTree(program.graph, ends, 'bert', false);

/** With an operation of every type, and one of a type that only TensorRT's layers have. */
function everyPrecision(): Overlay {
  const names = Array.from({ length: 36 }, (_, dtype) => `op_${dtype}`);
  const rest = { op: NodeOp.callFunction, target: 'aten.relu', module: '', moduleType: '', arguments: '' };
  const rows = names.map((name, dtype) => {
    return { ...rest, name, inputs: [], outputs: [{ dtype, shape: '2', bytes: 8 }], frames: [] };
  });
  const made = makeProgram(rows, [{ name: '_run_on_acc_0', kind: 'tensorrt', nodes: names }]);
  const output = { name: 'y', dtype: 'FP4', shape: '2' };
  const layer: Layer = { name: 'layer', type: 'kgen', inputs: [], outputs: [output], nodes: [1] };
  const report = makeReport('types', made, { engines: [{ ...engine('_run_on_acc_0'), layers: [layer] }] });
  const overlay = overlayOf(programModel(report, made), 'precision')!;
  expect(overlay.categories).toHaveLength(11);
  return overlay;
}

function everyTime(): Overlay {
  const layer: Layer = { name: 'layer', type: 'kgen', inputs: [], outputs: [], nodes: [9], microseconds: 1 };
  const timed = {
    ...bert,
    engines: [{ ...bert.engines[0]!, layers: [layer] }],
    times: { file: 'p.json', perRun: true },
  };
  return overlayOf(programModel(timed, program), 'time')!;
}

describe('overlays', () => {
  it('tell where operations run, and count them', () => {
    const overlay = overlayOf(model, 'blocks')!;
    expect(overlay.categories.map(({ label, count }) => [label, count])).toEqual([
      ['in TensorRT', 106],
      ['in PyTorch', 4],
      ['partly in TensorRT', 0],
    ]);
    expect(new Set(overlay.categories.map(({ pattern }) => pattern)).size).toBe(3);
  });

  it('tell categories apart by patterns too, of which one is for several and one for what is not known', () => {
    const several = new Set<string>();
    for (const { categories, mixed } of [overlayOf(model, 'blocks')!, everyPrecision(), everyTime()]) {
      const patterns = categories.map(({ pattern }) => pattern);
      expect(new Set(patterns).size, patterns.join()).toBe(patterns.length);
      const unknown = categories.filter(({ pattern }) => pattern === 'dots').map(({ label }) => label);
      expect(unknown).toEqual(categories.map(({ label }) => label).filter((label) => /^no .* known$/.test(label)));
      several.add(categories[mixed]!.pattern);
    }
    // Of times there are no several: a group has the sum of its own.
    expect([...several].sort()).toEqual(['dots', 'squares']);
  });

  it('tell the types of a graph, and that they are those of the graph', () => {
    const overlay = overlayOf(model, 'precision')!;
    expect(overlay.categories[0]!.label).toBe('float32');
    expect(overlay.note).toContain('As the graph is typed');
  });

  it('take the layers of an engine before the graph', () => {
    const report = onnxReport('recognizer');
    const layers = report.engines[0]!.layers.map((layer) => ({
      ...layer,
      outputs: layer.outputs.map((output) => ({ ...output, dtype: 'float16' })),
    }));
    const changed = { ...report, engines: [{ ...report.engines[0]!, layers }] };
    const count = (of: typeof report): number =>
      overlayOf(programModel(of, of.program!), 'precision')!.categories.find(({ label }) => label === 'float16')
        ?.count ?? 0;
    expect(count(report)).toBe(0);
    expect(count(changed)).toBeGreaterThan(5);
    expect(overlayOf(programModel(changed, changed.program!), 'precision')!.note).toMatch(
      /engines’ layers say for \d+ op/,
    );
  });

  it('tell times in steps of the whole, of operations and of groups', () => {
    expect(overlayOf(model, 'time')).toBeUndefined();
    const operations = Array.from({ length: program.graph.nodeCount }, (_, node) => node).filter((node) =>
      program.graph.isOperation(node),
    );
    // Two operations that became one layer have its time each; what they are in has it once.
    const [first, second, third, fourth] = operations as [number, number, number, number];
    const layer = (nodes: number[], microseconds?: number): Layer => {
      const time = microseconds === undefined ? {} : { microseconds };
      return { name: 'layer', type: 'kgen', inputs: [], outputs: [], nodes, ...time };
    };
    const layers = [layer([first], 2), layer([second, third], 70), layer([operations.at(-1)!], 928), layer([fourth])];
    const timed = { ...bert, engines: [{ ...bert.engines[0]!, layers }], times: { file: 'p.json', perRun: true } };
    const overlay = overlayOf(programModel(timed, program), 'time')!;
    const label = (category: number): string => overlay.categories[category]!.label;
    expect(operations.slice(0, 4).map((node) => label(overlay.ofNode[node]!))).toEqual([
      'less than 0.3 %',
      '3 to 10 %',
      '3 to 10 %',
      'no time known',
    ]);
    expect(overlay.categories.reduce((sum, { count }) => sum + count, 0)).toBe(operations.length);
    expect(overlay.note).toMatch(/of a run.*share a layer/);
    const categories = itemCategories(byModule, overlay);
    const parent = byModule.parent[byModule.itemOfNode[second]!]!;
    expect(label(categories[parent]!)).toBe('3 to 10 %');
    for (let item = byModule.itemOfNode[operations.at(-1)!]!; item > 0; item = byModule.parent[item]!) {
      expect(label(categories[item]!)).toBe('10 % of the time or more');
    }
  });

  it('tell no times where a file of times knows none of the layers', () => {
    const untimed = { ...bert, times: { file: 'p.json', perRun: true } };
    expect(overlayOf(programModel(untimed, program), 'time')).toBeUndefined();
  });

  it('give a group what all of it has, or that it is mixed', () => {
    for (const tree of [byBlock, byModule]) {
      fc.assert(
        fc.property(fc.array(fc.constantFrom(0, 1, NO_CATEGORY), { minLength: 40, maxLength: 40 }), (cycle) => {
          const ofNode = Uint8Array.from({ length: program.graph.nodeCount }, (_, node) => cycle[(node * 7) % 40]!);
          const overlay = { ...overlayOf(model, 'blocks')!, ofNode, mixed: 2 };
          const categories = itemCategories(tree, overlay);
          const below = (item: number): Set<number> => {
            if (tree.kind[item] === ItemKind.node) return new Set([ofNode[tree.target[item]!]!]);
            const first = tree.firstChild[item]!;
            return new Set(Array.from({ length: tree.childCount[item]! }, (_, at) => [...below(first + at)]).flat());
          };
          for (let item = 1; item < tree.count; item++) {
            const all = [...below(item)].filter((category) => category !== NO_CATEGORY);
            expect(categories[item]).toBe(all.length === 0 ? NO_CATEGORY : all.length === 1 ? all[0] : 2);
          }
        }),
        { numRuns: 15, seed: 3 },
      );
    }
  });
});
