/** The text field of the search box, with the position among the hits and its buttons in one frame. */

import { html, svg } from '../../ui/elements';

export interface FieldListener {
  step(by: 1 | -1): void;
  clear(): void;
}

export class SearchField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  private readonly position = html('span', { class: 'search-position', 'aria-hidden': 'true' });
  private readonly status = html('span', { class: 'search-status', role: 'status' });
  private readonly steps: readonly HTMLButtonElement[];
  private readonly clear: HTMLButtonElement;

  /** `listId`: of the list that the field has below it. */
  constructor(listId: string, listener: FieldListener) {
    this.input = html('input', {
      type: 'text',
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-controls': listId,
      'aria-expanded': 'false',
      autocomplete: 'off',
      spellcheck: 'false',
    });
    this.steps = [
      iconButton('Previous hit (Shift+Enter)', UP, () => listener.step(-1)),
      iconButton('Next hit (Enter)', DOWN, () => listener.step(1)),
    ];
    this.clear = iconButton('Clear the search (Escape twice)', CROSS, () => listener.clear());
    this.element = html(
      'div',
      { class: 'search-field' },
      icon(LENS, 'search-lens'),
      this.input,
      this.position,
      ...this.steps,
      this.clear,
      this.status,
    );
    this.noun = 'operation';
    this.isEmpty = true;
    this.tellPosition('', '', false);
  }

  /** Counts from 0, in front of the first character. */
  get cursor(): number {
    return this.input.selectionStart ?? this.input.value.length;
  }

  /** What is searched for. */
  set noun(noun: string) {
    const what = `Search ${noun}s`;
    this.input.placeholder = what;
    this.input.title = `${what} (/)`;
    this.input.setAttribute('aria-label', what);
  }

  set isEmpty(isEmpty: boolean) {
    this.clear.hidden = isEmpty;
  }

  /** `status`: the position as it is read out, with all that is to be said of the text. */
  tellPosition(position: string, status: string, hasHits: boolean): void {
    this.position.textContent = position;
    this.position.title = status;
    // What is read out once need not be again.
    if (this.status.textContent !== status) this.status.textContent = status;
    for (const button of this.steps) button.hidden = !hasHits;
  }

  tellOptions(areShown: boolean, activeId: string | undefined): void {
    this.input.setAttribute('aria-expanded', String(areShown));
    if (activeId === undefined) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', activeId);
  }
}

/** In a square of 16. */
const LENS = 'M10.3 10.3 14 14 M11.5 7A4.5 4.5 0 1 1 2.5 7A4.5 4.5 0 1 1 11.5 7';
const UP = 'M8 13V3.5M3.5 8 8 3.5 12.5 8';
const DOWN = 'M8 3v9.5M3.5 8 8 12.5 12.5 8';
const CROSS = 'M4 4 12 12M12 4 4 12';

/** No tab stop of its own: the keys that its title names do the same. */
function iconButton(title: string, path: string, listener: () => void): HTMLButtonElement {
  const attributes = { type: 'button', class: 'search-button', title, 'aria-label': title, tabindex: -1 };
  const button = html('button', attributes, icon(path));
  button.addEventListener('click', listener);
  return button;
}

function icon(path: string, className = ''): SVGSVGElement {
  return svg(
    'svg',
    { class: `icon ${className}`.trim(), viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg('path', { d: path }),
  );
}
