/** Makes the frame of what can be seen of a tree: boxes, lines and texts, as much of them as there is room for. */

import type { GroupTree, ItemIndex } from '../graph/groupTree';
import { ItemKind } from '../graph/groupTree';
import type { ArrangedTree } from '../graph/arrangedTree';
import { type Rectangle, type Seen, walkArea, walkBlocks } from '../graph/walk';
import { type LitItems, drawGroupLines } from './composeLines';
import { drawBadge, drawLineLabels, drawItemTexts, drawPill, drawTags } from './composeTexts';
import { Frame } from './frame';
import type { TextsOfItems } from './itemTexts';
import type { LineLabels } from './lineLabels';
import type { Pills } from './pills';
import { type BoxStyle, type Role, type Styles, NEUTRAL, type Tone } from './styles';
import type { Tags } from './tags';
import type { TextCutter } from './textCutter';

/** Groups that are less high on the screen are drawn as one box, in pixels. */
export const ENTERED = 18;
/** Boxes that are less wide on the screen have no border, in pixels. */
const SPECK = 24;
/** How far a card of a fold looks out from under the next one, in pixels at 100 %. */
const CARD_STEP = 3;

/** What is drawn and what is marked in it. */
export interface Drawing {
  readonly placed: ArrangedTree;
  readonly styles: Styles;
  readonly texts: TextsOfItems;
  readonly cutter: TextCutter;
  readonly pills: Pills;
  readonly labels: LineLabels;
  /** Of values that are read too widely for lines. */
  readonly tags: Tags;
  /** By category of an overlay. */
  readonly tones: readonly Tone[];
  /** Category of each item. */
  readonly categories: Uint8Array;
  /** 1 for a node's item that TensorRT does not take, and for a block whose engine failed. */
  readonly bad: Uint8Array;
  /** What is meant; all other is faint. Undefined where nothing is singled out. */
  readonly lit: LitItems | undefined;
  /** Positions among the lifted edges of those that lead to or from what is selected. */
  readonly hotEdges: ReadonlySet<number>;
  /** Hits of a search in each item; undefined where nothing is searched. */
  readonly hits: Int32Array | undefined;
}

/** `scale`: pixels on the screen a pixel at 100 %. */
export function composeFrame(drawing: Drawing, area: Rectangle, scale: number): Frame {
  const frame = new Frame();
  const { placed } = drawing;
  drawGroupLines(frame, drawing, 0, 0, 0, area, scale);
  walkArea(placed, area, ENTERED / scale, (seen) => {
    drawBox(frame, drawing, seen, scale);
    if (seen.isEntered) drawGroupLines(frame, drawing, seen.item, seen.x, seen.y, area, scale);
    drawItemTexts(frame, drawing, seen, scale);
    drawBadge(frame, drawing, seen, scale);
    drawTags(frame, drawing, seen, scale);
  });
  drawAroundBlocks(frame, drawing, area, scale);
  return frame;
}

function drawBox(frame: Frame, drawing: Drawing, seen: Seen, scale: number): void {
  const { placed, styles, tones, categories, bad, lit } = drawing;
  const { item, x, y, width, height } = seen;
  const faint = lit !== undefined && lit.items[item] === 0;
  const tone = tones[categories[item]!] ?? NEUTRAL;
  const role = roleOf(placed.tree, item, seen.isEntered, width * scale);
  const style = styles.box(role, tone, { bad: bad[item] === 1, faint });
  if (seen.isEntered) frame.addUnder(placed.tree.depth[item]!, style, x, y, width, height);
  else if (role === 'fold')
    drawCards(frame, seen, [styles.box('lastCard', tone, { faint }), styles.box('card', tone, { faint }), style]);
  else frame.addOver(style, x, y, width, height);
}

/** A stack of cards, the last one first: each style is drawn over the one before. */
function drawCards(frame: Frame, { x, y, width, height }: Seen, cards: readonly BoxStyle[]): void {
  const most = (cards.length - 1) * CARD_STEP;
  cards.forEach((style, card) => {
    const away = most - card * CARD_STEP;
    frame.addOver(style, x + away, y + away, width - most, height - most);
  });
}

function roleOf({ kind, target, childCount }: GroupTree, item: ItemIndex, isEntered: boolean, width: number): Role {
  if (width < SPECK && !isEntered) return 'speck';
  switch (kind[item]) {
    case ItemKind.node:
      if (isEntered) return 'openGroup';
      return childCount[item]! > 0 ? 'group' : 'node';
    case ItemKind.block:
      // The frame around a program by modules is none of its blocks.
      if (target[item]! < 0) return isEntered ? 'openGroup' : 'group';
      return isEntered ? 'openBlock' : 'block';
    case ItemKind.inputs:
    case ItemKind.outputs:
      return 'end';
    case ItemKind.fold:
      return isEntered ? 'openGroup' : 'fold';
    default:
      return isEntered ? 'openGroup' : 'group';
  }
}

/** Breaks and the labels of lines stand beside the boxes: they may be seen where their block is not. */
function drawAroundBlocks(frame: Frame, drawing: Drawing, area: Rectangle, scale: number): void {
  const wide = { x: area.x - 2000, y: area.y - 60, width: area.width + 4000, height: area.height + 120 };
  walkBlocks(drawing.placed, wide, (seen) => {
    drawPill(frame, drawing, seen, scale);
    drawLineLabels(frame, drawing, seen, scale);
  });
}
