/** Keys that work wherever the focus is, what VS Code hears of them, and the help that lists them. */

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { KEY_GROUPS } from '../../webview/program/keys';
import { recordedReport } from './models';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const pages = testPages();
let view: WebviewPage;

async function open(options: OpenOptions = {}): Promise<Page> {
  const document = documentOf(recordedReport('alternating'));
  view = await pages.open('program', document, { bodyClass: 'vscode-reduce-motion', ...options });
  await view.page.locator('.item').first().waitFor();
  return view.page;
}

const help = (page: Page) => page.getByRole('dialog', { name: 'Keys and pointer' });
const heading = (page: Page): Promise<string> => page.locator('.inspector h2').innerText();
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { dataset, title, tagName } = document.activeElement as HTMLElement;
    return dataset['id'] ?? (title || tagName);
  });
const isOn = async (page: Page, name: string): Promise<boolean> =>
  (await page.getByRole('radio', { name }).getAttribute('aria-checked')) === 'true';
/** Keys that reach the window, where VS Code hears of them. */
async function heard(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const all: string[] = ((globalThis as unknown as { heard: string[] }).heard = []);
    window.addEventListener('keydown', ({ key }) => all.push(key));
  });
  return () =>
    page.evaluate(() => {
      const { heard: all } = globalThis as unknown as { heard: string[] };
      return all.splice(0).filter((key) => !['Control', 'Alt', 'Shift'].includes(key));
    });
}

describe('keys', () => {
  it('that the view takes are not heard of by VS Code, and all others are', async () => {
    const page = await open();
    const told = await heard(page);
    for (const key of ['m', 'm', 'o', 'o', 'f', 'z', '+', '=', '-', 'F3', 'Escape', 'Escape'])
      await page.keyboard.press(key);
    await page.locator('.item').first().focus();
    expect(await told()).toEqual(['Escape']);
    for (const key of ['/', 'Control+f', 'Shift+F3', 'Alt+ArrowLeft', 'Alt+ArrowRight', 'ArrowDown', 'Escape', '?'])
      await page.locator('.item[tabindex="0"]').press(key);
    expect(await told()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('.item[tabindex="0"]').press('Control+Shift+p');
    await page.keyboard.press('F1');
    expect(await told()).toEqual(['p', 'F1']);
  });

  it('that mean editing in the search box are none of the view', async () => {
    const page = await open();
    await view.reveal({ block: '_run_on_acc_0' });
    await view.reveal({ block: '_run_on_gpu_1' });
    await page.getByRole('combobox').fill('op:add x');
    await page.keyboard.press('Alt+ArrowLeft');
    await page.keyboard.press('?');
    expect(await page.getByRole('combobox').inputValue()).toBe('op:add x?');
    expect(await help(page).count()).toBe(0);
    expect(await heading(page)).toBe('PyTorch 1');
    await page.locator('.item[tabindex="0"]').press('Alt+ArrowLeft');
    await expect.poll(() => heading(page)).toBe('Engine 0');
  });

  it('of an input method, and those that something else has taken, are none of the view', async () => {
    const page = await open();
    await page.evaluate(() => {
      const init = { key: 'm', bubbles: true, cancelable: true };
      const taken = new KeyboardEvent('keydown', init);
      taken.preventDefault();
      document.body.dispatchEvent(taken);
      document.body.dispatchEvent(new KeyboardEvent('keydown', { ...init, isComposing: true }));
    });
    expect(await isOn(page, 'Blocks')).toBe(true);
    await page.keyboard.press('m');
    expect(await isOn(page, 'Modules')).toBe(true);
  });
});

describe('help', () => {
  it('lists all keys, opens by its key, and gives the focus back', async () => {
    const page = await open();
    await page.locator('[data-id="inputs"]').focus();
    await page.keyboard.press('?');
    await help(page).waitFor();
    const lines = KEY_GROUPS.flatMap((group) => group.lines);
    expect(await help(page).locator('dd').allInnerTexts()).toEqual(lines.map(({ what }) => what));
    expect(await help(page).locator('kbd').count()).toBe(lines.flatMap(({ keys }) => keys).length);
    await page.keyboard.press('m');
    await page.keyboard.press('Alt+ArrowLeft');
    await page.keyboard.press('Escape');
    await help(page).waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('inputs');
    expect(await isOn(page, 'Blocks')).toBe(true);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('block:_run_on_acc_0');
  });

  it('opens by its button, and closes by its own, by its key, and by a press beside it', async () => {
    const page = await open();
    const button = page.getByRole('button', { name: 'Keys and pointer' });
    await button.click();
    await help(page).getByRole('button', { name: 'Close' }).click();
    await help(page).waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Keys and pointer (?)');
    await page.keyboard.press('Enter');
    await help(page).waitFor();
    await page.keyboard.press('?');
    await help(page).waitFor({ state: 'hidden' });
    await button.click();
    await help(page).locator('h3').first().click();
    expect(await help(page).isVisible()).toBe(true);
    await page.mouse.click(3, 400);
    await help(page).waitFor({ state: 'hidden' });
  });

  it('gives the focus to the picture where what had it is gone', async () => {
    const page = await open();
    await view.reveal({ node: 'linear' });
    await page.locator('.inspector .link').first().focus();
    await page.keyboard.press('?');
    await help(page).waitFor();
    await view.reveal({ block: '_run_on_acc_0' });
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('block:_run_on_acc_0');
  });

  for (const theme of THEME_NAMES) {
    it(`is clean in the theme ${theme}`, async () => {
      const page = await open({ theme });
      await page.keyboard.press('?');
      await help(page).waitFor();
      await view.screenshot(`help-${theme}`);
      expect(await view.axe()).toEqual([]);
      expect(await view.overflows()).toEqual([]);
    });
  }

  for (const [width, height] of [
    [320, 480],
    [900, 260],
  ] as const) {
    it(`fits ${width} by ${height} pixels, and is scrolled with the keyboard`, async () => {
      const page = await open({ width, height });
      await page.keyboard.press('?');
      await help(page).waitFor();
      expect(await view.overflows()).toEqual([]);
      expect(await view.axe()).toEqual([]);
      const box = (await help(page).boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      await page.keyboard.press('Tab');
      await page.keyboard.press('End');
      await expect.poll(() => help(page).locator('dd').last().isVisible()).toBe(true);
      await expect
        .poll(async () => {
          const last = (await help(page).locator('dd').last().boundingBox())!;
          return last.y + last.height <= box.y + box.height;
        })
        .toBe(true);
      await view.screenshot(`help-${width}x${height}`);
    });
  }

  it('is named in the overview in one line', async () => {
    const page = await open();
    expect(await page.locator('.inspector .hint').innerText()).toBe('Press ? for a list of keys.');
    expect(await page.locator('.inspector kbd').count()).toBe(1);
  });
});
