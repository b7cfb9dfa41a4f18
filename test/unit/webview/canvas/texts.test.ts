import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../../extension/core/graph/graph';
import { composeFrame } from '../../../../webview/program/canvas/composeFrame';
import type { Frame } from '../../../../webview/program/canvas/frame';
import { TextCutter } from '../../../../webview/program/canvas/textCutter';
import type { Rulers } from '../../../../webview/ui/text';
import { chainReport } from '../../../webview/models';
import { RULERS, drawn } from './anyDrawing';

const report = chainReport('chain', { blocks: 5, nodesPerBlock: 3 });
const EVERYWHERE = { x: -1e5, y: -1e5, width: 2e5, height: 2e5 };

/** Rulers that count how often they are asked. */
function counting(): { rulers: Rulers; asked: () => number } {
  let count = 0;
  const rulers = Object.fromEntries(
    Object.entries(RULERS).map(([kind, measure]) => [kind, (text: string) => (count++, measure(text))]),
  ) as unknown as Rulers;
  return { rulers, asked: () => count };
}

const twisties = (frame: Frame): number =>
  frame.lines.filter(({ style }) => style.name === 'sign').reduce((sum, { lines }) => sum + lines.length, 0);

describe('texts', () => {
  it('are cut once while a picture is zoomed, small titles too', () => {
    const { drawing, placed } = drawn(report, 'partition', false);
    const { rulers, asked } = counting();
    const titled = {
      ...drawing.texts.of(placed.tree.firstChild[0]! + 1),
      title: 'a title that has no room '.repeat(5),
    };
    const texts = Object.assign(Object.create(drawing.texts) as typeof drawing.texts, { of: () => titled });
    const zoomed = { ...drawing, texts, cutter: new TextCutter(rulers) };
    const frame = (step: number): Frame => composeFrame(zoomed, EVERYWHERE, 0.4 + step / 2000);
    expect(frame(0).texts.some(({ text }) => text.endsWith('…'))).toBe(true);
    const first = asked();
    for (let step = 1; step < 100; step++) frame(step);
    // The room has grown by 16 pixels: two or three steps, each of which asks as often as there are halves of the title.
    expect(asked() - first).toBeLessThan(30);
  });

  it('are not dim on a pattern, whose lines they would be read between', () => {
    const details = ({ texts }: Frame, size: number): string[] => [
      ...new Set(
        texts.filter(({ text, size: own }) => own === size && /2×64|operations/.test(text)).map(({ colour }) => colour),
      ),
    ];
    // Blocks of TensorRT are plain, those of PyTorch hatched while they are closed.
    const closed = drawn(report, 'partition', false).drawing;
    expect(details(composeFrame(closed, EVERYWHERE, 1), 12)).toEqual(['dim', 'text']);
    const lit = { items: new Uint8Array(closed.placed.tree.count) };
    expect(details(composeFrame({ ...closed, lit }, EVERYWHERE, 1), 12)).toEqual(['dim']);
    const { drawing } = drawn(report);
    expect(details(composeFrame(drawing, EVERYWHERE, 1), 12)).toEqual(['dim']);
    expect(details(composeFrame(drawing, EVERYWHERE, 2), 8)).toEqual(['dim', 'text']);
  });

  it('of hits in closed groups are there only where they can be read', () => {
    const { drawing, placed } = drawn(report, 'partition', false);
    const hits = new Int32Array(placed.tree.count).fill(7);
    const badges = (scale: number): number =>
      composeFrame({ ...drawing, hits }, EVERYWHERE, scale).texts.filter(({ text }) => text === '7').length;
    expect(badges(1)).toBeGreaterThan(0);
    expect(badges(0.5)).toBe(0);
    // What they are on is marked still.
    expect(composeFrame({ ...drawing, hits }, EVERYWHERE, 0.5).marks).not.toEqual([]);
  });

  it('of operations leave out whose operator it is where there is no room for that', () => {
    const titles = (target: string): string[] => {
      const { drawing } = drawn(chainReport('operators', { blocks: 1, nodesPerBlock: 1, target }));
      return composeFrame(drawing, EVERYWHERE, 1).texts.map(({ text }) => text);
    };
    expect(titles('torch.ops.lab.clip.default')).toContain('lab.clip');
    expect(titles('torch.ops.my_kernels.clip_custom.default')).toContain('clip_custom');
    expect(titles('torch.ops.my_kernels.clip.inplace')).toContain('clip.inplace');
    expect(titles('torch.ops.aten.special_bessel_j0.default')).toContain('special.bessel_j0');
    expect(titles('com.microsoft.QLinearConv')).toContain('QLinearConv');
    // An overload says nothing without its operator.
    expect(titles('torch.ops.aten.upsample_bicubic2d.vec')).toContain('upsample_bicubic2…');
  });

  it('of shapes that are cut have the dtype before them', () => {
    const long = { dtype: 7, shape: `${'batch*heads*'.repeat(4)}x64`, bytes: 0 };
    const graph = (shape: string): Graph => {
      const { graph: made } = chainReport('shapes', { blocks: 1, nodesPerBlock: 1 }).program!;
      const { outputs } = made;
      return Object.assign(Object.create(made) as Graph, {
        outputs: (node: number) => outputs.call(made, node).map((type) => (shape === '' ? type : { ...long, shape })),
      });
    };
    const shown = (shape: string): string[] => {
      const made = chainReport('shapes', { blocks: 1, nodesPerBlock: 1 });
      const { drawing } = drawn({ ...made, program: { ...made.program!, graph: graph(shape) } });
      return composeFrame(drawing, EVERYWHERE, 1)
        .texts.filter(({ size }) => size === 11)
        .map(({ text }) => text);
    };
    expect(shown('')).toContain('2×64×128 float32');
    expect(shown(long.shape).some((text) => /^float32 batch.*…$/.test(text))).toBe(true);
  });

  it('have a sign to open them only at groups that hold something', () => {
    const { drawing, placed } = drawn(report, 'partition', false);
    const whole = twisties(composeFrame(drawing, EVERYWHERE, 1));
    expect(whole).toBe(5);
    const childCount = placed.tree.childCount.slice();
    childCount[placed.tree.firstChild[0]! + 1] = 0;
    const emptied = Object.assign(Object.create(placed) as typeof placed, { tree: { ...placed.tree, childCount } });
    expect(twisties(composeFrame({ ...drawing, placed: emptied }, EVERYWHERE, 1))).toBe(whole - 1);
  });
});
