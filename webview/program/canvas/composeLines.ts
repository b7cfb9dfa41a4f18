/** Lines of open groups. */

import type { ItemIndex } from '../graph/groupTree';
import type { Rectangle } from '../graph/walk';
import type { Drawing } from './composeFrame';
import type { Frame } from './frame';

/** Below this zoom there are no lines. */
const LEAST_SCALE = 0.1;

/** What is singled out. */
export interface LitItems {
  /** 1 for an item that is lit or has something lit in it. */
  readonly items: Uint8Array;
}

/** Lines between the children of a group whose upper left corner is at `left`, `top`. */
export function drawGroupLines(
  frame: Frame,
  drawing: Drawing,
  group: ItemIndex,
  left: number,
  top: number,
  area: Rectangle,
  scale: number,
): void {
  if (scale < LEAST_SCALE) return;
  const { placed, styles, lit } = drawing;
  const routes = placed.routesOf(group);
  if (!routes) return;
  const { starts: edgeStarts, from, to } = placed.edges;
  const first = edgeStarts[group]!;
  const { starts, points, square } = routes;
  const local = {
    x: area.x - left,
    y: area.y - top,
    right: area.x + area.width - left,
    bottom: area.y + area.height - top,
  };
  for (let edge = first; edge < edgeStarts[group + 1]!; edge++) {
    const [start, end] = [2 * starts[edge - first]!, 2 * starts[edge - first + 1]!];
    if (end <= start || isOutside(points, start, end, local)) continue;
    const faint = lit !== undefined && (lit.items[from[edge]!] === 0 || lit.items[to[edge]!] === 0);
    const kind = isHot(drawing, edge) ? 'hot' : 'edge';
    frame.addLine(styles.line(kind, faint && kind === 'edge'), {
      points,
      start,
      end,
      left,
      top,
      bend: square[edge - first] === 1 ? 'square' : 'curve',
    });
  }
}

function isHot({ hotEdges }: Drawing, edge: number): boolean {
  return hotEdges.has(edge);
}

function isOutside(
  points: ArrayLike<number>,
  start: number,
  end: number,
  { x, y, right, bottom }: { x: number; y: number; right: number; bottom: number },
): boolean {
  let [left, rightmost, upper, lower] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = start; at < end; at += 2) {
    const [px, py] = [points[at]!, points[at + 1]!];
    if (px < left) left = px;
    if (px > rightmost) rightmost = px;
    if (py < upper) upper = py;
    if (py > lower) lower = py;
  }
  return left > right || rightmost < x || upper > bottom || lower < y;
}
