/** Graph breaks beside the blocks that they are, and room for what stands around the boxes of a program. */

import { TEXT_SIZES } from '../../ui/text';
import { type ProgramModel } from '../../ui/programModel';
import { breakLabel } from '../breakLabel';
import { ITEM_SIZES } from '../graph/arrangement';
import { outermost } from '../graph/itemIds';
import { type GroupTree, ItemKind, type ItemIndex } from '../graph/groupTree';
import type { Placed } from '../graph/placed';
import { type Rectangle, placeOf, walkBlocks } from '../graph/walk';
import { onceFor } from '../once';
import type { LineLabels } from './lineLabels';
import type { TextCutter } from './textCutter';

/** Pixels at a zoom of 100 %. */
const HEIGHT = 30;

/** What all breaks of a program are called. */
const breakLabels = onceFor((model: ProgramModel) => model.breaks.map((_, index) => breakLabel(model, index)));

export interface Pill {
  readonly index: number;
  readonly label: string;
  readonly width: number;
}

export class Pills {
  private readonly byItem = new Map<ItemIndex, Pill>();

  /** Asked for at each step from item to item: once a layout, which its columns tell. */
  private bounded: { readonly of: Placed['x']; readonly bounds: Rectangle } | undefined;

  /** `labels`: what else stands around the boxes. */
  constructor(
    model: ProgramModel,
    tree: GroupTree,
    cutter: TextCutter,
    private readonly labels: LineLabels,
  ) {
    const texts = breakLabels(model);
    for (const item of outermost(tree)) {
      if (tree.kind[item] !== ItemKind.block) continue;
      const index = model.breakOfBlock.get(tree.target[item]!);
      if (index === undefined) continue;
      const label = texts[index]!;
      this.byItem.set(item, {
        index,
        label,
        width: Math.min(ITEM_SIZES.breakWidth, Math.ceil(cutter.widthOf(label, 'label', TEXT_SIZES.label)) + 30),
      });
    }
  }

  /** Blocks that have one. */
  get items(): Iterable<ItemIndex> {
    return this.byItem.keys();
  }

  of(item: ItemIndex): Pill | undefined {
    return this.byItem.get(item);
  }

  /** `block`: where the block of the break is. */
  place({ width }: Pill, block: Rectangle): Rectangle {
    return {
      x: block.x + block.width + ITEM_SIZES.breakGap,
      y: block.y + (ITEM_SIZES.blockHeader - HEIGHT) / 2,
      width,
      height: HEIGHT,
    };
  }

  /** The break at a point, by the item of its block; undefined where there is none. */
  at(placed: Placed, px: number, py: number): ItemIndex | undefined {
    // Its block is at the left of it, at the same height.
    const reach = ITEM_SIZES.breakGap + ITEM_SIZES.breakWidth;
    let found: ItemIndex | undefined;
    walkBlocks(placed, { x: px - reach, y: py, width: reach, height: 0 }, (seen) => {
      const pill = this.of(seen.item);
      if (!pill) return;
      const { x, y, width, height } = this.place(pill, seen);
      if (px >= x && px <= x + width && py >= y && py <= y + height) found = seen.item;
    });
    return found;
  }

  /** Around all that is drawn, pills and labels included. */
  bounds(placed: Placed): Rectangle {
    if (this.bounded?.of !== placed.x || !placed.isStill) {
      this.bounded = { of: placed.x, bounds: this.boundsNow(placed) };
    }
    return this.bounded.bounds;
  }

  private boundsNow(placed: Placed): Rectangle {
    const [left, reach] = this.labels.reach(placed);
    let right = Math.max(reach, placed.width[0]!);
    for (const [item, pill] of this.byItem) {
      const block = placeOf(placed, item);
      if (!block) continue;
      const { x, width } = this.place(pill, block);
      right = Math.max(right, x + width);
    }
    return { x: left, y: 0, width: Math.max(1, right - left), height: Math.max(1, placed.height[0]!) };
  }
}
