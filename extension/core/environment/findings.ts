/** What can be said about interpreters, and what to do about it. */

import type { Finding, Remedy } from '../findings/finding';
import type { Candidate, Interpreter } from './interpreter';
import { minorOf } from './version';

/** In VS Code a command; the CLI prints it as `trtlens setup`. */
export const SET_UP: Remedy = {
  title: 'Set up the managed environment (trtlens setup)',
  action: { kind: 'command', command: 'trtlens.setUpEnvironment', args: [] },
};

export const CHOOSE_INTERPRETER: Remedy = {
  title: 'Choose another Python interpreter (setting trtlens.python.path, option --python)',
  action: { kind: 'command', command: 'trtlens.selectInterpreter', args: [] },
};

/** Minor versions of torch_tensorrt's RTX flavour: 2.13 is what the tests run, 2.11 what ran on an H200. */
export const TESTED_TORCH_TENSORRT = { first: '2.11', last: '2.13' } as const;

export function notStarted(candidate: Candidate, reason: string): Finding {
  return environmentFinding({
    code: 'environment.interpreter-not-started',
    message: `Python could not be started at ${candidate.executable}: ${firstLine(reason)}`,
    remedies: [CHOOSE_INTERPRETER, SET_UP],
    detail: reason,
  });
}

export function noTorch(interpreter: Interpreter): Finding {
  return environmentFinding({
    code: 'environment.no-torch',
    message: `${interpreter.executable} (Python ${interpreter.python}) has no torch`,
    remedies: [CHOOSE_INTERPRETER, SET_UP],
  });
}

export function noTorchTensorrt(interpreter: Interpreter): Finding {
  return environmentFinding({
    code: 'environment.no-torch-tensorrt',
    message: `${interpreter.executable} (Python ${interpreter.python}) has torch ${interpreter.torch} but no torch_tensorrt`,
    remedies: [CHOOSE_INTERPRETER, SET_UP],
  });
}

/** `passedOver`: one line for each interpreter that was looked at. */
export function missing(passedOver: readonly string[]): Finding {
  return environmentFinding({
    code: 'environment.missing',
    message: 'No Python with torch_tensorrt was found, and there is no managed environment yet',
    remedies: [SET_UP, CHOOSE_INTERPRETER],
    ...(passedOver.length > 0 && { detail: passedOver.join('\n') }),
  });
}

/** `interpreter`: the one that was named; else none of those looked at, one line each, has the libraries. */
export function noTensorRtRtx(passedOver: readonly string[], interpreter?: Interpreter): Finding {
  const who = interpreter
    ? `${interpreter.executable} (Python ${interpreter.python}) has no`
    : 'No Python was found that has';
  return environmentFinding({
    code: 'environment.no-tensorrt-rtx',
    message: `${who} TensorRT-RTX (package tensorrt_rtx_cu13_libs), which builds engines from ONNX`,
    remedies: [SET_UP, CHOOSE_INTERPRETER],
    ...(passedOver.length > 0 && { detail: passedOver.join('\n') }),
  });
}

/** Warnings about a usable interpreter that no test of ours runs with; none for the tested ones. */
export function testedWith(interpreter: Interpreter): readonly Finding[] {
  const version = interpreter.torchTensorrt ?? '';
  const named = `torch_tensorrt ${version} in ${interpreter.executable}`;
  if (interpreter.flavour === 'standard')
    return [untested(`${named} is the standard flavour, which is not tested here`)];
  const minor = minorOf(version);
  const tested = minor >= minorOf(TESTED_TORCH_TENSORRT.first) && minor <= minorOf(TESTED_TORCH_TENSORRT.last);
  if (tested) return [];
  return [untested(`${named} is not tested here; ${TESTED_TORCH_TENSORRT.first} to ${TESTED_TORCH_TENSORRT.last} are`)];
}

function untested(message: string): Finding {
  return environmentFinding({
    code: 'environment.unsupported-version',
    severity: 'warning',
    message,
    remedies: [CHOOSE_INTERPRETER, SET_UP],
  });
}

/** An environment finding has no place: it is about the machine. */
export function environmentFinding(
  finding: Pick<Finding, 'code' | 'message' | 'remedies'> & Partial<Pick<Finding, 'severity' | 'detail'>>,
): Finding {
  return { severity: 'error', places: [], ...finding };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
