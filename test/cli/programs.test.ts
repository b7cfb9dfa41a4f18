/** Exported programs as the reader sees them beside what torch says of the same files. */

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FrameReader } from '../../extension/core/formats/exportedProgram/metadata';
import { openArtifact } from '../../extension/core/formats/open';
import type { Opened } from '../../extension/core/formats/opened';
import { dtypeName } from '../../extension/core/graph/dtype';
import { type Graph, NODE_OP_NAMES } from '../../extension/core/graph/graph';
import { splitShape } from '../../extension/core/graph/shape';
import { inMemory } from '../unit/onnx/files';

const root = join(import.meta.dirname, '../..');
const python = process.env['TRTLENS_PYTHON'] ?? 'python3';
const folder = (name: string): string => join(root, 'test/fixtures', name);
const exported = readdirSync(folder('exported')).filter((name) => name.endsWith('.pt2'));

interface PythonNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly values: readonly (readonly [dtype: string, sizes: readonly string[]])[];
  readonly module: string;
  readonly trace: string;
}
interface Said {
  readonly failure?: string;
  readonly nodes: readonly PythonNode[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

let said: Record<string, Said>;
beforeAll(() => {
  const files = exported.map((name) => join(folder('exported'), name));
  const output = execFileSync(
    python,
    [join(import.meta.dirname, 'describe_programs.py'), folder('exported'), ...files],
    {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: join(root, 'native/torch'), PYTHONDONTWRITEBYTECODE: '1' },
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  said = JSON.parse(output) as Record<string, Said>;
}, 120_000);

const open = (path: string): Promise<Opened> => openArtifact(inMemory(readFileSync(path), path));

function nodesOf(graph: Graph): unknown[] {
  return Array.from({ length: graph.mainCount }, (_, node) => ({
    name: graph.name(node),
    op: NODE_OP_NAMES[graph.op(node)],
    inputs: [...graph.inputs(node)].map((input) => graph.name(input)),
    values: graph.outputs(node).map(({ dtype, shape }) => [dtypeName(dtype), splitShape(shape)]),
    module: graph.module(node),
    frames: graph.frames(node),
  }));
}

describe('nodes, inputs, types, modules and source lines', () => {
  it.each(exported)('of %s are those of torch.export.load', async (name) => {
    const path = join(folder('exported'), name);
    const python = said[path]!;
    const { artifact, report } = await open(path);
    expect(artifact).toMatchObject({ kind: 'exported-program', findings: [] });
    const { graph } = report!.program!;
    if (python.failure !== undefined) {
      // Exported on a GPU, which torch asks for when it loads them.
      expect(python.failure).toContain('CUDA');
      expect(graph.mainCount).toBeGreaterThan(10);
      return;
    }
    const frames = new FrameReader();
    const expected = python.nodes.map(({ trace, module, ...node }) => ({
      ...node,
      // torch's word for a node of no module.
      module: module.startsWith('_empty_nn_module_stack') ? '' : module,
      frames: frames.frames(trace),
    }));
    expect(nodesOf(graph)).toEqual(expected);
    expect(artifact.nodes).toBe(expected.length);
    expect(artifact.inputs!.map((each) => each.name)).toEqual(python.inputs);
    expect(artifact.outputs!.map((each) => each.name)).toEqual(python.outputs);
  });

  it('of subgraphs stand with the operation that runs them', async () => {
    const { report } = await open(join(folder('exported'), 'cond.pt2'));
    const { graph } = report!.program!;
    const { subgraphs } = graph.columns;
    expect(subgraphs.map(({ owner, name }) => [graph.name(owner), name])).toEqual([
      ['cond', 'true_graph_0'],
      ['cond', 'false_graph_0'],
    ]);
    const [first] = subgraphs;
    const names = Array.from({ length: first!.count }, (_, index) => graph.name(first!.first + index));
    expect(names).toEqual(['linear', 'p_b_bias', 'p_b_weight', 'linear_1', 'relu', 'output']);
  });
});
