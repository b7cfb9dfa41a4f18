/** The stripe at the left edge of a box as the steps of a path: inside the box's round corners. */

import type { PathSink } from './linePath';
import { STRIPE } from './styles';

/** `radius`: of the box's corners. */
export function traceStripe(sink: PathSink, x: number, y: number, height: number, radius: number): void {
  const round = Math.min(radius, height / 2);
  const right = x + STRIPE;
  const bottom = y + height;
  // Where the corner is wider than the stripe, the stripe is less high at its right edge too.
  const away = Math.max(0, round - STRIPE);
  const less = round - Math.sqrt(round * round - away * away);
  // Where the tangents at both ends of the arc meet.
  const bend = round > STRIPE ? less + (STRIPE * away) / (round - less) : 0;
  sink.moveTo(right, y + less);
  sink.quadraticCurveTo(x, y + bend, x, y + round);
  sink.lineTo(x, bottom - round);
  sink.quadraticCurveTo(x, bottom - bend, right, bottom - less);
  sink.lineTo(right, y + less);
}
