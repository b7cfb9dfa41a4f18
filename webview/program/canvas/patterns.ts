/** Patterns that tell boxes apart besides their colour. */

import type { Pattern } from './styles';

/** Pixels of one repetition on the screen. */
export const PATTERN_SIZE = 8;

/** Segments and dots within one repetition: x, y to x, y; a dot where both are the same. */
export const PATTERN_LINES: Readonly<Record<Pattern, readonly (readonly [number, number, number, number])[]>> = {
  plain: [],
  rising: [[-2, 10, 10, -2], [-2, 2, 2, -2], [6, 10, 10, 6]], // prettier-ignore
  falling: [[-2, -2, 10, 10], [-2, 6, 2, 10], [6, -2, 10, 2]], // prettier-ignore
  cross: [[-2, 10, 10, -2], [-2, -2, 10, 10]], // prettier-ignore
  grid: [[0, 4, 8, 4], [4, 0, 4, 8]], // prettier-ignore
  level: [[0, 4, 8, 4]],
  dashes: [[1, 2, 3, 2], [5, 6, 7, 6]], // prettier-ignore
  upright: [[4, 0, 4, 8]],
  chevrons: [[0, 6, 4, 2], [4, 2, 8, 6]], // prettier-ignore
  bricks: [[0, 1, 8, 1], [0, 5, 8, 5], [2, 1, 2, 5], [6, 5, 6, 8], [6, 0, 6, 1]], // prettier-ignore
  pluses: [[2, 4, 6, 4], [4, 2, 4, 6]], // prettier-ignore
  squares: [[2, 2, 6, 2], [6, 2, 6, 6], [6, 6, 2, 6], [2, 6, 2, 2]], // prettier-ignore
  dots: [[2, 2, 2, 2], [6, 6, 6, 6]], // prettier-ignore
};

/** Opacity of the lines over the fill. */
export const PATTERN_OPACITY = 0.26;
const WIDTH = 1.6;

const images = new Map<string, HTMLCanvasElement>();

export function patternImage(pattern: Pattern, colour: string, ratio: number): HTMLCanvasElement | undefined {
  const key = `${pattern} ${colour} ${ratio}`;
  const known = images.get(key);
  if (known) return known;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.round(PATTERN_SIZE * ratio);
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.scale(canvas.width / PATTERN_SIZE, canvas.height / PATTERN_SIZE);
  context.globalAlpha = PATTERN_OPACITY;
  context.strokeStyle = colour;
  context.lineWidth = WIDTH;
  context.lineCap = 'round';
  context.beginPath();
  for (const [x, y, toX, toY] of PATTERN_LINES[pattern]) {
    context.moveTo(x, y);
    context.lineTo(toX === x && toY === y ? toX + 0.01 : toX, toY);
  }
  context.stroke();
  images.set(key, canvas);
  return canvas;
}
