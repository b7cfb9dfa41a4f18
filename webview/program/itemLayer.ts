/**
 * The picture's items as elements over the canvas: what the keyboard stands on, what a screen reader reads as a tree, what
 * shows a tool tip. Nothing of them is drawn but the focus. Elements are made for what is in sight once the picture stands
 * still; while it moves, they move with it.
 */

import { html } from '../ui/elements';
import type { Rectangle } from './graph/walk';

/** One item as its element tells it. */
export interface LayerItem {
  readonly id: string;
  /** Classes that say what it is. */
  readonly kind: string;
  /** In full, a line each. */
  readonly text: string;
  /** Place in the picture. */
  readonly place: Rectangle;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Undefined where there is nothing to open. */
  readonly isOpen: boolean | undefined;
  readonly isSelected: boolean;
}

export interface Standing {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export class ItemLayer {
  readonly element = html('div', { class: 'items' });
  private readonly elements = new Map<string, HTMLElement>();
  private standing: Standing = { scale: 1, x: 0, y: 0 };
  private current = '';

  /** Puts the items in place of those before; elements of items that were there already are kept, with the focus. */
  show(items: readonly LayerItem[], standing: Standing, current: string): void {
    this.standing = standing;
    this.current = current;
    this.element.style.transform = '';
    const wanted = new Set(items.map(({ id }) => id));
    for (const [id, element] of this.elements) {
      if (wanted.has(id)) continue;
      element.remove();
      this.elements.delete(id);
    }
    let before: Element | null = null;
    for (const item of items) {
      const element = this.elements.get(item.id) ?? html('div', { role: 'treeitem', 'data-id': item.id });
      this.elements.set(item.id, element);
      this.update(element, item);
      const next: Element | null = before ? before.nextElementSibling : this.element.firstElementChild;
      if (next !== element) this.element.insertBefore(element, next);
      before = element;
    }
  }

  /** Follows the picture until the items are shown anew. */
  follow({ scale, x, y }: Standing): void {
    const { standing } = this;
    const k = scale / standing.scale;
    this.element.style.transform = `translate(${x - standing.x * k}px, ${y - standing.y * k}px) scale(${k})`;
  }

  focus(id: string): void {
    this.elements.get(id)?.focus({ preventScroll: true });
  }

  get hasFocus(): boolean {
    return this.element.contains(document.activeElement);
  }

  /** Id of the item of an element in it. */
  static idAt(target: EventTarget | null): string | undefined {
    return target instanceof HTMLElement ? target.dataset['id'] : undefined;
  }

  private update(element: HTMLElement, item: LayerItem): void {
    const { scale, x, y } = this.standing;
    const { place, isOpen, isSelected, text } = item;
    element.className = `item ${item.kind}${isSelected ? ' selected' : ''}`;
    element.title = text;
    element.tabIndex = item.id === this.current ? 0 : -1;
    const attributes: Record<string, string> = {
      'aria-label': text.replaceAll('\n', ', '),
      'aria-level': String(item.level),
      'aria-posinset': String(item.position),
      'aria-setsize': String(item.siblings),
      'aria-selected': String(isSelected),
    };
    if (isOpen !== undefined) attributes['aria-expanded'] = String(isOpen);
    else element.removeAttribute('aria-expanded');
    for (const [name, value] of Object.entries(attributes)) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
    const { style } = element;
    style.left = `${place.x * scale + x}px`;
    style.top = `${place.y * scale + y}px`;
    style.width = `${place.width * scale}px`;
    style.height = `${place.height * scale}px`;
  }
}
