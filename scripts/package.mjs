// npm run package [-- --target linux-x64]: the VSIX, from a production build. Without a target it is universal: nothing in it
// is made for one platform. With one it carries the native bridge.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { hasPortable, placeAddon } from './native.mjs';
import { modernNode, root } from './paths.mjs';
import { run } from './processes.mjs';
import { failed } from './say.mjs';

const require = createRequire(import.meta.url);

/** Platforms that the bridge is built for. */
const TARGETS = ['linux-x64'];

/** The package for this machine: its platform's where there is one, else the universal one (undefined). */
export const ownTarget = hasPortable ? 'linux-x64' : undefined;

/**
 * Builds and packs. Leaves a production build in dist/.
 * @param {{ output?: string, target?: string | undefined }} [options] `output`: where the VSIX goes; beside package.json unless told.
 *   `target`: one of `TARGETS`; universal unless told
 * @returns {Promise<string>} its path
 */
export async function packageExtension({ output, target } = {}) {
  if (target && !TARGETS.includes(target)) throw new Error(`There is no package for ${target}; ${TARGETS.join(', ')}`);
  if (target && target !== ownTarget) throw new Error(`The package for ${target} is made on that platform.`);
  const { name, version } = require('../package.json');
  const vsix = output ?? join(root, `${[name, target, version].filter(Boolean).join('-')}.vsix`);
  mkdirSync(dirname(vsix), { recursive: true });
  await build({ production: true });
  if (target) await placeAddon();
  else rmSync(join(root, 'dist/native'), { recursive: true, force: true });
  const vsce = join(dirname(require.resolve('@vscode/vsce/package.json')), 'vsce');
  const flags = ['--no-dependencies', ...(target ? ['--target', target] : []), '--out', vsix];
  await run(modernNode(), [vsce, 'package', ...flags], { cwd: root, quiet: true });
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { target: { type: 'string' } } });
  packageExtension(values).then((vsix) => {
    process.stdout.write(`${vsix}: ${(statSync(vsix).size / 1e6).toFixed(2)} MB\n`);
  }, failed);
}
