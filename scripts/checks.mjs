// npm run lint: ESLint, Prettier, ruff, mypy, clang-format and clang-tidy, each counted as one check.
import { globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cache, modernNode, root } from './paths.mjs';
import { configureNative } from './native.mjs';
import { run } from './processes.mjs';
import { say } from './say.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);

/** @returns {{ name: string, command: string, args: string[], env?: NodeJS.ProcessEnv, before?: () => Promise<unknown> }[]} */
function checks(python, tools) {
  const worker = ['-m', 'mypy', '--cache-dir', join(cache, 'mypy')];
  const env = { PYTHONPATH: tools, PYTHONDONTWRITEBYTECODE: '1' };
  const ruff = join(tools, 'bin/ruff');
  const ruffCache = ['--cache-dir', join(cache, 'ruff')];
  return [
    { name: 'eslint', command: bin('eslint'), args: ['.', '--max-warnings=0'] },
    { name: 'prettier', command: bin('prettier'), args: ['.', '--check', '--log-level=warn'] },
    { name: 'ruff check', command: ruff, args: ['check', ...ruffCache] },
    { name: 'ruff format', command: ruff, args: ['format', '--check', ...ruffCache] },
    { name: 'mypy', command: python, args: worker, env },
    {
      name: 'clang-format',
      command: join(tools, 'bin/clang-format'),
      args: [`--style=file:${join(root, 'native/.clang-format')}`, '--dry-run', '-Werror', ...cplusplus()],
      env,
    },
    {
      name: 'clang-tidy',
      before: configureNative,
      command: python,
      args: [
        join(tools, 'bin/run-clang-tidy.py'),
        ...['-quiet', '-hide-progress'],
        ...['-clang-tidy-binary', join(tools, 'bin/clang-tidy')],
        ...['-config-file', 'native/.clang-tidy'],
        ...['-p', join(cache, 'native')],
      ],
      env,
    },
  ];
}

/** Sources of the native bridge and its tests. */
function cplusplus() {
  return globSync(['native/{tensorrt,addon}/*.{h,cpp}', 'test/native/**/*.{h,cpp}'], { cwd: root });
}

/**
 * Runs every check, also after one failed.
 * @param {string} python interpreter for mypy
 * @param {string} tools folder that holds ruff, mypy, clang-format and clang-tidy
 * @returns {Promise<import('./results.mjs').Counts>}
 */
export async function lint(python, tools) {
  mkdirSync(cache, { recursive: true });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, command, args, env, before } of checks(python, tools)) {
    const status = await statusOf(command, args, { cwd: root, env, allowFailure: true }, before);
    counts[status === 0 ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${name}: ${status === 0 ? 'clean' : `failed (${[command, ...args].join(' ')})`}\n`);
  }
  return counts;
}

/** That of the check; 1 where what it needs cannot be had. */
async function statusOf(command, args, options, before) {
  try {
    await before?.();
    return (await run(command, args, options)).status;
  } catch (error) {
    say(error.message);
    return 1;
  }
}

/** Types are one check. */
export async function typecheck() {
  const { status } = await run(modernNode(), [bin('tsc'), '--noEmit'], { cwd: root, allowFailure: true });
  process.stdout.write(`tsc: ${status === 0 ? 'clean' : 'failed'}\n`);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ensurePython, ensurePythonTools } = await import('./python.mjs');
  const python = await ensurePython();
  const { failed } = await lint(python, await ensurePythonTools(python));
  process.exitCode = failed > 0 ? 1 : 0;
}
