/** Which TensorRT-RTX builds engines from ONNX: the one of a folder that was named, else that of an environment. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BridgeFiles, TensorRTFiles } from '../../core/compile/task';
import type { Finding, Outcome } from '../../core/findings/finding';
import { type FindOptions, findEnvironment } from '../environment/discover';

/** As the wheels of 1.5 to 1.7 name them; the number is that of the interface, not of the version. */
const TENSORRT = 'libtensorrt_rtx.so.1';
const PARSER = 'libtensorrt_onnxparser_rtx.so.1';

export interface FoundTensorRT {
  readonly libraries: TensorRTFiles;
  /** The Python that they belong to; empty where a folder was named. */
  readonly python: { readonly executable: string; readonly version: string };
}

export interface TensorRTOptions extends Omit<FindOptions, 'purpose'> {
  /** A folder with both libraries, instead of an environment's. */
  readonly libraryFolder?: string | undefined;
}

/** Findings: `environment.no-tensorrt-rtx`, `environment.interpreter-not-started`, `native.library-not-loaded`. */
export async function findTensorRT(options: TensorRTOptions): Promise<Outcome<FoundTensorRT>> {
  const { libraryFolder } = options;
  if (libraryFolder !== undefined) return librariesIn(libraryFolder, { executable: '', version: '' });
  const found = await findEnvironment({ ...options, purpose: 'tensorrt-rtx' });
  if (!found.ok) return found;
  const { executable, python, tensorrtRtxLibs } = found.value;
  return librariesIn(tensorrtRtxLibs ?? '', { executable, version: python });
}

function librariesIn(folder: string, python: FoundTensorRT['python']): Outcome<FoundTensorRT> {
  const libraries = { tensorrt: join(folder, TENSORRT), parser: join(folder, PARSER) };
  const missing = [libraries.tensorrt, libraries.parser].find((path) => !existsSync(path));
  if (missing !== undefined) return { ok: false, findings: [libraryMissing(missing, missing === libraries.parser)] };
  return { ok: true, value: { libraries, python }, findings: [] };
}

/** The bundle of the native worker and the addon, under the extension's root; undefined where this build has none. */
export function findBridge(extensionRoot: string): Pick<BridgeFiles, 'script' | 'addon'> | undefined {
  const bridge = {
    script: join(extensionRoot, 'dist', 'bridge.cjs'),
    addon: join(extensionRoot, 'dist', 'native', 'trtlens.node'),
  };
  return existsSync(bridge.addon) ? bridge : undefined;
}

/** The universal package works on every platform and has no native part. */
export function noBridge(): Finding {
  return {
    code: 'native.not-available',
    severity: 'error',
    message: `This installation of Torch-TensorRT Lens has no bridge to TensorRT-RTX for ${process.platform}-${process.arch}, which ONNX files need.`,
    places: [],
    remedies: [
      {
        title: 'On Linux x86-64, install the package that is made for linux-x64; others compile Python files and .pt2.',
      },
    ],
  };
}

function libraryMissing(path: string, isParser: boolean): Finding {
  return {
    code: isParser ? 'native.parser-not-loaded' : 'native.library-not-loaded',
    severity: 'error',
    message: `${isParser ? 'TensorRT-RTX’s ONNX parser' : 'TensorRT-RTX'} is not there: ${path} does not exist.`,
    places: [],
    remedies: [{ title: 'Install the package tensorrt_rtx again, or name a folder that has its libraries.' }],
  };
}
