/** The task type `tensorrt` of tasks.json. package.json has its schema. */

import { type ShapeRange, parseShapes } from '../../core/compile/shapes';
import type { ModuleNames } from '../../core/compile/task';

export const TASK_TYPE = 'tensorrt';

export interface TensorrtTaskDefinition {
  readonly type: typeof TASK_TYPE;
  /** Absolute, or relative to the workspace folder. */
  readonly model: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly imports?: readonly string[];
  readonly names?: Partial<ModuleNames>;
  readonly python?: string;
  readonly outputFolder?: string;
  /** Of an .onnx: shape, or MIN:OPT:MAX, by the input's name. */
  readonly shapes?: Readonly<Record<string, string>>;
}

/** What is wrong with a definition as a person wrote it into tasks.json; undefined where it can be run. */
export function definitionProblem(definition: Readonly<Record<string, unknown>>): string | undefined {
  const { model, settings, imports, names, python, outputFolder, shapes } = definition;
  if (typeof model !== 'string' || model === '') return 'The task names no model.';
  if (settings !== undefined && !isObject(settings)) return '"settings" of the task is not an object.';
  if (imports !== undefined && !isTexts(imports)) return '"imports" of the task is not a list of paths.';
  if (names !== undefined && !(isObject(names) && isTexts(Object.values(names)))) {
    return '"names" of the task is not an object of names.';
  }
  if (python !== undefined && typeof python !== 'string') return '"python" of the task is not a path.';
  if (outputFolder !== undefined && typeof outputFolder !== 'string')
    return '"outputFolder" of the task is not a path.';
  if (shapes !== undefined && !(isObject(shapes) && isTexts(Object.values(shapes)))) {
    return '"shapes" of the task is not an object of shapes.';
  }
  const read = Object.entries((shapes ?? {}) as Record<string, string>).map(([input, text]) =>
    parseShapes(input, text),
  );
  return read.find((each) => typeof each === 'string');
}

/** The shapes of a definition without a problem; undefined where it has none. */
export function shapesOf({ shapes }: TensorrtTaskDefinition): ShapeRange[] | undefined {
  if (!shapes) return undefined;
  const read = Object.entries(shapes).map(([input, text]) => parseShapes(input, text));
  return read.filter((each) => typeof each !== 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
