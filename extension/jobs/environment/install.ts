/**
 * The steps that make one environment from one lock file. Downloads are gathered in a folder of their own first, so that an
 * interrupted set-up goes on where it was; the environment itself is always made from nothing.
 */

import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../core/findings/finding';
import { requirementsOf } from '../../core/environment/managedEnvironment';
import { PipOutput, type PipProgress } from '../../core/environment/pipOutput';
import { broken, downloadFailed, venvFailed } from '../../core/environment/setupFindings';
import { executableOf } from './installed';
import { runTool, type ToolResult } from './tool';

/** pip itself first: the one that a virtual environment starts with can be too old for what follows. */
const TOOLS = ['pip', 'setuptools', 'wheel', 'packaging'];
/** Hundreds of megabytes each: downloaded one by one, so that each is kept as soon as it is there. */
const LARGE = /^(torch|triton|tensorrt-rtx-cu13-libs|nvidia-.*)$/;

const HASHED = ['--require-hashes', '--no-deps', '--no-build-isolation'];

/** What is made, where, from what. */
export interface Work {
  readonly base: string;
  /** The environment. */
  readonly folder: string;
  /** Kept until the environment is complete. */
  readonly downloads: string;
  readonly lockText: string;
  readonly locksFolder: string;
  readonly workerFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  /** `fraction` of the step. */
  report(fraction: number, detail?: string): void;
}

/** Undefined when the step is done. A cancel is seen by the caller in `signal`. */
type Step = Promise<Finding | undefined>;

/** An empty environment with pip, setuptools and wheel as locked. What an earlier attempt left in its place is removed. */
export async function createEnvironment(work: Work): Step {
  await rm(work.folder, { recursive: true, force: true });
  work.report(0, 'virtual environment');
  const made = await runModule(work, work.base, ['venv', work.folder]);
  if (!succeeded(made)) return venvFailed(work.base, printed(made));
  work.report(0.7, 'pip');
  const tools = await writeRequirements(work, 'tools.txt', (name) => TOOLS.includes(name));
  // The bundled pip knows no raw progress; these are small.
  const installed = await runPip(work, ['install', ...HASHED, '--no-user', '--progress-bar', 'off', '-r', tools]);
  return succeeded(installed) ? undefined : downloadFailed(printed(installed));
}

/**
 * Whether pip here finds the torch of the lock, by a dry run. Without --require-hashes, since pip would download the whole
 * file to check one; that the hash it announces is the lock's is checked here, and the download is checked in any case.
 */
export async function canHaveTorch(work: Work): Promise<boolean> {
  const line = work.lockText.split('\n').find((each) => each.startsWith('torch==')) ?? '';
  const [requirement = '', hash = ''] = line.split(' --hash=sha256:');
  const args = ['install', '--dry-run', '--ignore-installed', '--no-deps', '--no-user', '--quiet', '--report', '-'];
  const result = await runPip(work, [...args, requirement]);
  if (!succeeded(result)) return false;
  const announced = /"sha256": "([0-9a-f]{64})"/.exec(result.output)?.[1];
  return announced === undefined || announced === hash.trim();
}

/** Every file of the lock into the downloads folder. */
export async function download(work: Work): Step {
  const requirements = requirementsOf(work.lockText).map(({ name }) => name);
  const large = requirements.filter((name) => LARGE.test(name));
  const groups = [requirements.filter((name) => !LARGE.test(name)), ...large.map((name) => [name])];
  let begun = 0;
  for (const group of groups.filter((each) => each.length > 0)) {
    const file = await writeRequirements(work, 'download.txt', (name) => group.includes(name));
    const count = (progress: PipProgress) => tellProgress(work, begun, requirements.length, progress);
    const args = ['download', ...HASHED, '--progress-bar', 'raw', '--dest', join(work.downloads, 'files'), '-r', file];
    const result = await runPip(work, args, count);
    if (!succeeded(result)) return downloadFailed(printed(result));
    begun += group.length;
  }
  return undefined;
}

/** From the downloads folder alone, without the network. */
export async function install(work: Work): Step {
  const total = requirementsOf(work.lockText).length;
  const lock = await writeRequirements(work, 'lock.txt', () => true);
  const from = ['--no-index', '--find-links', join(work.downloads, 'files')];
  // pip says nothing while it unpacks; the records that it leaves one by one do.
  const watch = setInterval(() => {
    void countInstalled(work.folder).then((count) => {
      work.report(Math.min(count / total, 1), `${Math.min(count, total)} of ${total} packages`);
    });
  }, 500);
  try {
    const flags = ['--no-user', '--progress-bar', 'off'];
    const result = await runPip(work, ['install', ...HASHED, ...flags, ...from, '-r', lock]);
    return succeeded(result) ? undefined : downloadFailed(printed(result));
  } finally {
    clearInterval(watch);
  }
}

/** Versions that the environment itself tells. */
export interface Verified {
  readonly python: string;
  readonly torch: string;
  readonly torchTensorrt: string;
  readonly tensorrt: string;
}

const VERIFY =
  'import json; from trtlens_torch.environment import import_torch_tensorrt; print(json.dumps(import_torch_tensorrt()))';

/** Imports torch and torch_tensorrt as the worker does, and holds their versions against the lock. */
export async function verify(work: Work): Promise<Verified | Finding> {
  const environment = {
    ...toolEnvironment(work),
    PYTHONPATH: work.workerFolder,
    PYTHONSAFEPATH: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const options = { environment, folder: work.folder, signal: work.signal, timeout: 180_000 };
  const result = await runTool(executableOf(work.folder), ['-c', VERIFY], options);
  if (!succeeded(result)) return broken(work.folder, printed(result).trim().slice(-4000));
  const seen = parseVersions(result.output);
  if (!seen) return broken(work.folder, result.output.slice(-4000));
  const locked = new Map(requirementsOf(work.lockText).map(({ name, version }) => [name, version]));
  const wrong = [
    differs('torch', seen.torch, locked.get('torch')),
    differs('torch_tensorrt', seen.torchTensorrt, locked.get('torch-tensorrt-rtx')),
    differs('TensorRT-RTX', seen.tensorrt, locked.get('tensorrt-rtx')),
  ].filter((each) => each !== undefined);
  return wrong.length === 0 ? seen : broken(work.folder, wrong.join('\n'));
}

function parseVersions(output: string): Verified | undefined {
  try {
    const value = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, string>;
    const { python, torch, torch_tensorrt: torchTensorrt, tensorrt } = value;
    return python && torch && torchTensorrt && tensorrt ? { python, torch, torchTensorrt, tensorrt } : undefined;
  } catch {
    return undefined;
  }
}

/** torch says `2.13.0+cu130` of the file that is published as 2.13.0: a local part counts only where the lock has one. */
function differs(name: string, seen: string, locked: string | undefined): string | undefined {
  const same = seen === locked || seen.split('+', 1)[0] === locked;
  return same ? undefined : `${name} is ${seen}, the lock file says ${locked ?? 'nothing'}`;
}

/** A file of the lines of the lock whose package is `wanted`. */
async function writeRequirements(work: Work, file: string, wanted: (name: string) => boolean): Promise<string> {
  const path = join(work.downloads, file);
  const lines = work.lockText.split('\n').filter((line) => requirementsOf(line).some(({ name }) => wanted(name)));
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

function tellProgress(work: Work, before: number, total: number, progress: PipProgress): void {
  const number = Math.min(before + progress.begun, total);
  const percent = progress.part === undefined ? '' : `, ${Math.floor(progress.part * 100)} %`;
  work.report((number - 1 + (progress.part ?? 0)) / total, `${progress.current} (${number} of ${total}${percent})`);
}

async function countInstalled(folder: string): Promise<number> {
  try {
    const [version = ''] = await readdir(join(folder, 'lib'));
    const names = await readdir(join(folder, 'lib', version, 'site-packages'));
    return names.filter((name) => name.endsWith('.dist-info')).length;
  } catch {
    return 0;
  }
}

/** pip of the environment that is being made. */
function runPip(
  work: Work,
  args: readonly string[],
  onProgress?: (progress: PipProgress) => void,
): Promise<ToolResult> {
  const output = new PipOutput();
  return runModule(work, executableOf(work.folder), ['pip', ...args], (line) => {
    const progress = output.read(line);
    if (progress) onProgress?.(progress);
  });
}

function runModule(
  work: Work,
  python: string,
  args: readonly string[],
  onLine?: (line: string) => void,
): Promise<ToolResult> {
  const script = join(work.locksFolder, 'run_module.py');
  return runTool(python, [script, ...args], {
    environment: toolEnvironment(work),
    folder: work.downloads,
    signal: work.signal,
    ...(onLine && { onLine }),
  });
}

/** Variables that would send packages or imports elsewhere. */
const MISLEADING =
  /^(PYTHONPATH|PYTHONHOME|PYTHONSTARTUP|VIRTUAL_ENV|PIP_(TARGET|PREFIX|ROOT|USER|REQUIRE_VIRTUALENV|CONSTRAINT|BUILD_CONSTRAINT|REQUIREMENT|DRY_RUN|IGNORE_INSTALLED|QUIET|VERBOSE|LOG|REPORT|PYTHON|ONLY_BINARY|NO_BINARY|PROGRESS_BAR|NO_COMPILE|SRC|DEST|DOWNLOAD))$/;

/** A person's own pip configuration stays in force where it says from where to download. */
function toolEnvironment(work: Work): NodeJS.ProcessEnv {
  const kept = Object.entries(work.environment).filter(([name]) => !MISLEADING.test(name));
  return {
    ...Object.fromEntries(kept),
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONNOUSERSITE: '1',
    // What an installer that is ended leaves behind lies with the downloads and goes with them.
    TMPDIR: join(work.downloads, 'tmp'),
  };
}

function succeeded(result: ToolResult): boolean {
  return result.end === 'exited' && result.code === 0;
}

function printed(result: ToolResult): string {
  return `${result.output}\n${result.error}`;
}
