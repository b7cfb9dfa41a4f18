import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pills } from '../../../../webview/program/canvas/pills';
import { Arrangement } from '../../../../webview/program/graph/arrangement';
import { partitionTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { outermost } from '../../../../webview/program/graph/itemIds';
import { liftEdges } from '../../../../webview/program/graph/liftedEdges';
import { type Stop, stepFor } from '../../../../webview/program/graph/steps';
import { outlineRows, rowOfStop, stopOfRow } from '../../../../webview/program/outline/outlineRows';
import { programModel, titleOf } from '../../../../webview/ui/programModel';
import { chainReport } from '../../../webview/models';

const report = chainReport('chain', { blocks: 7, nodesPerBlock: 40 });
const model = programModel(report, report.program!);
const { program } = model;
const blockTitle = (block: number): string => titleOf(model, program.partition.blocks[block]!);
const tree = (folded: boolean): ReturnType<typeof partitionTree> =>
  partitionTree(program, model.blockOf, programEnds(program.graph, model.inputs), blockTitle, folded);

describe('rows of the outline', () => {
  it.each([false, true])('are those that the keyboard walks, whatever is open (folded: %s)', (folded) => {
    const items = tree(folded);
    const breaks = new Set(outermost(items).filter((item) => model.breakOfBlock.has(items.target[item]!)));
    const pills: Pick<Pills, 'of'> = {
      of: (item) => (breaks.has(item) ? { index: 0, label: '', width: 0 } : undefined),
    };
    const edges = liftEdges(program.graph, items);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: items.count, maxLength: items.count, max: 1 }), (open) => {
        const arrangement = new Arrangement(items, edges);
        arrangement.open(open);
        const walked: Stop[] = [];
        let step = stepFor('Home', arrangement, pills, { item: 1, isBreak: false });
        while (step?.kind === 'to') {
          walked.push(step.stop);
          step = stepFor('ArrowDown', arrangement, pills, step.stop);
        }
        const rows = outlineRows(items, open, breaks);
        expect([...rows].map(stopOfRow)).toEqual(walked);
        walked.forEach((stop, row) => expect(rowOfStop(rows, stop)).toBe(row));
      }),
      { numRuns: 60 },
    );
  });

  it('has no row for what is in a closed group', () => {
    const items = tree(false);
    const rows = outlineRows(items, new Uint8Array(items.count), new Set());
    expect([...rows]).toEqual(Array.from({ length: items.childCount[0]! }, (_, child) => items.firstChild[0]! + child));
    expect(rowOfStop(rows, { item: items.count - 1, isBreak: false })).toBe(-1);
  });
});
