import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArtifact } from '../../../../extension/core/formats/open';
import { DEFAULT_REPLAY_SETTINGS, type ReplaySettings } from '../../../../extension/core/partition/replay/lowered';
import { type RawPartition, rawPartition } from '../../../../extension/core/partition/replay/rawPartition';
import { ROOT } from '../../bundles';
import { fixture } from '../../formats/files';
import type { RecordedBlock } from './recordings';

interface Answer {
  readonly settings: { readonly min_block_size: number; readonly torch_executed_ops: readonly string[] };
  readonly skipped_whole_graph: boolean;
  readonly blocks: readonly RecordedBlock[];
}

const NAMES = readdirSync(join(ROOT, 'test/fixtures/oracle')).map((name) => name.replace(/\.json$/, ''));

function oracle(name: string): readonly Answer[] {
  const file = readFileSync(join(ROOT, `test/fixtures/oracle/${name}.json`), 'utf8');
  return (JSON.parse(file) as { answers: readonly Answer[] }).answers;
}

async function cut(name: string, settings: Partial<ReplaySettings> = {}): Promise<RawPartition> {
  const { artifact, report } = await openArtifact(fixture(`exported/${name}.pt2`));
  const inputs = new Set(artifact.inputs!.map((each) => each.name!));
  return rawPartition(report!.program!.graph, inputs, { ...DEFAULT_REPLAY_SETTINGS, minBlockSize: 1, ...settings });
}

const kinds = (blocks: readonly { readonly kind: string }[]): string => blocks.map(({ kind }) => kind).join(' ');
const oracleKinds = ({ blocks }: Answer): string => blocks.map(([, kind]) => kind).join(' ');

async function isAsOracle(name: string, answer: Answer): Promise<boolean> {
  const { program } = await cut(name, {
    minBlockSize: answer.settings.min_block_size,
    torchExecutedOps: answer.settings.torch_executed_ops,
  });
  return kinds(program.partition.blocks) === oracleKinds(answer);
}

describe('the partition of exported programs, worked out without Torch-TensorRT', () => {
  it.each(NAMES)('%s: breaks where Torch-TensorRT breaks it', async (name) => {
    const answers = oracle(name).filter(({ settings }) => settings.torch_executed_ops.length === 0);
    for (const answer of answers.filter(({ settings }) => settings.min_block_size <= 2))
      expect(await isAsOracle(name, answer), JSON.stringify(answer.settings)).toBe(true);
  });

  it('is as Torch-TensorRT cuts it for nearly every setting', async () => {
    let same = 0;
    let all = 0;
    for (const name of NAMES)
      for (const answer of oracle(name)) {
        all++;
        if (await isAsOracle(name, answer)) same++;
      }
    expect(all).toBe(120);
    expect(same).toBeGreaterThanOrEqual(100);
  });

  it('is never exact, and says what was assumed', async () => {
    const { program, findings } = await cut('resnet');
    expect(program.partition.exact).toBe(false);
    expect(findings.map(({ code }) => code)).toEqual(['partition.inexact']);
    expect(findings[0]!.message).toContain('torch_tensorrt_rtx 2.13.0');
    expect(findings[0]!.message).toMatch(/batch_norm/);
  });

  it('folds what is computed from constants alone', async () => {
    const { program } = await cut('gpt2');
    expect([program.partition.blocks.length, program.support.supported]).toEqual([1, program.support.total]);
  });

  it('leaves out what a setting excludes, by the names of the program or of what lowering makes of it', async () => {
    for (const operator of ['torch.ops.aten.special_i0.default', 'torch.ops.aten.i0.default']) {
      const { program } = await cut('net_break.2.11-h200', { torchExecutedOps: [operator] });
      expect(kinds(program.partition.blocks)).toBe('tensorrt torch tensorrt');
    }
  });

  it('says what require_full_compilation would refuse', async () => {
    const { findings } = await cut('detector', { requireFullCompilation: true });
    expect(findings.map(({ code }) => code)).toEqual(['partition.inexact', 'partition.not-fully-supported']);
  });
});
