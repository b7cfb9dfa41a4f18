/**
 * Shapes as text: sizes joined by "x", as in "2x64x128" or "batchx64". Where the name of a size has an "x" of its own they
 * are joined by "×" instead, so that the text can be taken apart again.
 */

const PLAIN = 'x';
const SAFE = '×';

/** "2x64x128"; "" for no sizes, a scalar. */
export function joinShape(sizes: readonly string[]): string {
  return sizes.join(sizes.some((size) => size.includes(PLAIN)) ? SAFE : PLAIN);
}

/** The sizes of a shape's text; none for a scalar. */
export function splitShape(shape: string): string[] {
  if (shape === '') return [];
  return shape.split(shape.includes(SAFE) ? SAFE : PLAIN);
}

/** "2×64×128" for people; "scalar" where there is no size. */
export function shapeText(shape: string): string {
  return shape === '' ? 'scalar' : splitShape(shape).join(SAFE);
}

/** True for the text of a size that is a number rather than a name or an expression. */
export function isFixedSize(size: string): boolean {
  return /^\d+$/.test(size);
}
