/** Opening the addon and, through it, TensorRT-RTX. */

import { createRequire } from 'node:module';
import type * as Addon from '../../../native/addon/index';
import type { Finding, Outcome, Remedy } from '../../core/findings/finding';
import { CHOOSE_INTERPRETER, SET_UP } from '../../core/environment/findings';
import type { NativeTask } from './task';

export type {
  BuildOptions,
  BuildProgress,
  BuildResult,
  EngineInspection,
  EngineTensor,
  Library,
  OnnxExplanation,
  PlanValidity,
  TensorInfo,
} from '../../../native/addon/index';

/** Findings: those of the codes that the addon gives (native/addon/index.d.ts), and `native.addon-not-loaded`. */
export async function openTensorRT({ addon, tensorrt, parser }: NativeTask['bridge']): Promise<Outcome<Addon.Library>> {
  let bridge: typeof Addon;
  try {
    bridge = createRequire(addon)(addon) as typeof Addon;
  } catch (failure) {
    return { ok: false, findings: [notLoaded(addon, failure)] };
  }
  try {
    return { ok: true, value: await bridge.openLibrary(tensorrt, parser), findings: [] };
  } catch (failure) {
    return { ok: false, findings: [refused(failure)] };
  }
}

const SAYS: Readonly<Record<string, string>> = {
  'native.library-not-loaded': 'TensorRT-RTX’s library cannot be loaded',
  'native.library-foreign': 'The library is not TensorRT-RTX',
  'native.version-unknown': 'This version of TensorRT-RTX is not known here',
  'native.parser-not-loaded': 'TensorRT-RTX’s ONNX parser cannot be loaded',
  'native.self-check-failed': 'TensorRT-RTX did not pass the check that comes before its use',
};

const OTHER: readonly Remedy[] = [CHOOSE_INTERPRETER, SET_UP];

function refused(failure: unknown): Finding {
  const { code = '', message } = failure as NodeJS.ErrnoException;
  const known = SAYS[code];
  return {
    code: known === undefined ? 'native.library-not-loaded' : code,
    severity: 'error',
    message: `${known ?? SAYS['native.library-not-loaded']}: ${message.replace(/\.$/, '')}.`,
    places: [],
    remedies: OTHER,
  };
}

function notLoaded(addon: string, failure: unknown): Finding {
  const message = failure instanceof Error ? failure.message : String(failure);
  return {
    code: 'native.addon-not-loaded',
    severity: 'error',
    message: `The bridge to TensorRT-RTX cannot be loaded on this system: ${message.split('\n')[0]}.`,
    places: [{ kind: 'archive', file: addon }],
    remedies: [{ title: 'It needs Linux x86-64 with glibc 2.28 or later.' }],
  };
}
