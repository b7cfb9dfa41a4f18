/** When the worker ends or cannot lay a program out: the page says so where the picture would be, and can begin anew. */

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { makeProgram, makeReport, recordedReport } from './models';
import { NodeOp } from '../../extension/core/graph/graph';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const pages = testPages();
let view: WebviewPage;

/** Answers nothing: it ends as soon as it is asked. */
const ENDS = `onmessage = () => { throw new Error('no memory is left'); };`;
/** Fails at what it is asked, and goes on. */
const FAILS = `onmessage = ({ data: { id } }) => postMessage({ id, failed: 'a group has no place' });`;

async function open(options: OpenOptions = {}, report = recordedReport('alternating')): Promise<Page> {
  view = await pages.open('program', documentOf(report), { bodyClass: 'vscode-reduce-motion', ...options });
  await view.page.locator('.title-row').waitFor();
  return view.page;
}

const alert = (page: Page) => page.locator('.picture-pane').getByRole('alert');
const status = (page: Page): Promise<string> => page.locator('footer [role=status]').innerText();
/** What the browser itself says of what a test brings about. */
const expectTrouble = (text: string): void => {
  expect(view.troubles.join('\n')).toContain(text);
  view.troubles.length = 0;
};
/** The page's worker ends as one without memory does; or its answers cannot be read any more. */
const endWorker = (page: Page, how: 'error' | 'messageerror' = 'error'): Promise<void> =>
  page.evaluate((type) => {
    const { worker } = globalThis as unknown as { worker: { last: Worker } };
    const event = type === 'error' ? new ErrorEvent(type, { message: 'no memory is left' }) : new MessageEvent(type);
    worker.last.dispatchEvent(event);
  }, how);

describe('a worker that has ended', () => {
  it('is told of in place of the picture, with a button that begins anew', async () => {
    const page = await open({ worker: ENDS });
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toContain('no memory is left');
    expect(await page.locator('.busy').innerText()).toBe('');
    await page.unroute('**/graph.js');
    await page.route('**/graph.js', (route) => route.fulfill({ path: 'dist/webview/graph.js' }));
    await alert(page).getByRole('button', { name: 'Reload the view' }).click();
    await page.locator('.item').first().waitFor();
    expect(await alert(page).count()).toBe(0);
    expect(await page.locator('footer [role=status]').textContent()).toBe('');
    await page.keyboard.press('m');
    await page.locator('[data-id="program"]').waitFor();
  });

  it('is told of where its script cannot be read', async () => {
    const page = await open({ isWorkerHeld: true });
    await page.route('**/graph.js', (route) => route.fulfill({ status: 404 }));
    await view.reload();
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toContain('404');
    expectTrouble('404');
  });

  it('is told of above a picture that stands, and keeps what was selected and searched when it begins anew', async () => {
    const page = await open();
    await page.locator('.item').first().waitFor();
    await view.reveal({ node: 'clip_custom' });
    await page.locator('.item.node.selected').waitFor();
    await page.getByRole('combobox').fill('op:add');
    await page.keyboard.press('Escape');
    await endWorker(page);
    await alert(page).waitFor();
    expect(await page.locator('.item.node.selected').isVisible()).toBe(true);
    // Nobody waits for ever.
    await page.getByRole('combobox').fill('op:relu');
    await page.locator('.search-troubles', { hasText: 'The search failed: no memory is left' }).waitFor();
    await page.getByRole('combobox').fill('op:add');
    await alert(page).getByRole('button', { name: 'Reload the view' }).click();
    await alert(page).waitFor({ state: 'detached' });
    await page.locator('.item.node.selected').waitFor();
    expect(await page.locator('.inspector h2').innerText()).toBe('clip_custom');
    await expect.poll(() => page.locator('.search-status').textContent()).toMatch(/^\d+ hits/);
  });

  it('is told of where its answers cannot be read', async () => {
    const page = await open();
    await page.locator('.item').first().waitFor();
    await endWorker(page, 'messageerror');
    await alert(page).waitFor();
    expect(await alert(page).innerText()).toContain('could not be read');
    expect(await view.axe()).toEqual([]);
    await view.screenshot('trouble-above');
  });

  it('is told of while it lays out another document, whose picture the one before is not', async () => {
    const page = await open();
    await page.locator('[data-id="inputs"]').focus();
    await view.holdWorker();
    await view.change(documentOf(recordedReport('bert'), 'second'));
    await page.locator('h1', { hasText: 'second' }).waitFor();
    await endWorker(page);
    await alert(page).waitFor();
    for (const other of ['.picture', '.canvas', '.legend']) {
      expect(await page.locator(other).first().isVisible(), other).toBe(false);
    }
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('There is no picture of this program');
    await view.releaseWorker();
    await page.getByRole('button', { name: 'Reload the view' }).press('Enter');
    await page.locator('[data-id^="block:"]').first().waitFor();
    await expect.poll(() => page.locator('.counts').innerText()).toContain('of 110 operations');
    await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  });
});

describe('a program that cannot be laid out', () => {
  for (const theme of THEME_NAMES) {
    it(`is told of in place of the picture, ${theme}`, async () => {
      const page = await open({ worker: FAILS, theme });
      await alert(page).waitFor();
      expect(await alert(page).innerText()).toContain('a group has no place');
      await view.screenshot(`trouble-${theme}`);
      expect(await view.axe()).toEqual([]);
      expect(await view.overflows()).toEqual([]);
    });
  }

  it('is told of in a small window', async () => {
    const page = await open({ worker: FAILS, width: 320, height: 500 });
    await alert(page).waitFor();
    expect(await view.overflows()).toEqual([]);
    await view.screenshot('trouble-small');
  });
});

describe('what could not be done', () => {
  it('is said until something like it is done, whatever is selected meanwhile', async () => {
    const page = await open();
    await page.locator('.item').first().waitFor();
    await page.evaluate(() => {
      const { worker } = globalThis as unknown as { worker: { last: Worker } };
      const post = worker.last.postMessage.bind(worker.last);
      // One request is answered with a failure.
      worker.last.postMessage = (message: { id: number }): void => {
        worker.last.postMessage = post;
        const data = { id: message.id, failed: 'there is no room' };
        setTimeout(() => worker.last.dispatchEvent(new MessageEvent('message', { data })));
      };
    });
    await page.keyboard.press('m');
    await expect.poll(() => status(page)).toContain('there is no room');
    await view.reveal({ block: '_run_on_acc_0' });
    await page.locator('.block.selected').waitFor();
    expect(await status(page)).toContain('there is no room');
    await page.getByRole('button', { name: 'Open all' }).click();
    await page.locator('.item.node').first().waitFor();
    expect(await status(page)).toBe('');
  });
});

describe('a program without operations', () => {
  it('is said to have none', async () => {
    const end = { target: 'x', module: '', moduleType: '', arguments: '', frames: [] };
    const type = { dtype: 7, shape: '2x16', bytes: 128 };
    const rows = [
      { ...end, name: 'x', op: NodeOp.placeholder, inputs: [], outputs: [type] },
      { ...end, name: 'output', op: NodeOp.output, inputs: ['x'], outputs: [] },
    ];
    const page = await open({}, makeReport('identity', makeProgram(rows, []), { engines: [] }));
    await page.getByText('This program has no operations.').waitFor();
    await page.locator('.item').first().waitFor();
    expect(await view.axe()).toEqual([]);
    await view.screenshot('no-operations');
    await view.change(documentOf(recordedReport('alternating')));
    await page.getByText('This program has no operations.').waitFor({ state: 'detached' });
  });
});
