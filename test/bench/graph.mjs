// npm run bench:graph: drawing graphs of 10,000 and 100,000 operations with all groups open, moving about in them, and opening
// one group, and opening the files in VS Code; beside how long Netron and Model Explorer take until they show the same file. Figures are recorded, with where they
// were taken, in test/bench/README.md; no test asserts them.
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

const SIZES = [10_000, 100_000];
const RUNS = 3;
const REQUIREMENTS = join(root, 'test/bench/peers.txt');
/** `-- --without-peers`: this product alone. */
const withPeers = !process.argv.includes('--without-peers');
/** All groups open, in the tree of blocks and in that of modules. */
const ALL_OPEN = { open: { partition: { all: true, ids: [] } } };

async function main() {
  await installDependencies();
  await continueOnModernNode();
  const { build } = await import('../../scripts/build.mjs');
  const { ensureChromium } = await import('../../scripts/debian.mjs');
  const { productParts } = await import('./opening/product.mjs');
  const { vsCodeParts } = await import('./opening/vscode.mjs');
  await build({ production: true });
  const browser = { executablePath: await ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] };
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-bench-'));
  try {
    const tools = { browser, parts: await productParts(), vsCode: await vsCodeParts(folder) };
    if (withPeers) Object.assign(tools, await peerTools());
    process.stdout.write(`\n${processors()}; load ${load()} at the start\n\n`);
    const columns = [];
    for (const size of SIZES) columns.push(await measure(size, folder, tools));
    process.stdout.write(head(['', ...SIZES.map((size) => size.toLocaleString('en'))]));
    for (const name of Object.keys(columns[0]))
      process.stdout.write(row([name, ...columns.map((column) => column[name])]));
    process.stdout.write(`\nload ${load()} at the end\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function peerTools() {
  const { ensureEnvironment, installWheels } = await import('../../scripts/python.mjs');
  const python = await ensureEnvironment();
  return { python, packages: await installWheels('bench-peers', python, REQUIREMENTS) };
}

/** All that is measured of a file, by what it is called in the table. */
async function measure(size, folder, tools) {
  const { decoderModel } = await import('./graphs/decoder.mjs');
  const { openAndDraw, readFile } = await import('./opening/product.mjs');
  const { drawPage } = await import('./opening/drawing.mjs');
  const { drawInVsCode } = await import('./opening/vscode.mjs');
  const { bytes } = decoderModel(size, true);
  const path = join(folder, `${size}.onnx`);
  writeFileSync(path, bytes);
  const opened = await readFile(tools.parts, path);
  const [drawn, whole, group, rates, inVsCode] = [[], [], [], [], []];
  for (let run = 0; run < RUNS; run++) {
    const page = await withBrowser(tools.browser, (browser) => drawPage(tools.parts, browser, path, opened, ALL_OPEN));
    drawn.push(page.drawn);
    group.push(page.openGroup);
    rates.push(page);
    const opening = await withBrowser(tools.browser, (browser) => openAndDraw(tools.parts, browser, path, ALL_OPEN));
    whole.push(opening.drawn);
    inVsCode.push(await withBrowser(tools.browser, (browser) => drawInVsCode(tools.vsCode, browser, path)));
    say(`${size} operations: run ${run + 1} of ${RUNS}`);
  }
  const peers = {};
  for (const [name, seconds] of withPeers ? await drawWithPeers(tools, path) : []) {
    peers[`${name}: from navigation to its graph shown`] = seconds;
  }
  const of = (name) => median(rates.map((each) => each[name]));
  const ofVsCode = (name) => seconds(median(inVsCode.map((each) => each[name])));
  return {
    'from navigation to the graph drawn, all groups open': seconds(median(drawn)),
    'from double click to drawn, file parsed': seconds(median(whole)),
    'frames a second, panning, worst zoom': of('panRate').toFixed(1),
    'frames a second, zooming': of('zoomRate').toFixed(1),
    'main thread a frame, panning, worst zoom': `${of('panTask').toFixed(1)} ms`,
    'main thread a frame, zooming': `${of('zoomTask').toFixed(1)} ms`,
    'renderer memory': `${of('memory').toFixed(0)} MiB`,
    'opening one group': `${median(group).toFixed(0)} ms`,
    'in VS Code, from double click to drawn, the first file': ofVsCode('first'),
    'in VS Code, from double click to drawn, a later file': ofVsCode('again'),
    'in VS Code, "Open all"': ofVsCode('openAll'),
    ...peers,
  };
}

async function drawWithPeers(tools, path) {
  const { PEERS, drawWithPeer } = await import('./opening/peers.mjs');
  const found = [];
  for (const [name, peer] of Object.entries(PEERS)) {
    const args = [...tools.browser.args, '--enable-unsafe-swiftshader'];
    const shown = withBrowser({ ...tools.browser, args }, (browser) => drawWithPeer(peer, browser, tools, path));
    found.push([name, await shown.then(seconds, (failure) => failure.message.split('\n')[0])]);
    say(`${name}: ${found.at(-1)[1]}`);
  }
  return found;
}

const seconds = (milliseconds) => (milliseconds === Infinity ? '> 120 s' : `${(milliseconds / 1000).toFixed(2)} s`);

main().catch(failed);
