import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_REPLAY_SETTINGS, type ReplaySettings } from '../../../../extension/core/partition/replay/lowered';
import { replayLowered } from '../../../../extension/core/partition/replay/partitioners';
import { ROOT } from '../../bundles';
import { type RecordedBlock, type RecordedNode, blocksOf, loweredOf, readGzip } from './recordings';

interface Settings {
  readonly min_block_size?: number;
  readonly torch_executed_ops?: readonly string[];
  readonly use_fast_partitioner?: boolean;
  readonly require_full_compilation?: boolean;
}

interface Answer {
  readonly settings: Settings;
  readonly refused?: true;
  readonly supported: number;
  readonly total: number;
  readonly partitioner: string;
  readonly skipped_whole_graph: boolean;
  readonly blocks: readonly RecordedBlock[];
}

interface Lowering {
  readonly nodes: readonly RecordedNode[];
  readonly answers: readonly Answer[];
}

interface Cut {
  readonly nodes: readonly RecordedNode[];
  readonly partitions: readonly {
    readonly min_block_size: number;
    readonly torch_executed_ops: readonly string[];
    readonly skipped_whole_graph: boolean;
    readonly fast: readonly (readonly [string, boolean, readonly string[]])[];
    readonly global: readonly (readonly [string, readonly string[]])[];
  }[];
}

const settingsOf = (settings: Settings): ReplaySettings => ({
  minBlockSize: settings.min_block_size ?? DEFAULT_REPLAY_SETTINGS.minBlockSize,
  torchExecutedOps: settings.torch_executed_ops ?? [],
  useFastPartitioner: settings.use_fast_partitioner ?? true,
  requireFullCompilation: settings.require_full_compilation ?? false,
});
const sorted = (nodes: readonly string[]): string[] => [...nodes].sort();
const inOrder = (blocks: readonly RecordedBlock[]): RecordedBlock[] =>
  blocks.map(([name, kind, nodes]) => [name, kind, sorted(nodes)]);

const ORACLES = readdirSync(join(ROOT, 'test/fixtures/oracle')).map((name) => name.replace(/\.json$/, ''));

describe('the replay of what torch_tensorrt made of the exported programs', () => {
  it('has a recording of each', () => {
    const recorded = readdirSync(join(ROOT, 'test/fixtures/partition')).filter((name) => name.endsWith('.json.gz'));
    expect(recorded.map((name) => name.replace('.json.gz', '')).sort()).toEqual(
      [...ORACLES, 'random', 'recorded'].sort(),
    );
  });

  it.each(ORACLES)('%s: both partitioners, every setting', (name) => {
    const { nodes, answers } = readGzip<Lowering>(`partition/${name}.json.gz`);
    expect(answers).toHaveLength(22);
    const lowered = loweredOf(nodes);
    for (const answer of answers) {
      const { partition, refused, leftOut } = replayLowered(lowered, settingsOf(answer.settings));
      expect(leftOut).toBeUndefined();
      expect(refused, JSON.stringify(answer.settings)).toBe(answer.refused ?? false);
      if (answer.refused) continue;
      expect(
        [partition.partitioner, partition.skippedWholeGraph, partition.exact],
        JSON.stringify(answer.settings),
      ).toEqual([answer.partitioner, answer.skipped_whole_graph, true]);
      expect(blocksOf(lowered, partition), JSON.stringify(answer.settings)).toEqual(inOrder(answer.blocks));
    }
  });

  it.each(ORACLES)('%s: the answers of the oracle', (name) => {
    const lowered = loweredOf(readGzip<Lowering>(`partition/${name}.json.gz`).nodes);
    const { answers } = JSON.parse(readFileSync(join(ROOT, `test/fixtures/oracle/${name}.json`), 'utf8')) as Lowering;
    expect(answers).toHaveLength(8);
    for (const answer of answers) {
      const { partition } = replayLowered(lowered, settingsOf(answer.settings));
      expect(partition.skippedWholeGraph).toBe(answer.skipped_whole_graph);
      expect(blocksOf(lowered, partition)).toEqual(inOrder(answer.blocks));
    }
  });
});

describe('the replay of the partitions of 13 models', () => {
  const models = readGzip<Record<string, Cut>>('partition/recorded.json.gz');

  it('has all of them', () => {
    expect(Object.keys(models)).toHaveLength(13);
  });

  it.each(Object.keys(models))('%s', (name) => {
    const { nodes, partitions } = models[name]!;
    expect(partitions).toHaveLength(10);
    const lowered = loweredOf(nodes);
    for (const recorded of partitions) {
      const settings = settingsOf(recorded);
      const fast = replayLowered(lowered, settings).partition;
      expect(fast.skippedWholeGraph).toBe(recorded.skipped_whole_graph);
      expect(blocksOf(lowered, fast)).toEqual(
        recorded.fast.map(([block, acc, members]) => [block, acc ? 'tensorrt' : 'torch', sorted(members)]),
      );
      // Recorded even where the whole graph is skipped, which the global partitioner is then never asked about.
      if (recorded.skipped_whole_graph) continue;
      const global = replayLowered(lowered, { ...settings, useFastPartitioner: false }).partition;
      const isOperation = new Set(nodes.filter(([, op]) => op === 'call_function').map(([node]) => node));
      const engines = blocksOf(lowered, global).filter(([, kind]) => kind === 'tensorrt');
      const number = (block: string): number => Number(block.replace('_run_on_acc_', ''));
      expect(engines.sort(([a], [b]) => number(a) - number(b))).toEqual(
        recorded.global.map(([block, members]) => [
          block,
          'tensorrt',
          sorted(members.filter((node) => isOperation.has(node))),
        ]),
      );
    }
  });
});
