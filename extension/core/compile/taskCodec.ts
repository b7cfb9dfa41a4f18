/** A compile task between its domain form and the schema. */

import { decodeSettings, encodeSettings } from '../findings/codec';
import type { trtlens } from '../schema/generated/trtlens';
import { type CompileTask, DEFAULT_NAMES } from './task';

/** `workFolder`: where unfinished files go; absent for a partition. */
export function encodeTask(task: CompileTask, workFolder: string | undefined): trtlens.ICompileTask {
  return {
    mode: task.mode,
    model: task.model,
    output: task.files?.program ?? '',
    report: task.files?.report ?? '',
    python: task.python,
    workerFolder: task.workerFolder,
    modelName: task.names.model,
    inputsName: task.names.inputs,
    dynamicShapesName: task.names.dynamicShapes,
    imports: [...task.imports],
    settings: encodeSettings(task.settings),
    workFolder: workFolder ?? '',
  };
}

/** Throws SyntaxError where a setting is not JSON, RangeError where the mode is unknown. */
export function decodeTask(message: trtlens.ICompileTask): { task: CompileTask; workFolder: string | undefined } {
  const { mode, output, report } = message;
  if (mode !== 'compile' && mode !== 'partition') throw new RangeError(`There is no mode "${mode ?? ''}"`);
  const task: CompileTask = {
    mode,
    model: message.model ?? '',
    files: output && report ? { program: output, report } : undefined,
    python: message.python ?? '',
    workerFolder: message.workerFolder ?? '',
    names: {
      model: message.modelName || DEFAULT_NAMES.model,
      inputs: message.inputsName || DEFAULT_NAMES.inputs,
      dynamicShapes: message.dynamicShapesName || DEFAULT_NAMES.dynamicShapes,
    },
    imports: message.imports ?? [],
    settings: decodeSettings(message.settings),
  };
  return { task, workFolder: message.workFolder || undefined };
}
