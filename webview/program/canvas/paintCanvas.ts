/** Draws a frame on a canvas: one path a style, so that tens of thousands of boxes are a few calls. */

import type { Fonts } from '../../ui/text';
import type { BoxBatch, Frame, LineBatch, TextRun } from './frame';
import { arrowHead, arrowSize, tracePath } from './linePath';
import type { Palette } from './palette';
import { patternImage } from './patterns';
import { traceStripe } from './stripePath';
import { type BoxStyle, STRIPE } from './styles';

export interface View {
  /** Screen pixels a pixel at 100 %, and where the picture's origin is on the screen. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
  /** Device pixels a screen pixel. */
  readonly ratio: number;
}

/** Below this size on the screen corners are not rounded, in pixels. */
const ROUNDED = 2;
/** Zoom below which lines have no arrow heads. */
const ARROWS = 0.3;

type Context = CanvasRenderingContext2D;

export function paintFrame(context: Context, frame: Frame, view: View, palette: Palette, fonts: Fonts): void {
  const { scale, x, y, ratio } = view;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
  for (const batch of frame.groups) paintBoxes(context, batch, view, palette);
  for (const batch of frame.lines) if (batch.style.rank < 3) paintLines(context, batch, view, palette);
  for (const batch of frame.leaves) paintBoxes(context, batch, view, palette);
  for (const batch of frame.lines) if (batch.style.rank >= 3) paintLines(context, batch, view, palette);
  for (const batch of frame.marks) paintBoxes(context, batch, view, palette);
  for (const run of frame.texts) paintText(context, run, palette, fonts);
  context.globalAlpha = 1;
}

function paintBoxes(context: Context, { style, boxes }: BoxBatch, view: View, palette: Palette): void {
  context.globalAlpha = style.opacity;
  const path = boxPath(style, boxes, view.scale);
  if (style.fill !== undefined) {
    context.fillStyle = palette(style.fill);
    context.fill(path);
  }
  if (style.pattern !== 'plain' && style.stroke !== undefined) fillPattern(context, path, style, view, palette);
  if (style.stroke !== undefined) {
    context.strokeStyle = palette(style.stroke);
    context.lineWidth = style.strokeWidth / view.scale;
    context.setLineDash(style.dash.map((length) => length / Math.max(view.scale, 0.4)));
    context.stroke(path);
    context.setLineDash([]);
  }
  if (style.stripe !== undefined) {
    context.fillStyle = palette(style.stripe);
    context.fill(stripes(style, boxes, view.scale));
  }
}

function boxPath({ radius }: BoxStyle, boxes: readonly number[], scale: number): Path2D {
  const path = new Path2D();
  const isRounded = radius * scale >= ROUNDED;
  for (let at = 0; at < boxes.length; at += 4) {
    const [x, y, width, height] = [boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!];
    if (isRounded) path.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
    else path.rect(x, y, width, height);
  }
  return path;
}

function stripes({ radius }: BoxStyle, boxes: readonly number[], scale: number): Path2D {
  const path = new Path2D();
  const isRounded = radius * scale >= ROUNDED;
  for (let at = 0; at < boxes.length; at += 4) {
    const [x, y, height] = [boxes[at]!, boxes[at + 1]!, boxes[at + 3]!];
    if (isRounded) traceStripe(path, x, y, height, radius);
    else path.rect(x, y, STRIPE, height);
  }
  return path;
}

/** Patterns keep their size on the screen and move with the picture. */
function fillPattern(context: Context, path: Path2D, style: BoxStyle, { scale, ratio }: View, palette: Palette): void {
  const image = patternImage(style.pattern, palette(style.patternColour), ratio);
  const pattern = image && context.createPattern(image, 'repeat');
  if (!pattern) return;
  pattern.setTransform(new DOMMatrix().scale(1 / (scale * ratio)));
  context.fillStyle = pattern;
  context.fill(path);
}

function paintLines(context: Context, { style, lines }: LineBatch, { scale }: View, palette: Palette): void {
  context.globalAlpha = style.opacity;
  context.strokeStyle = palette(style.colour);
  context.lineWidth = style.width / scale;
  context.setLineDash(style.dash.map((length) => length / Math.max(scale, 0.4)));
  const path = new Path2D();
  for (const line of lines) tracePath(path, line);
  context.stroke(path);
  context.setLineDash([]);
  if (!style.arrow || scale < ARROWS) return;
  const heads = new Path2D();
  const size = arrowSize(style, scale);
  for (const line of lines) {
    const head = arrowHead(line, size);
    if (!head) continue;
    heads.moveTo(head[0]!, head[1]!);
    heads.lineTo(head[2]!, head[3]!);
    heads.lineTo(head[4]!, head[5]!);
    heads.closePath();
  }
  context.fillStyle = palette(style.colour);
  context.fill(heads);
}

function paintText(context: Context, run: TextRun, palette: Palette, fonts: Fonts): void {
  context.globalAlpha = 1;
  const { text, x, y, kind, size, colour, align, plate } = run;
  if (plate > 0) {
    context.fillStyle = palette('back');
    context.fillRect(x - 3, y - size, plate, size + 4);
  }
  context.font = fonts(kind, size);
  context.textAlign = align === 'middle' ? 'center' : align;
  context.fillStyle = palette(colour);
  context.fillText(text, x, y);
}
