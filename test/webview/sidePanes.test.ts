/** The panes beside the picture: how wide they are, and that the details can be hidden. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { recordedReport } from './models';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';

const pages = testPages();
let view: WebviewPage;

async function open(options: OpenOptions = {}): Promise<Page> {
  view = await pages.open('program', documentOf(recordedReport('alternating')), options);
  await view.page.locator('.item').first().waitFor();
  return view.page;
}

const edge = (page: Page, name: string): Locator => page.getByRole('separator', { name });
const details = (page: Page): Locator => page.locator('.inspector');
const width = async (pane: Locator): Promise<number> => Math.round((await pane.boundingBox())!.width);

async function drag(page: Page, splitter: Locator, by: number): Promise<void> {
  const { x, y, width: across } = (await splitter.boundingBox())!;
  await page.mouse.move(x + across / 2, y + 100);
  await page.mouse.down();
  await page.mouse.move(x + across / 2 + by / 2, y + 120);
  await page.mouse.move(x + across / 2 + by, y + 100);
  await page.mouse.up();
}

describe('the panes beside the picture', () => {
  it('are made wider and narrower by mouse and keys, and are so after a reload', async () => {
    const page = await open();
    const splitter = edge(page, 'Width of the details');
    expect(await width(details(page))).toBe(350);
    await drag(page, splitter, -90);
    expect(await width(details(page))).toBe(440);
    expect(await splitter.getAttribute('aria-valuenow')).toBe('440');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    expect(await width(details(page))).toBe(456);
    await page.keyboard.press('o');
    const outline = page.locator('.outline');
    await drag(page, edge(page, 'Width of the outline'), 70);
    await page.keyboard.press('ArrowRight');
    expect(await width(outline)).toBe(336);
    await view.reload();
    await page.locator('.item').first().waitFor();
    expect([await width(outline), await width(details(page))]).toEqual([336, 456]);
    await splitter.dblclick();
    expect(await width(details(page))).toBe(350);
    await edge(page, 'Width of the outline').focus();
    await page.keyboard.press('Enter');
    expect(await width(outline)).toBe(250);
    expect(await view.axe()).toEqual([]);
    await view.screenshot('side-panes');
  });

  it('leave room for the picture', async () => {
    const page = await open();
    const splitter = edge(page, 'Width of the details');
    await drag(page, splitter, -1200);
    expect(await width(details(page))).toBe(768);
    await page.setViewportSize({ width: 900, height: 700 });
    await expect.poll(() => width(details(page))).toBe(540);
    await splitter.focus();
    await page.keyboard.press('Home');
    expect(await width(details(page))).toBe(180);
    await page.setViewportSize({ width: 600, height: 800 });
    await expect.poll(() => width(details(page))).toBe(600);
    expect(await splitter.isVisible()).toBe(false);
  });

  it('are hidden and shown by a key, also after a reload', async () => {
    const page = await open();
    const picture = await width(page.locator('.picture'));
    await page.keyboard.press('i');
    expect(await details(page).isVisible()).toBe(false);
    await expect.poll(() => width(page.locator('.picture'))).toBe(picture + 350);
    await view.reload();
    await page.locator('.item').first().waitFor();
    expect(await details(page).isVisible()).toBe(false);
    await page.keyboard.press('i');
    expect(await width(details(page))).toBe(350);
    await page.getByRole('button', { name: 'Show or hide the details' }).click();
    expect(await details(page).isVisible()).toBe(false);
  });
});
