import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where the managed environment lives: `TRTLENS_DATA_FOLDER`, else `$XDG_DATA_HOME/trtlens`, else
 * `~/.local/share/trtlens`. Relative values are ignored, as the XDG base directory specification asks.
 */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment['TRTLENS_DATA_FOLDER'];
  if (own !== undefined && isAbsolute(own)) return own;
  const xdg = environment['XDG_DATA_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'trtlens');
  return join(homedir(), '.local', 'share', 'trtlens');
}
