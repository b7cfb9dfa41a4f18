/**
 * `trtlens partition` from end to end against Torch-TensorRT's own partitioner: against recorded answers of the oracle
 * (test/torch/record_oracle.py) on every exported program, and against the oracle itself on three.
 */

import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const fixtures = join(root, 'test/fixtures');
const python = process.env['TRTLENS_PYTHON'] ?? 'python3';
const execute = promisify(execFile);

interface Settings {
  readonly min_block_size: number;
  readonly torch_executed_ops: readonly string[];
}

/** What both sides say, in one form: the nodes of a block sorted, unsupported operations by name. */
interface Answer {
  readonly supported: number;
  readonly total: number;
  readonly skipped_whole_graph: boolean;
  readonly blocks: readonly (readonly [name: string, kind: string, nodes: readonly string[]])[];
  readonly unsupported: Readonly<Record<string, string>>;
}

/** As `trtlens partition --json` prints it. */
interface Printed extends Omit<Answer, 'blocks' | 'unsupported'> {
  readonly exact: boolean;
  readonly settings: Settings;
  readonly blocks: readonly Block[];
  readonly unsupported: readonly { readonly node: string; readonly reason: string }[];
}

/** As the oracle prints it. */
interface Told extends Omit<Answer, 'blocks' | 'unsupported'> {
  readonly blocks: readonly Block[];
  readonly nodes: readonly {
    readonly name: string;
    readonly op: string;
    readonly supported: boolean;
    readonly reason: string;
  }[];
}

/** A file of test/fixtures/oracle. */
interface Recording {
  readonly answers: readonly (Answer & { readonly settings: Settings })[];
}

interface Block {
  readonly name: string;
  readonly kind: string;
  readonly nodes: readonly string[];
}

const MODELS = readdirSync(join(fixtures, 'oracle')).map((file) => file.replace(/\.json$/, ''));

function options({ min_block_size, torch_executed_ops }: Settings): string[] {
  return [
    '--min-block-size',
    String(min_block_size),
    ...torch_executed_ops.flatMap((operation) => ['--torch-executed-op', operation]),
  ];
}

async function trtlens(model: string, settings: Settings): Promise<Answer> {
  const imports = model === 'cnn' ? ['--import', join(fixtures, 'exported/clip_custom.py')] : [];
  const { stdout } = await execute(
    process.execPath,
    [
      join(root, 'dist/trtlens.cjs'),
      'partition',
      join(fixtures, `exported/${model}.pt2`),
      '--json',
      ...['--python', python],
      ...options(settings),
      ...imports,
    ],
    { maxBuffer: 64 << 20 },
  );
  const { exact, supported, total, skipped_whole_graph, blocks, ...answer } = JSON.parse(stdout) as Printed;
  expect(exact).toBe(true);
  expect(answer.settings).toMatchObject(settings);
  return {
    supported,
    total,
    skipped_whole_graph,
    blocks: inOneForm(blocks),
    unsupported: Object.fromEntries(answer.unsupported.map(({ node, reason }) => [node, reason])),
  };
}

async function oracle(model: string, settings: Settings): Promise<Answer> {
  const { stdout } = await execute(
    python,
    [join(root, 'test/torch/partition_oracle.py'), join(fixtures, `exported/${model}.pt2`), ...options(settings)],
    { maxBuffer: 64 << 20 },
  );
  const { supported, total, skipped_whole_graph, blocks, nodes } = JSON.parse(stdout) as Told;
  const operations = nodes.filter((node) => node.op === 'call_function' && !node.supported);
  return {
    supported,
    total,
    skipped_whole_graph,
    blocks: inOneForm(blocks),
    unsupported: Object.fromEntries(operations.map(({ name, reason }) => [name, reason])),
  };
}

function inOneForm(blocks: readonly Block[]): Answer['blocks'] {
  return blocks.map(({ name, kind, nodes }) => [name, kind, [...nodes].sort()]);
}

describe('trtlens partition', () => {
  // Each program with another of its recorded settings, so that all settings occur; all of them are in test/torch.
  it.concurrent.each(MODELS.map((model, index) => [model, index] as const))(
    'is the recorded partition of %s',
    async (model, index) => {
      const record = JSON.parse(readFileSync(join(fixtures, `oracle/${model}.json`), 'utf8')) as Recording;
      const { settings, ...answer } = record.answers[index % record.answers.length]!;
      expect(await trtlens(model, settings)).toEqual(answer);
    },
  );

  it.concurrent.each([
    ['detector', { min_block_size: 1, torch_executed_ops: ['torch.ops.aten.sigmoid.default'] }],
    ['transformer_dyn', { min_block_size: 2, torch_executed_ops: ['torch.ops.aten.gelu.default'] }],
    ['bert', { min_block_size: 10, torch_executed_ops: [] }],
  ] as const)('is what the oracle says of %s here and now', async (model, settings) => {
    const [found, expected] = [await trtlens(model, settings), await oracle(model, settings)];
    expect(found).toEqual(expected);
    expect(expected.blocks.length).toBeGreaterThan(0);
  });
});
