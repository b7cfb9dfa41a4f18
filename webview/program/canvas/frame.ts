/**
 * What one picture is made of, in the order in which it is drawn: boxes of open groups from the outermost inwards, lines,
 * boxes that stand on them, marks, texts. Coordinates are pixels at a zoom of 100 %; widths of lines are pixels on the screen.
 * The same frame is drawn on a canvas and written as SVG.
 */

import type { TextKind } from '../../ui/text';
import type { BoxStyle, ColourName, LineStyle } from './styles';

/** Boxes of one style: x, y, width and height of each. */
export interface BoxBatch {
  readonly style: BoxStyle;
  readonly boxes: number[];
}

/** Lines of one style. */
export interface LineBatch {
  readonly style: LineStyle;
  readonly lines: Polyline[];
}

export interface Polyline {
  /** x and y of each point, those from `start` to `end`. */
  readonly points: ArrayLike<number>;
  readonly start: number;
  readonly end: number;
  /** Added to each point. */
  readonly left: number;
  readonly top: number;
  /** `curve`: segments that are not upright are curves. `square`: straight with rounded corners. */
  readonly bend: 'curve' | 'square' | 'none';
}

export interface TextRun {
  /** As it is drawn: cut to its room already. */
  readonly text: string;
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly kind: TextKind;
  /** Pixels at a zoom of 100 %. */
  readonly size: number;
  readonly colour: ColourName;
  readonly align: 'start' | 'middle' | 'end';
  /** Width of a plate of the background's colour behind it; 0 for none. */
  readonly plate: number;
}

export class Frame {
  private readonly under = new Map<number, BoxBatch>();
  private readonly over = new Map<string, BoxBatch>();
  private readonly drawn = new Map<string, LineBatch>();
  private readonly marked = new Map<string, BoxBatch>();
  readonly texts: TextRun[] = [];

  /** A box under the lines, on those of a lower `level`. */
  addUnder(level: number, style: BoxStyle, x: number, y: number, width: number, height: number): void {
    const key = level * 1024 + style.number;
    let batch = this.under.get(key);
    if (!batch) this.under.set(key, (batch = { style, boxes: [] }));
    batch.boxes.push(x, y, width, height);
  }

  addOver(style: BoxStyle, x: number, y: number, width: number, height: number): void {
    let batch = this.over.get(style.name);
    if (!batch) this.over.set(style.name, (batch = { style, boxes: [] }));
    batch.boxes.push(x, y, width, height);
  }

  /** Styles are drawn in the order in which they are first asked for. */
  addMark(style: BoxStyle, x: number, y: number, width: number, height: number): void {
    let batch = this.marked.get(style.name);
    if (!batch) this.marked.set(style.name, (batch = { style, boxes: [] }));
    batch.boxes.push(x, y, width, height);
  }

  addLine(style: LineStyle, line: Polyline): void {
    let batch = this.drawn.get(style.name);
    if (!batch) this.drawn.set(style.name, (batch = { style, lines: [] }));
    batch.lines.push(line);
  }

  get groups(): BoxBatch[] {
    return [...this.under].sort(([a], [b]) => a - b).map(([, batch]) => batch);
  }

  get leaves(): BoxBatch[] {
    return [...this.over.values()];
  }

  get marks(): BoxBatch[] {
    return [...this.marked.values()];
  }

  /** Those that stand out last. */
  get lines(): LineBatch[] {
    return [...this.drawn.values()].sort((a, b) => a.style.rank - b.style.rank);
  }
}
