/** Drawing a frame around operations with the pointer and Shift. */

import { html } from '../ui/elements';
import { ItemKind } from './graph/groupTree';
import { type Rectangle, walkArea } from './graph/walk';
import type { GraphView } from './graphView';
import { operationsBelow } from './inspector/nodeSet';

/** `onNodes`: operations that lie in the frame, ascending; those of closed groups in it too. */
export function rubberBand(view: GraphView, onNodes: (nodes: Uint32Array) => void): void {
  const { surface } = view;
  const band = html('div', { class: 'rubber-band', hidden: true });
  view.element.append(band);
  let start: readonly [number, number] | undefined;
  const at = (event: PointerEvent): readonly [number, number] => {
    const { left, top } = surface.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  surface.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !event.shiftKey) return;
    start = at(event);
    surface.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  surface.addEventListener('pointermove', (event) => {
    if (!start) return;
    const { left, top, width, height } = between(start, at(event));
    band.hidden = false;
    Object.assign(band.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  });
  const end = (event: PointerEvent): void => {
    if (!start) return;
    const { left, top, width, height } = between(start, at(event));
    start = undefined;
    band.hidden = true;
    if (width < 4 || height < 4) return;
    // The click that follows, if one does, would select what is under the pointer.
    const swallow = (click: Event): void => click.stopImmediatePropagation();
    surface.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => surface.removeEventListener('click', swallow, { capture: true }));
    onNodes(nodesIn(view, left, top, width, height));
  };
  surface.addEventListener('pointerup', end);
  surface.addEventListener('pointercancel', () => {
    start = undefined;
    band.hidden = true;
  });
}

function between(
  [x, y]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): Record<'left' | 'top' | 'width' | 'height', number> {
  return { left: Math.min(x, toX), top: Math.min(y, toY), width: Math.abs(toX - x), height: Math.abs(toY - y) };
}

function nodesIn(
  { showing, camera }: GraphView,
  left: number,
  top: number,
  width: number,
  height: number,
): Uint32Array {
  if (!showing) return new Uint32Array();
  const { placed } = showing;
  const { tree } = placed;
  const [x, y] = camera.inPicture(left, top);
  const area = { x, y, width: width / camera.scale, height: height / camera.scale };
  const inside: number[] = [];
  /** These and what is in them: an operation that runs graphs is one, whether it is open or not. */
  const taken = new Set<number>();
  walkArea(placed, area, 0, (seen) => {
    const { item } = seen;
    const isIn = taken.has(tree.parent[item]!);
    const isWhole = !seen.isEntered || tree.kind[item] === ItemKind.node;
    if (isIn || (isWhole && liesIn(seen, area))) taken.add(item);
    if (!isIn && taken.has(item)) inside.push(item);
  });
  const nodes = new Set<number>();
  for (const item of inside) for (const node of operationsBelow(tree, item)) nodes.add(node);
  return Uint32Array.from(nodes).sort();
}

function liesIn({ x, y, width, height }: Rectangle, area: Rectangle): boolean {
  return x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height;
}
