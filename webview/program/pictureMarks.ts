/** Marks in a drawn picture that change without drawing anew: selection, lines that belong to it, the tab stop. */

import type { ProgramModel } from '../ui/programModel';
import type { Selection } from './items';
import type { Drawn } from './picture';
import type { Scene } from './scene';

interface Marked {
  readonly model: ProgramModel;
  readonly scene: Scene;
  readonly drawn: Drawn;
}

/** `item` is the id of the item that stands for the selection. */
export function markSelection(
  world: SVGGElement,
  marked: Marked,
  selection: Selection | undefined,
  item: string | undefined,
): void {
  for (const element of world.querySelectorAll('.selected, .hot')) element.classList.remove('selected', 'hot');
  for (const element of world.querySelectorAll('[aria-selected]')) element.removeAttribute('aria-selected');
  const element = item === undefined ? undefined : marked.drawn.elements.get(item);
  if (!selection || !element || item === undefined) return;
  element.classList.add('selected');
  element.setAttribute('aria-selected', 'true');
  const [lines, key] =
    selection.kind === 'node'
      ? nodeLines(world, marked, selection.node)
      : [world.querySelector(':scope > .lines'), item];
  for (const line of lines?.children ?? []) {
    if (line.getAttribute('data-from') === key || line.getAttribute('data-to') === key) line.classList.add('hot');
  }
}

function nodeLines(world: SVGGElement, { model, scene }: Marked, node: number): [Element | null | undefined, string] {
  const box = scene.blocks[model.blockOf[node] ?? -1];
  const lines = box && world.querySelector(`.inner[data-block="${box.block}"] > .node-lines`);
  return [lines, String(box?.inner?.nodes.indexOf(node) ?? -1)];
}

/** The picture is one stop for the Tab key: at this element. */
export function setTabStop(world: SVGGElement, element: SVGGElement | undefined): void {
  for (const other of world.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1');
  element?.setAttribute('tabindex', '0');
}

/** Draws the eye to something that was selected elsewhere; the style sheet leaves it out where motion is to be reduced. */
export function flash(element: SVGGElement | undefined): void {
  if (!element) return;
  element.classList.remove('flash');
  void element.getBoundingClientRect(); // Starts the animation again.
  element.classList.add('flash');
}
