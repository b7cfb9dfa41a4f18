/** The search box by itself, over the index of a made program: keys, late answers, many hits, looks. */

import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NO_DOCUMENT, type OpenOptions, type WebviewPage } from './page';
import { testPages } from './pages';
import type { Harness } from './searchPage';
import { THEME_NAMES } from './themes';

const pages = testPages();
let bundles: string;
let view: WebviewPage;
beforeAll(async () => {
  bundles = mkdtempSync(join(tmpdir(), 'trtlens-search-'));
  await build({
    entryPoints: { search: fileURLToPath(new URL('searchPage.ts', import.meta.url)) },
    outdir: bundles,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    logLevel: 'warning',
    external: ['long'],
  });
});
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

async function open(options: OpenOptions & { nodes?: number } = {}): Promise<void> {
  const query = `?nodes=${options.nodes ?? 200}`;
  view = await pages.open('search', NO_DOCUMENT, { bundles, query, ...options });
  await input().waitFor();
}

const input = (): Locator => view.page.getByRole('combobox', { name: 'Search operations' });
const popup = (): Locator => view.page.locator('.search-popup');
const options = (): Locator => view.page.getByRole('option');
const hits = (): Locator => view.page.locator('.search-hit');
const press = (...keys: string[]): Promise<void> =>
  keys.reduce((before, key) => before.then(() => view.page.keyboard.press(key)), Promise.resolve());

/** The option that the text field refers to, as text. */
function active(): Promise<string | undefined> {
  return input().evaluate((field) => {
    const id = field.getAttribute('aria-activedescendant');
    return (id === null ? undefined : document.getElementById(id)?.textContent) ?? undefined;
  });
}

type Logs = Pick<Harness, 'went' | 'told' | 'searched' | 'chosen' | 'explained' | 'keys'>;

async function harness<Name extends keyof Logs>(name: Name): Promise<Logs[Name]> {
  const logs: Logs = await view.page.evaluate(() => {
    const { went, told, searched, chosen, explained, keys } = globalThis.harness;
    return { went, told, searched, chosen, explained, keys };
  });
  return logs[name];
}

/** Lets the answers go that were held back. */
async function release(): Promise<void> {
  await view.page.evaluate(() => {
    const page = globalThis.harness;
    page.held.clear();
    page.release();
  });
}

async function says(text: string): Promise<void> {
  await expect.poll(() => view.page.getByRole('status').textContent()).toBe(text);
}

describe('typing', () => {
  beforeEach(() => open());

  it('searches at every key and tells the hits', async () => {
    await input().pressSequentially('soft');
    await says('40 hits');
    expect(await harness('searched')).toEqual(['s', 'so', 'sof', 'soft']);
    expect((await harness('told')).at(-1)).toBe(40);
    expect(await hits().first().locator('mark').allTextContents()).toContain('soft');
    await input().fill('');
    await says('');
    expect((await harness('told')).at(-1)).toBe(-1);
  });

  it('offers fields, then their values, and takes them by Tab', async () => {
    await input().fill('dt');
    await expect.poll(() => options().first().textContent()).toContain('dtype:');
    await press('Tab');
    expect(await input().inputValue()).toBe('dtype:');
    await expect.poll(() => options().allTextContents()).toEqual(['float16100', 'float32100']);
    await press('ArrowDown', 'ArrowDown', 'Tab');
    expect(await input().inputValue()).toBe('dtype:float32');
    await says('100 hits');
    expect(await view.page.locator('.search-completion').count()).toBe(0);
  });

  it('takes no completion of a text that is no longer there, but the first of the text as it is', async () => {
    await input().fill('op:ge');
    await expect.poll(() => options().first().textContent()).toBe('aten.gelu40');
    await view.page.evaluate(() => globalThis.harness.held.add('op:gelu'));
    await input().pressSequentially('lu');
    await press('Tab');
    expect(await input().inputValue()).toBe('op:gelu');
    await release();
    await expect.poll(() => input().inputValue()).toBe('op:aten.gelu');
    expect(await input().evaluate((field) => field === document.activeElement)).toBe(true);
  });

  it.each([
    ['aten.linear', 'op:aten.linear'],
    ['aten.gelu', 'op:li'],
  ])('takes %s, walked to while others were on their way, where it is among them: %s', async (label, becomes) => {
    await input().fill('op:');
    await expect.poll(() => options().count()).toBe(5);
    await view.page.evaluate(() => globalThis.harness.held.add('op:li'));
    await input().fill('op:li');
    const walked = await options().allTextContents();
    for (let down = 0; down <= walked.indexOf(`${label}40`); down++) await press('ArrowDown');
    expect(await active()).toBe(`${label}40`);
    await press('Enter');
    expect(await input().inputValue()).toBe('op:li');
    await release();
    await says('40 hits');
    expect(await input().inputValue()).toBe(becomes);
  });

  it('does not take a completion by Tab on a hit', async () => {
    await input().fill('ge');
    await says('40 hits');
    await input().fill('na');
    await expect.poll(() => options().first().textContent()).toContain('name:');
    await says('1 hit');
    await press('ArrowDown', 'ArrowDown');
    expect(await active()).toContain('a_name_that');
    await press('Tab');
    expect(await input().inputValue()).toBe('na');
    expect(await popup().isVisible()).toBe(false);
  });

  it('leaves the keys to an input method while a character is put together', async () => {
    await input().fill('gelu');
    await says('40 hits');
    await input().evaluate((field) => {
      for (const key of ['Enter', 'ArrowDown', 'Escape', 'Tab', 'm']) {
        field.dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true }));
      }
    });
    expect(await harness('went')).toEqual([]);
    expect(await active()).toBeUndefined();
    expect(await popup().isVisible()).toBe(true);
    expect(await harness('keys')).toEqual([]);
  });

  it('offers what fits the word that the cursor went to', async () => {
    await input().fill('op:gel softmax');
    await says('No hits');
    expect(await view.page.locator('.search-completion').count()).toBe(0);
    await press('Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await expect.poll(() => options().allTextContents()).toEqual(['aten.gelu40']);
  });

  it('tells what is not read as it may be meant, and what can be asked where nothing is found', async () => {
    await input().fill('colour:red');
    await expect.poll(() => popup().textContent()).toContain('There is no field "colour:"');
    expect(await popup().textContent()).toContain('No operation matches.');
    expect(await input().getAttribute('aria-expanded')).toBe('false');
  });

  it('drops an answer that comes when the text is another one', async () => {
    await view.page.evaluate(() => {
      const { held } = globalThis.harness;
      held.add('soft').add('softm');
    });
    await input().pressSequentially('softm');
    await input().fill('gelu_');
    await says('40 hits');
    const told = await harness('told');
    await release();
    await view.page.waitForTimeout(50);
    expect(await harness('told')).toEqual(told);
    expect(await hits().first().locator('.search-title').textContent()).toBe('gelu_3');
  });

  it('takes a step that was asked for before the hits were there', async () => {
    await view.page.evaluate(() => globalThis.harness.held.add('gelu'));
    await input().fill('gelu');
    await press('Enter');
    expect(await harness('went')).toEqual([]);
    await release();
    await says('40 hits, 1 of 40');
    expect(await harness('went')).toEqual(['gelu_3']);
  });

  it('says why a search failed, and searches on', async () => {
    await view.page.evaluate(() => {
      globalThis.harness.failure = 'The worker is gone.';
    });
    await input().fill('gelu');
    await expect.poll(() => popup().textContent()).toContain('The search failed: The worker is gone.');
    await input().fill('gelu_');
    await says('40 hits');
  });
});

describe('the keyboard', () => {
  beforeEach(() => open());

  it('walks the list, goes to a hit and on from there', async () => {
    await view.page.keyboard.press('Tab');
    await input().pressSequentially('gelu');
    await says('40 hits');
    await press('ArrowDown', 'ArrowDown');
    expect(await active()).toContain('gelu_8');
    await press('Enter');
    await says('40 hits, 2 of 40');
    await press('Enter', 'Shift+Enter', 'Shift+Enter', 'F3', 'Shift+F3', 'Shift+F3');
    expect(await harness('went')).toEqual([
      ...['gelu_8', 'gelu_13', 'gelu_8', 'gelu_3', 'gelu_8', 'gelu_3'],
      'gelu_198',
    ]);
    await says('40 hits, 40 of 40');
    expect(await active()).toContain('gelu_198');
    await expect(hits().locator('visible=true').last().textContent()).resolves.toContain('gelu_198');
  });

  it('keeps the hit that the view is at while it is one', async () => {
    await input().fill('gelu');
    await press('Enter', 'Enter', 'Enter');
    await says('40 hits, 3 of 40');
    await input().fill('gelu_1');
    await expect.poll(() => view.page.getByRole('status').textContent()).toMatch(/^22 hits, 1 of 22$/);
    await input().fill('gelu_18');
    await expect.poll(() => view.page.getByRole('status').textContent()).toMatch(/^3 hits$/);
  });

  it('closes by Escape, clears by a second, and leaves a third to the view', async () => {
    await input().fill('gelu');
    await says('40 hits');
    await press('Escape');
    expect(await popup().isVisible()).toBe(false);
    expect(await input().inputValue()).toBe('gelu');
    expect(await input().getAttribute('aria-expanded')).toBe('false');
    await press('Escape');
    expect(await input().inputValue()).toBe('');
    await says('');
    expect(await harness('keys')).not.toContain('Escape');
    await press('Escape');
    expect(await harness('keys')).toContain('Escape');
  });

  it('keeps what is typed from the view, but not what goes with Ctrl', async () => {
    await input().focus();
    await press('f', '+', '/', 'Control+s');
    expect(await harness('keys')).toEqual(['Control', 's']);
  });

  it('is not held by an empty box: Tab leads on, and the list closes', async () => {
    await input().focus();
    await expect.poll(() => options().count()).toBe(10);
    await press('Tab');
    expect(await popup().isVisible()).toBe(false);
    expect(await input().inputValue()).toBe('');
    expect(await view.page.getByRole('img', { name: 'Picture' }).evaluate((el) => el === document.activeElement)).toBe(
      true,
    );
  });

  it('opens the help in an empty box, of which a field can be taken', async () => {
    await view.page.evaluate(() => globalThis.harness.box.focus());
    await expect.poll(() => options().count()).toBe(10);
    expect(await popup().textContent()).toContain('-word without it');
    await press('ArrowDown', 'ArrowDown', 'Enter');
    expect(await input().inputValue()).toBe('op:');
    await expect.poll(() => options().first().textContent()).toContain('aten.');
  });
});

describe('the mouse', () => {
  beforeEach(() => open());

  it('goes to a row, steps and clears by the buttons, with the focus in the box', async () => {
    await input().fill('gelu');
    await hits().nth(2).click();
    expect(await harness('went')).toEqual(['gelu_13']);
    await view.page.getByTitle('Next hit').click();
    await view.page.getByTitle('Previous hit').click();
    expect(await harness('went')).toEqual(['gelu_13', 'gelu_18', 'gelu_13']);
    expect(await input().evaluate((field) => field === document.activeElement)).toBe(true);
    await view.page.getByTitle('Clear the search').click();
    expect(await input().inputValue()).toBe('');
    expect((await harness('told')).at(-1)).toBe(-1);
  });

  it('closes the list by a click beside it', async () => {
    await input().fill('gelu');
    await says('40 hits');
    await view.page.mouse.click(40, 700);
    expect(await popup().isVisible()).toBe(false);
    expect(await view.page.locator('.search-position').textContent()).toBe('40 hits');
  });
});

describe('a kept text', () => {
  it('is searched for without opening the list, and stepped through from outside', async () => {
    await open();
    await view.page.evaluate(() => {
      globalThis.harness.box.text = 'gelu';
    });
    await says('40 hits');
    expect(await popup().isVisible()).toBe(false);
    await view.page.evaluate(() => globalThis.harness.box.step(1));
    await says('40 hits, 1 of 40');
    expect(await popup().isVisible()).toBe(false);
    await view.page.evaluate(() => globalThis.harness.box.refresh());
    await says('40 hits');
  });

  it('says that it could not be searched for, in the closed box and to who reads the page out', async () => {
    await open();
    await view.page.evaluate(() => {
      globalThis.harness.failure = 'The worker is gone.';
      globalThis.harness.box.text = 'gelu';
    });
    await says('The search failed: The worker is gone.');
    const position = view.page.locator('.search-position');
    expect(await position.textContent()).toBe('Failed');
    expect(await position.getAttribute('title')).toBe('The search failed: The worker is gone.');
    expect(await view.page.getByTitle('Next hit').isVisible()).toBe(false);
  });
});

describe('all hits', () => {
  it('are selected together by a key and by a button', async () => {
    await open();
    await input().fill('gelu');
    await says('40 hits');
    await press('Alt+Enter');
    expect(await harness('chosen')).toEqual([40]);
    expect(await popup().isVisible()).toBe(false);
    await input().fill('gelu_1');
    await says('22 hits');
    await view.page.getByRole('button', { name: 'Select all 22 hits' }).click();
    expect(await harness('chosen')).toEqual([40, 22]);
    await input().fill('gelu_18');
    await says('3 hits');
    await input().fill('gelu_183');
    await says('1 hit');
    expect(await view.page.getByRole('button', { name: /^Select all/ }).isVisible()).toBe(false);
    await input().fill('nothing of this name');
    await says('No hits');
    await press('Alt+Enter');
    expect(await harness('chosen')).toEqual([40, 22]);
  });

  it('say what was found in them, however far down the list', async () => {
    await open({ nodes: 3000 });
    await input().fill('in:gelu');
    await says('600 hits');
    expect(await hits().first().locator('.search-found').textContent()).toBe('reads gelu_3');
    expect(await harness('explained')).toEqual([]);
    await view.page.getByRole('listbox').evaluate((list) => (list.scrollTop = list.scrollHeight));
    await expect.poll(() => hits().last().locator('.search-found').textContent()).toBe('reads gelu_2998');
    expect(await hits().last().locator('mark').textContent()).toBe('gelu');
    expect(await harness('explained')).toContain(2999);
    expect((await harness('explained')).length).toBeLessThan(60);
  });

  it('are told with the row that is active at once, wherever the list is opened again', async () => {
    await open({ nodes: 3000 });
    await input().fill('-zzz');
    await says('3,000 hits');
    await press('Shift+Enter');
    await says('3,000 hits, 3,000 of 3,000');
    await press('Escape');
    // The closed list has no height any more.
    await view.page.waitForTimeout(100);
    const told = await input().evaluate((field) => {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
      const id = field.getAttribute('aria-activedescendant');
      return id === null ? undefined : document.getElementById(id)?.textContent;
    });
    expect(told).toContain('scaled_dot_product_2999');
  });
});

describe('100,000 hits', () => {
  it('are few rows in the page wherever the list is scrolled to', async () => {
    await open({ nodes: 100_000 });
    await input().fill('-zzz');
    await says('100,000 hits');
    const list = view.page.getByRole('listbox');
    for (const share of [0, 0.37, 0.81, 1]) {
      await list.evaluate((element, at) => (element.scrollTop = at * element.scrollHeight), share);
      await view.page.waitForTimeout(60);
      expect(await hits().count()).toBeLessThan(30);
      expect(await rowsOnScreen()).toBeGreaterThan(8);
    }
    await press('Shift+Enter');
    await says('100,000 hits, 100,000 of 100,000');
    expect(await active()).toContain('scaled_dot_product_99999');
    await view.screenshot('search-100k');
    await press('ArrowUp', 'ArrowUp', 'Home', 'Enter');
    expect(await harness('went')).toEqual(['scaled_dot_product_99999', 'layer_norm_99997']);
    // Closed and opened again the list is where it was; with other hits it begins at its first one.
    await press('Escape', 'ArrowDown');
    await expect.poll(() => isOnScreen('layer_norm_99997')).toBe(true);
    await input().fill('gelu_1');
    await says('2,222 hits');
    await expect.poll(() => isOnScreen('gelu_13')).toBe(true);
    expect(await rowsOnScreen()).toBeGreaterThan(8);
  });
});

/** Rows that can be seen, of those in the page. */
function rowsOnScreen(): Promise<number> {
  return view.page.evaluate(() => {
    const frame = document.querySelector('.search-options')!.getBoundingClientRect();
    const rows = Array.from(document.querySelectorAll('.search-hit'), (row) => row.getBoundingClientRect());
    return rows.filter((row) => row.bottom > frame.top && row.top < frame.bottom && row.height > 30).length;
  });
}

function isOnScreen(title: string): Promise<boolean> {
  return view.page.evaluate((text) => {
    const frame = document.querySelector('.search-options')!.getBoundingClientRect();
    return Array.from(document.querySelectorAll('.search-hit')).some((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return row.querySelector('.search-title')!.textContent === text && bottom > frame.top && top < frame.bottom;
    });
  }, title);
}

async function expectClean(screenshot: string): Promise<void> {
  await view.screenshot(screenshot);
  expect(await view.axe()).toEqual([]);
  expect(await view.overflows()).toEqual([]);
}

describe('looks', () => {
  for (const theme of THEME_NAMES) {
    it(`are clean in the theme ${theme}`, async () => {
      await open({ theme });
      await input().focus();
      await expect.poll(() => options().count()).toBe(10);
      await expectClean(`search-${theme}-help`);
      await input().fill('op:s module:layer.1,layer.0');
      await press('Enter', 'Enter', 'ArrowDown');
      await says('16 hits, 2 of 16');
      await expectClean(`search-${theme}-hits`);
      await input().fill('nope:x');
      await says('No hits. There is no field "nope:", so it is searched for as text (character 1).');
      await expectClean(`search-${theme}-none`);
    });
  }

  it('show what is selected in forced colours', async () => {
    await open({ context: { forcedColors: 'active' } });
    await input().fill('reason:conv');
    await says('1 hit');
    await press('ArrowDown', 'ArrowDown');
    await expectClean('search-forced-colors');
  });

  it('cut long names, and show what was found far behind', async () => {
    await open();
    await input().fill('goes_on_a_name');
    await says('1 hit');
    await expectClean('search-long');
    const title = hits().first().locator('.search-title');
    expect(await title.evaluate((cut) => cut.scrollWidth > cut.clientWidth)).toBe(true);
    const mark = await title.locator('mark').first().boundingBox();
    const frame = await title.boundingBox();
    expect(mark!.x + mark!.width).toBeLessThanOrEqual(frame!.x + frame!.width);
  });

  for (const [width, height] of [
    [360, 500],
    [240, 300],
    [1280, 840],
  ] as const) {
    it(`stay in a window of ${width} by ${height}`, async () => {
      await open({ width, height });
      await input().fill('softmax');
      await press('Enter');
      await says('40 hits, 1 of 40');
      await expectClean(`search-${width}`);
      const box = (await popup().boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      expect(box.width).toBeLessThanOrEqual(420);
      expect(box.height).toBeLessThanOrEqual(0.6 * height);
      expect(await popup().textContent()).toContain('1 of 40');
    });
  }
});
