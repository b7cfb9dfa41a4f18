// The native bridge: its build with CMake, and what its tests call it with.
import { availableParallelism } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, installFromDebian } from './debian.mjs';
import { cache, root } from './paths.mjs';
import { run } from './processes.mjs';
import { ensurePython, installWheels } from './python.mjs';
import { say } from './say.mjs';

/** Versions of TensorRT-RTX that the tests call besides that of the environment; each has its list of hashes. */
const OTHER_VERSIONS = ['1.6.1.120', '1.7.1.116'];

/**
 * Builds `trtlens.node` with the machine's own compiler, for the tests.
 * @param {{ sanitize?: boolean }} [options] `sanitize`: with AddressSanitizer and UndefinedBehaviorSanitizer
 * @returns {Promise<string>} its path
 */
export async function buildNative({ sanitize = false } = {}) {
  await ensureCompiler();
  const folder = join(cache, sanitize ? 'native-sanitized' : 'native');
  return buildIn(folder, [`-DTRTLENS_SANITIZE=${sanitize ? 'ON' : 'OFF'}`]);
}

/**
 * Configures the tests' build without building it.
 * @returns {Promise<string>} folder with `compile_commands.json`
 */
export async function configureNative() {
  await ensureCompiler();
  const folder = join(cache, 'native');
  await configure(folder, ['-DTRTLENS_SANITIZE=OFF']);
  return folder;
}

/** Whether this machine is of the platform that the addon is packaged for. */
export const hasPortable = process.platform === 'linux' && process.arch === 'x64';

/**
 * Builds `trtlens.node` as it is packaged: for any Linux on x86-64 that VS Code itself runs on (native/portable.cmake).
 * Needs nothing that is not in a wheel. The first build takes over a minute, as Zig builds its C++ library for it.
 * @returns {Promise<string>} its path
 */
export async function buildPortable() {
  const zig = await installWheels('zig', await ensurePython(), join(root, 'scripts/zig.txt'));
  const settings = [
    `-DCMAKE_TOOLCHAIN_FILE=${join(root, 'native/portable.cmake')}`,
    `-DZIG=${join(zig, 'ziglang/zig')}`,
  ];
  // CMake would not notice another compiler in a folder that was configured before.
  const folder = join(cache, `native-${basename(zig)}`);
  return buildIn(folder, settings, { ZIG_GLOBAL_CACHE_DIR: `${zig}-cache`, ZIG_LOCAL_CACHE_DIR: `${zig}-cache` });
}

async function buildIn(folder, settings, variables) {
  const { program, options } = await configure(folder, settings, variables);
  await run(program, ['--build', folder, '--parallel', String(availableParallelism())], options);
  return join(folder, 'trtlens.node');
}

async function configure(folder, settings, variables = {}) {
  const { program, env } = await ensureCMake();
  const options = { env: { ...env, ...variables }, quiet: true };
  const flags = ['-S', join(root, 'native'), '-B', folder, '-DCMAKE_BUILD_TYPE=Release', ...settings];
  await run(program, flags, options);
  return { program, options };
}

async function ensureCompiler() {
  if (!findProgram('c++', 'g++')) await installFromDebian('A C++ compiler', 'g++');
}

/** CMake and what it builds with from PATH, else from their wheels. A folder that was built in keeps its generator. */
async function ensureCMake() {
  const found = findProgram('cmake');
  if (found && findProgram('make')) return { program: found };
  const folder = await installWheels('cmake', await ensurePython(), join(root, 'scripts/cmake.txt'));
  const PATH = [join(folder, 'bin'), process.env.PATH].join(delimiter);
  return { program: join(folder, 'bin/cmake'), env: { PYTHONPATH: folder, PATH, CMAKE_GENERATOR: 'Ninja' } };
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
  const portable = process.argv.includes('--portable');
  say(`Built ${await (portable ? buildPortable() : buildNative({ sanitize: process.argv.includes('--sanitize') }))}`);
}
