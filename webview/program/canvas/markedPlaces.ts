/** Where marks go: on what stands for items in the picture, each once, and no more of them than can be told apart. */

import type { ArrangedTree } from '../graph/arrangedTree';
import type { ItemIndex } from '../graph/groupTree';
import { type Rectangle, placeOf, shownFor } from '../graph/walk';

/** Pixels on the screen: of boxes that are less high one is marked where several begin within this of each other. */
const APART = 6;

interface Known {
  /** Tells one layout from another. */
  readonly of: ArrangedTree['x'];
  readonly places: Float64Array;
}

/** By list of items: a hundred thousand may be selected, while frame after frame is drawn. */
const known = new WeakMap<readonly ItemIndex[], Known>();

/** x, y, width and height of each box that is one of `items`, or a closed group that holds some. */
export function markedPlaces(placed: ArrangedTree, items: readonly ItemIndex[]): Float64Array {
  const found = known.get(items);
  if (found && found.of === placed.x && placed.isStill) return found.places;
  const shown = new Set<ItemIndex>();
  for (const item of items) shown.add(shownFor(placed, item));
  const places = new Float64Array(4 * shown.size);
  let next = 0;
  for (const item of shown) {
    const place = placeOf(placed, item);
    if (place) places.set([place.x, place.y, place.width, place.height], 4 * next++);
  }
  known.set(items, { of: placed.x, places: places.subarray(0, 4 * next) });
  return places.subarray(0, 4 * next);
}

/** `scale`: pixels on the screen a pixel at 100 %. */
export function visitInSight(
  places: Float64Array,
  area: Rectangle,
  scale: number,
  visit: (x: number, y: number, width: number, height: number) => void,
): void {
  const [right, bottom] = [area.x + area.width, area.y + area.height];
  const cell = APART / scale;
  const columns = Math.ceil(area.width / cell) + 1;
  let taken: Uint8Array | undefined;
  for (let at = 0; at < places.length; at += 4) {
    const [x, y, width, height] = [places[at]!, places[at + 1]!, places[at + 2]!, places[at + 3]!];
    if (x > right || y > bottom || x + width < area.x || y + height < area.y) continue;
    if (height < cell) {
      taken ??= new Uint8Array(columns * (Math.ceil(area.height / cell) + 1));
      const own = cellFrom(area.y, y, cell) * columns + cellFrom(area.x, x, cell);
      if (taken[own] === 1) continue;
      taken[own] = 1;
    }
    visit(x, y, width, height);
  }
}

function cellFrom(edge: number, place: number, cell: number): number {
  return Math.floor(Math.max(0, place - edge) / cell);
}
