import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunBlock, blocksOfRuns } from '../../../extension/core/partition/runs';

interface Input {
  readonly reads: number[][];
  readonly runs: number[][];
}

/** Nodes that read earlier ones, and runs of some of them; where runs are of any nodes they may read each other in circles. */
function arbitraryRuns(anywhere: boolean): fc.Arbitrary<Input> {
  return fc.integer({ min: 1, max: 40 }).chain((count) =>
    fc
      .tuple(
        fc.tuple(
          ...Array.from({ length: count }, (_, i) =>
            fc.uniqueArray(fc.nat(Math.max(0, i - 1)), { maxLength: i === 0 ? 0 : 3 }),
          ),
        ),
        // Of each node: no run (0), or which one; sorted numbers make runs of neighbours.
        fc.array(fc.nat(anywhere ? 5 : 12), { minLength: count, maxLength: count }),
      )
      .map(([reads, labels]) => {
        const runOf = anywhere ? labels : labels.toSorted((a, b) => a - b);
        const numbers = [...new Set(runOf)].filter((label) => (anywhere ? label > 0 : label % 2 === 1));
        const runs = numbers.map((label) => [...runOf.keys()].filter((node) => runOf[node] === label));
        return { reads, runs };
      }),
  );
}

const blockOf = (blocks: readonly RunBlock[]): Map<number, number> =>
  new Map(blocks.flatMap(({ nodes }, block) => nodes.map((node) => [node, block] as const)));

function checkBlocks({ reads, runs }: Input, blocks: readonly RunBlock[]): void {
  const nodes = blocks.flatMap((block) => block.nodes);
  expect(nodes.toSorted((a, b) => a - b)).toEqual([...reads.keys()]);
  const tensorrt = blocks.filter(({ kind }) => kind === 'tensorrt').map((block) => [...block.nodes]);
  const byFirst = (a: number[], b: number[]): number => a[0]! - b[0]!;
  expect(tensorrt.toSorted(byFirst)).toEqual(runs.toSorted(byFirst));
  blocks.forEach(({ name, kind, nodes: own }, index) => {
    expect(name).toBe(`_run_on_${kind === 'tensorrt' ? 'acc' : 'gpu'}_${index}`);
    expect(own).toEqual(own.toSorted((a, b) => a - b));
    if (kind === 'torch') expect(blocks[index + 1]?.kind).not.toBe('torch');
  });
}

/** Whether the runs, each taken as one, can be ordered: by removing what nothing is left to wait for, again and again. */
function canBeOrdered({ reads, runs }: Input): boolean {
  const unitOf = reads.map((_, node) => {
    const run = runs.findIndex((each) => each.includes(node));
    return run < 0 ? runs.length + node : run;
  });
  const left = new Set(unitOf);
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const unit of left) {
      const waits = reads.some(
        (list, node) => unitOf[node] === unit && list.some((from) => unitOf[from] !== unit && left.has(unitOf[from]!)),
      );
      if (!waits) left.delete(unit);
    }
  }
  return left.size === 0;
}

describe('blocksOfRuns', () => {
  it.each([
    ['neighbours', false],
    ['any nodes', true],
  ])('has every node once, each run whole, and PyTorch’s blocks merged: runs of %s', (_name, anywhere) => {
    fc.assert(
      fc.property(arbitraryRuns(anywhere), (input) => checkBlocks(input, blocksOfRuns(input.reads, input.runs))),
      { numRuns: 500 },
    );
  });

  it.each([
    ['neighbours', false],
    ['any nodes', true],
  ])('has blocks in an order in which they can run, wherever there is one: runs of %s', (_name, anywhere) => {
    let ordered = 0;
    fc.assert(
      fc.property(arbitraryRuns(anywhere), (input) => {
        if (!canBeOrdered(input)) return;
        ordered++;
        const at = blockOf(blocksOfRuns(input.reads, input.runs));
        input.reads.forEach((list, node) => {
          for (const from of list) expect(at.get(from)).toBeLessThanOrEqual(at.get(node)!);
        });
      }),
      { numRuns: 500 },
    );
    expect(ordered).toBeGreaterThan(50);
  });

  const kinds = (blocks: readonly RunBlock[]): unknown[] => blocks.map(({ kind, nodes }) => [kind[1], ...nodes]);

  it.each<[string, number[][], number[][], unknown[]]>([
    ['nothing', [], [], []],
    ['a program without runs', [[], [0]], [], [['o', 0, 1]]],
    ['one run of everything', [[], [0]], [[0, 1]], [['e', 0, 1]]],
    [
      'a run that is empty',
      [[], [0]],
      [[], [1]],
      [
        ['o', 0],
        ['e', 1],
      ],
    ],
    [
      'a node between',
      [[], [0], [1]],
      [[0], [2]],
      [
        ['e', 0],
        ['o', 1],
        ['e', 2],
      ],
    ],
    [
      'what is not supported together, though a run stands between',
      [[], [], []],
      [[1]],
      [
        ['e', 1],
        ['o', 0, 2],
      ],
    ],
    [
      'runs that read one another forwards',
      [[], [0]],
      [[1], [0]],
      [
        ['e', 0],
        ['e', 1],
      ],
    ],
    [
      'runs in a circle in the order of the file',
      [[], [0], [1]],
      [[0, 2], [1]],
      [
        ['e', 0, 2],
        ['e', 1],
      ],
    ],
    ['a node in two runs in the first', [[], [0]], [[0, 1], [1]], [['e', 0, 1]]],
    ['a run with its nodes in another order', [[], [0]], [[1, 0]], [['e', 0, 1]]],
  ])('of %s', (_name, reads, runs, expected) => expect(kinds(blocksOfRuns(reads, runs))).toEqual(expected));

  it('takes a run of 200,000 nodes', () => {
    const reads = Array.from({ length: 200_000 }, (_, node) => (node === 0 ? [] : [node - 1]));
    const [block, ...others] = blocksOfRuns(reads, [[...reads.keys()]]);
    expect([block!.nodes.length, others]).toEqual([200_000, []]);
  }, 60_000);
});
