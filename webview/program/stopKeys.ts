/** What keys and presses ask for at a stop, in the picture as in the outline. */

import type { ItemIndex } from './graph/groupTree';
import { type Stop, stepFor } from './graph/steps';
import type { Showing } from './graphView';

/** What a person asks for. */
export interface StopTarget {
  /** To move to something and select it; nothing where there is nothing, or it is no longer to be selected. */
  goTo(stop: Stop | undefined): void;
  /** To be out of what is selected: of several, of all of them; of one, to move to what it is in. */
  leave(stop: Stop | undefined): void;
  /** To have something selected besides what is, or no longer where it is. `adds`: never the latter. */
  alsoSelect(stop: Stop, adds: boolean): void;
  /** To open or close a group. */
  toggle(item: ItemIndex): void;
  /** What is behind an operation or a break; the first time that alone selects it. */
  activate(stop: Stop): void;
  /** To go along an edge: to what an operation reads first, or to what reads it first. */
  follow(stop: Stop, side: 'inputs' | 'outputs'): void;
  /** To have the name of something in the clipboard. */
  copy(stop: Stop): void;
}

/** `current`: what the keyboard stands on. Takes the key only where it does something there. */
export function takeKey(
  event: KeyboardEvent,
  target: StopTarget,
  showing: Showing | undefined,
  current: Stop | undefined,
): void {
  if (!showing || !current || event.isComposing) return;
  const action = actionFor(event, target, showing, current);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

type Action = () => void;

function actionFor(event: KeyboardEvent, target: StopTarget, showing: Showing, current: Stop): Action | undefined {
  // Some keyboards have these on a level of their own, which reads as Ctrl and Alt.
  if (event.key === '[') return () => target.follow(current, 'inputs');
  if (event.key === ']') return () => target.follow(current, 'outputs');
  if (event.altKey) return undefined;
  return event.ctrlKey || event.metaKey
    ? commandFor(event, target, current)
    : stepAction(event, target, showing, current);
}

function commandFor({ key }: KeyboardEvent, target: StopTarget, current: Stop): Action | undefined {
  if (key === ' ') return () => target.alsoSelect(current, false);
  // What is marked as text is copied by the browser.
  const isText = getSelection()?.isCollapsed === false;
  return key.toLowerCase() === 'c' && !isText ? () => target.copy(current) : undefined;
}

function stepAction(event: KeyboardEvent, target: StopTarget, showing: Showing, current: Stop): Action | undefined {
  const step = stepFor(event.key, showing.placed.standing, showing.parts.pills, current);
  switch (step?.kind) {
    case undefined:
      return undefined;
    case 'to': {
      if (event.key === 'Escape') return () => target.leave(step.stop);
      const isRange = event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp');
      return () => (isRange ? extend(target, current, step.stop) : target.goTo(step.stop));
    }
    case 'deselect':
      return () => target.leave(undefined);
    case 'activate':
      return () => (isGroup(showing, current) ? enter(target, current) : target.activate(current));
    default:
      return () => target.toggle(current.item);
  }
}

/** Both ends of a step with Shift are selected. */
function extend(target: StopTarget, from: Stop, to: Stop): void {
  target.alsoSelect(from, true);
  target.alsoSelect(to, true);
}

function enter(target: StopTarget, group: Stop): void {
  target.goTo(group);
  target.toggle(group.item);
}

export function isGroup(showing: Showing | undefined, { item, isBreak }: Stop): boolean {
  return !isBreak && (showing?.placed.tree.childCount[item] ?? 0) > 0;
}
