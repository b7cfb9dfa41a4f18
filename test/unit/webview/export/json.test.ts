import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openArtifact } from '../../../../extension/core/formats/open';
import { dtypeNumber } from '../../../../extension/core/graph/dtype';
import { splitShape } from '../../../../extension/core/graph/shape';
import { sourceOfNode } from '../../../../extension/core/graph/source';
import { withPartition } from '../../../../extension/core/partition/replay/openedPartition';
import { reasonFromId } from '../../../../extension/core/partition/reasons';
import type { Program } from '../../../../extension/core/report/report';
import {
  GRAPH_FORMAT,
  GRAPH_VERSION,
  type GraphJson,
  type NodeJson,
  writeJson,
} from '../../../../webview/program/export/json';
import { KIND_NAMES, blockColumn, reasonColumn } from '../../../../webview/program/nodeFacts';
import { inMemory } from '../../onnx/files';
import { anyProgram } from '../anyProgram';

const read = (text: string): GraphJson => JSON.parse(text) as GraphJson;

/** Everything that the form has of a node, back in the graph's terms. */
function expectSame(program: Program, node: NodeJson): void {
  const { graph, support } = program;
  const { id } = node;
  expect(node.name).toBe(graph.name(id));
  expect(node.kind).toBe(KIND_NAMES[graph.op(id)]);
  expect(node.operator).toBe(graph.target(id));
  expect([node.module, node.moduleType, node.arguments]).toEqual([
    graph.module(id),
    graph.moduleType(id),
    graph.arguments(id),
  ]);
  expect(node.block ?? -1).toBe(blockColumn(program)[id]);
  expect(node.inputs).toEqual(Array.from(graph.inputs(id), (input) => ({ id: input, name: graph.name(input) })));
  expect(node.outputs.map(({ dtype }) => dtypeNumber(dtype ?? ''))).toEqual(
    graph.outputs(id).map(({ dtype }) => dtype),
  );
  expect(node.outputs.map(({ shape }) => shape?.map(String) ?? ['?'])).toEqual(
    graph.outputs(id).map(({ shape }) => splitShape(shape)),
  );
  expect(node.reason ? reasonFromId(node.reason.id) : 0).toBe(reasonColumn(program)[id]);
  if (node.reason) expect(node.reason.detail).toBe(support.detail(id));
  const { frame, callSiteOnly } = sourceOfNode(graph, id) ?? {};
  expect(node.source).toEqual(frame ? { file: frame.file, line: frame.line, callSiteOnly } : null);
}

describe('the graph as JSON', () => {
  it('is read back as it was, whatever texts it has', () => {
    fc.assert(
      fc.property(anyProgram(), fc.string({ unit: 'binary' }), (program, title) => {
        const text = writeJson(program, { title });
        const json = read(text);
        expect(json).toMatchObject({ format: GRAPH_FORMAT, version: GRAPH_VERSION, title });
        expect(json.nodes.map(({ id }) => id)).toEqual(
          Array.from({ length: program.graph.nodeCount }, (_, node) => node),
        );
        for (const node of json.nodes) expectSame(program, node);
        expect(json.blocks.map(({ name, kind }) => [name, kind])).toEqual(
          program.partition.blocks.map(({ name, kind }) => [name, kind]),
        );
        const { subgraphs } = program.graph.columns;
        expect(json.subgraphs).toEqual(subgraphs.map(({ name, owner }) => ({ name, owner })));
        for (const { id, subgraph } of json.nodes) expect(subgraph).toBe(id < program.graph.mainCount ? null : 0);
        expect(text).not.toMatch(/[<\u2028\u2029]/);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it('has numbers for sizes that are numbers, and names for the others', async () => {
    const bytes = readFileSync(new URL('../../../fixtures/exported/dynamic.pt2', import.meta.url));
    const opened = withPartition(await openArtifact(inMemory(bytes, '/models/dynamic.pt2')));
    const program = opened.report!.program!;
    const json = read(writeJson(program));
    for (const node of json.nodes) expectSame(program, node);
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
        expect(json.nodes.map(({ id }) => id)).toEqual([...new Set(nodes)].sort((a, b) => a - b));
        expect(json.nodeCount).toBe(program.graph.nodeCount);
        for (const node of json.nodes) expectSame(program, node);
      }),
      { seed: 6 },
    );
  });
});
