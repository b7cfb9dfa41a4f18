/** The outline in the program view: the picture as a tree of lines, for readers, keys and eyes. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { chainReport, recordedReport } from './models';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const ATTENTION = 'torch.ops.aten.scaled_dot_product_attention.default';

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.open('program', documentOf(report), {
    ...options,
    bodyClass: 'vscode-reduce-motion',
  });
  await view.page.locator('.item').first().waitFor();
  return view.page;
}

const outline = (page: Page): Locator => page.getByRole('tree', { name: 'Outline of the program' });
const active = (page: Page): Locator => outline(page).locator('[aria-selected="true"]');
const rows = (page: Page): Promise<number> => outline(page).getByRole('treeitem').count();

describe('outline', () => {
  it('shows the blocks and breaks of the picture, opens with it, and selects with it', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    expect(await outline(page).count()).toBe(0);
    await page.getByRole('button', { name: /^Outline/ }).click();
    await outline(page).getByText('Engine 0').waitFor();
    const closed = await rows(page);
    await outline(page).locator('.outline-row.block').first().locator('.outline-twisty').click();
    await page.locator('.item.block[aria-expanded="true"]').waitFor();
    expect(await rows(page)).toBeGreaterThan(closed);
    await outline(page).locator('.outline-row.break').first().click();
    await page.locator('.item.break.selected').waitFor();
    await view.request('select');
    await view.reveal({ node: 'linear' });
    await active(page).getByText('linear', { exact: true }).first().waitFor();
  });

  it('is walked with the keyboard alone, with one tab stop', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await page.keyboard.press('o');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('outline');
    await page.keyboard.press('ArrowDown');
    expect(await active(page).getAttribute('title')).toContain('Engine 0');
    await page.keyboard.press('ArrowRight');
    await outline(page).locator('.block[aria-expanded="true"]').waitFor();
    await page.keyboard.press('ArrowRight');
    expect(await active(page).getAttribute('aria-level')).toBe('2');
    const id = await outline(page).getAttribute('aria-activedescendant');
    expect(await active(page).getAttribute('id')).toBe(id);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await outline(page).locator('.block[aria-expanded="false"]').first().waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('outline');
    await page.keyboard.press('End');
    expect(await active(page).getAttribute('title')).toContain('Program output');
    await page.keyboard.press('o');
    await page.locator('.outline').waitFor({ state: 'hidden' });
  });

  it('keeps only what is on the screen in the page, and outlives a reload', async () => {
    const page = await open(chainReport('large', { blocks: 41, nodesPerBlock: 250 }));
    await page.getByRole('button', { name: /^Outline/ }).click();
    await page.getByRole('button', { name: 'Open all' }).click();
    await page.locator('.counts', { hasText: '10,250 of 10,250' }).waitFor();
    await outline(page).focus();
    await page.keyboard.press('End');
    await active(page).getByText('Program output').waitFor();
    expect(await rows(page)).toBeGreaterThan(10);
    expect(await rows(page)).toBeLessThan(80);
    await view.reload();
    await outline(page).getByText('Program output').waitFor();
    expect(await outline(page).evaluate((tree) => tree.scrollHeight)).toBeGreaterThan(10_250 * 20);
  });

  it('copies the name of what it is at, and of all that was selected with Ctrl', async () => {
    const page = await open(recordedReport('alternating'));
    await page.keyboard.press('o');
    const copied = async (): Promise<unknown> => {
      view.requests.length = 0;
      await page.keyboard.press('Control+c');
      return view.request('copyText');
    };
    await outline(page).getByText('Engine 2', { exact: true }).click();
    expect(await copied()).toMatchObject({ text: '_run_on_acc_2' });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await copied()).toMatchObject({ text: 'break 2 · no converter' });
    await page.getByRole('button', { name: 'Open all' }).click();
    const titles = outline(page).locator('.outline-row.node .outline-title');
    await titles.nth(1).click();
    expect(await copied()).toMatchObject({ text: 'relu' });
    await titles.nth(2).click({ modifiers: ['Control'] });
    await expect.poll(() => active(page).count()).toBe(2);
    expect(await copied()).toMatchObject({ text: 'relu\nadd' });
  });

  it('shows another document at once, wherever it was scrolled to', async () => {
    const page = await open(chainReport('large', { blocks: 201, nodesPerBlock: 3 }));
    await page.keyboard.press('o');
    await outline(page).evaluate((tree) => (tree.scrollTop = 3000));
    await outline(page).getByText('Engine 100', { exact: true }).waitFor();
    await view.change(documentOf(chainReport('other', { blocks: 31, nodesPerBlock: 4 })));
    await page.locator('.counts', { hasText: 'of 124 operations' }).waitFor();
    await outline(page).getByText('Engine 2', { exact: true }).waitFor();
    const inSight = (name: string): Promise<boolean> =>
      outline(page)
        .getByText(name, { exact: true })
        .evaluate((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          const list = row.closest('[role=tree]')!.getBoundingClientRect();
          return top >= list.top && bottom <= list.bottom;
        });
    expect(await inSight('Engine 2')).toBe(true);
  });

  it('goes to the group that is closed around what it was at, and stays where it is for others', async () => {
    const page = await open(chainReport('large', { blocks: 101, nodesPerBlock: 20 }));
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'Open all' }).click();
    await page.locator('.counts', { hasText: '2,020 of 2,020' }).waitFor();
    await view.reveal({ node: 'linear_1004' });
    await active(page).getByText('linear', { exact: true }).waitFor();
    const scrolled = (): Promise<number> => outline(page).evaluate((tree) => tree.scrollTop);
    const before = await scrolled();
    expect(before).toBeGreaterThan(5000);
    const twisty = (title: string): Locator =>
      outline(page)
        .locator('.outline-row.block', { has: page.getByText(title, { exact: true }) })
        .locator('.outline-twisty');
    await twisty('Engine 50').click();
    await outline(page).locator('.outline-row.block[aria-expanded="false"]').waitFor();
    expect(Math.abs((await scrolled()) - before)).toBeLessThan(200);
    const id = await outline(page).getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${id}"]`).getAttribute('title')).toContain('Engine 50');
    // Far from what is selected, groups are opened and closed without the list going there.
    await outline(page).evaluate((tree) => (tree.scrollTop = 0));
    await twisty('Engine 0').click();
    await expect
      .poll(() => outline(page).locator('.outline-row.block[aria-expanded="false"]').count())
      .toBeGreaterThan(0);
    expect(await scrolled()).toBe(0);
  });

  it('shows all that is selected, and nothing where nothing is', async () => {
    const page = await open(recordedReport('alternating'));
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await outline(page).getAttribute('aria-multiselectable')).toBe('true');
    await page.getByRole('combobox', { name: 'Search operations' }).fill('op:relu');
    await page.locator('.search-hit').first().waitFor();
    await page.keyboard.press('Alt+Enter');
    await expect
      .poll(() => active(page).locator('.outline-title').allInnerTexts())
      .toEqual(['relu', 'relu', 'relu', 'relu']);
    await outline(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    expect(await active(page).count()).toBe(1);
    for (let up = 0; up < 8 && (await active(page).count()) > 0; up++) await page.keyboard.press('Escape');
    expect(await active(page).count()).toBe(0);
    expect(await outline(page).locator('.outline-row.active').count()).toBe(1);
  });

  it.each(THEME_NAMES)('has no fault that axe-core finds, and cuts its texts (%s)', async (theme) => {
    const page = await open(recordedReport('bert', [ATTENTION]), { theme, width: 1280 });
    await page.getByRole('button', { name: /^Outline/ }).click();
    await outline(page).locator('.outline-row.block .outline-twisty').first().click();
    await page.locator('.item.block[aria-expanded="true"]').waitFor();
    await outline(page).focus();
    await page.keyboard.press('ArrowDown');
    expect(await view.axe()).toEqual([]);
    expect(await view.overflows()).toEqual([]);
    await view.screenshot(`outline-${theme}`);
  });

  it('stands above the picture where there is little room', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]), { width: 480, height: 800 });
    await page.keyboard.press('o');
    const [tree, picture] = [await outline(page).boundingBox(), await page.locator('.picture').boundingBox()];
    expect(tree!.width).toBeGreaterThan(460);
    expect(tree!.y + tree!.height).toBeLessThanOrEqual(picture!.y + 1);
    expect(picture!.height).toBeGreaterThan(150);
    await view.screenshot('outline-narrow');
  });
});
