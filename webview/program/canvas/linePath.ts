/** A line of a frame as the steps of a path, for a canvas and for SVG alike. */

import type { Polyline } from './frame';
import type { LineStyle } from './styles';

export interface PathSink {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void;
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void;
}

const CORNER = 5;
/** Length of an arrow head, in pixels on the screen, and most that this is at a zoom of 100 %. */
const ARROW = 6.5;
const MOST_ARROW = 9;

/** Length of the heads of lines at a zoom, in pixels at 100 %. */
export function arrowSize({ width }: Pick<LineStyle, 'width'>, scale: number): number {
  return Math.min(ARROW / scale, MOST_ARROW) * (width > 2 ? 1.3 : 1);
}

export function tracePath(sink: PathSink, line: Polyline): void {
  const { points, start, end, left, top, bend } = line;
  const x = (at: number): number => left + points[at]!;
  const y = (at: number): number => top + points[at + 1]!;
  sink.moveTo(x(start), y(start));
  for (let at = start + 2; at < end; at += 2) {
    if (bend === 'curve' && x(at) !== x(at - 2)) {
      const middle = (y(at - 2) + y(at)) / 2;
      sink.bezierCurveTo(x(at - 2), middle, x(at), middle, x(at), y(at));
    } else if (bend === 'square' && at + 2 < end) {
      const [fromX, fromY] = towards(x(at), y(at), x(at - 2), y(at - 2));
      const [toX, toY] = towards(x(at), y(at), x(at + 2), y(at + 2));
      sink.lineTo(fromX, fromY);
      sink.quadraticCurveTo(x(at), y(at), toX, toY);
    } else sink.lineTo(x(at), y(at));
  }
}

/** Three corners of the arrow head at the end of a line, `size` pixels long; undefined where the line has no length. */
export function arrowHead({ points, end, left, top, bend }: Polyline, size: number): number[] | undefined {
  const [x, y] = [left + points[end - 2]!, top + points[end - 1]!];
  let [dx, dy] = [x - (left + points[end - 4]!), y - (top + points[end - 3]!)];
  // A curve arrives upright.
  if (bend === 'curve' && dy !== 0) dx = 0;
  const length = Math.hypot(dx, dy);
  if (length === 0) return undefined;
  [dx, dy] = [(dx / length) * size, (dy / length) * size];
  const half = 0.5;
  return [x, y, x - dx - dy * half, y - dy + dx * half, x - dx + dy * half, y - dy - dx * half];
}

/** The point a corner's radius away from a corner in the direction of another; half-way where that is nearer. */
function towards(x: number, y: number, toX: number, toY: number): [number, number] {
  const [dx, dy] = [toX - x, toY - y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return [x, y];
  const share = Math.min(CORNER, length / 2) / length;
  return [x + dx * share, y + dy * share];
}
