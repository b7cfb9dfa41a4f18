/**
 * The managed environment by its names: which lock files there are, which folder a lock's environment has, and the marker
 * that says it is complete. An environment is never changed: another lock is another folder.
 */

import type { Interpreter } from './interpreter';
import { minorOf } from './version';

/** Builds of torch: one that runs on the CPU alone, and PyTorch's default, which brings CUDA. */
export type TorchBuild = 'cpu' | 'cuda';

/** A lock file by its name: `py311-cpu.txt`. */
export interface Lock {
  readonly file: string;
  /** Minor version of Python: 11 for 3.11. */
  readonly minor: number;
  readonly build: TorchBuild;
}

/** What an environment takes on disk, in bytes. */
export interface Size {
  /** Measured with torch 2.13.0, torch-tensorrt-rtx 2.13.0 and TensorRT-RTX 1.5.0.114 on Linux x86-64, rounded up. */
  readonly installed: number;
  /** Free space asked for before the start: the environment, its downloads, and some air. */
  readonly needed: number;
}

export const SIZES: Readonly<Record<TorchBuild, Size>> = {
  cpu: { installed: 1.2e9, needed: 2e9 },
  cuda: { installed: 4.8e9, needed: 9e9 },
};

/** What a person is asked before a download of gigabytes. */
export interface LargeDownload extends Size {
  readonly build: TorchBuild;
  /** Base interpreter and its version. */
  readonly python: string;
  readonly pythonVersion: string;
  /** Where the environment will be. */
  readonly folder: string;
  /** Why it is not the CPU build, in one sentence. */
  readonly reason: string;
}

/** The last file written into an environment. */
export const MARKER = 'trtlens-environment.json';

/** Says that an environment is complete, and what was seen in it. */
export interface Marker {
  readonly format: 1;
  /** sha256 of the lock file, hexadecimal. */
  readonly lock: string;
  readonly build: TorchBuild;
  readonly python: string;
  readonly torch: string;
  readonly torchTensorrt: string;
  readonly tensorrt: string;
  /** ISO 8601, UTC. */
  readonly created: string;
}

/** The locks among the names of a folder; other files are passed over. */
export function locksIn(names: readonly string[]): readonly Lock[] {
  return names.flatMap((file) => {
    const match = /^py3(\d+)-(cpu|cuda)\.txt$/.exec(file);
    return match ? [{ file, minor: Number(match[1]), build: match[2] as TorchBuild }] : [];
  });
}

/** `py311-cpu-1a2b3c4d`, from the lock and the sha256 of its contents. */
export function environmentFolderName(lock: Lock, sha256: string): string {
  return `py3${lock.minor}-${lock.build}-${sha256.slice(0, 8)}`;
}

/** A base interpreter with a lock to install into an environment of it. */
export interface Plan<Base> {
  readonly base: Base;
  readonly lock: Lock;
}

/**
 * What to try, best first: the CPU build before the CUDA build, whatever the Python, and the newest Python first within a
 * build. Bases without a lock are left out.
 */
export function plansFor<Base extends Pick<Interpreter, 'python'>>(
  bases: readonly Base[],
  locks: readonly Lock[],
): readonly Plan<Base>[] {
  const newestFirst = [...bases].sort((a, b) => minorOf(b.python) - minorOf(a.python));
  return (['cpu', 'cuda'] as const).flatMap((build) =>
    newestFirst.flatMap((base) => {
      const lock = locks.find((each) => each.build === build && 3000 + each.minor === minorOf(base.python));
      return lock ? [{ base, lock }] : [];
    }),
  );
}

/** Name and exact version of each requirement of a lock file, in its order, for progress and for looking one up. */
export function requirementsOf(lockText: string): readonly { readonly name: string; readonly version: string }[] {
  return lockText.split('\n').flatMap((line) => {
    const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)/.exec(line);
    return match ? [{ name: match[1] as string, version: match[2] as string }] : [];
  });
}

/** The marker in a file's text; undefined for one that is damaged or of another format. */
export function parseMarker(text: string): Marker | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const marker = value as Record<string, unknown>;
  const texts = ['lock', 'python', 'torch', 'torchTensorrt', 'tensorrt', 'created'];
  const complete = marker['format'] === 1 && texts.every((key) => typeof marker[key] === 'string');
  if (!complete || (marker['build'] !== 'cpu' && marker['build'] !== 'cuda')) return undefined;
  return value as Marker;
}
