/** How one alternative of a query is compared with one text of a field. Texts and needles are folded. Pure. */

import { dtypeName } from '../../../extension/core/graph/dtype';
import { shapeText, splitShape } from '../../../extension/core/graph/shape';
import { operatorName } from '../../../extension/core/partition/operators';
import { fold } from './query';

/** Short names of element types that TensorRT and torch use beside torch's own. */
const DTYPE_ALIASES: Readonly<Record<string, string>> = {
  fp64: 'float64',
  double: 'float64',
  fp32: 'float32',
  fp16: 'float16',
  half: 'float16',
  bf16: 'bfloat16',
  fp8: 'float8',
};
const ANY_SIZE = '*';

/** From its beginning: "float16" is not "bfloat16". */
export function matchesDtype(dtype: number, needle: string): boolean {
  return dtypeName(dtype).startsWith(dtypeNeedle(needle));
}

export function dtypeNeedle(needle: string): string {
  return DTYPE_ALIASES[needle] ?? needle;
}

/**
 * An operator's name as it may be copied from a program: "torch.ops.aten._softmax.default" and "aten._softmax.default" are
 * "aten._softmax".
 */
export function operatorNeedle(text: string): string {
  return fold(operatorName(text) || text);
}

/** Where a reason's label or id has the needle at the beginning of a word, so that "supported" is not "unsupported"; -1. */
export function wordStart(text: string, needle: string): number {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (at === 0 || /[ _]/.test(text[at - 1]!)) return at;
  }
  return -1;
}

/**
 * Shapes that a pattern means. Sizes are compared one by one, `*` with any: "2x*x64". An "x" at an end leaves that end open:
 * "2x" begins with 2, "x64" ends with 64. A size alone may stand anywhere; "scalar" is no size.
 */
export class ShapePattern {
  private readonly sizes: readonly string[];
  private readonly openStart: boolean;
  private readonly openEnd: boolean;

  /** `text`: folded. */
  constructor(private readonly text: string) {
    const sizes = splitShape(text);
    const isAlone = sizes.length === 1;
    this.openStart = isAlone || sizes[0] === '';
    this.openEnd = isAlone || sizes.at(-1) === '';
    this.sizes = sizes.slice(!isAlone && this.openStart ? 1 : 0, !isAlone && this.openEnd ? -1 : undefined);
  }

  /** `shape`: as a graph stores it. */
  matches(shape: string): boolean {
    const folded = fold(shape);
    if (this.text === folded || this.text === fold(shapeText(shape))) return true;
    const sizes = splitShape(folded);
    const last = sizes.length - this.sizes.length;
    if (last < 0) return false;
    if (!this.openStart) return (this.openEnd || last === 0) && this.fitsAt(sizes, 0);
    if (!this.openEnd) return this.fitsAt(sizes, last);
    for (let start = 0; start <= last; start++) if (this.fitsAt(sizes, start)) return true;
    return false;
  }

  private fitsAt(sizes: readonly string[], start: number): boolean {
    return this.sizes.every((size, i) => size === ANY_SIZE || size === sizes[start + i]);
  }
}

/** A file and, where digits end the text behind a colon, a line: "bert.py:142" is line 142 alone. */
export function matchesFrame(file: string, line: number, needle: string): boolean {
  const at = needle.lastIndexOf(':');
  const digits = needle.slice(at + 1);
  if (at < 0 || !/^\d+$/.test(digits)) return file.includes(needle);
  return line === Number(digits) && file.includes(needle.slice(0, at));
}
