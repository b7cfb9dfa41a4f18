/** What keys and presses ask for at a stop, in the picture as in the outline. */

import type { ItemIndex } from './graph/groupTree';
import { type Stop, stepFor } from './graph/steps';
import type { Showing } from './graphView';

/** What a person asks for. */
export interface StopTarget {
  /** To move to something and select it; nothing where there is nothing, or it is no longer to be selected. */
  goTo(stop: Stop | undefined): void;
  /** To open or close a group. */
  toggle(item: ItemIndex): void;
  /** What is behind an operation or a break; the first time that alone selects it. */
  activate(stop: Stop): void;
}

/** `current`: what the keyboard stands on. Takes the key only where it does something there. */
export function takeKey(
  event: KeyboardEvent,
  target: StopTarget,
  showing: Showing | undefined,
  current: Stop | undefined,
): void {
  if (!showing || !current || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = stepFor(event.key, showing.placed, showing.parts.pills, current);
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  if (step.kind === 'to') target.goTo(step.stop);
  else if (step.kind === 'deselect') target.goTo(undefined);
  else if (step.kind !== 'activate') target.toggle(current.item);
  else if (isGroup(showing, current)) {
    target.goTo(current);
    target.toggle(current.item);
  } else target.activate(current);
}

export function isGroup(showing: Showing | undefined, { item, isBreak }: Stop): boolean {
  return !isBreak && (showing?.placed.tree.childCount[item] ?? 0) > 0;
}
