/** What a picture is known by while it changes: what a person looks at, and is to find again where it was. */

import type { Camera } from './camera';
import type { ArrangedTree, Places } from './graph/arrangedTree';
import { ItemKind, type ItemIndex } from './graph/groupTree';
import type { Placed } from './graph/placed';
import { type Rectangle, itemAt, placeOf, shownFor } from './graph/walk';

/** The innermost item in the upper middle of the screen; the first child of the root in sight where there is none. */
export function lookedAt(placed: ArrangedTree, camera: Camera, least: number): ItemIndex {
  const { width, height } = camera;
  const at = (x: number, y: number): ItemIndex | undefined => itemAt(placed, ...camera.inPicture(x, y), least);
  return at(width / 2, Math.min(80, height / 3)) ?? at(width / 2, height / 2) ?? firstInSight(placed, camera);
}

/** The uppermost child of the root that can be seen. */
export function firstInSight({ tree, y, height }: ArrangedTree, camera: Camera): ItemIndex {
  const [first, count] = [tree.firstChild[0]!, tree.childCount[0]!];
  const top = camera.area.y;
  for (let item = first; item < first + count; item++) if (y[item]! + height[item]! > top) return item;
  return first;
}

/** The first operation of what is in the middle of the screen; undefined where that is none. */
export function nodeInTheMiddle(placed: ArrangedTree, camera: Camera, least: number): number | undefined {
  const found = itemAt(placed, ...camera.inPicture(camera.width / 2, camera.height / 2), least);
  if (found === undefined) return undefined;
  const { tree } = placed;
  let at = found;
  while (tree.kind[at] !== ItemKind.node && tree.childCount[at]! > 0) at = tree.firstChild[at]!;
  return tree.kind[at] === ItemKind.node ? tree.target[at] : undefined;
}

/** Where an operation, or the closed group that it is in, stands; undefined where the tree does not have it. */
export function boxOfNode({ tree, standing }: ArrangedTree, node: number): Rectangle | undefined {
  const item = tree.itemOfNode[node] ?? -1;
  return item < 0 ? undefined : placeOf(standing, shownFor(standing, item));
}

/** Where an item, or the closed group that it was in, was in an earlier layout. `open`: 1 for each group that was open. */
export function placeIn({ tree }: ArrangedTree, places: Places, open: Uint8Array, item: ItemIndex): Rectangle {
  const was: Placed = { tree, ...places, isStill: true, isOpen: (each) => open[each] === 1 };
  return placeOf(was, shownFor(was, item))!;
}
