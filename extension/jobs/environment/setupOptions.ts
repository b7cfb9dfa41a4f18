/** What setting up the managed environment asks for and tells. */

import type { LargeDownload } from '../../core/environment/managedEnvironment';

export interface SetUpOptions {
  readonly dataFolder: string;
  /** Folder of the lock files (`native/torch/locks`). */
  readonly locksFolder: string;
  /** Folder that holds the Python package trtlens_torch (`native/torch`); by default the parent of `locksFolder`. */
  readonly workerFolder?: string;
  /** Base interpreter; by default the best of those on PATH. */
  readonly python?: string | undefined;
  /** Asked before gigabytes are downloaded (the CUDA build of torch). */
  confirmLargeDownload(plan: LargeDownload): Promise<boolean>;
  onProgress(progress: SetUpProgress): void;
  readonly signal?: AbortSignal | undefined;
  /** Environment variables that the tools get; `process.env` by default. PATH is where base interpreters are looked for. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Free bytes on the disk of a folder; the system's answer by default. */
  readonly freeSpace?: (folder: string) => Promise<number>;
}

export type SetUpStep = 'choose' | 'wait' | 'create' | 'download' | 'install' | 'verify';

export interface SetUpProgress {
  readonly step: SetUpStep;
  /** Of the whole set-up, 0 to 1, never going back. */
  readonly fraction?: number;
  /** Words for a progress line: "torch 2.13.0+cpu (3 of 21)". */
  readonly detail?: string;
}
