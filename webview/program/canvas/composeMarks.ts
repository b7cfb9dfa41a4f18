/** What is marked in a frame: selection, what it is connected with, what the pointer is on. */

import type { ArrangedTree } from '../graph/arrangedTree';
import type { ItemIndex } from '../graph/groupTree';
import { type Rectangle, placeOf, shownFor } from '../graph/walk';
import type { Drawing } from './composeFrame';
import type { Frame } from './frame';
import { markedPlaces, visitInSight } from './markedPlaces';

export interface Marks {
  readonly selected: readonly ItemIndex[];
  /** Items of the breaks that are selected, by the block that each is. */
  readonly selectedBreak: ItemIndex | undefined;
  readonly neighbours: readonly ItemIndex[];
  /** Connections that no line of the picture shows: from one item to another. */
  readonly direct: readonly (readonly [from: ItemIndex, to: ItemIndex])[];
  readonly hovered: ItemIndex | undefined;
  readonly currentHit: ItemIndex | undefined;
  readonly flash: ItemIndex | undefined;
}

type MarkKind = Parameters<Drawing['styles']['mark']>[0];

export const NO_MARKS: Marks = {
  selected: [],
  selectedBreak: undefined,
  neighbours: [],
  direct: [],
  hovered: undefined,
  currentHit: undefined,
  flash: undefined,
};

/** Marks what is in sight. `scale`: pixels on the screen a pixel at 100 %. */
export function composeMarks(frame: Frame, drawing: Drawing, marks: Marks, area: Rectangle, scale: number): void {
  const { placed, pills, styles } = drawing;
  const markAll = (items: readonly ItemIndex[], kind: MarkKind): void => {
    const style = styles.mark(kind);
    visitInSight(markedPlaces(placed, items), area, scale, (...box) => frame.addMark(style, ...box));
  };
  const mark = (item: ItemIndex | undefined, kind: MarkKind): void => {
    if (item !== undefined) markAll([item], kind);
  };
  markAll(marks.neighbours, 'neighbour');
  mark(marks.hovered, 'hovered');
  mark(marks.currentHit, 'currentHit');
  markAll(marks.selected, 'selected');
  mark(marks.flash, 'flash');
  if (marks.selectedBreak !== undefined) {
    const pill = pills.of(marks.selectedBreak);
    const block = placeOf(placed, marks.selectedBreak);
    if (pill && block) {
      const { x, y, width, height } = pills.place(pill, block);
      frame.addMark(styles.mark('selectedPill'), x, y, width, height);
    }
  }
  drawDirect(frame, drawing, marks.direct, area);
}

/** Where an item is, or the closed group that it is in. */
function shownPlace(placed: ArrangedTree, item: ItemIndex): Rectangle | undefined {
  return placeOf(placed, shownFor(placed, item));
}

/** Lines between what stands for both ends, each once. */
function drawDirect(frame: Frame, drawing: Drawing, lines: Marks['direct'], area: Rectangle): void {
  const { placed, styles } = drawing;
  const style = styles.line('hotDirect');
  const drawn = new Set<number>();
  for (const [from, to] of lines) {
    const key = shownFor(placed, from) * placed.tree.count + shownFor(placed, to);
    if (drawn.has(key)) continue;
    drawn.add(key);
    const [source, target] = [shownPlace(placed, from), shownPlace(placed, to)];
    if (!source || !target) continue;
    const [x, y] = [source.x + source.width / 2, source.y + source.height];
    const [toX, toY] = [target.x + target.width / 2, target.y];
    if (Math.min(x, toX) > area.x + area.width || Math.max(x, toX) < area.x) continue;
    if (Math.min(y, toY) > area.y + area.height || Math.max(y, toY) < area.y) continue;
    frame.addLine(style, { points: [x, y, toX, toY], start: 0, end: 4, left: 0, top: 0, bend: 'curve' });
  }
}
