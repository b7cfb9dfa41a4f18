/** Finding the interpreter that a compile uses. */

import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Outcome } from '../../core/findings/finding';
import {
  chooseInterpreter,
  isExplicit,
  isUsable,
  type Candidate,
  type Interpreter,
  type Purpose,
  type Probe,
} from '../../core/environment/interpreter';
import { findManagedEnvironments } from './installed';
import { probeInterpreter } from './probe';

export interface FindOptions {
  /** In the order of preference; the managed environment is added as the last. */
  readonly candidates: readonly Candidate[];
  readonly dataFolder: string;
  /** Folder that holds the Python package trtlens_torch (`native/torch` under the extension's root). */
  readonly workerFolder: string;
  /** Torch-TensorRT unless told otherwise. */
  readonly purpose?: Purpose;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The first candidate that has what is needed (torch and torch_tensorrt, unless the purpose is another), else the managed
 * environment. An interpreter named by an argument or a setting that lacks it is a finding. Rejects only when `signal` aborts.
 */
export async function findEnvironment(options: FindOptions): Promise<Outcome<Interpreter>> {
  return chooseInterpreter(await probeUntilUsable(options), options.purpose);
}

async function probeUntilUsable(options: FindOptions): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  for (const candidate of [...options.candidates, ...managedCandidates(options.dataFolder)]) {
    const probe = await probeInterpreter(candidate, options);
    options.signal?.throwIfAborted();
    probes.push(probe);
    if (isExplicit(candidate.origin) || (probe.kind === 'answered' && isUsable(probe.interpreter, options.purpose)))
      break;
  }
  return probes;
}

/** Every candidate asked, for someone who wants to see all of them (`trtlens doctor`). */
export async function probeAll(options: FindOptions): Promise<readonly Probe[]> {
  const candidates = [...options.candidates, ...managedCandidates(options.dataFolder)];
  const probes = await Promise.all(candidates.map((candidate) => probeInterpreter(candidate, options)));
  options.signal?.throwIfAborted();
  return probes;
}

/** Complete managed environments, the newest first. */
function managedCandidates(dataFolder: string): readonly Candidate[] {
  return findManagedEnvironments(dataFolder).map(({ executable }) => ({ executable, origin: 'managed' }));
}

/** `python3` and `python` as PATH has them, each once, absolute. */
export function pathCandidates(environment: NodeJS.ProcessEnv = process.env): readonly Candidate[] {
  return onPath(['python3', 'python'], environment).map((executable) => ({ executable, origin: 'path' }));
}

/** The first file of each name on PATH that exists; relative entries of PATH are passed over. */
export function onPath(names: readonly string[], environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return names.flatMap((name) => {
    const folder = folders.find((each) => existsSync(join(each, name)));
    return folder === undefined ? [] : [join(folder, name)];
  });
}
