/** The items that elements are made for: those in sight, and what has the tab stop. */

import { ItemKind, type ItemIndex } from './graph/groupTree';
import { itemId, breakId } from './graph/itemIds';
import type { Stop } from './graph/steps';
import { type Rectangle, placeOf, shownFor, walkArea, walkBlocks } from './graph/walk';
import type { Camera } from './camera';
import { ENTERED } from './canvas/composeFrame';
import type { Marks } from './canvas/composeMarks';
import { whereItRuns } from '../ui/programModel';
import type { LayerItem } from './itemLayer';
import type { Showing } from './graphView';

/** Elements at most: a screen full of the smallest boxes that can be pointed at. */
const MOST = 600;
/** Pixels on the screen of the smallest box that has an element. */
const LEAST = 10;

export function stopId({ model, placed }: Pick<Showing, 'model' | 'placed'>, { item, isBreak }: Stop): string {
  if (!isBreak) return itemId(placed.tree, model.program, item);
  return breakId(model.program.partition.blocks[placed.tree.target[item]!]!.name);
}

export function layerItems(showing: Showing, camera: Camera, current: Stop, marks: Marks): LayerItem[] {
  const { placed } = showing;
  const stops: { stop: Stop; place: Rectangle }[] = [];
  walkArea(placed, camera.area, ENTERED / camera.scale, ({ item, x, y, width, height }) => {
    if (stops.length < MOST && height * camera.scale >= LEAST) {
      stops.push({ stop: { item, isBreak: false }, place: { x, y, width, height } });
    }
  });
  addBreaks(showing, camera, stops);
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
  const box = placeOf(placed, shownFor(placed, item));
  const pill = isBreak ? parts.pills.of(item) : undefined;
  return box && pill ? parts.pills.place(pill, box) : box;
}

function addBreaks({ placed, parts }: Showing, camera: Camera, stops: { stop: Stop; place: Rectangle }[]): void {
  const { x, y, width, height } = camera.area;
  const wide = { x: x - 2000, y, width: width + 4000, height };
  walkBlocks(placed, wide, (seen) => {
    const pill = parts.pills.of(seen.item);
    if (pill && stops.length < MOST + 200) {
      stops.push({ stop: { item: seen.item, isBreak: true }, place: parts.pills.place(pill, seen) });
    }
  });
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
    position: item - tree.firstChild[parent]! + 1,
    siblings: tree.childCount[parent]!,
    isOpen: isGroup ? placed.isOpen(item) : undefined,
  };
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
