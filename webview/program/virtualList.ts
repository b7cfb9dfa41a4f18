/**
 * A list of which only the rows on the screen are in the page, so that 100,000 cost no more than twenty: the options under the
 * search box, the rows of the outline. The focus stays where the keys are heard, which names the active row.
 */

import {
  type Range,
  Virtualizer,
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
} from '@tanstack/virtual-core';
import { html } from '../ui/elements';

export interface RowSource {
  /** A row with its role and what that asks for. Called for those on the screen. */
  content(row: number): HTMLElement;
  /** Height in the font's size. */
  height(row: number): number;
  chosen(row: number, event: MouseEvent): void;
  /** Whether a row is selected; the active one is where it is absent. */
  isSelected?(row: number): boolean;
}

export interface Rows {
  readonly count: number;
  /** -1 for none. */
  readonly active: number;
  /** The one that the view is at; -1 for none. */
  readonly current: number;
}

const OVERSCAN = 4;
/** Pixels above and below the options. */
const PADDING = 4;

type Options = ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0];

export class VirtualList {
  private readonly space = html('div', { class: 'virtual-space', role: 'presentation' });
  private readonly shown = new Map<number, HTMLElement>();
  private readonly virtual: Virtualizer<HTMLElement, HTMLElement>;
  private rows: Rows = { count: 0, active: -1, current: -1 };
  /** Pixels. */
  private fontSize = 13;
  private tellRect: Parameters<Options['observeElementRect']>[1] | undefined;
  private tellOffset: Parameters<Options['observeElementOffset']>[1] | undefined;

  /** `element`: empty, it scrolls, and has an id. */
  constructor(
    readonly element: HTMLElement,
    private readonly source: RowSource,
  ) {
    element.append(this.space);
    element.addEventListener('click', (event) => this.clicked(event));
    this.virtual = new Virtualizer(this.virtualOptions());
    // For the life of the page: the list is never taken out of it.
    this.virtual._didMount();
  }

  /** Shows other rows: from the first on or at the active one, or where the list is scrolled to. */
  show(rows: Rows, keepPlace = false): void {
    this.clear();
    this.rows = rows;
    this.fontSize = parseFloat(getComputedStyle(this.element).fontSize) || this.fontSize;
    this.virtual.setOptions(this.virtualOptions());
    this.virtual._willUpdate();
    this.virtual.measure();
    // A list that is as high as before can be where it was.
    this.space.style.height = `${this.virtual.getTotalSize()}px`;
    if (rows.active < 0 && !keepPlace) this.element.scrollTop = 0;
    this.measure();
    this.render();
    if (!keepPlace) this.scrollToActive();
  }

  /** Draws the rows on the screen anew. */
  redraw(): void {
    this.clear();
    this.render();
  }

  /** Another active or current row of the same ones. */
  mark(marks: Pick<Rows, 'active' | 'current'>): void {
    this.rows = { ...this.rows, ...marks };
    this.virtual.setOptions(this.virtualOptions());
    this.render();
    this.scrollToActive();
  }

  /** Id of the active row's element; undefined where it has none. */
  get activeId(): string | undefined {
    return this.shown.has(this.rows.active) ? this.rowId(this.rows.active) : undefined;
  }

  private virtualOptions(): Options {
    return {
      count: this.rows.count,
      getScrollElement: () => this.element,
      estimateSize: (row) => Math.round(this.source.height(row) * this.fontSize),
      observeElementRect: (virtual, tell) => observeElementRect(virtual, (this.tellRect = tell)),
      observeElementOffset: (virtual, tell) => observeElementOffset(virtual, (this.tellOffset = tell)),
      scrollToFn: elementScroll,
      overscan: OVERSCAN,
      paddingStart: PADDING,
      paddingEnd: PADDING,
      scrollPaddingStart: PADDING,
      scrollPaddingEnd: PADDING,
      rangeExtractor: (range) => this.extract(range),
      onChange: () => this.render(),
    };
  }

  /** What the browser tells by events, which come a frame later: rows are there at once then, and those that are seen. */
  private measure(): void {
    const { clientWidth: width, clientHeight: height, scrollTop } = this.element;
    this.tellRect?.({ width, height });
    this.tellOffset?.(scrollTop, false);
  }

  /** With the active row wherever it is: what has the focus refers to its element. */
  private extract(range: Range): number[] {
    const { active, count } = this.rows;
    const rows = defaultRangeExtractor(range);
    if (active < 0 || active >= count || rows.includes(active)) return rows;
    return [...rows, active].sort((a, b) => a - b);
  }

  private render(): void {
    this.space.style.height = `${this.virtual.getTotalSize()}px`;
    const items = this.virtual.getVirtualItems();
    const wanted = new Set(items.map(({ index }) => index));
    for (const [row, element] of this.shown) {
      if (wanted.has(row)) continue;
      element.remove();
      this.shown.delete(row);
    }
    for (const { index, start, size } of items) {
      const element = this.shown.get(index) ?? this.add(index);
      element.style.transform = `translateY(${start}px)`;
      element.style.height = `${size}px`;
      const isActive = index === this.rows.active;
      element.setAttribute('aria-selected', String(this.source.isSelected?.(index) ?? isActive));
      element.classList.toggle('active', isActive);
      element.classList.toggle('current', index === this.rows.current);
    }
  }

  private clear(): void {
    for (const element of this.shown.values()) element.remove();
    this.shown.clear();
  }

  private add(row: number): HTMLElement {
    const element = this.source.content(row);
    element.id = this.rowId(row);
    this.shown.set(row, element);
    // In their order: what reads the page goes by it.
    const next = [...this.shown.keys()].filter((each) => each > row).sort((a, b) => a - b)[0];
    this.space.insertBefore(element, next === undefined ? null : this.shown.get(next)!);
    return element;
  }

  private scrollToActive(): void {
    if (this.rows.active < 0) return;
    this.virtual.scrollToIndex(this.rows.active, { align: 'auto' });
    this.measure();
  }

  private clicked(event: MouseEvent): void {
    const { target } = event;
    for (const [row, element] of this.shown) {
      if (target instanceof Node && element.contains(target)) return this.source.chosen(row, event);
    }
  }

  private rowId(row: number): string {
    return `${this.element.id}-${row}`;
  }
}
