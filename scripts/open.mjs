// Opens a VS Code with the extension and the examples: the one on PATH, else code-server in a browser.
import { join } from 'node:path';
import { cache, dataFolder, root } from './paths.mjs';
import { findProgram } from './debian.mjs';
import { run } from './processes.mjs';
import { say } from './say.mjs';
import { ownTarget, packageExtension } from './package.mjs';
import { installExtension, startCodeServer } from './codeServer.mjs';

const examples = join(root, 'examples');
const DEFAULT_PORT = 8750;

/** @param {{ port: number }} options port of code-server; 0 for the usual one */
export async function openVsCode({ port }) {
  const code = findProgram('code');
  if (code && port === 0) return openDesktop(code);
  return openServer(port || DEFAULT_PORT);
}

/** As an Extension Development Host, with a profile of its own in which the examples are trusted. */
async function openDesktop(code) {
  const flags = ['--disable-workspace-trust', '--new-window', `--extensionDevelopmentPath=${root}`];
  await run(code, [...flags, examples], { env: { TRTLENS_DATA_FOLDER: dataFolder() } });
  say(`VS Code opens with the extension and ${examples}.`);
  say('Right-click graph_breaks.py in the explorer and choose "Compile with TensorRT".');
}

/** Serves until it is interrupted. The profile is kept, so that settings and open editors are there the next time. */
async function openServer(port) {
  const profile = { userDataDir: join(cache, 'vscode'), extensionsDir: join(cache, 'vscode-extensions') };
  await installExtension({ ...profile, vsix: await packageExtension({ target: ownTarget }) });
  const server = await startCodeServer({ ...profile, port });
  process.once('SIGINT', () => void server.stop());
  process.once('SIGTERM', () => void server.stop());
  process.stdout.write(`\nVS Code with the extension and the examples: ${server.url(examples)}\n`);
  process.stdout.write('Right-click graph_breaks.py in the explorer and choose "Compile with TensorRT".\n');
  process.stdout.write('Ctrl-C ends the server.\n');
  await server.exited;
}
