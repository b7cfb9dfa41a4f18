// Runs the suites of test/host in the real extension host of a VS Code server, with Chromium as its window.
//   node test/host/run.mjs [--report FILE] [--grep TEXT]
// Twice: in a trusted workspace and in a restricted one. Ends with the line "N passed, N failed, N skipped".
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { startCodeServer } from '../../scripts/codeServer.mjs';
import { ensureChromium } from '../../scripts/debian.mjs';
import { cache, modernNode, root } from '../../scripts/paths.mjs';
import { serveUi } from './ui.mjs';

/** Suites by the state of the workspace that they need. */
const RUNS = [
  { name: 'trusted', trusted: true },
  { name: 'restricted', trusted: false },
];
const RUN_LIMIT_MS = 900_000;
/** Blanks and letters outside ASCII, so that every test is also a test of such paths. */
const WORKSPACE = 'mes modèles 模型';

const { values: options } = parseArgs({ options: { report: { type: 'string' }, grep: { type: 'string' } } });

const reports = [];
for (const run of RUNS) reports.push(await runSuites(run));
const tests = reports.flatMap((report) => report.tests);
const stats = {
  passes: count('passes'),
  failures: count('failures'),
  pending: count('pending'),
};
if (options.report) {
  mkdirSync(dirname(options.report), { recursive: true });
  writeFileSync(options.report, JSON.stringify({ stats, tests }, undefined, 2));
}
process.stdout.write(`${stats.passes} passed, ${stats.failures} failed, ${stats.pending} skipped\n`);
process.exitCode = stats.failures > 0 ? 1 : 0;

function count(key) {
  return reports.reduce((sum, report) => sum + report.stats[key], 0);
}

/** Starts a server and a window on a fresh profile and workspace; always answers, with a failure where it could not. */
async function runSuites({ name, trusted }) {
  const folder = mkdtempSync(join(tmpdir(), 'tl-'));
  const workspace = join(folder, WORKSPACE);
  const result = join(folder, 'result.json');
  const closing = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
  try {
    const python = writeWorkspace(workspace, folder);
    const browser = await chromium.launch({
      executablePath: await ensureChromium(),
      // Chromium refuses to sandbox root, and containers have a small /dev/shm.
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    });
    closing.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    if (process.env.TRTLENS_HOST_VERBOSE) page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
    const ui = await serveUi(page, join(cache, 'host-failures', name));
    closing.push(ui.close);
    const server = await startCodeServer({
      userDataDir: join(folder, 'u'),
      extensionsDir: join(folder, 'x'),
      trusted,
      testDriver: true,
      settings: {
        // Terminals as text rather than as pictures.
        'terminal.integrated.gpuAcceleration': 'off',
        ...(trusted ? {} : { 'security.workspace.trust.enabled': true }),
      },
      env: {
        TRTLENS_HOST_RESULT: result,
        TRTLENS_HOST_SUITES: name,
        TRTLENS_HOST_GREP: options.grep ?? '',
        TRTLENS_HOST_UI: ui.address,
        TRTLENS_FAKE_PYTHON: python,
      },
    });
    closing.push(server.stop);
    const status = await showWindow(page, server, workspace);
    return readResult(result, name, status);
  } catch (error) {
    return failure(name, String(error.stack ?? error));
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** The window loads the extension from this folder, and the suites into its host; ends when those have. */
async function showWindow(page, server, workspace) {
  const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    if (process.env.TRTLENS_HOST_VERBOSE) process.stderr.write(`[${type}] ${args.map(String).join(' ')}\n`);
  });
  const remote = (path) => `vscode-remote://127.0.0.1:${server.port}${path}`;
  await page.goto(
    server.url(workspace, [
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(join(root, 'dist/test/index.cjs'))],
    ]),
  );
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve('no end'), RUN_LIMIT_MS)));
  const status = await Promise.race([ended, late]);
  clearTimeout(timer);
  return status;
}

function readResult(file, name, status) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    for (const test of report.tests) process.stdout.write(line(name, test));
    return report;
  } catch {
    return failure(name, `The extension host ended with ${status} and left no result`);
  }
}

function failure(name, message) {
  const test = { title: `${name} workspace`, state: 'failed', error: message };
  process.stdout.write(line(name, test));
  return { stats: { passes: 0, failures: 1, pending: 0 }, tests: [test] };
}

function line(name, { title, state, milliseconds, error }) {
  const marks = { passed: '✓', failed: '✗', pending: '-' };
  const time = milliseconds === undefined ? '' : ` (${milliseconds} ms)`;
  return `${marks[state]} ${name} › ${title}${time}\n${error ? `    ${error.replaceAll('\n', '\n    ')}\n` : ''}`;
}

/** A folder with an interpreter that plays Python and the worker; returns its path. */
function writeWorkspace(workspace, folder) {
  const python = join(folder, 'fake python');
  const script = join(root, 'test/host/support/fakePython.mjs');
  writeFileSync(python, `#!/bin/sh\nexec "${modernNode()}" "${script}" "$0" "$@"\n`, { mode: 0o755 });
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify({ 'trtlens.python.path': python }));
  writeFileSync(join(workspace, 'README.md'), 'A workspace of the tests.\n');
  return python;
}
