/** A button with a menu: one tab stop, arrow keys move within, Escape or a press elsewhere closes it. */

import { html } from '../ui/elements';

export interface MenuEntry {
  readonly label: string;
  /** In small print behind the label. */
  readonly detail?: string;
  run(): void;
}

export function menuButton(label: string, title: string, entries: readonly MenuEntry[]): HTMLElement {
  return new Menu(label, title, entries).element;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels between the button, its menu and the edges of the window. */
const GAP = 2;

/**
 * Upper left corner of a menu in the window: below its button, above it where there is more room, and inside the window as
 * far as it fits. `height`: what it may take there.
 */
export function menuPlace(
  button: { readonly left: number; readonly top: number; readonly bottom: number },
  menu: Size,
  page: Size,
): { left: number; top: number; height: number } {
  const left = Math.max(GAP, Math.min(button.left, page.width - menu.width - GAP));
  const [below, above] = [page.height - button.bottom - 2 * GAP, button.top - 2 * GAP];
  const goesBelow = menu.height <= below || below >= above;
  const height = Math.max(0, Math.min(menu.height, goesBelow ? below : above));
  return { left, top: goesBelow ? button.bottom + GAP : button.top - GAP - height, height };
}

class Menu {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly list: HTMLElement;
  private readonly items: readonly HTMLButtonElement[];
  /** Ends what is listened to while the menu is open. */
  private opened: AbortController | undefined;

  constructor(label: string, title: string, entries: readonly MenuEntry[]) {
    const attributes = { type: 'button', class: 'toggle', title, 'aria-haspopup': 'menu', 'aria-expanded': 'false' };
    this.button = html('button', attributes, label, html('span', { class: 'sign', 'aria-hidden': 'true' }, '▾'));
    this.items = entries.map((entry) => this.draw(entry));
    // A popover is above all else and is cut by nothing.
    this.list = html('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'manual' }, ...this.items);
    this.element = html('span', { class: 'menu-button' }, this.button, this.list);
    this.button.addEventListener('click', () => (this.opened ? this.close(true) : this.open(0)));
    this.element.addEventListener('keydown', (event) => this.pressed(event));
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.element.contains(relatedTarget))) this.close(false);
    });
  }

  private draw(entry: MenuEntry): HTMLButtonElement {
    const { label, detail = '' } = entry;
    const small = detail !== '' && html('span', { class: 'detail' }, detail);
    const item = html('button', { type: 'button', role: 'menuitem', tabindex: -1 }, html('span', {}, label), small);
    item.addEventListener('click', () => {
      this.close(true);
      entry.run();
    });
    // As VS Code's own menus have it: what the pointer is over has the focus.
    item.addEventListener('pointermove', () => item.focus());
    return item;
  }

  private open(first: number): void {
    if (this.opened || this.items.length === 0) return;
    this.opened = new AbortController();
    const { signal } = this.opened;
    this.button.setAttribute('aria-expanded', 'true');
    this.list.showPopover();
    this.place();
    this.items.at(first)?.focus();
    const closes = (event: Event): void => {
      if (!(event.target instanceof Node && this.element.contains(event.target))) this.close(false);
    };
    document.addEventListener('pointerdown', closes, { signal, capture: true });
    window.addEventListener('blur', () => this.close(false), { signal });
    window.addEventListener('resize', () => this.close(true), { signal });
  }

  private place(): void {
    const { style } = this.list;
    style.maxHeight = '';
    const { width, height } = this.list.getBoundingClientRect();
    const page = { width: window.innerWidth, height: window.innerHeight };
    const at = menuPlace(this.button.getBoundingClientRect(), { width, height }, page);
    style.left = `${at.left}px`;
    style.top = `${at.top}px`;
    style.maxHeight = `${at.height}px`;
  }

  private close(toButton: boolean): void {
    if (!this.opened) return;
    this.opened.abort();
    this.opened = undefined;
    this.button.setAttribute('aria-expanded', 'false');
    if (toButton) this.button.focus();
    this.list.hidePopover();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Tab') return this.close(true); // The browser goes on from the button.
    // The view's own keys do nothing while the menu is open.
    if (this.opened) event.stopPropagation();
    if (!this.take(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** True where the key does something here. */
  private take(key: string): boolean {
    const count = this.items.length;
    const now = this.items.findIndex((item) => item === document.activeElement);
    switch (key) {
      case 'ArrowDown':
        if (this.opened) this.items[(now + 1) % count]?.focus();
        else this.open(0);
        return true;
      case 'ArrowUp':
        if (this.opened) this.items[(Math.max(now, 0) + count - 1) % count]?.focus();
        else this.open(-1);
        return true;
      case 'Home':
      case 'End':
        if (this.opened) this.items.at(key === 'Home' ? 0 : -1)?.focus();
        return this.opened !== undefined;
      case 'Escape':
        if (!this.opened) return false;
        this.close(true);
        return true;
      default:
        return false;
    }
  }
}
