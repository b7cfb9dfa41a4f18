// A VS Code that runs from npm alone, in a browser: code-server, pinned, installed under .cache/ without compiling anything.
// `npm start` opens it where no desktop VS Code is; the host and end-to-end tests drive it.
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cache, dataFolder, modernNode, root } from './paths.mjs';
import { endGroup, npm, run } from './processes.mjs';

const recipe = join(root, 'scripts/code-server');
const INSTALL = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const START_TIMEOUT_MS = 60_000;

/** Built-in extensions and packages that neither the tests nor `npm start` need: about 350 MB. */
const PRUNED = [
  'extensions/copilot',
  'extensions/github',
  'extensions/github-authentication',
  'extensions/microsoft-authentication',
  'extensions/mermaid-markdown-features',
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
  'node_modules/@vscode/windows-process-tree',
  'node_modules/@vscode/spdlog/deps',
];

/**
 * Installs code-server unless it is there already. Safe to call from two processes at once: each installs into a folder of
 * its own and the first to finish gives its folder the final name.
 * @returns {Promise<string>} the folder of the package `code-server`
 */
export async function installCodeServer() {
  const home = join(cache, `code-server-${recipeHash()}`);
  const server = join(home, 'node_modules/code-server');
  if (existsSync(home)) return server;
  const work = join(cache, `code-server-${randomUUID()}.tmp`);
  mkdirSync(work, { recursive: true });
  try {
    await installInto(work);
    renameSync(work, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return server;
}

async function installInto(folder) {
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(recipe, file), join(folder, file));
  await npm(['ci', ...INSTALL], { cwd: folder, quiet: true });
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  // Their shrinkwrap pins everything but names optional packages that npm ci finds missing: install honours it all the same.
  await npm(['install', ...INSTALL], { cwd: vscode, quiet: true });
  await npm(['install', ...INSTALL], { cwd: join(vscode, 'extensions'), quiet: true });
  copyFileSync(join(recipe, 'spdlog.cjs'), join(vscode, 'node_modules/@vscode/spdlog/index.js'));
  for (const path of PRUNED) rmSync(join(vscode, path), { recursive: true, force: true });
}

function recipeHash() {
  const hash = createHash('sha256');
  for (const file of readdirSync(recipe).sort()) hash.update(readFileSync(join(recipe, file)));
  hash.update(PRUNED.join());
  return hash.digest('hex').slice(0, 12);
}

/**
 * @typedef {object} Profile Where a server keeps its state. The same three folders make the same VS Code.
 * @property {string} userDataDir settings, logs, state; also the HOME of the server. Keep it short: it holds a Unix socket,
 *   whose path may have 107 bytes
 * @property {string} extensionsDir installed extensions
 */

/**
 * Starts a server on 127.0.0.1 and waits until it answers.
 * @param {Profile & {
 *   port?: number, trusted?: boolean, settings?: Record<string, unknown>,
 *   machineSettings?: Record<string, unknown>, flags?: readonly string[],
 *   env?: NodeJS.ProcessEnv, testDriver?: boolean,
 * }} options
 *   `settings` are the user's, `machineSettings` those of the machine, where paths to programs are looked for;
 *   `port` 0 or absent takes a free one; `trusted` (default) switches workspace trust off, false leaves folders restricted;
 *   `testDriver` lets a page name an extension under development and its tests in the address.
 * @returns {Promise<{ port: number, url: (folder: string, payload?: [string, string][]) => string, log: string, pid: number,
 *   exited: Promise<unknown>, stop: () => Promise<void> }>}
 */
export async function startCodeServer(options) {
  const { userDataDir, extensionsDir, trusted = true, testDriver = false, flags = [], env = {} } = options;
  const server = await installCodeServer();
  const port = options.port || (await freePort());
  prepareProfile(options);
  const log = join(userDataDir, 'server.log');
  const output = openSync(log, 'a');
  const child = spawn(
    modernNode(),
    [
      join(server, 'out/node/entry.js'),
      ...profileFlags(options),
      '--auth=none',
      `--bind-addr=127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(trusted ? ['--disable-workspace-trust'] : []),
      ...(testDriver ? ['--vscode-option=enable-smoke-test-driver=true'] : []),
      ...flags,
    ],
    { env: serverEnvironment(userDataDir, env), stdio: ['ignore', output, output], detached: true },
  );
  const exited = new Promise((resolve) => child.once('close', resolve));
  const stop = () => endGroup(child);
  try {
    await healthy(port, child);
  } catch (error) {
    await stop();
    throw new Error(`code-server does not answer on port ${port}; its log is ${log}`, { cause: error });
  }
  const url = (folder, payload) =>
    `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}` +
    (payload ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : '');
  return { port, url, log, pid: child.pid, exited, stop };
}

/**
 * Installs a packaged extension into a profile, whether or not a server is running on it.
 * @param {Profile & { vsix: string }} options
 */
export async function installExtension(options) {
  const server = await installCodeServer();
  prepareProfile(options);
  await run(
    modernNode(),
    [join(server, 'out/node/entry.js'), ...profileFlags(options), `--install-extension=${options.vsix}`, '--force'],
    { env: serverEnvironment(options.userDataDir), quiet: true },
  );
}

/** Makes the folders and writes the settings, keeping what a person changed in them since. */
function prepareProfile({ userDataDir, extensionsDir, settings = {}, machineSettings = {} }) {
  mkdirSync(join(userDataDir, 'home'), { recursive: true });
  mkdirSync(extensionsDir, { recursive: true });
  writeFileSync(join(userDataDir, 'config.yaml'), '');
  const initial = JSON.parse(readFileSync(join(recipe, 'settings.json'), 'utf8'));
  changeSettings(join(userDataDir, 'User/settings.json'), initial, settings);
  changeSettings(join(userDataDir, 'Machine/settings.json'), {}, machineSettings);
}

function changeSettings(file, initial, change) {
  if (existsSync(file) && Object.keys(change).length === 0) return;
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : initial;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...before, ...change }, undefined, 2));
}

const profileFlags = ({ userDataDir, extensionsDir }) => [
  `--user-data-dir=${userDataDir}`,
  `--extensions-dir=${extensionsDir}`,
  `--config=${join(userDataDir, 'config.yaml')}`,
];

/**
 * A HOME of its own keeps the server out of ~/.config and ~/.local, so the managed environment is named besides; the port
 * and the hook of an outer VS Code terminal are not ours.
 */
function serverEnvironment(userDataDir, extra = {}) {
  const { VSCODE_IPC_HOOK_CLI: _hook, PORT: _port, ...inherited } = process.env;
  return { ...inherited, HOME: join(userDataDir, 'home'), TRTLENS_DATA_FOLDER: dataFolder(), ...extra };
}

async function healthy(port, child) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with status ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(100);
  }
  throw new Error(`no answer in ${START_TIMEOUT_MS / 1000} s`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
