/** What drawing, hit tests and walks read of an arrangement, wherever it was laid out. */

import type { GroupTree, ItemIndex } from './groupTree';

export interface Placed {
  readonly tree: GroupTree;
  /** Upper left corner from that of the parent, and size, in pixels at a zoom of 100 %. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly width: ArrayLike<number>;
  readonly height: ArrayLike<number>;
  isOpen(item: ItemIndex): boolean;
}
