/** What opens below the search box: troubles of the query, the list, and what to do where there is nothing to list. */

import { formatCount } from '../../../extension/core/format/units';
import { html } from '../../ui/elements';
import { type BoxState, optionCount } from './boxState';
import { languageHelp, noHits } from './optionRows';

/** Pixels. */
const WIDEST = 420;
const MARGIN = 8;
const BELOW_BOX = 3;
/** A box of fewer pixels has no room for the position and the buttons. */
const NARROW = 200;
/** Of the window's height. */
const TALLEST = 0.6;

export class SearchPopup {
  readonly element: HTMLElement;
  /** What is searched for. */
  noun = 'operation';
  private readonly position = html('p', { class: 'search-popup-position', 'aria-hidden': 'true' });
  private readonly above = html('div', { class: 'search-troubles' });
  private readonly below = html('div', { class: 'search-below' });

  private readonly all = html('button', { type: 'button', class: 'link', tabindex: -1 });
  private readonly actions = html('div', { class: 'search-actions' }, this.all);

  constructor(
    private readonly list: HTMLElement,
    onSelectAll: () => void,
  ) {
    this.all.addEventListener('click', onSelectAll);
    this.element = html(
      'div',
      { class: 'search-popup', hidden: true },
      ...[this.position, this.above, list, this.actions, this.below],
    );
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(box: HTMLElement): void {
    this.element.hidden = false;
    this.place(box);
  }

  close(): void {
    this.element.hidden = true;
  }

  show(state: BoxState): void {
    const { hits, troubles } = state;
    this.above.replaceChildren(...troubles.map((message) => html('p', {}, message)));
    this.list.hidden = optionCount(state) === 0;
    const count = hits?.ranked.length ?? 0;
    this.actions.hidden = count < 2;
    this.all.textContent = `Select all ${formatCount(count, 'hit')} (Alt+Enter)`;
    this.below.replaceChildren(...(!hits ? [languageHelp()] : hits.ranked.length === 0 ? [noHits(this.noun)] : []));
  }

  /** Seen where the box has no room for it. */
  tellPosition(position: string): void {
    this.position.textContent = position;
  }

  /** Stays where the box is, which may have become narrow. */
  follow(box: HTMLElement): void {
    const resized = (): void => {
      box.classList.toggle('narrow', box.clientWidth < NARROW);
      this.place(box);
    };
    new ResizeObserver(resized).observe(box);
    window.addEventListener('resize', resized);
  }

  /** Below the box, from its left edge on where there is room, else up to its right edge; always inside the window. */
  private place(box: HTMLElement): void {
    const { left, right, bottom } = box.getBoundingClientRect();
    const { innerWidth, innerHeight } = window;
    const width = Math.min(WIDEST, innerWidth - 2 * MARGIN);
    const start = left + width <= innerWidth - MARGIN ? left : Math.max(MARGIN, right - width);
    const top = bottom + BELOW_BOX;
    const { style } = this.element;
    style.width = `${width}px`;
    style.left = `${start}px`;
    style.top = `${top}px`;
    style.maxHeight = `${Math.min(TALLEST * innerHeight, innerHeight - top - MARGIN)}px`;
  }
}
