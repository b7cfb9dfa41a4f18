/** A compile task between its domain form and the schema. */

import { decodeSettings, encodeSettings } from '../findings/codec';
import type { trtlens } from '../schema/generated/trtlens';
import type { ShapeRange } from './shapes';
import { type CompileTask, DEFAULT_NAMES, type OnnxTask, type TorchTask } from './task';

/** `workFolder`: where unfinished files go; absent for a partition. */
export function encodeTask(task: CompileTask, workFolder: string | undefined): trtlens.ICompileTask {
  return {
    mode: task.mode,
    model: task.model,
    output: task.files?.program ?? '',
    report: task.files?.report ?? '',
    settings: encodeSettings(task.settings),
    workFolder: workFolder ?? '',
    ...(task.kind === 'torch' ? encodeTorch(task) : { onnx: encodeOnnx(task) }),
  };
}

function encodeTorch({ python, workerFolder, names, imports }: TorchTask): trtlens.ICompileTask {
  return {
    python,
    workerFolder,
    modelName: names.model,
    inputsName: names.inputs,
    dynamicShapesName: names.dynamicShapes,
    imports: [...imports],
  };
}

function encodeOnnx({ python, bridge, shapes }: OnnxTask): trtlens.IOnnxTask {
  const ranges = shapes.map(({ input, min, opt, max }) => ({ input, min: [...min], opt: [...opt], max: [...max] }));
  return { ...bridge, python: python.executable, pythonVersion: python.version, shapes: ranges };
}

/** Throws SyntaxError where a setting is not JSON, RangeError where the mode is unknown. */
export function decodeTask(message: trtlens.ICompileTask): { task: CompileTask; workFolder: string | undefined } {
  const { mode, output, report } = message;
  if (mode !== 'compile' && mode !== 'partition') throw new RangeError(`There is no mode "${mode ?? ''}"`);
  const common = {
    mode,
    model: message.model ?? '',
    files: output && report ? { program: output, report } : undefined,
    settings: decodeSettings(message.settings),
  } as const;
  const task = message.onnx ? { ...common, ...decodeOnnx(message.onnx) } : { ...common, ...decodeTorch(message) };
  return { task, workFolder: message.workFolder || undefined };
}

function decodeTorch(message: trtlens.ICompileTask): Omit<TorchTask, 'mode' | 'model' | 'files' | 'settings'> {
  return {
    kind: 'torch',
    python: message.python ?? '',
    workerFolder: message.workerFolder ?? '',
    names: {
      model: message.modelName || DEFAULT_NAMES.model,
      inputs: message.inputsName || DEFAULT_NAMES.inputs,
      dynamicShapes: message.dynamicShapesName || DEFAULT_NAMES.dynamicShapes,
    },
    imports: message.imports ?? [],
  };
}

function decodeOnnx(message: trtlens.IOnnxTask): Omit<OnnxTask, 'mode' | 'model' | 'files' | 'settings'> {
  const { script, addon, tensorrt, parser, python, pythonVersion, shapes } = message;
  return {
    kind: 'onnx',
    python: { executable: python ?? '', version: pythonVersion ?? '' },
    bridge: { script: script ?? '', addon: addon ?? '', tensorrt: tensorrt ?? '', parser: parser ?? '' },
    shapes: (shapes ?? []).map(({ input, min, opt, max }): ShapeRange => ({
      input: input ?? '',
      min: min ?? [],
      opt: opt ?? [],
      max: max ?? [],
    })),
  };
}
