/** What keys and pointer do, in a window over the view: Escape, its button or a press beside it closes it. */

import { html } from '../ui/elements';
import { KEY_GROUPS, type KeyGroup, chordText } from './keys';

export class Help {
  readonly element: HTMLDialogElement;

  /** `lost`: what had the focus before is gone when the window closes. */
  constructor(lost: () => void) {
    const isMac = /Mac/.test(navigator.userAgent);
    const close = html('button', { type: 'button', class: 'toggle', title: 'Close (Escape)' }, 'Close');
    this.element = html(
      'dialog',
      { class: 'help', 'aria-labelledby': 'help-title' },
      html('header', {}, html('h2', { id: 'help-title' }, 'Keys and pointer'), close),
      // Where it is small it is scrolled with the keyboard too.
      html('div', { class: 'help-groups', tabindex: 0 }, ...KEY_GROUPS.map((group) => drawGroup(group, isMac))),
    );
    close.addEventListener('click', () => this.element.close());
    this.element.addEventListener('click', ({ target }) => target === this.element && this.element.close());
    this.element.addEventListener('keydown', (event) => this.pressed(event));
    this.element.addEventListener('close', () => {
      const { activeElement } = document;
      if (activeElement === document.body || this.element.contains(activeElement)) lost();
    });
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  open(): void {
    if (!this.isOpen) this.element.showModal();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return; // may be a command of VS Code
    event.stopPropagation();
    if (event.key !== 'Escape' && event.key !== '?') return;
    event.preventDefault();
    this.element.close();
  }
}

function drawGroup({ title, lines }: KeyGroup, isMac: boolean): HTMLElement {
  const list = html('dl', { class: 'keys' });
  for (const { keys, what } of lines) {
    list.append(html('dt', {}, ...keys.map((chord) => html('kbd', {}, chordText(chord, isMac)))), html('dd', {}, what));
  }
  return html('section', {}, html('h3', {}, title), list);
}
