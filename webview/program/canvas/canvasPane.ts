/** A canvas that fills its pane and is drawn at most once a frame. */

import { html } from '../../ui/elements';

export class CanvasPane {
  readonly element = html('canvas', { class: 'canvas', 'aria-hidden': 'true' });
  private readonly context = this.element.getContext('2d', { alpha: true });
  private waiting = false;
  private size: readonly [width: number, height: number] = [0, 0];
  /** Device pixels a pixel of the page that the canvas has room for. */
  ratio = ratioNow();

  /** `draw` is called with the time of the frame, and again in the next one where it says so. */
  constructor(private readonly draw: (context: CanvasRenderingContext2D, now: number) => boolean) {}

  /** In pixels of the page. */
  resize(width: number, height: number): void {
    this.size = [width, height];
    // A canvas is empty after that: it would flicker until the next frame.
    if (this.fit()) this.now(performance.now());
  }

  /** Takes the pixels that the size has on the display; false where it has them. */
  private fit(): boolean {
    this.ratio = ratioNow();
    const [across, down] = this.size.map((size) => Math.round(size * this.ratio)) as [number, number];
    if (this.element.width === across && this.element.height === down) return false;
    this.element.width = across;
    this.element.height = down;
    return true;
  }

  soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame((time) => {
      this.waiting = false;
      this.now(time);
    });
  }

  private now(time: number): void {
    // Not every browser tells when a page has come to another display.
    if (this.ratio !== ratioNow()) this.fit();
    if (this.context && this.draw(this.context, time)) this.soon();
  }
}

function ratioNow(): number {
  return Math.min(3, Math.max(1, devicePixelRatio));
}
