import { describe, expect, it } from 'vitest';
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

  it('has many, some of which the fast partitioner gives up', () => {
    expect(graphs.length).toBeGreaterThanOrEqual(300);
    expect(graphs.some(({ cuts }) => cuts.some(({ fast }) => fast === 'deadlock'))).toBe(true);
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
