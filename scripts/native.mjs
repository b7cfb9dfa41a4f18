// The native bridge: its build with CMake, and what its tests call it with.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, installFromDebian } from './debian.mjs';
import { cache, root } from './paths.mjs';
import { run } from './processes.mjs';
import { ensurePython, installWheels } from './python.mjs';
import { say } from './say.mjs';

/** Versions of TensorRT-RTX that the tests call besides that of the environment; each has its list of hashes. */
const OTHER_VERSIONS = ['1.6.1.120', '1.7.1.116'];

/**
 * Builds `trtlens.node`.
 * @param {{ sanitize?: boolean }} [options] `sanitize`: with AddressSanitizer and UndefinedBehaviorSanitizer
 * @returns {Promise<string>} its path
 */
export async function buildNative({ sanitize = false } = {}) {
  const [{ program, env }] = await Promise.all([ensureCMake(), ensureCompiler()]);
  const folder = join(cache, sanitize ? 'native-sanitized' : 'native');
  const settings = [`-DCMAKE_BUILD_TYPE=Release`, `-DTRTLENS_SANITIZE=${sanitize ? 'ON' : 'OFF'}`];
  await run(program, ['-S', join(root, 'native'), '-B', folder, ...settings], { env, quiet: true });
  await run(program, ['--build', folder, '--parallel', String(availableParallelism())], { env, quiet: true });
  return join(folder, 'trtlens.node');
}

async function ensureCompiler() {
  if (findProgram('c++', 'g++') && findProgram('make')) return;
  await installFromDebian('A C++ compiler', 'g++', 'make');
}

/** CMake from PATH, else from its wheel. */
async function ensureCMake() {
  const found = findProgram('cmake');
  if (found) return { program: found };
  const folder = await installWheels('cmake', await ensurePython(), join(root, 'scripts/cmake.txt'));
  return { program: join(folder, 'bin/cmake'), env: { PYTHONPATH: folder } };
}

/**
 * Folders with `tensorrt_rtx_libs` and NVIDIA's Python bindings, one per version that the bridge knows.
 * @param {string} python interpreter of the environment, whose own version comes first
 * @returns {Promise<string[]>}
 */
export async function ensureTensorRT(python) {
  const ask = 'import os, tensorrt_rtx_libs; print(os.path.dirname(os.path.dirname(tensorrt_rtx_libs.__file__)))';
  const { stdout } = await run(python, ['-c', ask], { capture: true });
  const folders = [stdout.trim()];
  for (const version of OTHER_VERSIONS) {
    const name = `tensorrt-rtx-${version}`;
    folders.push(await installWheels(name, python, join(root, `test/native/${name}.txt`)));
  }
  return folders;
}

/** Folder with wheels that have ONNX models in them. */
export async function ensureOnnxModels(python) {
  return installWheels('onnx-models', python, join(root, 'test/native/onnx-models.txt'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  say(`Built ${await buildNative({ sanitize: process.argv.includes('--sanitize') })}`);
}
