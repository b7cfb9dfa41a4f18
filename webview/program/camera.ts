/**
 * Where the picture stands on the screen: wheel and drag move it, wheel with Ctrl and pinch zoom, and anything can be brought
 * into sight.
 */

import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import type { Rectangle } from './graph/walk';

/** Zoom as far as anybody needs; the whole picture can always be seen. */
const SCALES: readonly [number, number] = [0.05, 4];
const STEP = 1.25;
/** The picture starts at least as large as this. */
const READABLE = 0.75;
/** Pixels on the screen of a box in which something can be read. */
const LEGIBLE = 16;
const MARGIN = 24;
/** Pixels of a box that are in sight at least, where it has as many. */
const HEAD = 46;
/** Pixels between a box and what lies over the picture below it. */
const GAP = 8;
/** Pixels of the picture that stay in sight however far it is moved. */
const REST = 60;

export class Camera {
  private readonly behavior: ZoomBehavior<HTMLElement, unknown>;
  private bounds: Rectangle = { x: 0, y: 0, width: 1, height: 1 };

  constructor(
    private readonly element: HTMLElement,
    private readonly onChange: (byUser: boolean) => void,
  ) {
    this.behavior = zoom<HTMLElement, unknown>()
      .scaleExtent([...SCALES])
      .extent(() => [
        [0, 0],
        [this.width, this.height],
      ])
      .filter((event: MouseEvent) =>
        event.type === 'wheel' ? event.ctrlKey || event.metaKey : !event.button && !isSelecting(event),
      )
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        onChange(event.sourceEvent !== null);
      });
    this.behavior.constrain((transform) => this.constrained(transform));
    select(element).call(this.behavior).on('dblclick.zoom', null);
    element.addEventListener('wheel', (event) => this.scroll(event), { passive: false });
  }

  get scale(): number {
    return this.transform.k;
  }

  setBounds(bounds: Rectangle): void {
    this.bounds = bounds;
    this.resized();
  }

  /** How far out one may zoom goes with the size of the pane. */
  resized(): void {
    this.behavior.scaleExtent([Math.min(SCALES[0], this.scaleToFit * 0.8), SCALES[1]]);
  }

  /** Where the picture's origin is on the screen. */
  get origin(): readonly [x: number, y: number] {
    return [this.transform.x, this.transform.y];
  }

  /** What of the picture is on the screen. */
  get area(): Rectangle {
    const { x, y, k } = this.transform;
    return { x: -x / k, y: -y / k, width: this.width / k, height: this.height / k };
  }

  /** A point of the screen in the picture. */
  inPicture(x: number, y: number): [number, number] {
    return this.transform.invert([x, y]);
  }

  private get scaleToFit(): number {
    const { width, height } = this.bounds;
    return Math.min(roomFor(width, this.width, 2 * MARGIN), roomFor(height, this.height, 2 * MARGIN));
  }

  /** All of the picture where that stays readable, else its upper part at a readable size. */
  fit(all: boolean): void {
    const { x, y, width, height } = this.bounds;
    const across = roomFor(width, this.width, 2 * MARGIN);
    const scale = Math.min(1, all ? this.scaleToFit : Math.max(READABLE, across));
    // Where not all of it fits, the blocks come before the labels at their left.
    const start = width * scale > this.width ? Math.max(x, -MARGIN) : x;
    const left = Math.max(MARGIN / 2, (this.width - width * scale) / 2) - start * scale;
    const top = Math.max(
      MARGIN,
      height * scale < this.height ? Math.min(MARGIN * 2, (this.height - height * scale) / 2) : 0,
    );
    this.apply(zoomIdentity.translate(left, top - y * scale).scale(scale));
  }

  zoomIn(): void {
    select(this.element).call(this.behavior.scaleBy, STEP);
    this.onChange(true);
  }

  zoomOut(): void {
    select(this.element).call(this.behavior.scaleBy, 1 / STEP);
    this.onChange(true);
  }

  /**
   * Moves no more than it takes to have the box in sight; its upper left corner where it is too large. `covers`: what lies
   * over the picture, in pixels from its corner; a box behind one goes above it, where there is room.
   */
  bringIntoSight(box: Rectangle, covers: readonly Rectangle[]): void {
    const { k } = this.transform;
    const shift = (start: number, size: number, room: number): number => {
      if (start < MARGIN || size > room - 2 * MARGIN) return start >= MARGIN && start < room / 2 ? 0 : MARGIN - start;
      return Math.min(0, room - MARGIN - (start + size));
    };
    const [left, top] = this.onScreen(box);
    const dx = shift(left, box.width * k, this.width);
    const dy = shift(top, box.height * k, this.height);
    const seen = { x: left + dx, y: top + dy, width: box.width * k, height: box.height * k };
    const up = Math.min(
      0,
      ...covers.filter((each) => overlap(each, seen)).map((each) => each.y - GAP - seen.y - seen.height),
    );
    const rise = seen.y + up >= MARGIN ? up : 0;
    if (dx !== 0 || dy + rise !== 0) this.apply(this.transform.translate(dx / k, (dy + rise) / k));
  }

  /** All of a box at the zoom that shows it best, in the middle; above what lies over the picture, where it would be behind. */
  zoomTo(box: Rectangle, covers: readonly Rectangle[]): void {
    this.apply(this.around(box, this.height));
    const [x, y] = this.onScreen(box);
    const { k } = this.transform;
    const seen = { x, y, width: box.width * k, height: box.height * k };
    const free = Math.min(...covers.filter((each) => overlap(each, seen)).map((each) => each.y - GAP));
    if (free !== Infinity && free > this.height / 2) this.apply(this.around(box, free));
    this.onChange(true);
  }

  /** A box in the middle of the upper `height` pixels. */
  private around(box: Rectangle, height: number): ZoomTransform {
    const k = Math.min(1.5, roomFor(box.width, this.width, 4 * MARGIN), roomFor(box.height, height, 4 * MARGIN));
    const left = this.width / 2 - (box.x + box.width / 2) * k;
    return zoomIdentity.translate(left, height / 2 - (box.y + box.height / 2) * k).scale(k);
  }

  /** Zooms in on a box that is too small to be read, which stays where it is on the screen. */
  enlarge(box: Rectangle): void {
    const { k } = this.transform;
    if (box.height * k >= LEGIBLE || k >= READABLE) return;
    const [x, y] = this.onScreen(box);
    this.apply(zoomIdentity.translate(x - box.x * READABLE, y - box.y * READABLE).scale(READABLE));
  }

  /** Moves the picture by some pixels of the screen. */
  pan(dx: number, dy: number): void {
    const { k } = this.transform;
    select(this.element).call(this.behavior.translateBy, dx / k, dy / k);
    this.onChange(true);
  }

  /** The middle of the screen to a point of the picture. */
  centerOn(x: number, y: number): void {
    const { k } = this.transform;
    this.apply(zoomIdentity.translate(this.width / 2 - x * k, this.height / 2 - y * k).scale(k));
    this.onChange(true);
  }

  /** Where the corner of a box is, in pixels from the corner of the page's picture. */
  onScreen(box: Rectangle): [number, number] {
    return this.transform.apply([box.x, box.y]);
  }

  /** Zooms to `scale` with the corner of `box` at a place on the screen, or as near to it as has the box in sight. */
  place(box: Rectangle, scale: number, x: number, y: number): void {
    const near = (at: number, size: number, room: number): number => {
      if (at + size * scale < MARGIN) return Math.min(MARGIN, room / 2);
      return Math.min(at, Math.max(room / 2, room - MARGIN - Math.min(HEAD, size * scale)));
    };
    const [left, top] = [near(x, box.width, this.width), near(y, box.height, this.height)];
    this.apply(zoomIdentity.translate(left - box.x * scale, top - box.y * scale).scale(scale));
  }

  /** True where some of a box is on the screen. */
  sees(box: Rectangle): boolean {
    return overlap(this.area, box);
  }

  get height(): number {
    return Math.max(1, this.element.clientHeight);
  }

  get width(): number {
    return Math.max(1, this.element.clientWidth);
  }

  private get transform(): ZoomTransform {
    return zoomTransform(this.element);
  }

  /** d3-zoom holds gestures within limits, and nothing that is set: that goes through the same ones here. */
  private apply(transform: ZoomTransform): void {
    select(this.element).call(this.behavior.transform, this.constrained(transform));
  }

  /** Some of the picture always stays in sight. */
  private constrained(transform: ZoomTransform): ZoomTransform {
    const { x, y, width, height } = this.bounds;
    const { k } = transform;
    const [across, down] = [Math.min(REST, this.width / 2), Math.min(REST, this.height / 2)];
    const left = inRange(across - (x + width) * k, transform.x, this.width - across - x * k);
    const top = inRange(down - (y + height) * k, transform.y, this.height - down - y * k);
    return left === transform.x && top === transform.y ? transform : zoomIdentity.translate(left, top).scale(k);
  }

  private scroll(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) return;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    // Some systems turn the wheel with Shift by themselves.
    const isTurned = event.shiftKey && event.deltaX === 0;
    const [dx, dy] = isTurned ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    this.pan(-dx * lines, -dy * lines);
  }
}

/** A press that adds to what is selected moves nothing. */
function isSelecting({ shiftKey, ctrlKey, metaKey }: MouseEvent): boolean {
  return shiftKey || ctrlKey || metaKey;
}

/** Zoom at which something of a size has room in a pane with margins; a pane may be smaller than they are. */
function roomFor(size: number, pane: number, margins: number): number {
  return Math.max(1, pane - margins) / Math.max(1, size);
}

function inRange(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function overlap(one: Rectangle, other: Rectangle): boolean {
  const across = one.x < other.x + other.width && other.x < one.x + one.width;
  return across && one.y < other.y + other.height && other.y < one.y + one.height;
}
