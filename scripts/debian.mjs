// Tools that Debian and its relatives have as packages: installed when this runs as root, named otherwise.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './processes.mjs';
import { say } from './say.mjs';

/** The first of these programs that is on PATH. */
export function findProgram(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** One after the other: apt takes no two at once, and parts of the set-up run beside each other. */
let installing = Promise.resolve();

/** Installs Debian packages, or throws an error that says what a person should install. */
export async function installFromDebian(what, ...packages) {
  const command = `apt-get install ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) {
    throw new Error(`${what} is missing. Install it, on Debian with: sudo ${command}`);
  }
  const install = installing.then(() => aptGet(what, command, packages));
  installing = install.catch(() => {});
  return install;
}

async function aptGet(what, command, packages) {
  say(`Installing ${what}: ${command}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, quiet: true });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, quiet: true });
}

/** Chromium, which draws the webviews and VS Code in the tests. `TRTLENS_CHROMIUM` names another. */
export async function ensureChromium() {
  const find = () => process.env.TRTLENS_CHROMIUM || findProgram('chromium', 'chromium-browser', 'google-chrome');
  if (!find()) await installFromDebian('Chromium', 'chromium', 'fonts-dejavu-core');
  return find();
}
