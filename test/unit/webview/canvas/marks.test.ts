import { describe, expect, it } from 'vitest';
import { composeFrame } from '../../../../webview/program/canvas/composeFrame';
import { type Marks, NO_MARKS, composeMarks } from '../../../../webview/program/canvas/composeMarks';
import { Frame } from '../../../../webview/program/canvas/frame';
import { type Rectangle, placeOf, shownFor } from '../../../../webview/program/graph/walk';
import { chainReport } from '../../../webview/models';
import { type Drawn, drawn } from './anyDrawing';

const [BLOCKS, NODES] = [12, 30];
const report = chainReport('chain', { blocks: BLOCKS, nodesPerBlock: NODES });
const [open, closed] = [true, false].map((all) => drawn(report, 'partition', all)) as [Drawn, Drawn];

function framed({ drawing }: Drawn, marks: Partial<Marks>, area: Rectangle, scale = 1): Frame {
  const frame = new Frame();
  composeMarks(frame, drawing, { ...NO_MARKS, ...marks }, area, scale);
  return frame;
}

const wholeOf = ({ drawing, placed }: Drawn): Rectangle => drawing.pills.bounds(placed);
const nodesOf = ({ placed }: Drawn): number[] => [...placed.tree.itemOfNode].filter((item) => item > 0);
const count = (frame: Frame): number => frame.marks.reduce((sum, { boxes }) => sum + boxes.length / 4, 0);

describe('marks', () => {
  it('of thousands of items are drawn at once', () => {
    const selected = nodesOf(open);
    const frame = framed(open, { selected }, wholeOf(open));
    expect(frame.marks).toHaveLength(1);
    expect(count(frame)).toBe(new Set(selected).size);
  });

  it('are once on a closed group, whatever of it is selected', () => {
    const selected = nodesOf(closed);
    const shown = new Set(selected.map((item) => shownFor(closed.placed, item)));
    const frame = framed(closed, { selected }, wholeOf(closed));
    expect(count(frame)).toBe(shown.size);
    expect(shown.size).toBeLessThan(BLOCKS + 3);
  });

  it('are drawn where they are in sight', () => {
    const selected = nodesOf(open);
    const { x, y, width, height } = placeOf(open.placed, selected[NODES]!)!;
    const frame = framed(open, { selected, hovered: selected.at(-1)! }, { x, y, width, height });
    expect(frame.marks.map(({ style }) => style.name)).toEqual(['selected']);
    expect(frame.marks[0]!.boxes.slice(0, 4)).toEqual([x, y, width, height]);
    expect(count(frame)).toBeLessThan(4);
  });

  it('are as many as can be told apart where boxes are specks', () => {
    const selected = nodesOf(open);
    const area = wholeOf(open);
    const scale = 60 / area.height;
    const few = count(framed(open, { selected }, area, scale));
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(selected.length / 2);
    // One alone is always shown.
    expect(count(framed(open, { selected: [selected[NODES]!] }, area, scale))).toBe(1);
  });

  it('follow their boxes to another layout', () => {
    const moving = drawn(report, 'partition', false);
    const selected = nodesOf(moving);
    const before = framed(moving, { selected }, wholeOf(moving)).marks[0]!.boxes;
    expect(framed(moving, { selected }, wholeOf(moving)).marks[0]!.boxes).toEqual(before);
    const { placed } = moving;
    // A layout brings all of its columns.
    [placed.x, placed.y] = [placed.x.slice(), placed.y.map((each) => each + 100)];
    const after = framed(moving, { selected }, { x: 0, y: 0, width: 1e5, height: 1e5 }).marks[0]!.boxes;
    expect(after).toEqual(before.map((each, at) => (at % 4 === 1 ? each + 100 : each)));
  });

  it('of hits are drawn at once too, badges on them', () => {
    const { drawing, placed } = closed;
    const hits = new Int32Array(placed.tree.count).fill(1);
    const frame = composeFrame({ ...drawing, hits }, wholeOf(closed), 1);
    expect(frame.marks.map(({ style }) => style.name.split(' ')[0])).toEqual(['hit', 'badge']);
  });

  it('have one line between two closed groups, and none out of sight', () => {
    const items = nodesOf(closed);
    const [first, second] = [items.slice(1, NODES), items.slice(NODES + 1, 2 * NODES)];
    const direct = first.map((from, at) => [from, second[at] ?? second[0]!] as const);
    const lines = (area: Rectangle): number =>
      framed(closed, { direct }, area).lines.flatMap((each) => each.lines).length;
    const ends = new Set(direct.map(([from, to]) => `${shownFor(closed.placed, from)} ${shownFor(closed.placed, to)}`));
    expect(lines(wholeOf(closed))).toBe(ends.size);
    expect(lines({ x: 1e5, y: 1e5, width: 10, height: 10 })).toBe(0);
  });
});
