import { describe, expect, it } from 'vitest';
import { Styles } from '../../../../webview/program/canvas/styles';
import { TextCutter } from '../../../../webview/program/canvas/textCutter';
import { pictureLegend } from '../../../../webview/program/export/pictureLegend';
import { legendRows, overlayOf, overlayFrom } from '../../../../webview/program/overlays/overlay';
import { programModel } from '../../../../webview/ui/programModel';
import { chainReport, recordedReport } from '../../../webview/models';
import { RULERS } from '../canvas/anyDrawing';

const bert = recordedReport('bert', ['torch.ops.aten.gelu.default']);
const model = programModel(bert, bert.program!);
const SOME = ['rising', 'falling', 'grid', 'level', 'bricks', 'pluses', 'chevrons'] as const;
const many = overlayFrom(
  'precision',
  SOME.map((pattern, at) => ({ label: `category ${at}`, colour: `chart${at}`, pattern })),
  Uint8Array.from({ length: 70 }, (_, node) => node % SOME.length),
  { mixed: 'several', note: 'As the engines’ layers say for 12 operations, else as the graph is typed.' },
);

describe('the legend of an exported picture', () => {
  it.each([0, 300, 640, 4000])('has every line of the legend beside it, in a picture %d pixels wide', (room) => {
    const { frame, width, height } = pictureLegend(many, new Styles(), new TextCutter(RULERS), room)!;
    const labels = frame.texts.filter(({ kind }) => kind === 'label');
    expect(labels.map(({ text }) => text)).toEqual(legendRows(many).map(({ category }) => category.label));
    const notes = frame.texts.filter(({ kind }) => kind === 'small');
    expect(notes.map(({ text }) => text).join(' ')).toBe(many.note);
    const swatches = frame.leaves.flatMap(({ style, boxes }) => {
      return Array.from({ length: boxes.length / 4 }, (_, at) => ({ style, box: boxes.slice(4 * at, 4 * at + 4) }));
    });
    expect(new Set(swatches.map(({ style }) => style.pattern)).size).toBe(SOME.length + 1);
    const places = [
      ...swatches.map(({ box: [x, y, w, h] }) => ({ x: x!, y: y!, right: x! + w!, bottom: y! + h! })),
      ...frame.texts.map(({ text, x, y, kind, size }) => {
        return { x, y: y - size, right: x + RULERS[kind](text), bottom: y };
      }),
    ];
    for (const [at, a] of places.entries()) {
      expect(a.right).toBeLessThanOrEqual(width);
      expect(a.bottom).toBeLessThanOrEqual(height);
      for (const b of places.slice(at + 1)) {
        expect(a.right <= b.x || b.right <= a.x || a.bottom <= b.y || b.bottom <= a.y).toBe(true);
      }
    }
  });

  it('is there where colours tell something', () => {
    const legendOf = (overlay: typeof many): ReturnType<typeof pictureLegend> =>
      pictureLegend(overlay, new Styles(), new TextCutter(RULERS), 400);
    expect(legendOf(overlayOf(model, 'blocks')!)).toBeDefined();
    const whole = chainReport('whole', { blocks: 1, nodesPerBlock: 12 });
    expect(legendOf(overlayOf(programModel(whole, whole.program!), 'blocks')!)).toBeUndefined();
  });
});
