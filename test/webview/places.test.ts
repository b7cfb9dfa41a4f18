/** Back and forward through what was selected. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { chainReport, recordedReport } from './models';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';

const ATTENTION = 'torch.ops.aten.scaled_dot_product_attention.default';
const GELU = 'torch.ops.aten.gelu.default';

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.openStill(report, options);
  return view.page;
}

const item = (page: Page, id: string): Locator => page.locator(`[data-id="${id}"]`);
const heading = (page: Page): Promise<string> => page.locator('.inspector h2').innerText();
const press = (page: Page, block: string): Promise<void> =>
  item(page, `block:${block}`).click({ position: { x: 90, y: 20 } });
const back = (page: Page): Locator => page.getByRole('button', { name: /^Back/ });
const forward = (page: Page): Locator => page.getByRole('button', { name: /^Forward/ });
const can = async (page: Page): Promise<boolean[]> =>
  Promise.all([back(page), forward(page)].map(async (each) => (await each.getAttribute('aria-disabled')) === 'false'));
/** Faster than anything is laid out. */
const goBack = (page: Page, times: number): Promise<void> =>
  page.evaluate((count) => {
    const init = { key: 'ArrowLeft', altKey: true, bubbles: true, cancelable: true };
    for (let i = 0; i < count; i++) document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', init));
  }, times);

describe('back and forward', () => {
  it('can be pressed only where they lead somewhere', async () => {
    const page = await open(recordedReport('alternating'));
    await expect.poll(() => can(page)).toEqual([false, false]);
    await press(page, '_run_on_acc_0');
    await expect.poll(() => can(page)).toEqual([false, false]);
    await press(page, '_run_on_gpu_1');
    await expect.poll(() => can(page)).toEqual([true, false]);
    await back(page).click();
    await expect.poll(() => heading(page)).toBe('Engine 0');
    await expect.poll(() => can(page)).toEqual([false, true]);
    // Whoever has pressed it with the keyboard presses it again.
    await forward(page).press('Enter');
    await expect.poll(() => heading(page)).toBe('PyTorch 1');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('title'))).toMatch(/^Forward/);
    expect(await view.axe()).toEqual([]);
  });

  it('lead to what another surface has shown, and tell it where they lead', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ graphBreak: 1 });
    await press(page, '_run_on_acc_0');
    await view.request('select');
    view.requests.length = 0;
    await goBack(page, 1);
    await expect.poll(() => heading(page)).toMatch(/^Break 2/);
    expect(await view.request('select')).toMatchObject({ graphBreak: 1 });
  });

  it('lead to the last of several presses, however slowly trees are laid out', async () => {
    const page = await open(recordedReport('alternating'));
    await press(page, '_run_on_acc_0');
    await press(page, '_run_on_gpu_1');
    await page.keyboard.press('m');
    await item(page, 'program').waitFor();
    await view.reveal({ node: 'relu' });
    await page.locator('.item.node.selected').click();
    await page.getByRole('radio', { name: 'Modules' }).focus();
    // The first leads into another tree, the second from there to another place in it.
    await view.holdWorker();
    await goBack(page, 2);
    await view.releaseWorker();
    await item(page, 'block:_run_on_acc_0').waitFor();
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset['id']))
      .toBe('block:_run_on_acc_0');
    expect(await heading(page)).toBe('Engine 0');
    expect(await page.getByRole('radio', { name: 'Blocks' }).getAttribute('aria-checked')).toBe('true');
  });

  it('lead into trees with runs folded as they were', async () => {
    const layers = chainReport('layers', {
      blocks: 1,
      nodesPerBlock: 96,
      module: (at) => `model.layers.${Math.floor(at / 3)}`,
    });
    const page = await open(layers, { state: { hierarchy: 'module', folded: ['module'] } });
    const fold = page.getByRole('button', { name: 'Fold' });
    await view.reveal({ node: 'linear_0' });
    await page.locator('.item.node.selected').waitFor();
    await fold.click();
    await expect.poll(() => fold.getAttribute('aria-pressed')).toBe('false');
    await view.reveal({ node: 'linear_50' });
    await page.keyboard.press('m');
    await page.locator('.item.block').first().waitFor();
    await view.reveal({ block: '_run_on_acc_0' });
    await goBack(page, 1);
    await expect.poll(() => heading(page)).toBe('linear_50');
    expect(await fold.getAttribute('aria-pressed')).toBe('false');
    await goBack(page, 1);
    await expect.poll(() => fold.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => heading(page)).toBe('linear_0');
  });

  it('pass over what a new compile does not have', async () => {
    const page = await open(recordedReport('bert', [ATTENTION, GELU]));
    await press(page, '_run_on_acc_0');
    await press(page, '_run_on_gpu_1');
    await view.reveal({ block: '_run_on_gpu_3' });
    await view.reveal({ node: 'linear' });
    await view.change(documentOf(recordedReport('bert')));
    await expect.poll(() => page.locator('.headline').innerText()).toContain('1 engine');
    await goBack(page, 1);
    await expect.poll(() => heading(page)).toBe('Engine 0');
    await expect.poll(() => can(page)).toEqual([false, true]);
  });

  it('pass over a group that its tree does not have any more', async () => {
    const modules = (name: string): Report =>
      chainReport('modules', { blocks: 1, nodesPerBlock: 12, module: (at) => (at < 6 ? 'first' : name) });
    const page = await open(modules('second'), { state: { hierarchy: 'module' } });
    const group = (name: string): Locator => page.locator('.item.group').and(page.getByTitle(name));
    await group('first')
      .first()
      .click({ position: { x: 90, y: 12 } });
    await expect.poll(() => heading(page)).toBe('first');
    await group('second')
      .first()
      .click({ position: { x: 90, y: 12 } });
    await expect.poll(() => heading(page)).toBe('second');
    await view.reveal({ node: 'linear_1' });
    await page.locator('.item.node.selected').click();
    await view.change(documentOf(modules('third')));
    await page.getByTitle('third').first().waitFor();
    await goBack(page, 1);
    await expect.poll(() => heading(page)).toBe('first');
  });

  it('are remembered over a reload', async () => {
    const page = await open(recordedReport('alternating'));
    await press(page, '_run_on_acc_0');
    await press(page, '_run_on_gpu_1');
    await press(page, '_run_on_acc_2');
    await goBack(page, 1);
    await expect.poll(() => heading(page)).toBe('PyTorch 1');
    await view.reload();
    await page.locator('.block.selected').waitFor();
    await expect.poll(() => can(page)).toEqual([true, true]);
    await forward(page).click();
    await expect.poll(() => heading(page)).toBe('Engine 2');
    await goBack(page, 2);
    await expect.poll(() => heading(page)).toBe('Engine 0');
  });
});
