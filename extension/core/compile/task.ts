/** What a compile is asked to do, and where its files go. Paths are absolute; no file is touched here. */

import type { ShapeRange } from './shapes';

export type CompileTask = TorchTask | OnnxTask;

interface AnyTask {
  readonly mode: 'compile' | 'partition';
  readonly model: string;
  /** What is compiled, and the report; only for mode "compile". */
  readonly files: OutputFiles | undefined;
  /** By the names of settings.ts. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A .py, .pt2 or .ep, which Torch-TensorRT compiles. */
export interface TorchTask extends AnyTask {
  readonly kind: 'torch';
  /** Interpreter that has torch and torch_tensorrt. */
  readonly python: string;
  /** Folder that holds the Python package trtlens_torch. */
  readonly workerFolder: string;
  readonly names: ModuleNames;
  /** Python files to run first: custom operations that a .pt2 needs. */
  readonly imports: readonly string[];
}

/** An .onnx, which TensorRT-RTX itself builds an engine from. */
export interface OnnxTask extends AnyTask {
  readonly kind: 'onnx';
  /** The Python that the libraries belong to; "" where a folder was named instead. */
  readonly python: { readonly executable: string; readonly version: string };
  readonly bridge: BridgeFiles;
  /** For inputs with open dimensions. */
  readonly shapes: readonly ShapeRange[];
}

/** What the native worker opens. */
export interface BridgeFiles extends TensorRTFiles {
  /** The bundle `dist/bridge.cjs`. */
  readonly script: string;
  /** `trtlens.node`. */
  readonly addon: string;
}

export interface TensorRTFiles {
  readonly tensorrt: string;
  readonly parser: string;
}

export interface OutputFiles {
  /** The compiled program, or the engine. */
  readonly program: string;
  readonly report: string;
}

/** Module-level names in a .py. */
export interface ModuleNames {
  readonly model: string;
  readonly inputs: string;
  readonly dynamicShapes: string;
}

export const DEFAULT_NAMES: ModuleNames = { model: 'model', inputs: 'inputs', dynamicShapes: 'dynamic_shapes' };

/** File name endings that can be compiled. */
export const MODEL_EXTENSIONS = ['.py', '.pt2', '.ep', '.onnx'] as const;

/** `bert.py`, `bert.pt2` → `bert`: the name that output files are made from. */
export function modelName(path: string): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const extension = MODEL_EXTENSIONS.find((each) => file.toLowerCase().endsWith(each));
  return extension ? file.slice(0, -extension.length) : file;
}

/** True for a model that TensorRT compiles without torch. */
export function isOnnx(path: string): boolean {
  return path.toLowerCase().endsWith('.onnx');
}

/** True for a program that a compile has already written: compiling it again is not offered. */
export function isCompiledProgram(path: string): boolean {
  return /\.trt\.(pt2|ep)$/i.test(path);
}

/** `folder/NAME.trt.pt2` or, of an .onnx, `folder/NAME.engine`, and `folder/NAME.trtlens`; `folder` without a slash at its end. */
export function outputFiles(model: string, folder: string): OutputFiles {
  const base = `${folder}/${modelName(model)}`;
  return { program: isOnnx(model) ? `${base}.engine` : `${base}.trt.pt2`, report: `${base}.trtlens` };
}
