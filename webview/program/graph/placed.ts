/** What drawing, hit tests and walks read of an arrangement, wherever it was laid out. */

import type { GroupTree, ItemIndex } from './groupTree';

export interface Placed {
  readonly tree: GroupTree;
  /** Upper left corner from that of the parent, and size, in pixels at a zoom of 100 %. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly width: ArrayLike<number>;
  readonly height: ArrayLike<number>;
  /** False while items are on their way to new places, where none of what holds of a layout need hold. */
  readonly isStill: boolean;
  isOpen(item: ItemIndex): boolean;
}
