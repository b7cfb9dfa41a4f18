/**
 * Shapes for inputs with open dimensions: one for all runs, or the smallest, the typical and the largest that an engine is
 * to take (TensorRT's optimization profile). As text: "1x3x48x192", or "1x3x48x64:1x3x48x192:8x3x48x512".
 */

export interface ShapeRange {
  readonly input: string;
  readonly min: readonly number[];
  readonly opt: readonly number[];
  readonly max: readonly number[];
}

/** An input as its file declares it; sizes that are no numbers are open. */
export interface DeclaredInput {
  readonly name: string;
  readonly dtype: string;
  /** Undefined where not even the number of dimensions is declared. */
  readonly shape: readonly string[] | undefined;
}

const NUMBER = /^\d+$/;

export function isOpen({ shape }: DeclaredInput): boolean {
  return shape?.some((size) => !NUMBER.test(size)) ?? true;
}

/** "x (float32, batch×3×height×width)". */
export function describeInput({ name, dtype, shape }: DeclaredInput): string {
  const sizes = shape === undefined ? 'of any shape' : shape.length === 0 ? 'a scalar' : shape.join('×');
  return `${name} (${dtype}, ${sizes})`;
}

/** `x=1x3x48x192` or `x=MIN:OPT:MAX`; what is wrong as a sentence. A name may hold "=" itself: the last one counts. */
export function parseShapeOption(text: string): ShapeRange | string {
  const equals = text.lastIndexOf('=');
  if (equals <= 0) return `"${text}" is no NAME=SHAPE, such as x=1x3x224x224.`;
  return parseShapes(text.slice(0, equals), text.slice(equals + 1));
}

/** The part behind the name; what is wrong as a sentence. */
export function parseShapes(input: string, text: string): ShapeRange | string {
  const shapes = text.trim().split(':').map(parseShape);
  if (shapes.some((shape) => shape === undefined) || (shapes.length !== 1 && shapes.length !== 3)) {
    return `"${text}" is neither a shape, such as 1x3x224x224, nor three of them as MIN:OPT:MAX.`;
  }
  const [min, opt = min, max = min] = shapes;
  return rangeProblem(min!, opt!, max!) ?? { input, min: min!, opt: opt!, max: max! };
}

/** "1x3x48x192", or three of them where they differ. */
export function formatShapes({ min, opt, max }: ShapeRange): string {
  const texts = [min, opt, max].map((shape) => shape.join('x'));
  return new Set(texts).size === 1 ? texts[0]! : texts.join(':');
}

/** Whether a range suits the input that it names; what is wrong as a sentence. */
export function shapeProblem(range: ShapeRange, input: DeclaredInput): string | undefined {
  const { shape } = input;
  if (!shape) return undefined;
  if (range.opt.length !== shape.length) {
    return `${describeInput(input)} has ${shape.length} dimensions, and ${formatShapes(range)} has ${range.opt.length}.`;
  }
  const wrong = shape.findIndex(
    (size, axis) => NUMBER.test(size) && [range.min, range.opt, range.max].some((each) => each[axis] !== Number(size)),
  );
  if (wrong < 0) return undefined;
  return `Dimension ${wrong} of ${describeInput(input)} is ${shape[wrong]} in the model, and ${formatShapes(range)} says otherwise.`;
}

function parseShape(text: string): number[] | undefined {
  const sizes = text.trim().split(/[x×]/i);
  const isShape = sizes.every((size) => /^\s*\d{1,9}\s*$/.test(size));
  return isShape ? sizes.map(Number) : undefined;
}

function rangeProblem(min: readonly number[], opt: readonly number[], max: readonly number[]): string | undefined {
  if (opt.length !== min.length || max.length !== min.length) {
    return 'The three shapes have different numbers of dimensions.';
  }
  const wrong = min.findIndex((size, axis) => size > opt[axis]! || opt[axis]! > max[axis]!);
  return wrong < 0 ? undefined : `Dimension ${wrong} is not in order: MIN is at most OPT, and OPT at most MAX.`;
}
