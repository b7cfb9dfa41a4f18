import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeOp } from '../../../extension/core/graph/graph';
import { GraphBuilder } from '../../../extension/core/graph/graphBuilder';
import { subgraphOf } from '../../../extension/core/graph/subgraphs';
import { uncut } from '../../../extension/core/partition/partition';
import { buildSupport } from '../../../extension/core/partition/support';
import type { Program } from '../../../extension/core/report/report';
import { packNames, unpackNames } from '../../../webview/program/selectedNames';
import { type Selection, selectionId, selectionOf } from '../../../webview/program/selection';
import { type ProgramModel, programModel } from '../../../webview/ui/programModel';
import { chainReport, makeReport } from '../../webview/models';
import { anyProgram, anyText } from './anyProgram';

const RUNS = { seed: 6, numRuns: 300 };
const modelOf = (program: Program): ProgramModel => programModel(makeReport('made', program), program);
const again = (model: ProgramModel, selection: Selection, later = model): Selection | undefined =>
  selectionOf(later, selectionId(model, selection));

/** `graphs`: names of the nodes of graphs that the first operation runs, each graph called the same. */
function programOf(names: readonly string[], graphs: readonly (readonly string[])[] = []): Program {
  const builder = new GraphBuilder();
  const rest = { op: NodeOp.callFunction, target: 'aten.add', module: '', moduleType: '', arguments: '', inputs: [] };
  const add = (name: string): number => builder.add({ ...rest, name, outputs: [], frames: [] });
  names.forEach(add);
  for (const inner of graphs) {
    builder.beginSubgraph(0, 'graph');
    inner.forEach(add);
  }
  const graph = builder.build();
  return { graph, support: buildSupport(graph, [], names.length, names.length), partition: uncut(graph) };
}

describe('a selection', () => {
  it('of any node is that node again, also where graphs within operations have its name', () => {
    fc.assert(
      fc.property(anyProgram(), (program) => {
        const model = modelOf(program);
        for (let node = 0; node < program.graph.nodeCount; node++) {
          expect(again(model, { kind: 'node', node })).toEqual({ kind: 'node', node });
        }
      }),
      RUNS,
    );
    const graphs = [['cond', 'a/b', 'a%2fb', 'a#1'], ['cond'], []];
    const model = modelOf(programOf(['cond', 'a/b'], graphs));
    for (let node = 0; node < 7; node++) {
      expect(again(model, { kind: 'node', node })).toEqual({ kind: 'node', node });
    }
    expect(subgraphOf(model.program.graph, 6)).toMatchObject({ owner: 0, count: 1 });
    for (const id of ['inner:', 'inner:cond/none/cond', 'inner:cond/graph/none', 'inner:none/graph/cond']) {
      expect(selectionOf(model, id), id).toBeUndefined();
    }
  });

  it('of any operations is those again', () => {
    fc.assert(
      fc.property(anyProgram(), fc.array(fc.boolean(), { minLength: 20 }), (program, chosen) => {
        const { graph } = program;
        const nodes = Uint32Array.from({ length: graph.nodeCount }, (_, node) => node).filter(
          (node) => graph.isOperation(node) && chosen[node],
        );
        const wanted = nodes.length > 0 ? { kind: 'nodes', nodes } : undefined;
        expect(again(modelOf(program), { kind: 'nodes', nodes })).toEqual(wanted);
      }),
      RUNS,
    );
  });

  it('of very many operations loses none, and is short where an exporter named them', () => {
    const report = chainReport('large', { blocks: 40, nodesPerBlock: 2500 });
    const model = programModel(report, report.program!);
    const nodes = Uint32Array.from({ length: 100_000 }, (_, at) => at + 1);
    expect(again(model, { kind: 'nodes', nodes })).toEqual({ kind: 'nodes', nodes });
    expect(selectionId(model, { kind: 'nodes', nodes }).length).toBeLessThan(60);
    const third = nodes.filter((node) => node % 3 === 0);
    expect(again(model, { kind: 'nodes', nodes: third })).toEqual({ kind: 'nodes', nodes: third });
  });

  it('of operations that another version lacks says how many those are', () => {
    const names = ['add', 'add_1', 'add_2', 'relu', 'relu_1'];
    const model = modelOf(programOf(names, [['add']]));
    const nodes = Uint32Array.from({ length: 6 }, (_, node) => node);
    const less = modelOf(programOf(['relu_1', 'add_2', 'add']));
    expect(again(model, { kind: 'nodes', nodes }, less)).toEqual({
      kind: 'nodes',
      nodes: Uint32Array.of(0, 1, 2),
      lost: 3,
    });
    const none = modelOf(programOf(['mul']));
    expect(again(model, { kind: 'nodes', nodes }, none)).toBeUndefined();
    for (const id of ['nodes:add', 'nodes:', 'nodes:[]', 'nodes:[[0,1,2]]\n[]', 'nodes:{}\n{}']) {
      expect(selectionOf(model, id), id).toBeUndefined();
    }
  });
});

describe('packed names', () => {
  it('are the same when unpacked', () => {
    const anyName = fc.oneof(
      anyText,
      fc.tuple(fc.constantFrom('a', 'ab', 'a_', '', '/l/0/'), fc.nat(30)).map(([stem, number]) => stem + number),
      fc.constantFrom('a00', 'a0', 'a10000000000000000', 'a_-', '-', '1-2', 'a\n', '\ud83d', '\ud83d\ude42'),
    );
    fc.assert(
      fc.property(fc.uniqueArray(anyName, { maxLength: 30 }), (names) => {
        expect(unpackNames(packNames(names), 100)!.toSorted()).toEqual(names.toSorted());
      }),
      RUNS,
    );
  });

  it('are no more than are asked for, whatever a text stands for', () => {
    expect(unpackNames('[[0,"a","0-999999999999999"]]', 3)).toEqual(['a0', 'a1', 'a2']);
  });
});
