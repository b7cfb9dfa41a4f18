/** Bringing into sight what was gone to, clear of what lies over the picture. */

import type { ItemIndex } from './graph/groupTree';
import type { Stop } from './graph/steps';
import { type Rectangle, around } from './graph/walk';
import type { GraphView } from './graphView';
import { placeOfStop } from './layerItems';

/** Pixels at a zoom of 100 % of what has to be in sight of something large: the header of an open group. */
const HEAD = { width: 330, height: 56 };

/** `readable`: at a zoom at which it can be read. */
export function bringStopIntoSight(view: GraphView, stop: Stop, readable = false): void {
  const { showing } = view;
  const box = showing && placeOfStop(showing, stop);
  if (!box) return;
  if (readable) view.camera.enlarge(box);
  const [width, height] = [Math.min(box.width, HEAD.width), Math.min(box.height, HEAD.height)];
  bringBoxIntoSight(view, { ...box, width, height });
}

export function bringBoxIntoSight(view: GraphView, box: Rectangle): void {
  view.camera.bringIntoSight(box, view.covers());
  view.keepPlace();
}

/** Around all that stands for some items in the picture; undefined where nothing does. */
export function boxOfItems(view: GraphView, items: readonly ItemIndex[]): Rectangle | undefined {
  return around(items.flatMap((item) => view.boxOf(item) ?? []));
}
