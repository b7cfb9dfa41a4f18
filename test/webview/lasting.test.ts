/** What a person has typed, found and focused while documents come, are laid out, and pages are loaded again. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { failedReport, recordedReport } from './models';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';

const ATTENTION = 'torch.ops.aten.scaled_dot_product_attention.default';
const GELU = 'torch.ops.aten.gelu.default';
const [FIRST, SECOND, THIRD] = [
  recordedReport('bert', [ATTENTION]),
  recordedReport('bert', [GELU]),
  recordedReport('bert', [ATTENTION, GELU]),
];

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.open('program', documentOf(report), { bodyClass: 'vscode-reduce-motion', ...options });
  await view.page.locator('.title-row').waitFor();
  if (!options.isWorkerHeld) await view.page.locator('.item').first().waitFor();
  return view.page;
}

const box = (page: Page): Locator => page.getByRole('combobox', { name: 'Search operations' });
const hits = (page: Page): Promise<string> => page.locator('.search-status').textContent().then(String);
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { dataset, textContent, tagName } = document.activeElement as HTMLElement;
    return dataset['id'] ?? (textContent || tagName);
  });
/** Another document, whose layout has begun. */
async function change(report: Report, title?: string): Promise<void> {
  await view.change(documentOf(report, title));
  if (title) await view.page.locator('h1', { hasText: title }).waitFor();
}

describe('the search text', () => {
  const STATE = { search: 'op:gelu' };

  it('is there after a reload that comes before anything is laid out', async () => {
    const page = await open(FIRST, { state: STATE, isWorkerHeld: true });
    await view.reloadAtOnce();
    await page.locator('.title-row').waitFor();
    await view.reload();
    await page.locator('.title-row').waitFor();
    expect(await box(page).inputValue()).toBe('op:gelu');
    await view.releaseWorker();
    await expect.poll(() => hits(page)).toBe('4 hits');
  });

  it('is there after a reload while another document is laid out', async () => {
    const page = await open(FIRST);
    await box(page).fill('op:gelu');
    await view.holdWorker();
    await change(SECOND, 'second');
    await view.reload();
    await expect.poll(() => hits(page)).toBe('4 hits');
    expect(await box(page).inputValue()).toBe('op:gelu');
  });

  it('is there when documents change faster than they are laid out', async () => {
    const page = await open(FIRST, { state: STATE, isWorkerHeld: true });
    await change(SECOND, 'second');
    await change(THIRD, 'third');
    await view.releaseWorker();
    await expect.poll(() => hits(page)).toBe('4 hits');
    expect(await box(page).inputValue()).toBe('op:gelu');
  });

  it('is there behind a compile that failed, and a reload after it', async () => {
    const page = await open(FIRST);
    await box(page).fill('op:gelu');
    await change(failedReport('bert'), 'failed');
    await change(SECOND, 'second');
    await expect.poll(() => hits(page)).toBe('4 hits');
    await change(failedReport('bert'), 'failed again');
    await view.reload();
    await page.getByText('ended before there was a graph').waitFor();
    await change(SECOND, 'second again');
    await expect.poll(() => hits(page)).toBe('4 hits');
  });
});

describe('the focus', () => {
  it('stays in the search box while a document comes, and what is typed is no command', async () => {
    const page = await open(FIRST);
    await page.keyboard.press('/');
    await page.keyboard.type('gel');
    await page.keyboard.press('ArrowLeft');
    await change(SECOND, 'second');
    await page.keyboard.type('omu');
    expect(await box(page).inputValue()).toBe('geomul');
    await page.locator('.busy', { hasText: /./ }).waitFor({ state: 'detached' });
    expect(await page.locator('.outline').isVisible()).toBe(false);
    expect(await page.getByRole('radio', { name: 'Blocks' }).getAttribute('aria-checked')).toBe('true');
  });

  it('stays on a control, in the outline and on an item', async () => {
    const page = await open(FIRST);
    await page.getByRole('button', { name: 'Fold' }).focus();
    await change(SECOND, 'second');
    expect(await focused(page)).toBe('Fold');
    await page.keyboard.press('o');
    await change(THIRD, 'third');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('outline');
    await page.locator('[data-id="inputs"]').focus();
    await change(FIRST, 'first');
    await page.locator('.busy', { hasText: /./ }).waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('inputs');
  });

  it('goes to the heading where a document takes away what had it', async () => {
    const page = await open(FIRST);
    await view.reveal({ block: '_run_on_acc_0' });
    await page.locator('.inspector .link').first().focus();
    await change(SECOND, 'second');
    expect(await focused(page)).toBe('Engine 0');
    await box(page).focus();
    await change(failedReport('x'), 'failed');
    expect(await focused(page)).toBe('failed');
  });
});

describe('hits', () => {
  it('go with the program that they are in, and are searched for again in the next one', async () => {
    const page = await open(FIRST);
    await box(page).fill('op:gelu');
    await expect.poll(() => hits(page)).toBe('4 hits');
    await page.keyboard.press('Escape');
    await view.holdWorker();
    await change(recordedReport('alternating'), 'without');
    expect(await hits(page)).toBe('');
    await page.keyboard.press('F3');
    await view.releaseWorker();
    await expect.poll(() => hits(page)).toBe('No hits');
    expect(await page.locator('.item.selected').count()).toBe(0);
    expect(view.requests).toEqual([]);
  });

  it('that are stepped to while the next program is laid out are of that one', async () => {
    const page = await open(FIRST);
    await box(page).fill('op:layer_norm');
    await expect.poll(() => hits(page)).toMatch(/^\d+ hits$/);
    await view.holdWorker();
    await change(recordedReport('gpt2'), 'second');
    await page.keyboard.press('F3');
    await view.releaseWorker();
    await expect.poll(() => hits(page)).toMatch(/, 1 of \d+$/);
    await page.locator('.item.node.selected').waitFor();
    expect(await page.locator('.inspector').innerText()).toContain('native_layer_norm');
  });

  it('that were asked for in the program before are dropped when they come', async () => {
    const page = await open(FIRST);
    await view.holdWorker();
    await box(page).fill('op:gelu');
    await change(recordedReport('alternating'), 'without');
    await view.releaseWorker();
    await expect.poll(() => hits(page)).toBe('No hits');
  });
});
