/** The legend of an exported picture, as a frame of its own that stands below it. */

import { Frame } from '../canvas/frame';
import type { Styles } from '../canvas/styles';
import type { TextCutter } from '../canvas/textCutter';
import { type Category, type Overlay, legendRows, needsLegend } from '../overlays/overlay';

export interface PictureLegend {
  readonly frame: Frame;
  /** Pixels at 100 %; its upper left corner is at 0, 0. */
  readonly width: number;
  readonly height: number;
}

/** Pixels at 100 %. */
const SWATCH = { width: 34, height: 16 };
const LINE = 24;
const GAP = 8;
/** Between two entries of a line. */
const APART = 22;
const NOTE_LINE = 15;
const SIZE = 12;
const NOTE_SIZE = 11;
/** Under a picture that is less wide the legend is not. */
const LEAST_WIDTH = 260;

/** In lines of up to `room` pixels. Undefined where there is nothing to tell. */
export function pictureLegend(
  overlay: Overlay,
  styles: Styles,
  cutter: TextCutter,
  room: number,
): PictureLegend | undefined {
  if (!needsLegend(overlay)) return undefined;
  const frame = new Frame();
  const width = Math.max(LEAST_WIDTH, room);
  let [x, y] = [0, 0];
  for (const { category } of legendRows(overlay)) {
    const needed = SWATCH.width + GAP + cutter.widthOf(category.label, 'label', SIZE);
    if (x > 0 && x + needed > width) [x, y] = [0, y + LINE];
    drawEntry(frame, styles, category, x, y);
    x += needed + APART;
  }
  const noteTop = y + LINE + GAP;
  const lines = wrapped(overlay.note, width, (text) => cutter.widthOf(text, 'small', NOTE_SIZE));
  lines.forEach((text, line) => {
    const base = noteTop + NOTE_SIZE + line * NOTE_LINE;
    frame.texts.push({ text, x: 0, y: base, kind: 'small', size: NOTE_SIZE, colour: 'dim', align: 'start', plate: 0 });
  });
  return { frame, width, height: lines.length === 0 ? y + LINE : noteTop + lines.length * NOTE_LINE };
}

function drawEntry(frame: Frame, styles: Styles, category: Category, x: number, y: number): void {
  frame.addOver(styles.box('node', category), x, y, SWATCH.width, SWATCH.height);
  const [left, base] = [x + SWATCH.width + GAP, y + SIZE];
  const { label: text } = category;
  frame.texts.push({ text, x: left, y: base, kind: 'label', size: SIZE, colour: 'text', align: 'start', plate: 0 });
}

function wrapped(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
