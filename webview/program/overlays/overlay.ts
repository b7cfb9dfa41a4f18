/**
 * What colours and patterns tell of each operation: where it runs, how precise it is. A group has the category that all of its
 * operations share, or else the mixed one.
 */

import type { ProgramModel } from '../../ui/programModel';
import { SEVERAL, type Tone } from '../canvas/styles';
import { type GroupTree, ItemKind } from '../graph/groupTree';
import type { OverlayKind } from '../viewState';
import { blockOverlay } from './blockOverlay';
import { precisionOverlay } from './precisionOverlay';
import { timeOverlay } from './timeOverlay';

export interface Category extends Tone {
  readonly label: string;
  /** Operations of the program itself that have it; those within operations may alone. */
  readonly count: number;
}

export interface Overlay {
  readonly kind: OverlayKind;
  readonly categories: readonly Category[];
  /** By node of the graph; `NO_CATEGORY` where it has none. */
  readonly ofNode: Uint8Array;
  /** Position of the category that groups of several have. */
  readonly mixed: number;
  /** Categories of a tree's groups, by item, where they are not those of what is in them; `NO_CATEGORY` for what is no group. */
  readonly ofGroups?: (tree: GroupTree) => Uint8Array;
  /** Where the facts are from; "" where that goes without saying. */
  readonly note: string;
}

export const NO_CATEGORY = 255;

/** Undefined for times where none are known. */
export function overlayOf(model: ProgramModel, kind: OverlayKind): Overlay | undefined {
  switch (kind) {
    case 'blocks':
      return blockOverlay(model);
    case 'precision':
      return precisionOverlay(model);
    case 'time':
      return model.times && timeOverlay(model, model.times);
  }
}

/** Category of each item of a tree; `NO_CATEGORY` for what has none in it. */
export function itemCategories(tree: GroupTree, { ofNode, mixed, ofGroups }: Overlay): Uint8Array {
  const categories = new Uint8Array(tree.count).fill(NO_CATEGORY);
  const groups = ofGroups?.(tree);
  // Children come after their parents.
  for (let item = tree.count - 1; item > 0; item--) {
    if (groups && tree.childCount[item]! > 0) categories[item] = groups[item]!;
    else if (tree.kind[item] === ItemKind.node) categories[item] = ofNode[tree.target[item]!]!;
    const own = categories[item]!;
    const parent = tree.parent[item]!;
    if (own === NO_CATEGORY || groups) continue;
    if (categories[parent] === NO_CATEGORY) categories[parent] = own;
    else if (categories[parent] !== own) categories[parent] = mixed;
  }
  return categories;
}

/** A line of the legend. */
export interface LegendRow {
  readonly category: Category;
  /** Position of the category. */
  readonly number: number;
  /**
   * False where there is nothing to count: groups of several are no operations, what is within operations is not counted, and a
   * scale has its steps in any case.
   */
  readonly isCounted: boolean;
}

/** One colour alone says nothing, unless a note says what it is. */
export function needsLegend(overlay: Overlay): boolean {
  return legendRows(overlay).length > 1 || overlay.note !== '';
}

export function legendRows({ categories, kind, mixed }: Overlay): LegendRow[] {
  const rows = categories.flatMap((category, number): LegendRow[] => {
    return number === mixed ? [] : [{ category, number, isCounted: category.count > 0 }];
  });
  if (kind === 'time' || rows.length < 2) return rows;
  return [...rows, { category: categories[mixed]!, number: mixed, isCounted: false }];
}

/**
 * An overlay of the categories that occur, in the order in which they were given; `mixed` is added behind them. `counted`: of
 * how many nodes, from the first on, the legend has the number.
 */
export function overlayFrom(
  kind: OverlayKind,
  categories: readonly Omit<Category, 'count'>[],
  ofNode: Uint8Array,
  { mixed, note = '', counted = ofNode.length }: { mixed: string; note?: string; counted?: number },
): Overlay {
  const counts = new Uint32Array(NO_CATEGORY + 1);
  for (let node = 0; node < counted; node++) counts[ofNode[node]!]!++;
  const isPresent = new Uint8Array(NO_CATEGORY + 1);
  for (const category of ofNode) isPresent[category] = 1;
  const numbers = new Uint8Array(NO_CATEGORY + 1).fill(NO_CATEGORY);
  const present = categories.flatMap((category, number) => {
    if (isPresent[number] === 0) return [];
    return [{ ...category, count: counts[number]!, number }];
  });
  present.forEach(({ number }, position) => (numbers[number] = position));
  return {
    kind,
    categories: [...present, { label: mixed, ...SEVERAL, count: 0 }],
    ofNode: ofNode.map((category) => numbers[category]!),
    mixed: present.length,
    note,
  };
}
