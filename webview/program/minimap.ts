/** All of the picture in a corner, with a frame around what is on the screen; a press or a drag moves there. */

import { html } from '../ui/elements';
import type { Fonts } from '../ui/text';
import type { Camera } from './camera';
import { type Drawing, composeFrame } from './canvas/composeFrame';
import { paintFrame } from './canvas/paintCanvas';
import type { Palette } from './canvas/palette';
import type { Rectangle } from './graph/walk';

/** Pixels. */
const MOST = { width: 150, height: 170 };
const LEAST = 12;

export class Minimap {
  private readonly canvas = html('canvas');
  private readonly frame = html('div', { class: 'minimap-frame' });
  /** Readers and keys have the picture itself. */
  readonly element = html('div', { class: 'minimap', 'aria-hidden': 'true', hidden: true }, this.canvas, this.frame);
  private bounds: Rectangle = { x: 0, y: 0, width: 1, height: 1 };
  private scale = 1;
  private drawn: Drawing | undefined;
  private drawnRatio = 0;

  constructor(private readonly camera: Camera) {
    this.element.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.button !== 0) return;
      this.element.setPointerCapture(event.pointerId);
      this.go(event);
    });
    this.element.addEventListener('pointermove', (event) => {
      if ((event.buttons & 1) !== 0) this.go(event);
    });
  }

  /** Takes the size that a drawing needs: before it is painted, as what is brought into sight must stay clear of it. */
  fit({ pills, placed }: Drawing): void {
    this.bounds = pills.bounds(placed);
    const { width, height } = this.bounds;
    this.scale = Math.min(MOST.width / width, MOST.height / height, 0.2);
    Object.assign(this.canvas.style, { width: `${this.pixels(width)}px`, height: `${this.pixels(height)}px` });
    this.follow();
  }

  /** Draws what has changed since the last time. */
  show(drawing: Drawing, palette: Palette, fonts: Fonts, ratio: number): void {
    if (drawing === this.drawn && ratio === this.drawnRatio) return;
    this.drawn = drawing;
    this.drawnRatio = ratio;
    this.fit(drawing);
    const { x, y, width, height } = this.bounds;
    this.canvas.width = this.pixels(width) * ratio;
    this.canvas.height = this.pixels(height) * ratio;
    const context = this.canvas.getContext('2d');
    const view = { scale: this.scale, x: -x * this.scale, y: -y * this.scale, ratio };
    const frame = composeFrame(drawing, this.bounds, this.scale);
    // At this size the few titles that there is room for are two letters each.
    frame.texts.length = 0;
    if (context) paintFrame(context, frame, view, palette, fonts);
  }

  /** Frames what is on the screen; where that is everything, there is nothing to show. */
  follow(): void {
    const { bounds, scale } = this;
    const { x, y, width, height } = this.camera.area;
    const [left, top] = [Math.max(x, bounds.x), Math.max(y, bounds.y)];
    const right = Math.min(x + width, bounds.x + bounds.width);
    const bottom = Math.min(y + height, bounds.y + bounds.height);
    this.element.hidden = right - left >= bounds.width - 1 && bottom - top >= bounds.height - 1;
    const { style } = this.frame;
    style.left = `${(left - bounds.x) * scale}px`;
    style.top = `${(top - bounds.y) * scale}px`;
    style.width = `${Math.max(4, (right - left) * scale)}px`;
    style.height = `${Math.max(4, (bottom - top) * scale)}px`;
  }

  private pixels(size: number): number {
    return Math.max(LEAST, Math.ceil(size * this.scale));
  }

  private go(event: PointerEvent): void {
    const { left, top } = this.canvas.getBoundingClientRect();
    const { x, y, width, height } = this.bounds;
    // The canvas may be wider than the picture in it is.
    const within = (pixels: number, size: number): number => Math.min(size, Math.max(0, pixels / this.scale));
    this.camera.centerOn(x + within(event.clientX - left, width), y + within(event.clientY - top, height));
  }
}
