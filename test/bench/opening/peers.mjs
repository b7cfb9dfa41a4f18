// The viewers that npm run bench:open stands this product beside: each as its own package serves it, in Chromium.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { extname, join } from 'node:path';
import { CAP_MS, drawnClock, pause, untilDrawn, valueOf } from './pages.mjs';

const HOST = '127.0.0.1';
const SERVER_START_MS = 60_000;

/** How each peer's server is started, which page shows a file and when that has a graph. */
export const PEERS = {
  Netron: {
    server: (path, port) => ['netron', path, '--host', HOST, '-p', String(port), '--verbosity', 'quiet'],
    address: (path, base) => base,
    // Its page is of class "default" once the graph is shown, and of others while it reads or asks something.
    drawn: `document.body.classList.contains('default') && !document.body.classList.contains('spinner')
      && document.querySelector('#canvas g.node') !== null`,
    // Without an answer to its question about cookies it shows nothing else.
    prepare: (context, base) => context.addCookies([{ name: 'consent', value: String(Date.now()), url: base }]),
    trouble: (session) =>
      valueOf(
        session,
        `document.body.classList.contains('alert') && document.getElementById('message-text')?.innerText || undefined`,
      ),
  },
  'Model Explorer': {
    server: (path, port) => [
      ...['model-explorer', '--host', HOST, '--port', String(port), '--no_open_in_browser', '--skip_health_check'],
      '--extensions=model_explorer_onnx',
    ],
    address: (path, base) => {
      const adapterId = extname(path) === '.onnx' ? 'onnx_adapter' : 'builtin_pytorch_exportedprogram';
      const data = encodeURIComponent(JSON.stringify({ models: [{ url: path, adapterId }] }));
      return `${base}?data=${data}&show_open_in_new_tab=0`;
    },
    // It draws after its worker has laid the graph out, with all layers closed; the worker tells it by a message of kind 1.
    drawn: `window.benchLaidOut && document.querySelector('webgl-renderer canvas.main')?.width > 0`,
    prepare: (context) => context.addInitScript(WORKER_MESSAGES),
    trouble: (session) => valueOf(session, `document.querySelector('.error-message, .error-box')?.innerText`),
  },
};

const WORKER_MESSAGES = `
  window.Worker = class extends window.Worker {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => { if (data?.eventType === 1) window.benchLaidOut = true; });
    }
  };`;

/**
 * Milliseconds from navigation until a peer has drawn a file, its server being up before.
 * @param {import('playwright-core').Browser} browser
 * @param {{ python: string, packages: string }} where an interpreter with torch, and the folder with the peers
 * @returns {Promise<number>} Infinity where it takes longer than the cap
 * @throws {Error} the tab crashed, or the peer shows an error
 */
export async function drawWithPeer(peer, browser, where, path) {
  const port = await freePort();
  const base = `http://${HOST}:${port}/`;
  const [program, ...args] = peer.server(path, port);
  const server = spawn(where.python, [join(where.packages, 'bin', program), ...args], {
    env: { ...process.env, PYTHONPATH: where.packages, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: 'ignore',
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 840 } });
  try {
    await untilServed(base, server);
    await context.route(
      (url) => url.hostname !== HOST,
      (route) => route.abort(),
    );
    await peer.prepare(context, base);
    await context.addInitScript(drawnClock(peer.drawn));
    const page = await context.newPage();
    await page.goto(peer.address(path, base), { waitUntil: 'commit' });
    return await untilDrawn(page, CAP_MS, peer.trouble);
  } finally {
    server.kill('SIGKILL');
    // A tab that is busy does not close; the browser is closed after it.
    await Promise.race([context.close().catch(() => {}), pause(5000)]);
  }
}

async function untilServed(address, server) {
  const end = Date.now() + SERVER_START_MS;
  while (Date.now() < end) {
    if (server.exitCode !== null) throw new Error(`its server ended with status ${server.exitCode}`);
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error('its server did not start');
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, HOST, resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
