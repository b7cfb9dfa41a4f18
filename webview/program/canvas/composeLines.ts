/** Lines of open groups. */

import type { ItemIndex } from '../graph/groupTree';
import type { Sides } from '../graph/routesInSight';
import type { Rectangle } from '../graph/walk';
import type { Point } from '../layout/route';
import type { Drawing } from './composeFrame';
import { drawLineWeight } from './composeTexts';
import type { Frame } from './frame';
import type { LineStyle } from './styles';

/** Below this zoom there are no lines. */
const LEAST_SCALE = 0.1;

/** What is singled out. */
export interface LitItems {
  /** 1 for an item that is lit or has something lit in it. */
  readonly items: Uint8Array;
}

/** How far an arrow head reaches beside its line, in pixels at 100 %. */
const HEAD = 12;

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
  const { placed } = drawing;
  const lines = placed.routesOf(group);
  if (!lines) return;
  const first = placed.edges.starts[group]!;
  const { starts, points, square } = lines.routes;
  const sides = {
    left: area.x - left - HEAD,
    top: area.y - top - HEAD,
    right: area.x + area.width - left + HEAD,
    bottom: area.y + area.height - top + HEAD,
  };
  const passing = new PassingLines(points, sides);
  lines.visit(sides, (route) => {
    const [start, end] = [2 * starts[route]!, 2 * starts[route + 1]!];
    const isSquare = square[route] === 1;
    const style = styleOf(drawing, first + route);
    const add = (from: number, to: number): void =>
      frame.addLine(style, { points, start: from, end: to, left, top, bend: isSquare ? 'square' : 'curve' });
    if (drawing.hotEdges.has(first + route)) {
      drawLineWeight(frame, drawing, first + route, middleOf(points, start, end, left, top), scale);
    }
    if (!isSquare || !passing.isPassing(start, end)) add(start, end);
    else for (const at of passing.newParts(style, start, end)) add(at, at + 4);
  });
}

function styleOf({ placed: { edges }, styles, lit, hotEdges }: Drawing, edge: number): LineStyle {
  if (hotEdges.has(edge)) return styles.line('hot');
  const faint = lit !== undefined && (lit.items[edges.from[edge]!] === 0 || lit.items[edges.to[edge]!] === 0);
  return styles.line('edge', faint);
}

/** Middle of the longest part of a line. */
function middleOf(points: ArrayLike<number>, start: number, end: number, left: number, top: number): Point {
  let [longest, middle]: [number, Point] = [-1, [left, top]];
  for (let at = start; at + 2 < end; at += 2) {
    const [x, y, toX, toY] = [points[at]!, points[at + 1]!, points[at + 2]!, points[at + 3]!];
    const length = Math.hypot(toX - x, toY - y);
    if (length > longest) [longest, middle] = [length, [left + (x + toX) / 2, top + (y + toY) / 2]];
  }
  return middle;
}

/**
 * Lines that lead through what is in sight from above it to below, of which thousands may share a few lanes: what is in sight
 * of them is drawn once.
 */
class PassingLines {
  private readonly seen = new Map<LineStyle, Set<number>>();

  constructor(
    private readonly points: ArrayLike<number>,
    private readonly sides: Sides,
  ) {}

  /** True for a line no corner of which is beside what is in sight. */
  isPassing(start: number, end: number): boolean {
    const { top, bottom } = this.sides;
    for (let at = start + 1; at < end; at += 2) {
      if (this.points[at]! >= top && this.points[at]! <= bottom) return false;
    }
    return true;
  }

  /** Beginnings of the parts in sight that were not drawn yet. */
  newParts(style: LineStyle, start: number, end: number): number[] {
    const { points, seen } = this;
    const { top } = this.sides;
    let places = seen.get(style);
    if (!places) seen.set(style, (places = new Set()));
    const parts: number[] = [];
    for (let at = start; at + 2 < end; at += 2) {
      const x = points[at]!;
      const isThere = points[at + 1]! < top !== points[at + 3]! < top;
      if (!isThere || places.has(x)) continue;
      places.add(x);
      parts.push(at);
    }
    return parts;
  }
}
