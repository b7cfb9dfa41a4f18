/** What pointer and keys ask for over the picture. */

import type { Camera } from './camera';
import { ITEM_SIZES } from './graph/arrangement';
import type { ItemIndex } from './graph/groupTree';
import type { Stop } from './graph/steps';
import { shownFor } from './graph/walk';
import type { GraphView } from './graphView';
import { type StopTarget, isGroup, takeKey } from './stopKeys';

export interface GestureTarget extends StopTarget {
  /** To select what was pressed, where it is. */
  pick(stop: Stop | undefined): void;
  /** The pointer is over an item, or over none. */
  hover(item: ItemIndex | undefined): void;
}

/** Pixels at a zoom of 100 % in which a press opens or closes a group. */
const TWISTY = 27;
/** Share of the pane that the picture is moved by with a key. */
const PAN = 0.2;

export function followGestures(view: GraphView, target: GestureTarget): void {
  const { surface } = view;
  surface.addEventListener('click', (event) => {
    const stop = stopAt(view, event);
    if (stop && (event.ctrlKey || event.metaKey)) return target.alsoSelect(stop, false);
    const onTwisty = stop !== undefined && isOnTwisty(view, event, stop);
    target.pick(stop);
    if (onTwisty) target.toggle(stop.item);
  });
  surface.addEventListener('dblclick', (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const stop = stopAt(view, event);
    if (!stop || isOnTwisty(view, event, stop)) return;
    if (isGroup(view.showing, stop)) target.toggle(stop.item);
    else target.activate(stop);
  });
  surface.addEventListener('keydown', (event) => {
    if (!pans(event, view.camera)) takeKey(event, target, view.showing, view.current);
  });
  surface.addEventListener('pointermove', (event) => {
    if (event.buttons !== 0) return;
    const stop = stopAt(view, event);
    target.hover(stop && !stop.isBreak ? stop.item : undefined);
  });
  surface.addEventListener('pointerleave', () => target.hover(undefined));
}

/** Ctrl and an arrow move the picture under what the keyboard stands on. */
function pans(event: KeyboardEvent, camera: Camera): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  const way = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (!way) return false;
  event.preventDefault();
  event.stopPropagation();
  camera.pan(way[0]! * camera.width * PAN, way[1]! * camera.height * PAN);
  return true;
}

function pointOf({ surface }: GraphView, event: MouseEvent): [number, number] {
  const { left, top } = surface.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

function stopAt(view: GraphView, event: MouseEvent): Stop | undefined {
  return view.stopAt(...pointOf(view, event));
}

function isOnTwisty(view: GraphView, event: MouseEvent, stop: Stop): boolean {
  const placed = view.showing?.placed;
  const box = view.boxOf(stop.item);
  if (!placed || !box || !isGroup(view.showing, stop) || shownFor(placed, stop.item) !== stop.item) return false;
  const [x, y] = view.camera.inPicture(...pointOf(view, event));
  return x - box.x < TWISTY && y - box.y < Math.max(ITEM_SIZES.header, Math.min(box.height, ITEM_SIZES.blockHeader));
}
