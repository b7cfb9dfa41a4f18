// npm run package [-- --target linux-x64]: the VSIX, from a production build.
// Without a target it is universal: nothing in it is made for one platform. With one it has the native bridge too.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, buildAddon } from './build.mjs';
import { hasPortable } from './native.mjs';
import { modernNode, root } from './paths.mjs';
import { run } from './processes.mjs';
import { failed, say } from './say.mjs';

const require = createRequire(import.meta.url);
const TARGETS = ['linux-x64'];

/** What is installed on this machine: the target that it is, undefined where only the universal package is for it. */
export const ownTarget = hasPortable ? 'linux-x64' : undefined;

/**
 * Builds and packs. Leaves a production build in dist/.
 * @param {{ target?: 'linux-x64' | undefined, output?: string }} [options] `target`: the platform to pack for, all of them where it is
 *   left out; `output`: where the VSIX goes, beside package.json unless told
 * @returns {Promise<string>} its path
 */
export async function packageExtension({ target, output } = {}) {
  const { name, version } = require('../package.json');
  const vsix = output ?? join(root, [name, ...(target ? [target] : []), `${version}.vsix`].join('-'));
  mkdirSync(dirname(vsix), { recursive: true });
  await build({ production: true, addon: target !== undefined });
  if (target) await buildAddon();
  await pack(vsix, target);
  return vsix;
}

/** `.vscodeignore` names what is packed for every platform; what dist/ still holds of another build is not in it. */
async function pack(vsix, target) {
  const vsce = join(dirname(require.resolve('@vscode/vsce/package.json')), 'vsce');
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-package-'));
  try {
    const ignore = join(folder, 'ignore');
    const allowed = readFileSync(join(root, '.vscodeignore'), 'utf8');
    writeFileSync(ignore, target ? `${allowed}\n!dist/native/trtlens.node\n` : allowed);
    const flags = ['--no-dependencies', '--out', vsix, '--ignoreFile', ignore, ...(target ? ['--target', target] : [])];
    await run(modernNode(), [vsce, 'package', ...flags], { cwd: root, quiet: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readTarget() {
  try {
    const { target } = parseArgs({ options: { target: { type: 'string' } } }).values;
    if (target === undefined || (TARGETS.includes(target) && target === ownTarget)) return target;
    throw new TypeError(`The extension cannot be packed for ${target} here`);
  } catch (error) {
    say(`${error.message}\nUsage: npm run package [-- --target ${TARGETS.join('|')}]`);
    return process.exit(2);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  packageExtension({ target: readTarget() }).then((vsix) => {
    process.stdout.write(`${vsix}: ${(statSync(vsix).size / 1e6).toFixed(2)} MB\n`);
  }, failed);
}
