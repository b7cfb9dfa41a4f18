// Python: one that can make virtual environments, the managed environment, and the tools that test and check.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';
import { findProgram, installFromDebian } from './debian.mjs';
import { run } from './processes.mjs';
import { say } from './say.mjs';

const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const SUITABLE = 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))';

/** Path of a Python 3.10 to 3.13 with venv. */
export async function ensurePython() {
  const found = await findPython();
  if (found) return found;
  await installFromDebian('Python 3.10 to 3.13 with venv', 'python3', 'python3-venv');
  const installed = await findPython();
  if (!installed) throw new Error('Python 3.10 to 3.13 with venv is needed, and the one from Debian is not that.');
  return installed;
}

async function findPython() {
  for (const name of CANDIDATES) {
    const path = findProgram(name);
    if (path && (await run(path, ['-c', SUITABLE], { quiet: true, allowFailure: true })).status === 0) return path;
  }
  return undefined;
}

/**
 * The interpreter for everything that runs torch: `TRTLENS_PYTHON` as it is, else that of the managed environment, which is
 * made first where it is missing. A person at a terminal is asked before a very large download; nobody else can be.
 */
export async function ensureEnvironment() {
  if (process.env.TRTLENS_PYTHON) return process.env.TRTLENS_PYTHON;
  await ensurePython();
  const setup = [join(root, 'dist/trtlens.cjs'), 'setup'];
  const person = process.stdin.isTTY && process.stderr.isTTY && !process.env.CI;
  if (person) await run(process.execPath, setup, { ask: true, allowFailure: true });
  const flags = ['--json', ...(person ? [] : ['--yes'])];
  const { stdout } = await run(process.execPath, [...setup, ...flags], { capture: true, allowFailure: true });
  const answer = parse(stdout);
  if (answer?.environment) return answer.environment.executable;
  const reasons = (answer?.findings ?? []).map((finding) => finding.message);
  throw new Error(`The managed environment could not be made. ${reasons.join(' ') || stdout}`);
}

/** pytest, ruff, mypy, clang-format and clang-tidy beside an environment, which stays as it is: a folder for PYTHONPATH. */
export function ensurePythonTools(python) {
  return installWheels('python-tools', python, join(root, 'scripts/python-tools.txt'));
}

/**
 * Wheels in a folder of their own, made by this interpreter's minor version from a list of hashes; made anew when either
 * is another one.
 * @param {string} name of the folder, which its version and hash follow
 * @param {string} python
 * @param {string} requirements file with hashes for pip
 * @returns {Promise<string>} the folder
 */
export async function installWheels(name, python, requirements) {
  const { stdout } = await run(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { capture: true });
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cache, `${name}-${stdout.trim()}-${hash}`);
  if (existsSync(folder)) return folder;
  say(`Installing ${name}`);
  const work = `${folder}.${process.pid}.tmp`;
  const flags = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--only-binary=:all:'];
  try {
    const installer = await withPip(python, stdout.trim());
    await run(installer, ['-m', 'pip', 'install', ...flags, '--target', work, '-r', requirements], { quiet: true });
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** The interpreter itself, else that of a virtual environment of it: Debian has pip apart from venv. */
async function withPip(python, version) {
  const { status } = await run(python, ['-m', 'pip', '--version'], { quiet: true, allowFailure: true });
  if (status === 0) return python;
  const folder = join(cache, `pip-${version}`);
  await run(python, ['-m', 'venv', folder], { quiet: true });
  return join(folder, 'bin/python');
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
