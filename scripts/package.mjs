// npm run package: the VSIX, from a production build. Universal: nothing in it is made for one platform.
import { mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modernNode, root } from './paths.mjs';
import { run } from './processes.mjs';
import { failed } from './say.mjs';
import { build } from './build.mjs';

const require = createRequire(import.meta.url);

/**
 * Builds and packs. Leaves a production build in dist/.
 * @param {string} [output] where the VSIX goes; beside package.json unless told
 * @returns {Promise<string>} its path
 */
export async function packageExtension(output) {
  const { name, version } = require('../package.json');
  const vsix = output ?? join(root, `${name}-${version}.vsix`);
  mkdirSync(dirname(vsix), { recursive: true });
  await build({ production: true });
  const vsce = join(dirname(require.resolve('@vscode/vsce/package.json')), 'vsce');
  await run(modernNode(), [vsce, 'package', '--no-dependencies', '--out', vsix], { cwd: root, quiet: true });
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  packageExtension().then((vsix) => {
    process.stdout.write(`${vsix}: ${(statSync(vsix).size / 1e6).toFixed(2)} MB\n`);
  }, failed);
}
