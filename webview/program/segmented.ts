/** A choice of a few, side by side: one tab stop, arrow keys move it. */

import { html } from '../ui/elements';

export interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly title: string;
}

export class Segmented<Value extends string> {
  readonly element: HTMLElement;
  private readonly buttons = new Map<Value, HTMLButtonElement>();

  constructor(
    label: string,
    private readonly segments: readonly Segment<Value>[],
    private readonly onChoose: (value: Value) => void,
    /** A choice that was taken away was pressed. */
    private readonly onRefused: (why: string) => void = () => undefined,
  ) {
    for (const segment of segments) this.buttons.set(segment.value, this.draw(segment));
    this.element = html(
      'div',
      { class: 'segmented', role: 'radiogroup', 'aria-label': label },
      ...this.buttons.values(),
    );
    this.element.addEventListener('keydown', (event) => this.pressed(event));
  }

  /** Without telling the listener. */
  set value(value: Value) {
    for (const [each, button] of this.buttons) {
      button.setAttribute('aria-checked', String(each === value));
      button.tabIndex = each === value ? 0 : -1;
    }
  }

  /** Takes a choice away, with why as its tool tip; undefined gives it back. */
  disable(value: Value, why: string | undefined): void {
    const button = this.buttons.get(value);
    const segment = this.segments.find((each) => each.value === value);
    if (!button || !segment) return;
    button.title = why ?? segment.title;
    if (why === undefined) button.removeAttribute('aria-disabled');
    else button.setAttribute('aria-disabled', 'true');
  }

  private draw({ value, label, title }: Segment<Value>): HTMLButtonElement {
    const attributes = { type: 'button', role: 'radio', title, 'aria-checked': 'false', tabindex: -1 };
    const button = html('button', attributes, label);
    button.addEventListener('click', () => this.choose(value));
    return button;
  }

  private isDisabled(value: Value): boolean {
    return this.buttons.get(value)?.getAttribute('aria-disabled') === 'true';
  }

  private choose(value: Value): void {
    if (this.isDisabled(value)) return this.onRefused(this.buttons.get(value)!.title);
    this.value = value;
    this.buttons.get(value)?.focus();
    this.onChoose(value);
  }

  private pressed(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const values = this.segments.map(({ value }) => value).filter((value) => !this.isDisabled(value));
    const now = values.findIndex((value) => this.buttons.get(value)?.getAttribute('aria-checked') === 'true');
    event.preventDefault();
    event.stopPropagation();
    this.choose(values[(now + by + values.length) % values.length]!);
  }
}
