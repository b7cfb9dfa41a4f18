/** Texts and small signs of items: as many as there is room for at a zoom. */

import { formatCount } from '../../../extension/core/format/units';
import type { TextKind } from '../../ui/text';
import { ItemKind, runsGraphs } from '../graph/groupTree';
import { ITEM_SIZES } from '../graph/arrangement';
import type { Seen } from '../graph/walk';
import type { Point } from '../layout/route';
import type { Drawing } from './composeFrame';
import type { Frame, TextRun } from './frame';
import { LABEL_SIZE } from './lineLabels';
import { type ColourName, NEUTRAL, STRIPE } from './styles';

/** Pixels on the screen of the smallest text that is drawn, and of titles that stay legible in a small picture. */
const LEGIBLE = 6.5;
const TITLE = 10.5;
/** Zoom from which on groups have all their texts. */
const FULL = 0.62;
/** From this zoom on there is room for the name of an operation between its operator and its type. */
const ROOMY = 1.45;
/** Of texts beside lines and boxes, in pixels at a zoom of 100 %. */
const SIGN_SIZE = 9;
/** Pixels on the screen that the room of a small title goes up by, so that not each frame of a zoom cuts it anew. */
const ROOM_STEP = 8;
/** From the left edge of a box, or its stripe, to a text. */
const INDENT = 4;

export function drawItemTexts(frame: Frame, drawing: Drawing, seen: Seen, scale: number): void {
  const { tree } = drawing.placed;
  switch (runsGraphs(tree, seen.item) ? undefined : tree.kind[seen.item]) {
    case ItemKind.node:
      return drawNodeTexts(frame, drawing, seen, scale);
    case ItemKind.inputs:
    case ItemKind.outputs:
      return drawEndText(frame, drawing, seen, scale);
    default:
      return drawGroupTexts(frame, drawing, seen, scale);
  }
}

function drawNodeTexts(frame: Frame, drawing: Drawing, seen: Seen, scale: number): void {
  if (12 * scale < LEGIBLE) return;
  const { item, x, y, width } = seen;
  const { texts, bad } = drawing;
  const { title, shortTitle = title, details, right } = texts.of(item);
  const room = width - STRIPE - 2.5 * INDENT;
  const left = x + STRIPE + INDENT;
  const colour = detailColour(drawing, seen);
  const add = line(frame, drawing, left);
  if (bad[item] === 1) drawCross(frame, drawing, x + width - 13, y + 7);
  const titleRoom = room - (bad[item] === 1 ? 12 : 0);
  const titles = [title, shortTitle];
  if (scale < ROOMY) {
    add(titles, y + 15, titleRoom, 'code', 12, 'text');
    if (11 * scale >= LEGIBLE) add(details, y + 29, room, 'small', 11, colour);
    return;
  }
  add(titles, y + 11.5, titleRoom, 'code', 9.5, 'text');
  add([right], y + 21.5, room, 'code', 8, colour);
  add(details, y + 31.5, room, 'small', 8, colour);
}

/** Of what is below a title: a dim text is hard to read between the lines of a pattern. */
function detailColour({ tones, categories, lit }: Drawing, { item, isEntered }: Seen): ColourName {
  const { pattern } = tones[categories[item]!] ?? NEUTRAL;
  const isFaint = lit !== undefined && lit.items[item] === 0;
  return pattern === 'plain' || isEntered || isFaint ? 'dim' : 'text';
}

function drawEndText(frame: Frame, drawing: Drawing, { item, x, y, width }: Seen, scale: number): void {
  if (12 * scale < LEGIBLE) return;
  const text = drawing.cutter.cut(drawing.texts.of(item).title, width - 24, 'label', 12);
  frame.texts.push(run(text, x + width / 2, y + 18, 'label', 12, 'dim', 'middle'));
}

function drawGroupTexts(frame: Frame, drawing: Drawing, seen: Seen, scale: number): void {
  const { item, x, y, width, isEntered } = seen;
  const isBlock = drawing.placed.tree.kind[item] === ItemKind.block;
  if (scale < FULL) return drawSmallTitle(frame, drawing, seen, scale);
  const { title, details, right } = drawing.texts.of(item);
  if (drawing.placed.tree.childCount[item]! > 0)
    drawTwisty(frame, drawing, x + 10, y + (isEntered && !isBlock ? 7 : 9), isEntered);
  const head = Math.min(width, isBlock ? ITEM_SIZES.blockWidth : width);
  const rightWidth = right === '' ? 0 : drawing.cutter.widthOf(right, 'label', 12) + 10;
  const add = line(frame, drawing, x + 29);
  const isBad = drawing.bad[item] === 1;
  const hasCross = isBad && !isBlock;
  add([title], y + 19, head - 41 - rightWidth - (hasCross ? 12 : 0), 'title', 12, 'strong');
  if (hasCross) drawCross(frame, drawing, x + head - 13, y + 7);
  if (right !== '') {
    const colour = isBad ? 'bad' : 'text';
    frame.texts.push(run(right, x + head - 12, y + 19, 'label', 12, colour, 'end'));
  }
  if (isEntered && !isBlock) return;
  const room = (isBlock ? width : head) - 41;
  add(details, y + 36, room, 'label', 12, detailColour(drawing, seen));
}

/** A title that stays as large as it can be read, in a box that has become small; none where there is no room. */
function drawSmallTitle(frame: Frame, drawing: Drawing, seen: Seen, scale: number): void {
  const { item, x, y, width, height, isEntered } = seen;
  const [across, down] = [width * scale, height * scale];
  // An open group that is large shows what is in it: its name would cover that.
  const header =
    (drawing.placed.tree.kind[item] === ItemKind.block ? ITEM_SIZES.blockHeader : ITEM_SIZES.header) * scale;
  if (across < 46 || down < TITLE + 3 || (isEntered && header < TITLE + 2)) return;
  const size = TITLE / scale;
  const room = isEntered ? header : Math.min(down, ITEM_SIZES.blockHeader * scale);
  const free = Math.floor((across - 14) / ROOM_STEP) * ROOM_STEP;
  const text = drawing.cutter.cut(drawing.texts.of(item).title, free / scale, 'title', size);
  const base = y + (room / 2 + TITLE * 0.36) / scale;
  frame.texts.push(run(text, x + 9 / scale, base, 'title', size, 'strong', 'start'));
}

/** Hits of a search in a group that is closed or too small to be entered. */
export function drawBadge(frame: Frame, drawing: Drawing, seen: Seen, scale: number): void {
  const hits = drawing.hits?.[seen.item] ?? 0;
  if (hits === 0 || seen.isEntered) return;
  const { x, y, width, height } = seen;
  frame.addMark(drawing.styles.mark('hit'), x, y, width, height);
  const size = 11;
  const { tree } = drawing.placed;
  const isLeaf = tree.kind[seen.item] === ItemKind.node && !runsGraphs(tree, seen.item);
  if (isLeaf || width * scale < 60 || size * scale < LEGIBLE) return;
  const text = formatCount(hits);
  const wide = drawing.cutter.widthOf(text, 'small', size) + 12;
  const [left, top] = [x + width - wide - 4, y - 8];
  frame.addMark(drawing.styles.box('badge', NEUTRAL), left, top, wide, 16);
  frame.texts.push(run(text, left + wide / 2, top + 12, 'small', size, 'badgeText', 'middle'));
}

export function drawPill(frame: Frame, drawing: Drawing, seen: Seen, scale: number): void {
  const pill = drawing.pills.of(seen.item);
  if (!pill) return;
  const { x, y, width, height } = drawing.pills.place(pill, seen);
  const { styles, lit } = drawing;
  const faint = lit !== undefined && lit.items[seen.item] === 0;
  const middle = y + height / 2;
  const tie = [seen.x + seen.width, middle, x, middle];
  if (scale > 0.1) frame.addLine(styles.line('tie', faint), whole(tie));
  frame.addOver(styles.box(width * scale < 24 ? 'speck' : 'pill', NEUTRAL, { bad: true, faint }), x, y, width, height);
  if (12 * scale < LEGIBLE) return;
  const text = drawing.cutter.cut(pill.label, width - 26, 'label', 12);
  frame.texts.push(run(text, x + 15, middle + 4, 'label', 12, 'text', 'start'));
}

/** What crosses, at the lines into a block. */
export function drawLineLabels(frame: Frame, drawing: Drawing, seen: Seen, scale: number): void {
  if (LABEL_SIZE * scale < LEGIBLE) return;
  for (const { text, width, x, y, align } of drawing.labels.at(seen.item, seen)) {
    // One that stands beside its line has other lines behind it.
    const plate = align === 'start' ? width + 6 : 0;
    frame.texts.push({ ...run(text, x, y, 'small', LABEL_SIZE, 'dim', align), plate });
  }
}

/** How many values go along a line that stands out. Those between blocks have labels. */
export function drawLineWeight(
  frame: Frame,
  { placed: { tree, edges }, cutter }: Drawing,
  edge: number,
  [x, y]: Point,
  scale: number,
): void {
  const weight = edges.weight[edge]!;
  if (weight < 2 || tree.parent[edges.from[edge]!] === 0 || SIGN_SIZE * scale < LEGIBLE) return;
  const text = formatCount(weight, 'value');
  const plate = cutter.widthOf(text, 'small', SIGN_SIZE) + 6;
  frame.texts.push({ ...run(text, x + 5, y + 3, 'small', SIGN_SIZE, 'link', 'start'), plate });
}

/** What an item reads as many others do, above it, and what so many read of it, below: beside the lines in the middle. */
export function drawTags(frame: Frame, drawing: Drawing, { item, x, y, width, height }: Seen, scale: number): void {
  if (SIGN_SIZE * scale < LEGIBLE) return;
  const { tags, cutter } = drawing;
  const [read, sources] = [tags.readBy(item), tags.comingFrom(item)];
  const add = (text: string, base: number): void => {
    if (text !== '') frame.texts.push(run(text, x + 2, base, 'small', SIGN_SIZE, 'link', 'start'));
  };
  if (read !== '') add(cutter.cut(read, width / 2 - 8, 'small', SIGN_SIZE), y - 4);
  if (sources.length > 0) add(cutter.fitting(sources, width / 2 - 8, 'small', SIGN_SIZE), y + height + 10);
}

function drawTwisty(frame: Frame, { styles }: Drawing, x: number, y: number, isOpen: boolean): void {
  const points = isOpen ? [x + 2, y + 4, x + 6.5, y + 9, x + 11, y + 4] : [x + 4, y + 2, x + 9, y + 6.5, x + 4, y + 11];
  frame.addLine(styles.line('sign'), whole(points));
}

/** Marks an operation that TensorRT does not take, besides its colour. */
function drawCross(frame: Frame, { styles }: Drawing, x: number, y: number): void {
  frame.addLine(styles.line('cross'), whole([x, y, x + 6, y + 6]));
  frame.addLine(styles.line('cross'), whole([x + 6, y, x, y + 6]));
}

function whole(points: readonly number[]): Parameters<Frame['addLine']>[1] {
  return { points, start: 0, end: points.length, left: 0, top: 0, bend: 'none' };
}

/** `texts`: the first that fits, or the last of them cut. */
type AddLine = (
  texts: readonly string[],
  y: number,
  room: number,
  kind: TextKind,
  size: number,
  colour: ColourName,
) => void;

function line(frame: Frame, { cutter }: Drawing, x: number): AddLine {
  return (texts, y, room, kind, size, colour) => {
    const cut = cutter.fitting(texts, room, kind, size);
    if (cut !== '') frame.texts.push(run(cut, x, y, kind, size, colour, 'start'));
  };
}

function run(
  text: string,
  x: number,
  y: number,
  kind: TextKind,
  size: number,
  colour: ColourName,
  align: TextRun['align'],
): TextRun {
  return { text, x, y, kind, size, colour, align, plate: 0 };
}
