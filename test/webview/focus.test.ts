/** Where the focus is when what had it goes: never nowhere, where the next key would be lost. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { manyLayers } from './onnxModels';
import { recordedReport } from './models';
import { type OpenOptions, type PageName, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';

const ATTENTION = 'torch.ops.aten.scaled_dot_product_attention.default';

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, name: PageName = 'program', options: OpenOptions = {}): Promise<Page> {
  view = await pages.open(name, documentOf(report), { bodyClass: 'vscode-reduce-motion', ...options });
  await view.page
    .locator(name === 'program' ? '.item' : 'tbody tr')
    .first()
    .waitFor();
  return view.page;
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { dataset, textContent, tagName } = document.activeElement as HTMLElement;
    return document.activeElement === document.body ? 'nothing' : (dataset['id'] ?? (textContent || tagName));
  });
const inspector = (page: Page): Locator => page.locator('.inspector');

describe('the focus', () => {
  it('goes to the picture where the breadcrumb that had it is gone', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ node: 'linear' });
    await page.locator('.breadcrumbs').getByRole('button', { name: 'Program' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.breadcrumbs').waitFor({ state: 'hidden' });
    await expect.poll(() => focused(page)).toBe('node:linear');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('node:relu');
  });

  it('goes to the heading where a link leads to what the picture does not have', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ node: 'linear' });
    await inspector(page).getByRole('button', { name: 'l_0_weight' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('l_0_weight');
  });

  it('stays in the inspector when the graph is grouped otherwise from there', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ node: 'linear' });
    await inspector(page).getByRole('button', { name: 'l_0_weight' }).focus();
    await page.keyboard.press('m');
    await page.locator('.item.block').first().waitFor({ state: 'detached' });
    // What the inspector says is the same: it is left as it is.
    await expect.poll(() => focused(page)).toBe('l_0_weight');
  });

  it('stays on what was unfolded in the inspector, while the picture is laid out anew', async () => {
    const page = await open(manyLayers(40));
    await view.reveal({ block: '_run_on_acc_0' });
    const layers = page.locator('.inspector section', { hasText: 'TensorRT layers' });
    await layers.getByRole('button', { name: / more$/ }).press('Enter');
    const unfolded = await layers.locator('li').count();
    const line = await focused(page);
    await page.keyboard.press('m');
    await page.locator('.item.block').first().waitFor({ state: 'detached' });
    expect(await layers.locator('li').count()).toBe(unfolded);
    expect(await focused(page)).toBe(line);
  });

  it('goes to the picture when the outline that had it is hidden', async () => {
    const page = await open(recordedReport('alternating'));
    await page.keyboard.press('o');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('o');
    await page.locator('.outline').waitFor({ state: 'hidden' });
    await expect.poll(() => focused(page)).toBe('block:_run_on_acc_0');
  });

  it('is on the first line that "more" adds, also where lines have no buttons and nothing more is to come', async () => {
    const page = await open(manyLayers(40));
    await view.reveal({ block: '_run_on_acc_0' });
    const layers = page.locator('.inspector section', { hasText: 'TensorRT layers' });
    const shown = (await layers.locator('li').count()) - 1;
    await layers.getByRole('button', { name: / more$/ }).focus();
    await page.keyboard.press('Enter');
    expect(await layers.getByRole('button', { name: / more$/ }).count()).toBe(0);
    expect(await focused(page)).toBe(await layers.locator('li').nth(shown).textContent());
  });

  it('stays in the Graph Breaks panel when a new compile is shown there', async () => {
    const report = recordedReport('bert', [ATTENTION]);
    const page = await open(report, 'breaks', { height: 320 });
    await page.locator('tbody tr').nth(1).focus();
    await page.keyboard.press('ArrowDown');
    await view.change(documentOf({ ...report, findings: [] }, 'second'));
    await page.locator('h1', { hasText: 'second' }).waitFor();
    await expect.poll(() => focused(page)).toMatch(/^3/);
    await page.locator('.detail .link').first().focus();
    await view.change(documentOf(report, 'third'));
    await page.locator('h1', { hasText: 'third' }).waitFor();
    await expect.poll(() => focused(page)).toContain('Break 3');
    await page.getByRole('button', { name: 'Copy' }).focus();
    await view.change(documentOf(report, 'fourth'));
    await page.locator('h1', { hasText: 'fourth' }).waitFor();
    expect(await focused(page)).toBe('Copy');
  });
});
