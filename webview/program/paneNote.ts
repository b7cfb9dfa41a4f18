/** What stands over the picture: why there is none, or why it can change no more, with what to do about it. */

import { html } from '../ui/elements';
import { focusHeading, keepFocus } from '../ui/focus';
import { severityIcon } from '../ui/findingCard';
import { button } from '../ui/toolkit';

export interface PaneNoteListener {
  /** To begin anew. */
  reload(): void;
  /** The note had the focus and is gone. */
  lost(): void;
}

export class PaneNote {
  readonly element = html('div', { class: 'pane-note', hidden: true });

  /** `surface`: takes the picture's gestures and keys. */
  constructor(
    private readonly surface: HTMLElement,
    private readonly listener: PaneNoteListener,
  ) {}

  hide(): void {
    this.show(undefined, false);
  }

  /** Nothing went wrong, and there is nothing to see. */
  tell(text: string): void {
    this.show(html('p', { class: 'pane-empty', role: 'status' }, text), false);
  }

  /** `isInstead`: there is no picture of this program. Else it stands above one that still can be looked at. */
  fail(title: string, message: string, isInstead: boolean): void {
    const words = html('div', { class: 'finding-text' }, html('h2', {}, title), html('p', {}, message));
    const again = button('Reload the view', () => this.listener.reload(), { appearance: 'primary' });
    const card = html('div', { class: 'pane-card', role: 'alert' }, severityIcon('error'), words, again);
    this.show(card, isInstead);
  }

  private show(content: HTMLElement | undefined, isInstead: boolean): void {
    const { element, surface } = this;
    const lost = (): void => (content ? focusHeading(element) : this.listener.lost());
    element.hidden = content === undefined;
    element.classList.toggle('instead', isInstead);
    keepFocus(element, () => element.replaceChildren(...(content ? [content] : [])), lost);
    // What is below is a picture of something else.
    if (isInstead && surface.contains(document.activeElement)) focusHeading(element);
    surface.inert = isInstead;
  }
}
