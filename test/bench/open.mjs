// npm run bench:open: what it takes to open files of 1,000 to 100,000 nodes, in this product, in Netron and in Model Explorer.
// Figures are recorded, with where they were taken, in test/bench/README.md; no test asserts them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { continueOnModernNode, installDependencies } from '../../scripts/dependencies.mjs';
import { root } from '../../scripts/paths.mjs';
import { failed, say } from '../../scripts/say.mjs';
import { load, processors } from './machine.mjs';
import { median } from './median.mjs';
import { withBrowser } from './opening/browser.mjs';
import { head, row } from './table.mjs';

const SIZES = [1000, 10_000, 100_000];
/** Of this product; a peer, which takes minutes, has one. */
const RUNS = 3;
const REQUIREMENTS = join(root, 'test/bench/peers.txt');
/** `-- --without-peers`: this product alone, which takes a minute or two. */
const withPeers = !process.argv.includes('--without-peers');
const HEAD = [
  'file',
  'nodes',
  'MB',
  'reply (s)',
  'more memory (MiB)',
  'drawn (s)',
  ...(withPeers ? ['Netron (s)', 'Model Explorer (s)'] : []),
];

async function main() {
  await installDependencies();
  await continueOnModernNode();
  const { build } = await import('../../scripts/build.mjs');
  const { ensureChromium } = await import('../../scripts/debian.mjs');
  const { ensureEnvironment, installWheels } = await import('../../scripts/python.mjs');
  const { productParts } = await import('./opening/product.mjs');
  await build({ production: true });
  const executablePath = await ensureChromium();
  const python = await ensureEnvironment();
  const tools = {
    python,
    packages: await installWheels('bench-peers', python, REQUIREMENTS),
    browser: { executablePath, args: ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader'] },
    parts: await productParts(),
  };
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-bench-'));
  try {
    process.stdout.write(`\n${processors()}; load ${load()} at the start\n\n`);
    process.stdout.write(head(HEAD));
    for (const kind of ['onnx', 'pt2']) {
      for (const size of SIZES) process.stdout.write(row(await measure(kind, size, folder, tools)));
    }
    process.stdout.write(`\nload ${load()} at the end\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One file, opened by everybody: a row of the table. */
async function measure(kind, size, folder, tools) {
  const { PEERS, drawWithPeer } = await import('./opening/peers.mjs');
  const { openAndDraw } = await import('./opening/product.mjs');
  const { bytes, nodes } = await graphOf(kind, size);
  const path = join(folder, `${size}.${kind}`);
  writeFileSync(path, bytes);
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    runs.push(await withBrowser(tools.browser, (browser) => openAndDraw(tools.parts, browser, path)));
    say(`${kind}, ${nodes} nodes: run ${run + 1} of ${RUNS}`);
  }
  const ours = ['reply', 'memory', 'drawn'].map((measured) => median(runs.map((each) => each[measured])));
  const peers = [];
  for (const [name, peer] of withPeers ? Object.entries(PEERS) : []) {
    const drawn = withBrowser(tools.browser, (browser) => drawWithPeer(peer, browser, tools, path));
    peers.push(await drawn.then(seconds, (failure) => failure.message.split('\n')[0]));
    say(`${kind}, ${nodes} nodes: ${name} ${peers.at(-1)}`);
  }
  rmSync(path);
  const megabytes = (bytes.length / 1e6).toFixed(1);
  return [kind, nodes, megabytes, seconds(ours[0]), ours[1].toFixed(0), seconds(ours[2]), ...peers];
}

async function graphOf(kind, size) {
  if (kind === 'onnx') return (await import('./graphs/decoder.mjs')).decoderModel(size, true);
  return (await import('./graphs/encoder.mjs')).encoderProgram(size);
}

const seconds = (milliseconds) => (milliseconds === Infinity ? '> 120' : (milliseconds / 1000).toFixed(2));

main().catch(failed);
