/** The built addon and the versions of TensorRT-RTX that the tests call it with. */

import { createRequire } from 'node:module';
import { basename, delimiter, join } from 'node:path';
import type * as Addon from '../../../native/addon/index';

export type {
  BuildOptions,
  BuildProgress,
  EngineInspection,
  Library,
  OnnxExplanation,
} from '../../../native/addon/index';

/** Set by scripts/runners.mjs. */
export function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run npm test -- --only native`);
  return value;
}

export const addon = createRequire(import.meta.url)(given('TRTLENS_ADDON')) as typeof Addon;

export interface Installed {
  /** For titles. */
  name: string;
  /** For PYTHONPATH. */
  folder: string;
  tensorrt: string;
  parser: string;
}

/** The environment's own version first. */
export const VERSIONS: Installed[] = given('TRTLENS_TENSORRT')
  .split(delimiter)
  .map((folder, index) => ({
    name: index === 0 ? 'the version of the environment' : basename(folder),
    folder,
    tensorrt: join(folder, 'tensorrt_rtx_libs/libtensorrt_rtx.so.1'),
    parser: join(folder, 'tensorrt_rtx_libs/libtensorrt_onnxparser_rtx.so.1'),
  }));

export const open = ({ tensorrt, parser }: Installed): Promise<Addon.Library> => addon.openLibrary(tensorrt, parser);
