import { describe, expect, it } from 'vitest';
import { composeFrame } from '../../../../webview/program/canvas/composeFrame';
import type { TextRun } from '../../../../webview/program/canvas/frame';
import { crossingLabels } from '../../../../webview/program/crossingLabels';
import { ItemKind } from '../../../../webview/program/graph/groupTree';
import { placeOf } from '../../../../webview/program/graph/walk';
import { TEXT_SIZES } from '../../../../webview/ui/text';
import { chainReport, recordedReport } from '../../../webview/models';
import { RULERS, drawn } from './anyDrawing';

const EVERYWHERE = { x: -1e5, y: -1e5, width: 2e5, height: 2e5 };

function extent({ text, x, align, kind, size }: TextRun): [left: number, right: number] {
  const width = (RULERS[kind](text) * size) / TEXT_SIZES[kind];
  return align === 'end' ? [x - width, x] : [x, x + width];
}

describe('labels of lines', () => {
  for (const [name, report] of [
    ['a chain', chainReport('chain', { blocks: 6, nodesPerBlock: 2, nodeName: (at) => `operation_${at}`.repeat(3) })],
    ['blocks that read from further up', recordedReport('bert', ['torch.ops.aten.gelu.default'])],
  ] as const) {
    it(`are within the bounds of the picture of ${name}`, () => {
      const { drawing, placed } = drawn(report, 'partition', false);
      const { x, width } = drawing.pills.bounds(placed);
      const labels = composeFrame(drawing, EVERYWHERE, 1).texts.filter((run) => run.size === 11);
      expect(labels.length).toBeGreaterThan(2);
      for (const label of labels) {
        const [left, right] = extent(label);
        expect(left).toBeGreaterThanOrEqual(x);
        expect(right).toBeLessThanOrEqual(x + width);
      }
      // No more room than what is widest takes.
      const boxes = placed.width[0]!;
      const reached = [0, boxes, ...labels.flatMap(extent)];
      const pills = [...drawing.pills.items].map((item) => {
        const block = { x: placed.x[item]!, y: placed.y[item]!, width: placed.width[item]!, height: 0 };
        const place = drawing.pills.place(drawing.pills.of(item)!, block);
        return place.x + place.width;
      });
      expect(x).toBeCloseTo(Math.min(...reached), 6);
      expect(x + width).toBeCloseTo(Math.max(...reached, ...pills), 6);
    });
  }

  it('are of the partition alone: groups of modules have none', () => {
    const report = recordedReport('bert', ['torch.ops.aten.gelu.default']);
    const atOutputs = (hierarchy: 'partition' | 'module'): number => {
      const { drawing, placed } = drawn(report, hierarchy, false);
      const outputs = placed.tree.childCount[0]!;
      expect(placed.tree.kind[outputs]).toBe(ItemKind.outputs);
      return drawing.labels.at(outputs, placeOf(placed, outputs)!).length;
    };
    expect(atOutputs('partition')).toBeGreaterThan(0);
    expect(atOutputs('module')).toBe(0);
  });

  it('are made once for a program', () => {
    const { model } = drawn(recordedReport('alternating'));
    expect(crossingLabels(model)).toBe(crossingLabels(model));
  });

  it('say in full in the tool tip of a block what it reads and from where', () => {
    const { drawing, placed, model } = drawn(
      recordedReport('bert', ['torch.ops.aten.gelu.default']),
      'partition',
      false,
    );
    const block = placed.tree.firstChild[0]! + 2;
    const full = drawing.texts.of(block).full.split('\n');
    const { next, far } = crossingLabels(model);
    expect(full.filter((line) => line.startsWith('Reads '))).toEqual(
      [next, far].flatMap((labels) => labels.get(placed.tree.target[block]! + 1)?.full ?? []),
    );
    expect(full.at(-1)).toMatch(/^Reads .+ from (Program inputs|inputs|Engine \d+|PyTorch \d+)/);
  });
});
