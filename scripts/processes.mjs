// Starting programs. Only what was started here is ever ended, by its process id.
import { spawn } from 'node:child_process';

/**
 * Runs a program to its end. Standard error is passed on; standard output too unless `capture`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, quiet?: boolean, ask?: boolean,
 *   allowFailure?: boolean }} [options] `ask` lets it read from the terminal; `quiet` keeps both streams back and shows them only when the program fails.
 * @returns {Promise<{ status: number, stdout: string }>}
 */
export function run(command, args, options = {}) {
  const { cwd, env, capture = false, quiet = false, ask = false, allowFailure = false } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [ask ? 'inherit' : 'ignore', capture || quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.once('error', (error) => reject(new Error(`${command} does not start: ${error.message}`)));
    child.once('close', (code, signal) => {
      const status = code ?? 128;
      if (status === 0 || allowFailure) return resolve({ status, stdout: stdout() });
      if (quiet) process.stderr.write(stdout() + stderr());
      reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? `status ${status}`}`));
    });
  });
}

/** npm, as it was started itself where it was, so that no second version of it comes in. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? run(process.execPath, [script, ...args], options) : run('npm', args, options);
}

/** Ends a process group that was started here with `detached`, politely and then for good. */
export async function endGroup(child, graceMilliseconds = 3000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  signalGroup(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMilliseconds);
  await closed;
  clearTimeout(timer);
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function collect(stream) {
  const chunks = [];
  stream?.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
