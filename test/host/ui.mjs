// What a person sees and does in the window, for suites that run in the extension host: they ask over HTTP on 127.0.0.1.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A busy machine of two cores takes this long for a first page; nothing waits longer than it has to. */
const WAIT_MS = 45_000;
/** Longer than any page of ours takes to show something. */
const BLANK_MS = 15_000;

/** What may be asked of the page. A selector is Playwright's. */
const ACTIONS = {
  text: (target) => target.first().innerText({ timeout: WAIT_MS }),
  label: (target) => target.first().getAttribute('aria-label', { timeout: WAIT_MS }),
  count: (target) => target.count(),
  click: (target) => target.first().click({ timeout: WAIT_MS }),
  fill: (target, text) => target.first().fill(text, { timeout: WAIT_MS }),
  wait: (target) => target.first().waitFor({ timeout: WAIT_MS }),
  press: (target, key) => target.first().press(key, { timeout: WAIT_MS }),
  gone: (target) => target.first().waitFor({ state: 'hidden', timeout: WAIT_MS }),
};

/**
 * @param {import('playwright-core').Page} page
 * @param {string} screenshots folder for a picture of the window at each question that failed
 */
export async function serveUi(page, screenshots) {
  let failures = 0;
  const server = createServer((request, response) => {
    void answer(page, request).then(
      (result) => response.end(JSON.stringify({ result: result ?? null })),
      async (error) => {
        const path = join(screenshots, `${++failures}.png`);
        await page.screenshot({ path }).catch(() => undefined);
        response.end(JSON.stringify({ error: `${error.message}\nThe window: ${path}` }));
      },
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { address: `http://127.0.0.1:${server.address().port}`, close };
}

async function answer(page, request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { action, selector, frame, text } = JSON.parse(Buffer.concat(chunks).toString());
  const act = (scope) => ACTIONS[action](scope.locator(selector).filter({ visible: true }), text);
  return frame ? inFrame(page, frame, act) : act(page);
}

/**
 * Acts in the frame that runs `dist/webview/NAME.js`; in the next one where a page was loaded anew meanwhile. VS Code's own
 * names for frames change when a view moves. A page that stays blank is loaded again: in a browser all webviews share one
 * service worker, which loses a page's script now and then.
 */
async function inFrame(page, name, act) {
  const deadline = Date.now() + 2 * WAIT_MS;
  let blankUntil = Infinity;
  while (Date.now() < deadline) {
    const frame = await frameOf(page, `script[src$="/${name}.js"]`);
    if (frame && (await holds(frame, '#app > *'))) {
      try {
        return await act(frame);
      } catch (error) {
        if (!frame.isDetached()) throw error;
      }
    }
    if (!frame) blankUntil = Infinity;
    else if (blankUntil === Infinity) blankUntil = Date.now() + BLANK_MS;
    else if (Date.now() > blankUntil) {
      await reloadWebviews(page);
      blankUntil = Infinity;
    }
    await delay(100);
  }
  throw new Error(`There is no webview that shows ${name}.js`);
}

async function frameOf(page, selector) {
  for (const frame of page.frames()) if (await holds(frame, selector)) return frame;
  return undefined;
}

/** False for a frame that goes away while it is asked. */
async function holds(frame, selector) {
  const count = await frame
    .locator(selector)
    .count()
    .catch(() => 0);
  return count > 0;
}

async function reloadWebviews(page) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').fill('>Developer: Reload Webviews');
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.keyboard.press('Enter');
}
