/** What is written at the lines into the boxes of a partition, cut to its room, and where that is. */

import type { CrossingLabel, CrossingLabels } from '../crossingLabels';
import { type GroupTree, ItemKind, type ItemIndex } from '../graph/groupTree';
import type { Placed } from '../graph/placed';
import { AXIS } from '../graph/stackLayout';
import type { Rectangle } from '../graph/walk';
import type { TextCutter } from './textCutter';

/** Pixels at a zoom of 100 %. */
const ROOM = 250;
export const LABEL_SIZE = 11;

export interface LineLabel {
  readonly text: string;
  readonly width: number;
  /** Where the text begins, or for "end" where it ends. */
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly align: 'start' | 'end';
}

export class LineLabels {
  private readonly cut = new Map<CrossingLabel, Pick<LineLabel, 'text' | 'width'>>();

  constructor(
    private readonly labels: CrossingLabels,
    private readonly tree: GroupTree,
    private readonly blockCount: number,
    private readonly cutter: TextCutter,
  ) {}

  /** Labels at the box of an item: beside the line from the box above, and at the left for lines from further up. */
  at(item: ItemIndex, { x, y, width }: Rectangle): LineLabel[] {
    const box = this.boxNumber(item);
    if (this.tree.parent[item] !== 0 || box === undefined) return [];
    const next = item > this.tree.firstChild[0]! ? this.labels.next.get(box) : undefined;
    const far = this.labels.far.get(box);
    return [
      ...(next ? [this.label(next, x + Math.min(AXIS, width / 2) + 9, y - 14, 'start')] : []),
      ...(far ? [this.label(far, -6, y + 26, 'end')] : []),
    ];
  }

  /** How far labels reach to the left and to the right. */
  reach(placed: Placed): readonly [left: number, right: number] {
    const { firstChild, childCount } = this.tree;
    let [left, right] = [0, 0];
    for (let item = firstChild[0]!; item < firstChild[0]! + childCount[0]!; item++) {
      const box = { x: placed.x[item]!, y: placed.y[item]!, width: placed.width[item]!, height: 0 };
      for (const { x, width, align } of this.at(item, box)) {
        left = Math.min(left, align === 'end' ? x - width : x);
        right = Math.max(right, align === 'end' ? x : x + width);
      }
    }
    return [left, right];
  }

  private label(label: CrossingLabel, x: number, y: number, align: LineLabel['align']): LineLabel {
    let cut = this.cut.get(label);
    if (!cut) {
      const text = this.cutter.fitting(label.texts, ROOM, 'small', LABEL_SIZE);
      this.cut.set(label, (cut = { text, width: this.cutter.widthOf(text, 'small', LABEL_SIZE) }));
    }
    return { ...cut, x, y, align };
  }

  /** As crossing labels count boxes: inputs 0, blocks from 1, outputs last. */
  private boxNumber(item: ItemIndex): number | undefined {
    const { kind, target } = this.tree;
    switch (kind[item]) {
      case ItemKind.inputs:
        return 0;
      case ItemKind.outputs:
        return this.blockCount + 1;
      case ItemKind.block:
        return target[item]! < 0 ? undefined : target[item]! + 1;
      default:
        return undefined;
    }
  }
}
