/** What a compile is asked to do, and where its files go. Paths are absolute; no file is touched here. */

export interface CompileTask {
  readonly mode: 'compile' | 'partition';
  /** The .py, .pt2 or .ep. */
  readonly model: string;
  /** Compiled program and report; only for mode "compile". */
  readonly files: OutputFiles | undefined;
  /** Interpreter that has torch and torch_tensorrt. */
  readonly python: string;
  /** Folder that holds the Python package trtlens_torch. */
  readonly workerFolder: string;
  readonly names: ModuleNames;
  /** Python files to run first: custom operations that a .pt2 needs. */
  readonly imports: readonly string[];
  /** By the names of settings.ts. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface OutputFiles {
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
export const MODEL_EXTENSIONS = ['.py', '.pt2', '.ep'] as const;

/** `bert.py`, `bert.pt2` → `bert`: the name that output files are made from. */
export function modelName(path: string): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const extension = MODEL_EXTENSIONS.find((each) => file.toLowerCase().endsWith(each));
  return extension ? file.slice(0, -extension.length) : file;
}

/** True for a program that a compile has already written: compiling it again is not offered. */
export function isCompiledProgram(path: string): boolean {
  return /\.trt\.(pt2|ep)$/i.test(path);
}

/** `folder/NAME.trt.pt2` and `folder/NAME.trtlens`; `folder` without a slash at its end. */
export function outputFiles(model: string, folder: string): OutputFiles {
  const base = `${folder}/${modelName(model)}`;
  return { program: `${base}.trt.pt2`, report: `${base}.trtlens` };
}
