/** What a key does in the picture. Pure: keys and items in, a move out. */

import type { Item } from './items';

export type Move =
  { readonly kind: 'focus'; readonly id: string } | { readonly kind: 'toggle' | 'activate' | 'deselect' };

/** Undefined where the key does nothing at that item. */
export function moveFor(key: string, items: readonly Item[], position: number): Move | undefined {
  const item = items[position];
  if (!item) return undefined;
  const to = (target: Item | undefined): Move | undefined => target && { kind: 'focus', id: target.id };
  switch (key) {
    case 'ArrowDown':
      return to(items[position + 1]);
    case 'ArrowUp':
      return to(items[position - 1]);
    case 'Home':
      return to(items[0]);
    case 'End':
      return to(items.at(-1));
    case 'PageDown':
      return to(items.slice(position + 1).find(isOuter) ?? items.at(-1));
    case 'PageUp':
      return to(items.slice(0, position).findLast(isOuter) ?? items[0]);
    case 'ArrowRight':
      if (item.kind !== 'block') return undefined;
      return item.open ? to(items[position + 1]) : { kind: 'toggle' };
    case 'ArrowLeft':
      if (item.kind === 'block') return item.open ? { kind: 'toggle' } : undefined;
      return to(parentOf(item, items));
    case 'Escape':
      return isOuter(item) ? { kind: 'deselect' } : to(parentOf(item, items));
    case 'Enter':
    case ' ':
      return { kind: 'activate' };
    default:
      return undefined;
  }
}

function isOuter(item: Item): boolean {
  return item.kind !== 'node' && item.kind !== 'more';
}

/** The block that an item is in, or beside. */
function parentOf(item: Item, items: readonly Item[]): Item | undefined {
  if (!('block' in item)) return undefined;
  return items.find((each) => each.kind === 'block' && each.block === item.block);
}
