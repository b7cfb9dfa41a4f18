// The npm dependencies and Node 24. Starts on Node 20 with nothing installed, so Node's own modules only.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modernNode, root } from './paths.mjs';
import { npm } from './processes.mjs';
import { say } from './say.mjs';

const NEEDED_MAJOR = 24;

/** Installs what package-lock.json says, unless node_modules already is that. */
export async function installDependencies() {
  if (installed()) return;
  say('Installing the npm dependencies');
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, quiet: true });
}

/** Compares the lock with npm's own record of what it installed; packages for other platforms may be absent. */
function installed() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packages(join(root, 'package-lock.json'));
  const present = packages(record);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || (present[path] ? present[path].version === version : optional),
  );
}

const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/**
 * Runs the program that was started once more with Node 24, when this is an older one. Returns only where it need not.
 * The terminal sends its interrupt to both; this process waits for the other to end.
 */
export async function continueOnModernNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return;
  const node = modernNode();
  if (node === process.execPath) {
    throw new Error(
      `Node ${NEEDED_MAJOR} is needed; this is ${process.version}. Install Node ${NEEDED_MAJOR} and try again.`,
    );
  }
  const bin = join(root, 'node_modules/.bin');
  const child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const status = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 130)));
  process.exit(status);
}
