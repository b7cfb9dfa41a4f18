/**
 * Setting up the managed environment: a virtual environment in the data folder with torch, torch-tensorrt-rtx and
 * TensorRT-RTX from a hash-checked lock file. Its marker is written last, so an environment either is complete or counts as
 * none; a complete one is never changed.
 */

import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding, Outcome } from '../../core/findings/finding';
import type { Interpreter } from '../../core/environment/interpreter';
import {
  environmentFolderName,
  MARKER,
  SIZES,
  type LargeDownload,
  type Marker,
  type Plan,
} from '../../core/environment/managedEnvironment';
import { declined, diskFull, downloadFailed, notWritable } from '../../core/environment/setupFindings';
import { choosePlans } from './basePython';
import { canHaveTorch, createEnvironment, download, install, verify, type Verified, type Work } from './install';
import { environmentsFolder, executableOf, readEnvironment } from './installed';
import { freeSpace } from './freeSpace';
import { probeInterpreter } from './probe';
import { acquireSetupLock } from './setupLock';
import type { SetUpOptions } from './setupOptions';
import { stepProgress, type StepProgress } from './setupProgress';

export type { SetUpOptions, SetUpProgress, SetUpStep } from './setupOptions';

/** A plan with its lock file read and its folder known. */
interface Target extends Plan<Interpreter> {
  readonly folder: string;
  readonly downloads: string;
  readonly lockText: string;
  readonly sha256: string;
}

/**
 * Makes the managed environment, or finds the one that is complete. Rejects when `signal` aborts, within 2 s and with no
 * process left behind; what a user can act on is a finding.
 */
export async function setUpManagedEnvironment(options: SetUpOptions): Promise<Outcome<Interpreter>> {
  try {
    return await setUp(options);
  } catch (error) {
    options.signal?.throwIfAborted();
    const finding = fileSystemFinding(error, options.dataFolder);
    if (finding) return refuse(finding);
    throw error;
  }
}

async function setUp(options: SetUpOptions): Promise<Outcome<Interpreter>> {
  const progress = stepProgress(options.onProgress);
  progress.step('choose', 'Looking for Python');
  const targets = await chooseTargets(options);
  if (!targets.ok) return targets;
  const parent = environmentsFolder(options.dataFolder);
  await mkdir(parent, { recursive: true });
  const existing = await findComplete(targets.value, options);
  if (existing) return succeed(existing);

  const lock = await acquireSetupLock(join(parent, 'setup.lock'), {
    signal: options.signal,
    onWait: (holder) => {
      const who = holder ? ` (process ${holder.pid})` : '';
      progress.step('wait', `Another set-up is at work in this data folder${who}; its result will be used`);
    },
  });
  try {
    const made = await findComplete(targets.value, options);
    return made ? succeed(made) : await makeFirstPossible(targets.value, options, progress);
  } finally {
    await lock.release();
  }
}

async function chooseTargets(options: SetUpOptions): Promise<Outcome<readonly Target[]>> {
  const { locksFolder, dataFolder, signal } = options;
  const plans = await choosePlans({
    python: options.python,
    environment: options.environment ?? process.env,
    workerFolder: workerFolderOf(options),
    locksFolder,
    locks: await readdir(locksFolder),
    signal,
  });
  signal?.throwIfAborted();
  if (!plans.ok) return plans;
  const targets = await Promise.all(
    plans.value.map(async (plan) => {
      const lockText = await readFile(join(locksFolder, plan.lock.file), 'utf8');
      const sha256 = createHash('sha256').update(lockText).digest('hex');
      const name = environmentFolderName(plan.lock, sha256);
      const folder = join(environmentsFolder(dataFolder), name);
      return { ...plan, lockText, sha256, folder, downloads: join(dataFolder, 'downloads', name) };
    }),
  );
  return { ok: true, value: targets, findings: [] };
}

/** The first target whose environment is complete and whose interpreter still starts. */
async function findComplete(targets: readonly Target[], options: SetUpOptions): Promise<Interpreter | undefined> {
  for (const target of targets) {
    const found = readEnvironment(target.folder);
    if (found?.marker.lock !== target.sha256) continue;
    const candidate = { executable: found.executable, origin: 'managed' } as const;
    const probe = await probeInterpreter(candidate, { workerFolder: workerFolderOf(options), signal: options.signal });
    options.signal?.throwIfAborted();
    const isIntact = probe.kind === 'answered' && probe.interpreter.torchTensorrt === found.marker.torchTensorrt;
    if (isIntact) return probe.interpreter;
  }
  return undefined;
}

/** CPU builds in turn while pip does not find them, then the CUDA build when a person agrees. */
async function makeFirstPossible(
  targets: readonly Target[],
  options: SetUpOptions,
  progress: StepProgress,
): Promise<Outcome<Interpreter>> {
  for (const [index, target] of targets.entries()) {
    const room = await checkRoom(target, options);
    if (room) return refuse(room);
    if (target.lock.build === 'cuda') {
      const plan = largeDownload(target, targets.slice(0, index));
      const agreed = await untilAborted(options.confirmLargeDownload(plan), options.signal);
      if (!agreed) return refuse(declined(plan));
    }
    const made = await make(target, options, progress);
    if (made !== 'not-available') return made;
  }
  const tried = targets.map(({ lock }) => lock.file).join(', ');
  return refuse(downloadFailed(`No matching distribution found for the torch of ${tried}`));
}

async function make(
  target: Target,
  options: SetUpOptions,
  progress: StepProgress,
): Promise<Outcome<Interpreter> | 'not-available'> {
  const work = await prepare(target, options, progress);
  const fail = (finding: Finding) => {
    options.signal?.throwIfAborted();
    return refuse(finding);
  };

  progress.step('create', `Python ${target.base.python} at ${target.base.executable}`);
  const created = await createEnvironment(work);
  if (created) return fail(created);
  if (target.lock.build === 'cpu' && !(await canHaveTorch(work))) {
    options.signal?.throwIfAborted();
    await rm(target.folder, { recursive: true, force: true });
    await rm(target.downloads, { recursive: true, force: true });
    return 'not-available';
  }
  progress.step('download');
  const downloaded = await download(work);
  if (downloaded) return fail(downloaded);
  progress.step('install');
  const installed = await install(work);
  if (installed) return fail(installed);
  progress.step('verify', 'Importing torch and torch_tensorrt');
  const verified = await verify(work);
  if ('code' in verified) return fail(verified);
  options.signal?.throwIfAborted();

  await writeMarker(target, verified);
  await rm(target.downloads, { recursive: true, force: true });
  const { python, torch, torchTensorrt, tensorrt } = verified;
  const executable = executableOf(target.folder);
  return succeed({ executable, origin: 'managed', python, torch, torchTensorrt, flavour: 'rtx', tensorrt });
}

async function prepare(target: Target, options: SetUpOptions, progress: StepProgress): Promise<Work> {
  const temporary = join(target.downloads, 'tmp');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  return {
    base: target.base.executable,
    folder: target.folder,
    downloads: target.downloads,
    lockText: target.lockText,
    locksFolder: options.locksFolder,
    workerFolder: workerFolderOf(options),
    environment: options.environment ?? process.env,
    signal: options.signal,
    report: (fraction, detail) => progress.within(fraction, detail),
  };
}

async function checkRoom(target: Target, options: SetUpOptions): Promise<Finding | undefined> {
  const { needed } = SIZES[target.lock.build];
  const free = await (options.freeSpace ?? freeSpace)(options.dataFolder);
  return free < needed ? diskFull({ folder: options.dataFolder, free: Math.max(free, 1), needed }) : undefined;
}

/** Appears complete or not at all. */
async function writeMarker(target: Target, verified: Verified): Promise<void> {
  const marker: Marker = {
    format: 1,
    lock: target.sha256,
    build: target.lock.build,
    ...verified,
    created: new Date().toISOString(),
  };
  const path = join(target.folder, MARKER);
  const file = await open(`${path}.tmp`, 'w');
  try {
    await file.writeFile(`${JSON.stringify(marker, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

function largeDownload(target: Target, tried: readonly Target[]): LargeDownload {
  const version = (text: string) => text.split('.').slice(0, 2).join('.');
  const reason =
    tried.length > 0
      ? `pip finds no CPU build of torch for Python ${tried.map(({ base }) => version(base.python)).join(' or ')}`
      : `No lock file has a CPU build of torch for Python ${version(target.base.python)}`;
  return {
    ...SIZES[target.lock.build],
    build: target.lock.build,
    python: target.base.executable,
    pythonVersion: target.base.python,
    folder: target.folder,
    reason,
  };
}

function workerFolderOf(options: SetUpOptions): string {
  return options.workerFolder ?? dirname(options.locksFolder);
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** A data folder that cannot be written, or a disk that became full, is the user's to mend; other errors are ours. */
function fileSystemFinding(error: unknown, dataFolder: string): Finding | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(undefined, error.message);
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) return notWritable(dataFolder, error.message);
  return undefined;
}

function succeed(interpreter: Interpreter): Outcome<Interpreter> {
  return { ok: true, value: interpreter, findings: [] };
}

function refuse(finding: Finding): Outcome<Interpreter> {
  return { ok: false, findings: [finding] };
}
