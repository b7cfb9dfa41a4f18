// What a person waits for in VS Code itself: from a double click in the explorer to the picture, with the packaged extension.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { installCodeServer, installExtension, startCodeServer } from '../../../scripts/codeServer.mjs';
import { ownTarget, packageExtension } from '../../../scripts/package.mjs';
import { importSources } from '../sources.mjs';
import { pause } from './pages.mjs';

const CAP_MS = 120_000;
const POLL_MS = 10;
/** After the window is up, VS Code starts what it has put off. */
const REST_MS = 5000;

/**
 * Packages the extension, and installs what runs it.
 * @param {string} folder for the package
 * @returns {Promise<{ vsix: string, Workbench: Function }>} what `drawInVsCode` takes
 */
export async function vsCodeParts(folder) {
  await installCodeServer();
  const vsix = join(folder, 'trtlens.vsix');
  await packageExtension({ target: ownTarget, output: vsix });
  const exported = `export { Workbench } from './test/e2e/support/workbench';`;
  return { vsix, ...(await importSources('workbench', exported, { format: 'esm', packages: 'external' })) };
}

/**
 * @param {object} parts of `vsCodeParts`
 * @param {import('playwright-core').Browser} browser
 * @param {string} path of the file
 * @returns {Promise<{ first: number, again: number, openAll: number }>} milliseconds from the second click on the file to its
 *   picture, when it is the first in a new window, which starts the analysis process for it; the same for a copy of the file
 *   then, read anew; milliseconds from a press of "Open all" to all operations in the picture
 */
export async function drawInVsCode({ vsix, Workbench }, browser, path) {
  const folder = mkdtempSync(join(tmpdir(), 'tlb-'));
  const workspace = join(folder, 'models');
  const names = ['first', 'again'].map((name) => name + extname(path));
  mkdirSync(workspace);
  for (const name of names) copyFileSync(path, join(workspace, name));
  writeFileSync(join(workspace, 'notes.txt'), 'notes\n');
  const profile = { userDataDir: join(folder, 'u'), extensionsDir: join(folder, 'x') };
  await installExtension({ ...profile, vsix });
  const server = await startCodeServer(profile);
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await context.addInitScript(noteDoubleClicks);
    const page = await context.newPage();
    await page.goto(server.url(workspace));
    const workbench = new Workbench(page);
    await workbench.ready();
    await workbench.extensionRead();
    await pause(REST_MS);
    const times = [];
    for (const name of names) {
      times.push(await untilDrawn(page, workbench, name));
      if (name !== names.at(-1)) await workbench.closeEditors();
      await pause(REST_MS);
    }
    const openAll = await untilAllOpen(await workbench.programView());
    return { first: times[0], again: times[1], openAll };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilDrawn(page, workbench, name) {
  await workbench.file(name).dblclick();
  const start = await page.evaluate(() => window.benchDoubleClick);
  const end = start + CAP_MS;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      const items = frame.locator('.picture .item');
      // A frame that goes away while it is asked is not the one.
      if ((await items.count().catch(() => 0)) > 0) return Date.now() - start;
    }
    await pause(POLL_MS);
  }
  throw new Error(`${name} is not drawn`);
}

async function untilAllOpen(view) {
  const shown = view.locator('footer').getByText(/^([\d,]+) of \1 operations/);
  const start = Date.now();
  await view.getByRole('button', { name: 'Open all' }).click();
  while ((await shown.count()) === 0 && Date.now() < start + CAP_MS) await pause(POLL_MS);
  return Date.now() - start;
}

/** Runs in the page. */
function noteDoubleClicks() {
  addEventListener('dblclick', () => (window.benchDoubleClick = Date.now()), true);
}
