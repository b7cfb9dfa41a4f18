/** The last line: where the selection is, what happened, and how much of the graph is shown. */

import { html } from '../ui/elements';
import { keepFocus } from '../ui/focus';
import type { Breadcrumbs, Part } from './breadcrumbs';

export class StatusLine {
  readonly element: HTMLElement;
  private readonly text = html('span', { class: 'cut', role: 'status' });
  private readonly counts = html('span', { class: 'dim counts' });
  private said = '';
  private trouble = '';

  constructor(private readonly crumbs: Breadcrumbs) {
    this.element = html('footer', { class: 'status' }, crumbs.element, this.text, this.counts);
  }

  /** `lost`: the breadcrumb that had the focus is gone. */
  showSelection(parts: readonly Part[], text: string, lost: () => void): void {
    keepFocus(this.element, () => this.crumbs.show(parts), lost);
    this.say(text);
  }

  /** What happened, until something else is selected or happens. */
  say(text: string): void {
    this.said = text;
    this.tell();
  }

  /** What could not be done; it stays until `settle`, whatever is selected meanwhile. */
  warn(message: string): void {
    this.trouble = message;
    this.tell();
  }

  /** Something of that kind was done. */
  settle(): void {
    if (this.trouble === '') return;
    this.trouble = '';
    this.tell();
  }

  count(text: string): void {
    if (this.counts.textContent !== text) this.counts.textContent = text;
  }

  private tell(): void {
    const text = [this.trouble, this.said].filter((part) => part !== '').join(' · ');
    this.text.title = text;
    // What is read out once need not be again.
    if (this.text.textContent !== text) this.text.textContent = text;
  }
}
