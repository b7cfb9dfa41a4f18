/** What is gone to can be read, and nothing lies over it. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { recordedReport } from './models';
import type { OpenOptions, WebviewPage } from './page';
import { testPages } from './pages';

const LEFT_OUT = ['torch.ops.aten.scaled_dot_product_attention.default'];
const ALL_OPEN = { open: { partition: { all: true, ids: [] } } };

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.openStill(report, options);
  return view.page;
}

const zoom = async (page: Page): Promise<number> =>
  Number(/(\d+) %$/.exec(await page.locator('.counts').innerText())![1]);
const query = (page: Page): Locator => page.getByRole('combobox', { name: 'Search operations' });

describe('what is gone to', () => {
  it('is at a zoom at which it can be read, where it would be a speck', async () => {
    const page = await open(recordedReport('bert', LEFT_OUT), { state: ALL_OPEN });
    await page.keyboard.press('f');
    await expect.poll(() => zoom(page)).toBeLessThan(40);
    await query(page).fill('op:gelu');
    await page.locator('.search-hit').first().waitFor();
    await query(page).press('Enter');
    const selected = page.locator('.item.node.selected');
    await selected.waitFor();
    expect(await zoom(page)).toBe(75);
    expect((await selected.boundingBox())!.height).toBeGreaterThan(16);
    await query(page).press('Enter');
    await expect.poll(() => selected.count()).toBe(1);
    expect(await zoom(page)).toBe(75);
  });

  it('leaves the zoom as it is where it can be read', async () => {
    const page = await open(recordedReport('bert', LEFT_OUT), { state: ALL_OPEN });
    for (let step = 0; step < 2; step++) await page.keyboard.press('-');
    const before = await zoom(page);
    expect(before).toBeLessThan(75);
    await view.reveal({ node: 'linear_5' });
    await page.locator('.item.node.selected').waitFor();
    expect(await zoom(page)).toBe(before);
  });

  it('is zoomed to above the legend and the small picture', async () => {
    const page = await open(recordedReport('bert', LEFT_OUT), { width: 500, height: 1000 });
    await view.reveal({ block: '_run_on_acc_0' });
    const block = page.locator('.item.block.selected');
    await block.dblclick();
    await expect.poll(() => block.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('z');
    const [box, ...covers] = await Promise.all(
      [block, page.locator('.legend'), page.locator('.minimap')].map((each) => each.boundingBox()),
    );
    const shown = covers.filter((cover) => cover !== null);
    expect(shown.length).toBeGreaterThan(0);
    for (const { x, y, width } of shown) {
      const isBeside = x >= box!.x + box!.width || x + width <= box!.x;
      expect(isBeside || box!.y + box!.height <= y).toBe(true);
    }
    // Without them it would be lower.
    expect(shown.some(({ x, width }) => x < box!.x + box!.width && x + width > box!.x)).toBe(true);
  });
});

describe('what is not to be had', () => {
  it('says why, when it is pressed', async () => {
    const page = await open(recordedReport('alternating'));
    await page.getByRole('radio', { name: 'Time', exact: true }).click({ force: true });
    await expect.poll(() => page.locator('footer [role="status"]').innerText()).toMatch(/^No times are known here\./);
  });
});

describe('Escape', () => {
  it('leaves several operations, whatever groups they are in, and of one goes to its group', async () => {
    const page = await open(recordedReport('bert', LEFT_OUT), { state: ALL_OPEN });
    const selected = page.locator('.picture .item.selected');
    await view.reveal({ node: 'linear' });
    await selected.focus();
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => page.locator('.inspector h2').innerText()).toBe('2 operations');
    await page.keyboard.press('Escape');
    await expect.poll(() => selected.count()).toBe(0);
    await view.reveal({ node: 'linear' });
    await selected.focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => selected.getAttribute('data-id')).toMatch(/^(block|group):/);
  });
});
