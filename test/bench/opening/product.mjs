// This product's side of npm run bench:open: the analysis process as the extension starts and asks it, and the program view.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../../scripts/paths.mjs';
import { importSources } from '../sources.mjs';
import { CAP_MS, drawnClock, untilDrawn } from './pages.mjs';

/** What the bench takes from the sources. */
const PARTS = `
  export { forkChild } from './extension/jobs/process/child';
  export { Messenger } from './extension/core/messaging/messenger';
  export { WebviewPage } from './test/webview/page';
`;
const IS_DRAWN = `document.querySelector('.picture .item') !== null`;

/** As an ES module: the page finds dist/ from where that lies. */
export function productParts() {
  return importSources('product', PARTS, { format: 'esm', packages: 'external' });
}

/**
 * Opens a file as VS Code does: the program view begins to load, and a new analysis process to read the file beside it.
 * @param {object} [state] that the page finds, such as which groups are open
 * @returns {Promise<{ reply: number, memory: number, drawn: number }>} milliseconds from the request, in a process that is up
 *   and idle, to its answer; mebibytes, the most that the process had resident meanwhile above what it has when idle;
 *   milliseconds from the navigation to the program view, and the fork of the process at that time, until the graph is on the
 *   screen
 */
export async function openAndDraw(parts, browser, path, state) {
  const clocked = {
    newContext: async (options) => {
      const context = await browser.newContext(options);
      await context.addInitScript(drawnClock(IS_DRAWN));
      return context;
    },
  };
  const opening = Promise.withResolvers();
  const document = opening.promise.then(({ opened }) => ({ ...opened, title: basename(path), path, findings: [] }));
  const onNavigation = () => opening.resolve(openFile(parts, path));
  const view = await parts.WebviewPage.open(clocked, 'program', document, { onNavigation, state });
  try {
    const drawn = await untilDrawn(view.page, CAP_MS);
    const { milliseconds, mebibytes } = await opening.promise;
    return { reply: milliseconds, memory: mebibytes, drawn };
  } finally {
    await view.close();
  }
}

/** What the analysis process says of a file. */
export async function readFile(parts, path) {
  return (await openFile(parts, path)).opened;
}

async function openFile({ forkChild, Messenger }, path) {
  const child = forkChild(join(root, 'dist/analysis.cjs'), { ownGroup: false });
  try {
    const messenger = new Messenger(child.channel, {});
    await messenger.request('inspect', { path: join(root, 'no such file') });
    const idle = memory(child.process.pid, 'VmRSS');
    const asked = performance.now();
    const opened = await messenger.request('open', { path, targets: [] });
    const milliseconds = performance.now() - asked;
    if (!opened.report?.length) throw new Error(`${path} has no graph: ${JSON.stringify(opened.artifact.findings)}`);
    return { opened, milliseconds, mebibytes: memory(child.process.pid, 'VmHWM') - idle };
  } finally {
    child.process.kill();
  }
}

/** Mebibytes of a process, by a field of its status in /proc. */
function memory(pid, field) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)[1]) / 1024;
}
