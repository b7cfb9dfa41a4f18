/**
 * Which Python runs Torch-TensorRT. A person's own interpreter wins when it has torch_tensorrt; one that was named
 * outright (an argument, a setting) is never silently passed over; the managed environment is the last resort.
 */

import type { Finding, Outcome } from '../findings/finding';
import { missing, noTensorRtRtx, notStarted, noTorch, noTorchTensorrt, testedWith } from './findings';

/** Where an interpreter was named, in the order in which they are tried. */
export type InterpreterOrigin = 'argument' | 'setting' | 'python-extension' | 'path' | 'managed';

export type Flavour = 'rtx' | 'standard';

/** A Python and what it has. Versions are as the installed distributions state them, such as `2.13.0+cpu`. */
export interface Interpreter {
  readonly executable: string;
  readonly origin: InterpreterOrigin;
  readonly python: string;
  readonly torch?: string;
  readonly torchTensorrt?: string;
  readonly flavour?: Flavour;
  readonly tensorrt?: string;
  /** Folder of the package that holds TensorRT-RTX's own libraries. */
  readonly tensorrtRtxLibs?: string;
}

/** An interpreter that may be tried, before it was asked anything. A name without a slash is looked up on PATH. */
export interface Candidate {
  readonly executable: string;
  readonly origin: InterpreterOrigin;
}

/** What `probe.py` says of the interpreter itself, besides its packages. */
export interface InterpreterTraits {
  readonly prefix: string;
  readonly implementation: string;
  readonly bits: number;
  /** Such as `linux-x86_64`. */
  readonly platform: string;
  /** Has `venv` and `ensurepip`, which Debian keeps in a package of its own. */
  readonly canMakeEnvironments: boolean;
  readonly isVirtualEnvironment: boolean;
}

/** A candidate after it was asked: it answered, or it did not and why. */
export type Probe =
  | { readonly kind: 'answered'; readonly interpreter: Interpreter; readonly traits: InterpreterTraits }
  | { readonly kind: 'failed'; readonly candidate: Candidate; readonly reason: string };

/** Named by a person for this very purpose: what is wrong with it is said instead of taking another. */
export function isExplicit(origin: InterpreterOrigin): boolean {
  return origin === 'argument' || origin === 'setting';
}

/** What an interpreter is wanted for: to run Torch-TensorRT, or for the libraries of TensorRT-RTX that it has. */
export type Purpose = 'torch-tensorrt' | 'tensorrt-rtx';

/** Has what is needed, whatever the versions. */
export function isUsable(interpreter: Interpreter, purpose: Purpose = 'torch-tensorrt'): boolean {
  if (purpose === 'tensorrt-rtx') return interpreter.tensorrtRtxLibs !== undefined;
  return interpreter.torch !== undefined && interpreter.torchTensorrt !== undefined;
}

/**
 * The first usable one of `probes` (in the order of preference, a managed environment last). The findings of a
 * success are warnings about versions that are not tested; those of a failure say what to do.
 */
export function chooseInterpreter(probes: readonly Probe[], purpose: Purpose = 'torch-tensorrt'): Outcome<Interpreter> {
  const passedOver: Probe[] = [];
  for (const probe of probes) {
    if (probe.kind === 'answered' && isUsable(probe.interpreter, purpose)) {
      const findings = purpose === 'torch-tensorrt' ? testedWith(probe.interpreter) : [];
      return { ok: true, value: probe.interpreter, findings };
    }
    const origin = probe.kind === 'answered' ? probe.interpreter.origin : probe.candidate.origin;
    if (isExplicit(origin)) return { ok: false, findings: [unusable(probe, purpose)] };
    passedOver.push(probe);
  }
  const lookedAt = passedOver.map(describeProbe);
  return { ok: false, findings: [purpose === 'tensorrt-rtx' ? noTensorRtRtx(lookedAt) : missing(lookedAt)] };
}

/** Why this one cannot be used, as a finding. */
export function unusable(probe: Probe, purpose: Purpose = 'torch-tensorrt'): Finding {
  if (probe.kind === 'failed') return notStarted(probe.candidate, probe.reason);
  if (purpose === 'tensorrt-rtx') return noTensorRtRtx([], probe.interpreter);
  return probe.interpreter.torch === undefined ? noTorch(probe.interpreter) : noTorchTensorrt(probe.interpreter);
}

/** One line for people: `/usr/bin/python3 (path): Python 3.11.7, torch 2.13.0, no torch_tensorrt`. */
export function describeProbe(probe: Probe): string {
  if (probe.kind === 'answered') return describeInterpreter(probe.interpreter);
  return `${probe.candidate.executable} (${probe.candidate.origin}): ${probe.reason}`;
}

export function describeInterpreter(interpreter: Interpreter): string {
  const { executable, origin, python, torch, torchTensorrt, flavour, tensorrt } = interpreter;
  const parts = [`Python ${python}`, torch === undefined ? 'no torch' : `torch ${torch}`];
  if (torchTensorrt === undefined) parts.push('no torch_tensorrt');
  else parts.push(`torch_tensorrt ${torchTensorrt}${flavour === 'rtx' ? ' (RTX)' : ''}`);
  if (tensorrt !== undefined) parts.push(`${flavour === 'rtx' ? 'TensorRT-RTX' : 'TensorRT'} ${tensorrt}`);
  return `${executable} (${origin}): ${parts.join(', ')}`;
}
