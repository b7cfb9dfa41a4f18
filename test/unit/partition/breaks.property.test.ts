import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBreaks, innerBreaks } from '../../../extension/core/partition/breaks';
import { NO_BLOCK, blockOfNodes } from '../../../extension/core/partition/partition';
import { figuresOf } from '../../../extension/core/partition/remedies';
import { isUnsupported } from '../../../extension/core/partition/reasons';
import { arbitraryProgram, brokenProgram } from '../report/sampleReport';

describe('findBreaks', () => {
  it('has exactly the PyTorch blocks, in order', () => {
    fc.assert(
      fc.property(arbitraryProgram(), ({ graph, support, partition }) => {
        const breaks = findBreaks(graph, support, partition);
        const torch = partition.blocks.flatMap((block, i) => (block.kind === 'torch' ? [i] : []));
        expect(breaks.map((each) => each.block)).toEqual(torch);
      }),
    );
  });

  it('lies between TensorRT blocks or at an end', () => {
    fc.assert(
      fc.property(arbitraryProgram(), ({ graph, support, partition }) => {
        const { blocks } = partition;
        for (const { block, before, after } of findBreaks(graph, support, partition)) {
          if (before === null) expect(blocks.slice(0, block).some((each) => each.kind === 'tensorrt')).toBe(false);
          else expect([blocks[before]!.kind, before < block]).toEqual(['tensorrt', true]);
          if (after === null) expect(blocks.slice(block + 1).some((each) => each.kind === 'tensorrt')).toBe(false);
          else expect([blocks[after]!.kind, after > block]).toEqual(['tensorrt', true]);
        }
      }),
    );
  });

  it('names every unsupported operation once as a cause, and nothing else', () => {
    fc.assert(
      fc.property(arbitraryProgram(), ({ graph, support, partition }) => {
        const causes = findBreaks(graph, support, partition).flatMap((each) => each.causes.map(({ node }) => node));
        const unsupported = Array.from({ length: graph.nodeCount }, (_, node) => node).filter((node) =>
          isUnsupported(support.reason(node)),
        );
        expect(causes).toEqual(unsupported);
      }),
    );
  });

  it('counts the bytes that cross, or says that they are not known', () => {
    fc.assert(
      fc.property(arbitraryProgram(), ({ graph, support, partition }) => {
        const blockOf = blockOfNodes(graph, partition);
        for (const { block, bytes, crossings } of findBreaks(graph, support, partition)) {
          let sum = 0;
          let symbolic = false;
          for (let node = 0; node < graph.nodeCount; node++) {
            const readers = new Set(Array.from(graph.users(node), (user) => blockOf[user]!));
            for (const reader of readers) {
              const crosses = reader !== blockOf[node] && (reader === block || blockOf[node] === block);
              if (!crosses || reader === NO_BLOCK || blockOf[node] === NO_BLOCK) continue;
              sum += graph.outputBytes(node);
              symbolic ||= graph.outputBytes(node) === 0;
            }
          }
          expect(bytes).toBe(symbolic ? 0 : sum);
          expect(crossings.every(({ from, to }) => from !== to)).toBe(true);
        }
      }),
    );
  });

  it('comes to the figures that the headline shows', () => {
    fc.assert(
      fc.property(arbitraryProgram(), (program) => {
        const { graph, support, partition } = program;
        const { engines, breaks, torchOperations } = figuresOf(program);
        expect(breaks).toBe(innerBreaks(findBreaks(graph, support, partition)).length);
        expect(engines).toBe(partition.blocks.filter(({ kind }) => kind === 'tensorrt').length);
        const torch = partition.blocks.filter(({ kind }) => kind === 'torch');
        expect(torchOperations).toBe(torch.reduce((sum, { nodes }) => sum + nodes.length, 0));
      }),
    );
  });

  it('counts as inner only what has engines on both sides', () => {
    const { graph, support, partition } = brokenProgram();
    const breaks = findBreaks(graph, support, partition);
    expect(breaks).toMatchObject([{ block: 1, before: 0, after: 2, bytes: 128 }]);
    expect(innerBreaks(breaks)).toHaveLength(1);
    const ends = { ...partition, blocks: partition.blocks.slice(0, 2) };
    expect(innerBreaks(findBreaks(graph, support, ends))).toEqual([]);
  });
});
