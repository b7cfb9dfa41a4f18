/** What can keep the managed environment from being set up, and what to do about it. */

import type { Finding, Remedy } from '../findings/finding';
import { formatBytes } from '../format/units';
import { CHOOSE_INTERPRETER, environmentFinding, SET_UP } from './findings';
import { SIZES, type LargeDownload, type TorchBuild } from './managedEnvironment';
import { describeProbe, type Probe } from './interpreter';
import { lastLines, pipFailure } from './pipOutput';
import { minorOf } from './version';

/** The managed environment exists for these; torch-tensorrt-rtx 2.13 has no wheel for 3.14. */
export const PYTHONS = { first: '3.10', last: '3.13' } as const;

/** TensorRT-RTX and the locks are for this platform, as `probe.py` names it. */
export const PLATFORM = 'linux-x86_64';

const INSTALL_PYTHON: Remedy = {
  title: `Install Python ${PYTHONS.first} to ${PYTHONS.last} with venv (on Debian or Ubuntu: apt install python3-venv)`,
};

/** Why an environment cannot be made from this interpreter; undefined where it can. */
export function unsuitable(probe: Probe): string | undefined {
  if (probe.kind === 'failed') return probe.reason;
  const { interpreter, traits } = probe;
  const minor = minorOf(interpreter.python);
  if (!(minor >= minorOf(PYTHONS.first) && minor <= minorOf(PYTHONS.last))) {
    return `Python ${interpreter.python} is not one of ${PYTHONS.first} to ${PYTHONS.last}`;
  }
  if (traits.implementation !== 'CPython') return `${traits.implementation} is not CPython`;
  if (traits.platform !== PLATFORM || traits.bits !== 64)
    return `it is built for ${traits.platform}, ${traits.bits} bits`;
  if (!traits.canMakeEnvironments)
    return 'it has no venv or no ensurepip (on Debian or Ubuntu: apt install python3-venv)';
  return undefined;
}

/** No base interpreter. `named`: the person chose it, so the message is about that one. */
export function noPython(probes: readonly Probe[], named: boolean): Finding {
  const first = probes[0];
  const reason = first && unsuitable(first);
  const message =
    named && first && reason !== undefined
      ? `${first.kind === 'failed' ? first.candidate.executable : first.interpreter.executable} cannot be the base of the managed environment: ${reason.split('\n', 1)[0]}`
      : `The managed environment needs Python ${PYTHONS.first} to ${PYTHONS.last} with venv, and none was found on PATH`;
  const looked = probes.map((probe) => `${describeProbe(probe)}; ${unsuitable(probe) ?? 'suitable'}`);
  return environmentFinding({
    code: 'environment.no-python',
    message,
    remedies: [INSTALL_PYTHON, CHOOSE_INTERPRETER],
    ...(looked.length > 0 && { detail: looked.join('\n') }),
  });
}

/** A suitable Python without a lock file for it: the extension's own folder is incomplete. */
export function noLock(locksFolder: string): Finding {
  return environmentFinding({
    code: 'environment.no-lock',
    message: `${locksFolder} has no lock file for any of the Pythons that were found`,
    remedies: [INSTALL_PYTHON, CHOOSE_INTERPRETER],
  });
}

export function venvFailed(python: string, output: string): Finding {
  if (pipFailure(output) === 'disk-full') return diskFull(undefined, output);
  return environmentFinding({
    code: 'environment.no-python',
    message: `${python} could not make a virtual environment`,
    remedies: [INSTALL_PYTHON, CHOOSE_INTERPRETER],
    detail: lastLines(output),
  });
}

/** Before the start (`room` is known), or when pip ran out of space (`output`). */
export function diskFull(
  room: { readonly folder: string; readonly free: number; readonly needed: number } | undefined,
  output = '',
): Finding {
  return environmentFinding({
    code: 'environment.disk-full',
    message: room
      ? `${room.folder} has ${formatBytes(room.free)} free; the managed environment needs ${formatBytes(room.needed)} while it is made`
      : 'The disk became full while the managed environment was made',
    remedies: [
      { title: 'Free space on that disk, then set up again', ...(SET_UP.action && { action: SET_UP.action }) },
      { title: 'Put the environment on another disk: set TRTLENS_DATA_FOLDER' },
    ],
    ...(output !== '' && { detail: lastLines(output) }),
  });
}

export function notWritable(folder: string, reason: string): Finding {
  return environmentFinding({
    code: 'environment.not-writable',
    message: `${folder} cannot be written: ${reason}`,
    remedies: [{ title: 'Put the environment in another folder: set TRTLENS_DATA_FOLDER' }],
  });
}

export function downloadFailed(output: string): Finding {
  const failure = pipFailure(output);
  if (failure === 'disk-full') return diskFull(undefined, output);
  const message = {
    offline: 'The packages of the managed environment could not be downloaded: there is no connection',
    'not-found': 'A package of the managed environment was not found where pip looks for packages',
    'wrong-hash': 'A downloaded package is not the one that the lock file names, and was not installed',
    other: 'pip could not install the managed environment',
  }[failure];
  return environmentFinding({
    code: 'environment.download-failed',
    message,
    remedies: [
      { title: 'Try again: what was downloaded is kept', ...(SET_UP.action && { action: SET_UP.action }) },
      { title: "Check the connection and pip's configuration (pip config list)" },
      CHOOSE_INTERPRETER,
    ],
    detail: lastLines(output),
  });
}

export function declined(plan: LargeDownload): Finding {
  return environmentFinding({
    code: 'environment.declined',
    message: `The managed environment was not set up: it would take ${describeSize(plan.build)}`,
    remedies: [
      { title: 'Agree to the download (trtlens setup --yes)', ...(SET_UP.action && { action: SET_UP.action }) },
      { title: 'Let pip reach the CPU build of torch for Python 3.11 (PIP_EXTRA_INDEX_URL), then set up again' },
      CHOOSE_INTERPRETER,
    ],
    detail: plan.reason,
  });
}

/** `torch 2.13 with CUDA, 4.8 GB on disk`. */
export function describeSize(build: TorchBuild): string {
  const words = build === 'cuda' ? 'the CUDA build of torch' : 'the CPU build of torch';
  return `${words}, ${formatBytes(SIZES[build].installed)} on disk`;
}

export function broken(folder: string, detail: string): Finding {
  return environmentFinding({
    code: 'environment.broken',
    message: `The managed environment was installed in ${folder} but torch_tensorrt does not start in it`,
    remedies: [
      { title: 'Set up again: the environment is made anew', ...(SET_UP.action && { action: SET_UP.action }) },
      CHOOSE_INTERPRETER,
    ],
    detail,
  });
}
