// What drawing a graph in the program view takes, and moving about in it, in headless Chromium without a GPU.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CAP_MS, drawnClock, pause, untilDrawn } from './pages.mjs';

const IS_DRAWN = `document.querySelector('.picture .item') !== null`;
/** Steps of the zoom from the whole picture to 100 % at which panning is measured, and how long each. */
const ZOOMS = 7;
const PAN_MS = 1500;
const MIDDLE = [450, 450];

/**
 * @param {object} opened what the analysis process said of the file
 * @param {object} state that the page finds: which groups are open
 * @returns {Promise<{ drawn: number, memory: number, openGroup: number, panRate: number, panTask: number, zoomRate: number,
 *   zoomTask: number }>} milliseconds from navigation; mebibytes that the renderer has resident then; milliseconds from a
 *   press that opens a group to the picture with it open; frames a second and milliseconds of the main thread a frame
 */
export async function drawPage(parts, browser, path, opened, state) {
  const clocked = {
    newContext: async (options) => {
      const context = await browser.newContext(options);
      await context.addInitScript(drawnClock(IS_DRAWN));
      return context;
    },
  };
  const document = { ...opened, title: basename(path), path, findings: [] };
  const options = { state, context: { reducedMotion: 'reduce' } };
  const view = await parts.WebviewPage.open(clocked, 'program', document, options);
  try {
    const drawn = await untilDrawn(view.page, CAP_MS);
    await pause(1000);
    const memory = await rendererMemory(browser);
    const session = await view.page.context().newCDPSession(view.page);
    await session.send('Performance.enable');
    await view.page.keyboard.press('f');
    const pans = [];
    for (let zoom = 0; zoom < ZOOMS; zoom++) {
      await pause(300);
      pans.push(await whileMoving(view.page, session, pan));
      for (let step = 0; step < 3; step++) await view.page.keyboard.press('+');
    }
    await view.page.keyboard.press('f');
    await pause(300);
    const zoom = await whileMoving(view.page, session, wheel);
    const worst = (name, of) => of(...pans.map((each) => each[name]));
    return {
      drawn,
      memory,
      openGroup: await openOne(view.page),
      panRate: worst('rate', Math.min),
      panTask: worst('task', Math.max),
      zoomRate: zoom.rate,
      zoomTask: zoom.task,
    };
  } finally {
    await view.close();
  }
}

/** Frames a second while the picture moves, and milliseconds of the main thread a frame. */
async function whileMoving(page, session, move) {
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
  await page.evaluate(() => {
    window.benchFrames = 0;
    window.benchCounting = true;
    const count = () => {
      window.benchFrames++;
      if (window.benchCounting) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const [start, before] = [performance.now(), await busy()];
  await move(page);
  const [after, elapsed] = [await busy(), performance.now() - start];
  const frames = await page.evaluate(() => {
    window.benchCounting = false;
    return window.benchFrames;
  });
  return { rate: (frames / elapsed) * 1000, task: (after - before) / frames };
}

async function pan(page) {
  await page.mouse.move(...MIDDLE);
  await page.mouse.down();
  const end = Date.now() + PAN_MS;
  for (let step = 0; Date.now() < end; step++) {
    await page.mouse.move(MIDDLE[0] + (step % 40) * 3, MIDDLE[1] + (step % 30) * 4);
    await pause(6);
  }
  await page.mouse.up();
}

/** In and out again, with Ctrl and the wheel. */
async function wheel(page) {
  await page.mouse.move(...MIDDLE);
  await page.keyboard.down('Control');
  const end = Date.now() + 2 * PAN_MS;
  for (let step = 0; Date.now() < end; step++) {
    await page.mouse.wheel(0, step % 120 < 60 ? -60 : 60);
    await pause(8);
  }
  await page.keyboard.up('Control');
}

/** All closed, then the outermost group opened by a double click: until the picture has it open. */
async function openOne(page) {
  await page.getByRole('button', { name: 'Close all' }).click();
  await pause(1000);
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.querySelector('.item[aria-expanded="false"]'));
  await pause(500);
  return page.evaluate(async () => {
    const group = document.querySelector('.item[aria-expanded="false"]');
    const { x, y } = group.getBoundingClientRect();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const start = performance.now();
    group.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, clientX: x + 60, clientY: y + 5 }));
    while (group.isConnected && group.getAttribute('aria-expanded') !== 'true') await frame();
    await frame();
    return performance.now() - start;
  });
}

/** Mebibytes of the largest renderer. */
async function rendererMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1]) / 1024);
  return Math.max(...sizes);
}
