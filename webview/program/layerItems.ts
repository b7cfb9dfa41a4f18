/** The items that elements are made for: those in sight, and what has the tab stop. */

import type { ArrangedTree } from './graph/arrangedTree';
import { type GroupTree, ItemKind, type ItemIndex } from './graph/groupTree';
import { itemId, breakId } from './graph/itemIds';
import type { Stop } from './graph/steps';
import { type Rectangle, placeOf, shownFor, walkArea, walkBlocks } from './graph/walk';
import type { Camera } from './camera';
import { ENTERED } from './canvas/composeFrame';
import type { Pills } from './canvas/pills';
import type { Marks } from './canvas/composeMarks';
import { whereItRuns } from '../ui/programModel';
import type { LayerItem } from './itemLayer';
import type { Showing } from './graphView';

/** Elements at most: a screen full of the smallest boxes that can be pointed at. */
const MOST = 600;
const MOST_BREAKS = 200;
/** Pixels on the screen of the smallest box that has an element. */
const LEAST = 10;
/** Pixels at a zoom of 100 % that a block may be wide whose break is in sight. */
const BESIDE = 2000;

export function stopId({ model, placed }: Pick<Showing, 'model' | 'placed'>, { item, isBreak }: Stop): string {
  if (!isBreak) return itemId(placed.tree, model.program, item);
  return breakId(model.program.partition.blocks[placed.tree.target[item]!]!.name);
}

/** What stands for a stop: a closed group for what is in it, the first item of all where there was none. */
export function stopInSight({ tree, standing }: ArrangedTree, stop: Stop | undefined): Stop | undefined {
  if (tree.count < 2) return undefined;
  if (!stop) return { item: tree.firstChild[0]!, isBreak: false };
  const item = shownFor(standing, stop.item);
  return item === stop.item ? stop : { item, isBreak: false };
}

export function layerItems(showing: Showing, camera: Camera, current: Stop, marks: Marks): LayerItem[] {
  const { placed } = showing;
  const stops: PlacedStop[] = [];
  const breaks = breaksInSight(showing, camera);
  walkArea(placed, camera.area, ENTERED / camera.scale, ({ item, x, y, width, height }) => {
    if (stops.length >= MOST || height * camera.scale < LEAST) return;
    stops.push({ stop: { item, isBreak: false }, place: { x, y, width, height } });
  });
  for (const each of breaks) stops.push(each);
  stops.sort((a, b) => inOrder(placed.tree, a.stop, b.stop));
  if (!stops.some(({ stop }) => stop.item === current.item && stop.isBreak === current.isBreak)) {
    const place = placeOfStop(showing, current);
    if (place) stops.push({ stop: current, place });
  }
  const selected = new Set(marks.selected);
  return stops.map(({ stop, place }) => ({
    ...tellStop(showing, stop),
    place,
    isSelected: stop.isBreak ? marks.selectedBreak === stop.item : selected.has(stop.item),
  }));
}

export function placeOfStop(
  { placed, parts }: Pick<Showing, 'placed' | 'parts'>,
  { item, isBreak }: Stop,
): Rectangle | undefined {
  const { standing } = placed;
  const box = placeOf(standing, shownFor(standing, item));
  const pill = isBreak ? parts.pills.of(item) : undefined;
  return box && pill ? parts.pills.place(pill, box) : box;
}

interface PlacedStop {
  readonly stop: Stop;
  readonly place: Rectangle;
}

/** Breaks that are large enough to be pointed at; they stand beside their blocks, which may be out of sight. */
function breaksInSight({ placed, parts }: Showing, camera: Camera): PlacedStop[] {
  const { x, y, width, height } = camera.area;
  const found: PlacedStop[] = [];
  walkBlocks(placed, { x: x - BESIDE, y, width: width + BESIDE, height }, (seen) => {
    const pill = parts.pills.of(seen.item);
    const place = pill && parts.pills.place(pill, seen);
    if (!place || place.height * camera.scale < LEAST || found.length >= MOST_BREAKS) return;
    found.push({ stop: { item: seen.item, isBreak: true }, place });
  });
  return found;
}

/** In the order in which a reader meets them: groups before what is in them, a break after all that is in its block. */
function inOrder({ parent, depth }: GroupTree, a: Stop, b: Stop): number {
  let [left, right] = [a.item, b.item];
  while (depth[left]! > depth[right]!) left = parent[left]!;
  while (depth[right]! > depth[left]!) right = parent[right]!;
  if (left === right) {
    // One is the other, or is in it.
    const rank = ({ item, isBreak }: Stop): number => (isBreak ? 2 : item === left ? 0 : 1);
    return rank(a) - rank(b);
  }
  while (parent[left] !== parent[right]) [left, right] = [parent[left]!, parent[right]!];
  return left - right;
}

/** What is said of an item wherever it is an element. */
export function tellStop(showing: Showing, stop: Stop): Omit<LayerItem, 'place' | 'isSelected'> {
  const { placed, parts } = showing;
  const { tree } = placed;
  const { item, isBreak } = stop;
  const parent = tree.parent[item]!;
  const isGroup = tree.childCount[item]! > 0 && !isBreak;
  return {
    id: stopId(showing, stop),
    kind: isBreak ? 'break' : kindOf(showing, item),
    text: isBreak ? `Graph ${parts.pills.of(item)!.label}` : parts.texts.of(item).full,
    level: tree.depth[item]!,
    ...placeAmong(breaksOf(parts.pills, tree).get(parent) ?? [], tree, stop),
    isOpen: isGroup ? placed.isOpen(item) : undefined,
  };
}

/** Position among what is in the same group. `breaks`: items of that group which have a break; it comes after its block. */
function placeAmong(
  breaks: readonly ItemIndex[],
  { parent, firstChild, childCount }: GroupTree,
  { item, isBreak }: Stop,
): Pick<LayerItem, 'position' | 'siblings'> {
  const group = parent[item]!;
  let [before, end] = [0, breaks.length];
  while (before < end) {
    const middle = (before + end) >> 1;
    if (breaks[middle]! < item) before = middle + 1;
    else end = middle;
  }
  const position = item - firstChild[group]! + 1 + before + (isBreak ? 1 : 0);
  return { position, siblings: childCount[group]! + breaks.length };
}

const breaksByGroup = new WeakMap<Pills, ReadonlyMap<ItemIndex, readonly ItemIndex[]>>();

/** Items that have a break, ascending, by the group that they are in. */
function breaksOf(pills: Pills, { parent }: GroupTree): ReadonlyMap<ItemIndex, readonly ItemIndex[]> {
  const known = breaksByGroup.get(pills);
  if (known) return known;
  const groups = new Map<ItemIndex, ItemIndex[]>();
  for (const item of [...pills.items].sort((a, b) => a - b)) {
    const others = groups.get(parent[item]!);
    if (others) others.push(item);
    else groups.set(parent[item]!, [item]);
  }
  breaksByGroup.set(pills, groups);
  return groups;
}

function kindOf({ model, placed: { tree }, parts }: Showing, item: ItemIndex): string {
  const bad = parts.bad[item] === 1;
  switch (tree.kind[item]) {
    case ItemKind.node:
      return bad ? 'node unsupported' : 'node';
    case ItemKind.block: {
      const block = model.program.partition.blocks[tree.target[item]!];
      return block ? `block ${whereItRuns(model, block).class}${bad ? ' trouble' : ''}` : 'group program';
    }
    case ItemKind.inputs:
    case ItemKind.outputs:
      return 'end';
    default:
      return 'group';
  }
}
