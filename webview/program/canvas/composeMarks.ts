/** What is marked in a frame: selection, what it is connected with, what the pointer is on. */

import type { ItemIndex } from '../graph/groupTree';
import { type Rectangle, placeOf, shownFor } from '../graph/walk';
import type { Drawing } from './composeFrame';
import type { Frame } from './frame';

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

export function composeMarks(frame: Frame, drawing: Drawing, marks: Marks): void {
  const { placed, pills } = drawing;
  const mark = (item: ItemIndex | undefined, kind: MarkKind): void => {
    const place = item === undefined ? undefined : shownPlace(drawing, item);
    if (place) addMark(frame, drawing, place, kind);
  };
  for (const item of new Set(marks.neighbours)) mark(item, 'neighbour');
  mark(marks.hovered, 'hovered');
  mark(marks.currentHit, 'currentHit');
  for (const item of marks.selected) mark(item, 'selected');
  mark(marks.flash, 'flash');
  if (marks.selectedBreak !== undefined) {
    const pill = pills.of(marks.selectedBreak);
    const block = placeOf(placed, marks.selectedBreak);
    if (pill && block) addMark(frame, drawing, pills.place(pill, block), 'selected');
  }
  for (const [from, to] of marks.direct) drawDirect(frame, drawing, from, to);
}

/** Where an item is, or the closed group that it is in. */
export function shownPlace({ placed }: Pick<Drawing, 'placed'>, item: ItemIndex): Rectangle | undefined {
  return placeOf(placed, shownFor(placed, item));
}

function addMark(frame: Frame, { styles }: Drawing, { x, y, width, height }: Rectangle, kind: MarkKind): void {
  frame.addMark(styles.mark(kind), x, y, width, height);
}

function drawDirect(frame: Frame, drawing: Drawing, from: ItemIndex, to: ItemIndex): void {
  const [source, target] = [shownPlace(drawing, from), shownPlace(drawing, to)];
  if (!source || !target) return;
  const points = [source.x + source.width / 2, source.y + source.height, target.x + target.width / 2, target.y];
  frame.addLine(drawing.styles.line('hotDirect'), { points, start: 0, end: 4, left: 0, top: 0, bend: 'curve' });
}
