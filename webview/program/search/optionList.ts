/**
 * The list under the search box: a listbox of which only the options on the screen are in the page, so that 100,000 hits
 * cost no more than twenty. The focus stays in the text field, which names the active option.
 */

import {
  type Range,
  Virtualizer,
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
} from '@tanstack/virtual-core';
import { html } from '../../ui/elements';

export interface OptionSource {
  /** What is in an option. Called for those on the screen. */
  content(option: number): HTMLElement;
  /** Height in the font's size. */
  height(option: number): number;
  chosen(option: number): void;
}

export interface Options {
  readonly count: number;
  /** -1 for none. */
  readonly active: number;
  /** The one that the view is at; -1 for none. */
  readonly current: number;
}

const OVERSCAN = 4;
/** Pixels above and below the options. */
const PADDING = 4;

export class OptionList {
  readonly element: HTMLElement;
  private readonly space = html('div', { class: 'search-space', role: 'presentation' });
  private readonly shown = new Map<number, HTMLElement>();
  private readonly virtual: Virtualizer<HTMLElement, HTMLElement>;
  private options: Options = { count: 0, active: -1, current: -1 };
  /** Pixels. */
  private fontSize = 13;

  constructor(
    private readonly id: string,
    label: string,
    private readonly source: OptionSource,
  ) {
    this.element = html('div', { class: 'search-options', role: 'listbox', id, 'aria-label': label }, this.space);
    this.element.addEventListener('click', (event) => this.clicked(event));
    this.virtual = new Virtualizer(this.virtualOptions());
    // For the life of the page: the list is never taken out of it.
    this.virtual._didMount();
  }

  /** Shows other options, from the first on or at the active one. */
  show(options: Options): void {
    for (const element of this.shown.values()) element.remove();
    this.shown.clear();
    this.options = options;
    this.fontSize = parseFloat(getComputedStyle(this.element).fontSize) || this.fontSize;
    this.virtual.setOptions(this.virtualOptions());
    this.virtual._willUpdate();
    this.virtual.measure();
    if (options.active < 0) this.element.scrollTop = 0;
    this.render();
    this.scrollToActive();
  }

  /** Another active or current option of the same ones. */
  mark(marks: Pick<Options, 'active' | 'current'>): void {
    this.options = { ...this.options, ...marks };
    this.virtual.setOptions(this.virtualOptions());
    this.render();
    this.scrollToActive();
  }

  /** Id of the active option's element; undefined for none. */
  get activeId(): string | undefined {
    return this.options.active < 0 ? undefined : this.optionId(this.options.active);
  }

  private virtualOptions(): ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0] {
    return {
      count: this.options.count,
      getScrollElement: () => this.element,
      estimateSize: (option) => Math.round(this.source.height(option) * this.fontSize),
      observeElementRect,
      observeElementOffset,
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

  /** With the active option wherever it is: the text field refers to its element. */
  private extract(range: Range): number[] {
    const { active, count } = this.options;
    const options = defaultRangeExtractor(range);
    if (active < 0 || active >= count || options.includes(active)) return options;
    return [...options, active].sort((a, b) => a - b);
  }

  private render(): void {
    this.space.style.height = `${this.virtual.getTotalSize()}px`;
    const items = this.virtual.getVirtualItems();
    const wanted = new Set(items.map(({ index }) => index));
    for (const [option, element] of this.shown) {
      if (wanted.has(option)) continue;
      element.remove();
      this.shown.delete(option);
    }
    for (const { index, start, size } of items) {
      const element = this.shown.get(index) ?? this.add(index);
      element.style.transform = `translateY(${start}px)`;
      element.style.height = `${size}px`;
      element.setAttribute('aria-selected', String(index === this.options.active));
      element.classList.toggle('current', index === this.options.current);
    }
  }

  private add(option: number): HTMLElement {
    const element = this.source.content(option);
    element.id = this.optionId(option);
    element.setAttribute('role', 'option');
    element.setAttribute('aria-posinset', String(option + 1));
    element.setAttribute('aria-setsize', String(this.options.count));
    this.shown.set(option, element);
    // In their order: what reads the page goes by it.
    const next = [...this.shown.keys()].filter((each) => each > option).sort((a, b) => a - b)[0];
    this.space.insertBefore(element, next === undefined ? null : this.shown.get(next)!);
    return element;
  }

  private scrollToActive(): void {
    if (this.options.active >= 0) this.virtual.scrollToIndex(this.options.active, { align: 'auto' });
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    for (const [option, element] of this.shown) if (element === target) return this.source.chosen(option);
  }

  private optionId(option: number): string {
    return `${this.id}-${option}`;
  }
}
