// What a person sees and does in the window, for suites that run in the extension host: they ask over HTTP on 127.0.0.1.
import { createServer } from 'node:http';
import { join } from 'node:path';

/** A busy machine of two cores takes this long for a first page; nothing waits longer than it has to. */
const WAIT_MS = 45_000;

/** Webviews by what they show. VS Code names the purpose of a view in the address of its frame, that of an editor it does not. */
const FRAMES = {
  program: 'iframe.webview.ready[src*="trtlens.trtlens"]:not([src*="purpose="]):visible',
  breaks: 'iframe.webview.ready[src*="trtlens.trtlens"][src*="purpose=webviewView"]',
};

/** What may be asked of the page. A selector is Playwright's; `frame` is one of FRAMES. */
const ACTIONS = {
  text: (target) => target.first().innerText({ timeout: WAIT_MS }),
  label: (target) => target.first().getAttribute('aria-label', { timeout: WAIT_MS }),
  count: (target) => target.count(),
  click: (target) => target.first().click({ timeout: WAIT_MS }),
  wait: (target) => target.first().waitFor({ timeout: WAIT_MS }),
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
  const { action, selector, frame, key, path } = JSON.parse(Buffer.concat(chunks).toString());
  if (action === 'press') return page.keyboard.press(key);
  if (action === 'screenshot') return void (await page.screenshot({ path }));
  const scope = frame ? page.frameLocator(FRAMES[frame]).frameLocator('iframe#active-frame') : page;
  return ACTIONS[action](scope.locator(selector).filter({ visible: true }));
}
