/** `trtlens compile` of a model in Python with the environment's Torch-TensorRT: what the report holds of its engines. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeReport } from '../../extension/core/report/codec';

const root = join(import.meta.dirname, '../..');
const python = process.env['TRTLENS_PYTHON'] ?? 'python3';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trtlens-compile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('joins the layers that the plans name to the operations that they came from', () => {
  copyFileSync(join(root, 'examples/bert.py'), join(folder, 'bert.py'));
  const program = [join(root, 'dist/trtlens.cjs'), 'compile', join(folder, 'bert.py'), '--python', python, '--json'];
  const output = execFileSync(process.execPath, program, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const printed = JSON.parse(output) as { engines: { layers: number; unjoined_layers: number }[] };
  const decoded = decodeReport(readFileSync(join(folder, 'bert.trtlens')));
  if (!decoded.ok) throw new Error('The report cannot be read');
  const { engines, program: whole } = decoded.value;
  const graph = whole!.graph;
  expect(printed.engines).toMatchObject(engines.map(({ layers }) => ({ layers: layers.length, unjoined_layers: 0 })));
  const layers = engines.flatMap((engine) => engine.layers);
  expect(layers.length).toBeGreaterThan(20);
  for (const { name, type, nodes } of layers) {
    expect(nodes.length, name).toBeGreaterThan(0);
    // Torch-TensorRT writes module and node into the name.
    for (const node of nodes) expect(name).toContain(`${graph.module(node)}/${graph.name(node)}`);
    expect(type).toMatch(/^(ForeignNode|[A-Z_]+)$/);
  }
  expect(new Set(layers.map(({ type }) => type))).toContain('MATRIX_MULTIPLY');
});
