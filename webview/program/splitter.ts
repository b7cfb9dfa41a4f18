/**
 * The edge of a pane beside the picture, with which it is made wider: by dragging, by arrow keys, and back to its usual width
 * by a double click.
 */

import { html } from '../ui/elements';

export interface SplitterOptions {
  /** What it is called: "Width of the details". */
  readonly label: string;
  /** Which edge of the pane it is. */
  readonly edge: 'left' | 'right';
  /** Width of the pane where nobody has chosen another, and the least one, in pixels. */
  readonly usual: number;
  readonly least: number;
  /** A person has chosen another width. */
  onChange(): void;
}

/** Pixels for one press of an arrow key. */
const STEP = 16;
/** Share of the window that a pane takes at most. */
const MOST = 0.6;

export class Splitter {
  readonly element: HTMLElement;
  private chosen = 0;

  /** The style sheet gives the pane the width `--width`, where it stands beside the picture and not above or below it. */
  constructor(
    private readonly pane: HTMLElement,
    private readonly options: SplitterOptions,
  ) {
    this.element = html('div', {
      class: 'splitter',
      role: 'separator',
      tabindex: 0,
      title: `${options.label}: drag, or arrow keys; double click or Enter for the usual one`,
      'aria-label': options.label,
      'aria-orientation': 'vertical',
      'aria-valuemin': options.least,
    });
    this.element.addEventListener('keydown', (event) => this.pressed(event));
    this.element.addEventListener('dblclick', () => this.choose(0));
    this.followDrag();
    // What fits is less in a smaller window.
    window.addEventListener('resize', () => (this.width = this.chosen));
    this.width = 0;
  }

  /** Pixels; 0 for the usual width. */
  get width(): number {
    return this.chosen;
  }

  set width(width: number) {
    this.chosen = width;
    const { most, now } = this;
    this.pane.style.setProperty('--width', `${now}px`);
    this.element.setAttribute('aria-valuenow', String(now));
    this.element.setAttribute('aria-valuemax', String(most));
  }

  private get most(): number {
    return Math.max(this.options.least, Math.round(MOST * window.innerWidth));
  }

  private get now(): number {
    const { usual, least } = this.options;
    return Math.min(this.most, Math.max(least, this.chosen || usual));
  }

  private choose(width: number): void {
    this.width = width === 0 ? 0 : Math.round(Math.min(this.most, Math.max(this.options.least, width)));
    this.options.onChange();
  }

  private pressed(event: KeyboardEvent): void {
    const width = event.ctrlKey || event.metaKey || event.altKey ? undefined : this.widthFor(event.key);
    if (width === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(width);
  }

  private widthFor(key: string): number | undefined {
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowRight':
        return this.now + ((key === 'ArrowRight') === (this.options.edge === 'right') ? STEP : -STEP);
      case 'Home':
        return this.options.least;
      case 'End':
        return this.most;
      case 'Enter':
        return 0;
      default:
        return undefined;
    }
  }

  private followDrag(): void {
    const { element } = this;
    let from: { x: number; width: number } | undefined;
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      from = { x: event.clientX, width: this.now };
      element.setPointerCapture(event.pointerId);
      // No text is selected on the way.
      event.preventDefault();
      element.focus();
    });
    element.addEventListener('pointermove', ({ clientX }) => {
      if (!from || clientX === from.x) return;
      const by = clientX - from.x;
      this.choose(from.width + (this.options.edge === 'right' ? by : -by));
    });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      element.addEventListener(end, () => (from = undefined));
    }
  }
}
