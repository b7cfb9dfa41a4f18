import { describe, expect, it } from 'vitest';
import { DEFAULT_REPLAY_SETTINGS } from '../../../../extension/core/partition/replay/lowered';
import { replayLowered } from '../../../../extension/core/partition/replay/partitioners';
import { fastBlocks } from '../../../../extension/core/partition/replay/fast';
import { globalBlocks } from '../../../../extension/core/partition/replay/global';
import type { Lowered } from '../../../../extension/core/partition/replay/lowered';
import { type RecordedBlock, type RecordedNode, blocksOf, loweredOf, readGzip } from './recordings';
import type { Block } from '../../../../extension/core/partition/partition';

interface Made {
  readonly nodes: readonly RecordedNode[];
  readonly cuts: readonly {
    readonly min_block_size: number;
    readonly fast: readonly RecordedBlock[] | 'deadlock';
    readonly global: readonly RecordedBlock[];
  }[];
}

const named = (lowered: Lowered, blocks: readonly Block[]): RecordedBlock[] =>
  blocksOf(lowered, { blocks, partitioner: 'fast', skippedWholeGraph: false, exact: true });

describe('the replay of graphs that are made up', () => {
  const graphs = readGzip<Made[]>('partition/random.json.gz');

  it('has many', () => {
    expect(graphs.length).toBeGreaterThanOrEqual(300);
  });

  it('cuts each as the fast partitioner does', () => {
    graphs.forEach(({ nodes, cuts }, index) => {
      const lowered = loweredOf(nodes);
      for (const cut of cuts) {
        const mine = fastBlocks(lowered, cut.min_block_size, false);
        expect(mine.complete).toBe(true);
        expect(mine.kind === 'blocks' ? named(lowered, mine.blocks) : mine.kind, `graph ${index}`).toEqual(cut.fast);
      }
    });
  });

  it('cuts each as the global partitioner does', () => {
    graphs.forEach(({ nodes, cuts }, index) => {
      const lowered = loweredOf(nodes);
      for (const cut of cuts) {
        const mine = globalBlocks(lowered, cut.min_block_size, false);
        expect(named(lowered, mine!.blocks), `graph ${index}, ${cut.min_block_size}`).toEqual(cut.global);
      }
    });
  });
});

describe('two groups that wait for each other', () => {
  const call = (name: string, inputs: readonly string[], supported: boolean, tensorMeta: boolean): RecordedNode => [
    name,
    'call_function',
    name,
    [...inputs],
    supported ? '' : 'no_converter',
    tensorMeta ? 1 : 0,
  ];
  // {size_0, a, d} and {size_1, b, c} are kept together; the first waits for b, the second for a.
  const lowered = loweredOf([
    ['input', 'placeholder', 'input', [], '', 1],
    call('size_0', ['input'], true, false),
    call('size_1', ['input'], true, false),
    call('a', ['size_0'], true, true),
    call('b', ['size_1'], true, true),
    call('x', ['a'], false, true),
    call('y', ['b'], false, true),
    call('c', ['size_1', 'x'], true, true),
    call('d', ['size_0', 'y'], true, true),
    ['output', 'output', 'output', ['c', 'd'], '', 0],
  ]);

  it('make the fast partitioner give up, and the global one cut the graph', () => {
    expect(fastBlocks(lowered, 1, false).kind).toBe('deadlock');
    const { partition } = replayLowered(lowered, { ...DEFAULT_REPLAY_SETTINGS, minBlockSize: 1 });
    expect(partition.partitioner).toBe('global');
    expect(partition.blocks.flatMap(({ nodes }) => [...nodes])).toHaveLength(8);
  });
});
