import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openArtifact } from '../../../../extension/core/formats/open';
import { dtypeNumber } from '../../../../extension/core/graph/dtype';
import { NODE_OP_NAMES } from '../../../../extension/core/graph/graph';
import { splitShape } from '../../../../extension/core/graph/shape';
import { sourceOfNode } from '../../../../extension/core/graph/source';
import { NO_BLOCK } from '../../../../extension/core/partition/partition';
import { withPartition } from '../../../../extension/core/partition/replay/openedPartition';
import { Reason, reasonFromId } from '../../../../extension/core/partition/reasons';
import type { Program } from '../../../../extension/core/report/report';
import { GRAPH_FORMAT, GRAPH_VERSION, type GraphJson, writeJson } from '../../../../webview/program/export/json';
import { blockOfNodes } from '../../../../extension/core/partition/partition';
import { reasonColumn } from '../../../../webview/program/nodeFacts';
import { inMemory } from '../../onnx/files';
import { anyCodeUnits, anyProgram } from '../anyProgram';

const read = (text: string): GraphJson => JSON.parse(text) as GraphJson;

/** What the form says of some nodes, worked out from the graph node by node. */
function expectedNodes(program: Program, nodes: readonly number[]): unknown[] {
  const { graph, support } = program;
  const [blockOf, reasons] = [blockOfNodes(program.graph, program.partition), reasonColumn(program)];
  return nodes.map((id) => {
    const { frame, callSiteOnly } = sourceOfNode(graph, id) ?? {};
    return {
      id,
      name: graph.name(id),
      kind: NODE_OP_NAMES[graph.op(id)],
      operator: graph.target(id),
      module: graph.module(id),
      moduleType: graph.moduleType(id),
      arguments: graph.arguments(id),
      block: blockOf[id] === NO_BLOCK ? undefined : blockOf[id],
      subgraph: graph.columns.subgraphs.findIndex(({ first, count }) => first <= id && id < first + count),
      inputs: Array.from(graph.inputs(id), (input) => ({ id: input, name: graph.name(input) })),
      outputs: graph.outputs(id).map(({ dtype, shape }) => ({ dtype, sizes: splitShape(shape) })),
      reason: reasons[id],
      detail: reasons[id] === Reason.notAnOperation ? undefined : support.detail(id),
      source: frame && { file: frame.file, line: frame.line, callSiteOnly },
    };
  });
}

/** The same from the form, back in the graph's terms. */
function readNodes({ nodes }: GraphJson): unknown[] {
  return nodes.map(({ block, subgraph, outputs, reason, source, ...rest }) => ({
    ...rest,
    block: block ?? undefined,
    subgraph: subgraph ?? -1,
    outputs: outputs.map(({ dtype, shape }) => ({
      dtype: dtypeNumber(dtype ?? ''),
      sizes: shape?.map(String) ?? ['?'],
    })),
    reason: reason ? reasonFromId(reason.id) : Reason.notAnOperation,
    detail: reason?.detail,
    source: source ?? undefined,
  }));
}

describe('the graph as JSON', () => {
  it('is read back as it was, whatever texts it has', () => {
    fc.assert(
      fc.property(anyProgram(), anyCodeUnits, (program, title) => {
        const text = writeJson(program, { title });
        const json = read(text);
        expect(json).toMatchObject({ format: GRAPH_FORMAT, version: GRAPH_VERSION, title });
        const all = Array.from({ length: program.graph.nodeCount }, (_, node) => node);
        expect(readNodes(json)).toEqual(expectedNodes(program, all));
        expect(json.blocks.map(({ name, kind }) => [name, kind])).toEqual(
          program.partition.blocks.map(({ name, kind }) => [name, kind]),
        );
        const { subgraphs } = program.graph.columns;
        expect(json.subgraphs).toEqual(subgraphs.map(({ name, owner }) => ({ name, owner })));
        expect(text).not.toMatch(/[<\u2028\u2029]/);
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it('has numbers for sizes that are numbers, and names for the others', async () => {
    const bytes = readFileSync(new URL('../../../fixtures/exported/dynamic.pt2', import.meta.url));
    const opened = withPartition(await openArtifact(inMemory(bytes, '/models/dynamic.pt2')));
    const program = opened.report!.program!;
    const json = read(writeJson(program));
    expect(readNodes(json)).toEqual(expectedNodes(program, [...json.nodes.keys()]));
    const sizes = json.nodes.flatMap(({ outputs }) => outputs.flatMap(({ shape }) => shape ?? []));
    expect(sizes.some((size) => typeof size === 'number')).toBe(true);
    expect(sizes.some((size) => typeof size === 'string')).toBe(true);
    expect(json.nodes.some(({ reason }) => reason?.id === 'no_converter')).toBe(true);
    expect(json.nodes.some(({ source }) => source?.file.endsWith('.py'))).toBe(true);
  });

  it('writes a selection that still says what it reads', () => {
    fc.assert(
      fc.property(anyProgram(), fc.array(fc.nat(3)), (program, picked) => {
        const nodes = Uint32Array.from(picked.filter((node) => node < program.graph.nodeCount));
        const json = read(writeJson(program, { nodes }));
        expect(json.nodeCount).toBe(program.graph.nodeCount);
        const wanted = new Set(nodes);
        for (const { owner, first, count } of program.graph.columns.subgraphs) {
          if (wanted.has(owner)) for (let node = first; node < first + count; node++) wanted.add(node);
        }
        const ordered = [...wanted].sort((a, b) => a - b);
        expect(readNodes(json)).toEqual(expectedNodes(program, ordered));
      }),
      { seed: 6 },
    );
  });
});
