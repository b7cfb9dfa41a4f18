import { beforeAll, describe, expect, it } from 'vitest';
import { titleOf, programModel } from '../../../../webview/ui/programModel';
import type { Pills } from '../../../../webview/program/canvas/pills';
import { Arrangement } from '../../../../webview/program/graph/arrangement';
import { partitionTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { itemId, itemOfId } from '../../../../webview/program/graph/itemIds';
import { liftEdges } from '../../../../webview/program/graph/liftedEdges';
import { type Step, stepFor } from '../../../../webview/program/graph/steps';
import { recordedReport } from '../../../webview/models';

const report = recordedReport('alternating');
const model = programModel(report, report.program!);
const { program } = model;
const blockTitle = (block: number): string => titleOf(model, program.partition.blocks[block]!);
const tree = partitionTree(program, model.blockOf, programEnds(program.graph, model.inputs), blockTitle, false);
const arrangement = new Arrangement(tree, liftEdges(program.graph, tree));
const item = (id: string): number => itemOfId(tree, program, id)!;
const pills: Pick<Pills, 'of'> = {
  of: (each) => {
    const index =
      tree.target[each]! < 0 || tree.childCount[each] === 0 ? undefined : model.breakOfBlock.get(tree.target[each]!);
    return index === undefined ? undefined : { index, label: '', width: 0 };
  },
};

const told = (step: Step | undefined): string | undefined => {
  if (step?.kind !== 'to') return step?.kind;
  const id = itemId(tree, program, step.stop.item);
  return step.stop.isBreak ? `break of ${id}` : id;
};
const press = (key: string, id: string, isBreak = false): string | undefined =>
  told(stepFor(key, arrangement, pills, { item: item(id), isBreak }));

beforeAll(() => arrangement.setOpen([item('block:_run_on_acc_0')], true));

describe('keys in the picture', () => {
  it('walks in reading order, with the break behind its block, and stops at the ends', () => {
    const seen: string[] = [];
    let stop = { item: item('inputs'), isBreak: false };
    for (let step = stepFor('ArrowDown', arrangement, pills, stop); step?.kind === 'to' && seen.length < 7;) {
      seen.push(told(step)!);
      stop = step.stop;
      step = stepFor('ArrowDown', arrangement, pills, stop);
    }
    expect(seen).toEqual([
      'block:_run_on_acc_0',
      'node:linear',
      'node:relu',
      'node:add',
      'block:_run_on_gpu_1',
      'break of block:_run_on_gpu_1',
      'block:_run_on_acc_2',
    ]);
    expect(press('ArrowUp', 'inputs')).toBeUndefined();
    expect(press('ArrowDown', 'outputs')).toBeUndefined();
    expect(press('Home', 'node:relu')).toBe('inputs');
    expect(press('End', 'inputs')).toBe('outputs');
  });

  it('goes back the way that it came', () => {
    let stop = { item: item('inputs'), isBreak: false };
    for (;;) {
      const down = stepFor('ArrowDown', arrangement, pills, stop);
      if (down?.kind !== 'to') break;
      expect(stepFor('ArrowUp', arrangement, pills, down.stop)).toEqual({ kind: 'to', stop });
      ({ stop } = down);
    }
    expect(stop.item).toBe(item('outputs'));
  });

  it('steps over what is in blocks with page up and down', () => {
    expect(press('PageDown', 'node:linear')).toBe('block:_run_on_gpu_1');
    expect(press('PageUp', 'node:relu')).toBe('block:_run_on_acc_0');
    expect(press('PageUp', 'block:_run_on_gpu_1')).toBe('block:_run_on_acc_0');
    expect(press('PageDown', 'outputs')).toBeUndefined();
  });

  it('opens, enters, closes and leaves groups with right and left', () => {
    expect(press('ArrowRight', 'block:_run_on_acc_2')).toBe('open');
    expect(press('ArrowRight', 'block:_run_on_acc_0')).toBe('node:linear');
    expect(press('ArrowRight', 'node:linear')).toBeUndefined();
    expect(press('ArrowLeft', 'block:_run_on_acc_0')).toBe('close');
    expect(press('ArrowLeft', 'block:_run_on_acc_2')).toBeUndefined();
    expect(press('ArrowLeft', 'node:relu')).toBe('block:_run_on_acc_0');
    expect(press('ArrowLeft', 'block:_run_on_gpu_1', true)).toBe('block:_run_on_gpu_1');
  });

  it('goes up with Escape, and then to nothing', () => {
    expect(press('Escape', 'node:relu')).toBe('block:_run_on_acc_0');
    expect(press('Escape', 'block:_run_on_acc_0')).toBe('deselect');
    expect(press('Enter', 'node:relu')).toBe('activate');
    expect(press(' ', 'block:_run_on_acc_0')).toBe('activate');
    expect(press('x', 'node:relu')).toBeUndefined();
  });
});
