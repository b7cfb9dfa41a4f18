/** The picture while it changes: what is asked for is in sight, in whatever order and however quickly it is asked for. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { chainReport, makeProgram, makeReport, recordedReport } from './models';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';

const ATTENTION = 'torch.ops.aten.scaled_dot_product_attention.default';
const STILL = { bodyClass: 'vscode-reduce-motion' };

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.open('program', documentOf(report), options);
  await view.page.locator('.item').first().waitFor();
  return view.page;
}

const item = (page: Page, id: string): Locator => page.locator(`[data-id="${id}"]`);
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const counts = (page: Page): Promise<string> => page.locator('.counts').innerText();
const checked = (page: Page, name: string): Promise<string | null> =>
  page.getByRole('radio', { name, exact: true }).getAttribute('aria-checked');
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement as HTMLElement).dataset['id'] ?? document.activeElement!.tagName);
const title = (page: Page): Promise<string> => page.locator('.inspector h2').innerText();
const selected = (page: Page): Promise<string[]> =>
  page.locator('.item.selected').evaluateAll((all: HTMLElement[]) => all.map((each) => each.dataset['id']!));

/** Pixels of a box that are within the picture. */
async function inSight(page: Page, box: Locator): Promise<{ width: number; height: number }> {
  const [pane, own] = [(await page.locator('.picture').boundingBox())!, (await box.boundingBox())!];
  const shared = (from: number, size: number, start: number, room: number): number =>
    Math.min(from + size, start + room) - Math.max(from, start);
  return {
    width: shared(own.x, own.width, pane.x, pane.width),
    height: shared(own.y, own.height, pane.y, pane.height),
  };
}

/** Pixels of the item that most of is in sight. */
async function highestInSight(page: Page, selector: string): Promise<number> {
  const all = await page.locator(selector).all();
  return Math.max(...(await Promise.all(all.map(async (each) => (await inSight(page, each)).height))));
}

const scrollDown = async (page: Page, pixels: number): Promise<void> => {
  const pane = (await page.locator('.picture').boundingBox())!;
  await page.mouse.move(pane.x + pane.width / 2, pane.y + pane.height / 2);
  await page.mouse.wheel(0, pixels);
  await page.waitForTimeout(250);
};

describe('what is gone to', () => {
  it.each(['moving', 'still'])('is in sight when the groups that it is in have opened, %s', async (motion) => {
    const report = chainReport('long', { blocks: 3, nodesPerBlock: 200 });
    const page = await open(report, motion === 'still' ? STILL : {});
    await view.reveal({ node: 'linear_590' });
    const node = item(page, 'node:linear_590').and(page.locator('.selected'));
    await node.waitFor();
    const seen = await inSight(page, node);
    expect(seen.width).toBeGreaterThan(30);
    expect(seen.height).toBeGreaterThan(10);
  });

  it('is in sight in the other hierarchy too', async () => {
    const page = await open(chainReport('long', { blocks: 3, nodesPerBlock: 200 }));
    await page.keyboard.press('m');
    await item(page, 'program').waitFor();
    await view.reveal({ node: 'linear_590' });
    const node = item(page, 'node:linear_590').and(page.locator('.selected'));
    await node.waitFor();
    expect((await inSight(page, node)).height).toBeGreaterThan(10);
  });

  it('leaves what is in sight there when it turns with something selected that is far away', async () => {
    const page = await open(chainReport('long', { blocks: 1, nodesPerBlock: 400, module: () => '' }), STILL);
    await view.reveal({ node: 'linear_3' });
    await item(page, 'node:linear_3').and(page.locator('.selected')).waitFor();
    await press(page, 'Open all');
    await scrollDown(page, 6000);
    expect((await inSight(page, item(page, 'node:linear_3'))).height).toBeLessThan(0);
    await page.keyboard.press('m');
    await item(page, 'program').waitFor();
    await expect.poll(() => highestInSight(page, '.item:not(.program)')).toBeGreaterThan(10);
  });
});

describe('closing', () => {
  it.each([
    ['all groups', (page: Page) => press(page, 'Close all')],
    ['the group that fills the screen', (page: Page) => page.keyboard.press('ArrowLeft')],
  ])('%s leaves some of the picture in sight', async (_, close) => {
    const page = await open(chainReport('long', { blocks: 2, nodesPerBlock: 400 }), STILL);
    await press(page, 'Open all');
    await item(page, 'block:_run_on_acc_0').click({ position: { x: 90, y: 20 } });
    await scrollDown(page, 900);
    expect(await highestInSight(page, '.item.node')).toBeGreaterThan(10);
    await close(page);
    await expect.poll(() => counts(page)).toMatch(/^(0|400) of 800/);
    await expect.poll(() => highestInSight(page, '.item.block')).toBeGreaterThan(20);
  });

  it('leaves the tab stop on what stands for what was closed', async () => {
    const page = await open(chainReport('two', { blocks: 2, nodesPerBlock: 8 }), STILL);
    await press(page, 'Open all');
    await item(page, 'node:linear_3').click();
    await press(page, 'Close all');
    await expect.poll(() => counts(page)).toMatch(/^0 of 16/);
    await expect
      .poll(() =>
        page.locator('.item[tabindex="0"]').evaluateAll((all: HTMLElement[]) => all.map((e) => e.dataset['id'])),
      )
      .toEqual(['block:_run_on_acc_0']);
    await item(page, 'block:_run_on_acc_0').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('block:_run_on_gpu_1');
  });

  it('closes again what is still on its way to be open', async () => {
    const page = await open(chainReport('two', { blocks: 2, nodesPerBlock: 8 }));
    await item(page, 'block:_run_on_acc_0').click({ position: { x: 90, y: 20 } });
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => counts(page)).toMatch(/^8 of 16/);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => counts(page)).toMatch(/^0 of 16/);
  });
});

describe('quick asking', () => {
  it('ends with toolbar and picture agreeing, however often the hierarchy is turned', async () => {
    const page = await open(chainReport('large', { blocks: 3, nodesPerBlock: 3000 }), STILL);
    await view.pressQuickly('m', 3);
    await expect.poll(() => checked(page, 'Modules')).toBe('true');
    await page.locator('.item.group.program').waitFor();
    await view.pressQuickly('m', 2);
    await page.waitForTimeout(300);
    expect(await checked(page, 'Modules')).toBe('true');
    expect(await page.locator('.item.block').count()).toBe(0);
  });

  it('opens all groups of the tree that was turned to, and closes them there', async () => {
    const page = await open(chainReport('large', { blocks: 3, nodesPerBlock: 2000 }), STILL);
    await page.evaluate(() => {
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true, cancelable: true }));
      document.querySelector<HTMLElement>('[title="Open all"]')!.click();
    });
    await expect.poll(() => counts(page)).toMatch(/^6,000 of 6,000/);
    await item(page, 'program').waitFor();
    await press(page, 'Close all');
    await expect.poll(() => counts(page)).toMatch(/^0 of 6,000/);
    await item(page, 'program').click({ position: { x: 14, y: 12 } });
    await expect.poll(() => page.locator('.item.group').count()).toBeGreaterThan(1);
  });

  it('takes no step in a tree that was asked for in another', async () => {
    const page = await open(chainReport('large', { blocks: 3, nodesPerBlock: 2000 }), STILL);
    await item(page, 'block:_run_on_acc_0').click({ position: { x: 90, y: 20 } });
    await page.evaluate(() => {
      const dispatch = (key: string): boolean =>
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      dispatch('m');
      dispatch('ArrowRight');
    });
    await item(page, 'program').waitFor();
    await page.keyboard.press('m');
    await item(page, 'block:_run_on_acc_0').waitFor();
    await expect.poll(() => counts(page)).toMatch(/^0 of 6,000/);
    await item(page, 'block:_run_on_gpu_1').click({ position: { x: 14, y: 12 } });
    await expect.poll(() => item(page, 'block:_run_on_gpu_1').getAttribute('aria-expanded')).toBe('true');
    expect(await item(page, 'block:_run_on_acc_0').getAttribute('aria-expanded')).toBe('false');
    expect(await page.locator('.item.group').count()).toBeGreaterThan(2);
  });
});

describe('what stays', () => {
  it('is the selection and the focus over a change of theme', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await item(page, 'block:_run_on_gpu_1').click({ position: { x: 90, y: 20 } });
    expect(await focused(page)).toBe('block:_run_on_gpu_1');
    await view.setTheme('light');
    await page.waitForTimeout(200);
    expect(await selected(page)).toEqual(['block:_run_on_gpu_1']);
    expect(await focused(page)).toBe('block:_run_on_gpu_1');
  });

  it('is the tab stop on what is selected, over a turn', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]), STILL);
    await view.reveal({ node: 'linear_3' });
    await item(page, 'node:linear_3').and(page.locator('.selected')).waitFor();
    await item(page, 'node:linear_3').focus();
    await page.keyboard.press('m');
    await item(page, 'program').waitFor();
    // The closed group that it is in there.
    await expect.poll(() => focused(page)).toBe('group:/encoder.layer');
    expect(await title(page)).toBe('linear_3');
  });

  it('is the place of what is pressed: the second press of a double click meets the same', async () => {
    const page = await open(chainReport('one', { blocks: 1, nodesPerBlock: 200 }), STILL);
    await press(page, 'Open all');
    await scrollDown(page, 700);
    const nodes = page.locator('.item.node');
    const pane = (await page.locator('.picture').boundingBox())!;
    // Cut off by the edge of the picture: to select it is no reason to move it.
    const boxes = await nodes.evaluateAll((all: HTMLElement[]) =>
      all.map((each) => ({
        id: each.dataset['id']!,
        y: each.getBoundingClientRect().y,
        x: each.getBoundingClientRect().x,
      })),
    );
    const edge = boxes.find(({ y }) => y < pane.y && y > pane.y - 24)!;
    await page.mouse.dblclick(edge.x + 30, pane.y + 3);
    expect(await title(page)).toBe(edge.id.slice('node:'.length));
    expect(await view.request('openSource')).toMatchObject({ file: '/home/ml/model.py' });
    expect((await item(page, edge.id).boundingBox())!.y).toBeCloseTo(edge.y, 0);
  });
});

describe('small panes and other displays', () => {
  it.each([
    [280, 150],
    [900, 90],
  ])('zoom within reason in a window of %d by %d', async (width, height) => {
    const page = await open(chainReport('two', { blocks: 2, nodesPerBlock: 8 }), { ...STILL, width, height });
    for (const key of ['z', 'f', '-', '-', '-', '-', '+']) {
      await page.keyboard.press(key);
      const zoom = Number(/· (-?\d+) %$/.exec(await counts(page))?.[1]);
      expect(zoom).toBeGreaterThanOrEqual(0);
      expect(zoom).toBeLessThanOrEqual(400);
    }
  });

  it('are drawn with the pixels of the display that they come to', async () => {
    const page = await open(chainReport('two', { blocks: 2, nodesPerBlock: 8 }), STILL);
    const across = (): Promise<number[]> =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas.canvas')!;
        return [canvas.width, canvas.clientWidth];
      });
    const [before, wide] = await across();
    expect(before).toBe(wide);
    const session = await page.context().newCDPSession(page);
    const size = page.viewportSize()!;
    await session.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 2, mobile: false });
    await item(page, 'block:_run_on_acc_0').hover();
    await expect.poll(async () => (await across())[0]).toBe(2 * wide!);
  });

  it('stay in the picture of a tall program wherever its small picture is pressed', async () => {
    const page = await open(chainReport('many', { blocks: 700, nodesPerBlock: 1 }), STILL);
    const map = (await page.locator('.minimap canvas').boundingBox())!;
    await page.mouse.click(map.x + map.width - 1, map.y + map.height / 2);
    await expect.poll(() => page.locator('.item.block').count()).toBeGreaterThan(1);
    const block = page.locator('.item.block').nth(1);
    expect((await inSight(page, block)).width).toBeGreaterThan(50);
  });
});

describe('several operations', () => {
  const opened = async (): Promise<Page> => {
    const page = await open(chainReport('two', { blocks: 2, nodesPerBlock: 8 }), STILL);
    await press(page, 'Open all');
    await item(page, 'node:linear_1').click();
    return page;
  };

  it('are selected with Ctrl and a press, and no longer with another', async () => {
    const page = await opened();
    await item(page, 'node:linear_3').click({ modifiers: ['Control'] });
    await expect.poll(() => title(page)).toBe('2 operations');
    await item(page, 'node:linear_1').click({ modifiers: ['Control'] });
    await expect.poll(() => title(page)).toBe('1 operation');
    expect(await selected(page)).toEqual(['node:linear_3']);
    await item(page, 'block:_run_on_gpu_1').click({ modifiers: ['Control'], position: { x: 90, y: 20 } });
    await expect.poll(() => title(page)).toBe('9 operations');
  });

  it('are selected with Shift and arrows, and with Ctrl and space', async () => {
    const page = await opened();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => title(page)).toBe('3 operations');
    expect(await selected(page)).toEqual(['node:linear_1', 'node:linear_2', 'node:linear_3']);
    await page.keyboard.press('Control+ ');
    await expect.poll(() => title(page)).toBe('2 operations');
    await page.keyboard.press('Control+c');
    expect(await view.request('copyText')).toMatchObject({ text: 'linear_1\nlinear_2' });
  });

  it('are zoomed to', async () => {
    const page = await opened();
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => title(page)).toBe('2 operations');
    await page.keyboard.press('z');
    await expect.poll(() => counts(page)).toMatch(/150 %$/);
    const pane = (await page.locator('.picture').boundingBox())!;
    const [first, second] = [
      (await item(page, 'node:linear_1').boundingBox())!,
      (await item(page, 'node:linear_2').boundingBox())!,
    ];
    const middle = (Math.min(first.y, second.y) + Math.max(first.y + first.height, second.y + second.height)) / 2;
    expect(Math.abs(middle - (pane.y + pane.height / 2))).toBeLessThan(3);
  });
});

describe('keys', () => {
  it('copy the name of what the keyboard stands on', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    await item(page, 'block:_run_on_acc_2').click({ position: { x: 90, y: 20 } });
    await page.keyboard.press('Control+c');
    expect(await view.request('copyText')).toMatchObject({ text: '_run_on_acc_2' });
    view.requests.length = 0;
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+c');
    expect(await view.request('copyText')).toMatchObject({ text: '_run_on_gpu_3' });
  });

  it('move the picture, and nothing that is selected', async () => {
    const page = await open(chainReport('many', { blocks: 60, nodesPerBlock: 3 }), STILL);
    await item(page, 'block:_run_on_acc_0').click({ position: { x: 90, y: 20 } });
    const before = (await item(page, 'block:_run_on_acc_0').boundingBox())!;
    await page.keyboard.press('Control+ArrowDown');
    await expect
      .poll(async () => (await item(page, 'block:_run_on_acc_0').boundingBox())!.y)
      .toBeLessThan(before.y - 50);
    expect(await title(page)).toBe('Engine 0');
  });

  it('follow an edge to what is read and to what reads, through closed blocks too', async () => {
    const page = await open(chainReport('two', { blocks: 2, nodesPerBlock: 8 }), STILL);
    await view.reveal({ node: 'linear_7' });
    await item(page, 'node:linear_7').and(page.locator('.selected')).waitFor();
    await item(page, 'node:linear_7').focus();
    await page.keyboard.press(']');
    await item(page, 'node:linear_8').and(page.locator('.selected')).waitFor();
    expect(await focused(page)).toBe('node:linear_8');
    await page.keyboard.press('[');
    await expect.poll(() => focused(page)).toBe('node:linear_7');
  });
});

describe('readers', () => {
  it('hear of each item and break of a group once, in order', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    await page.keyboard.press('f');
    await item(page, 'outputs').waitFor();
    const places = await page
      .locator('.item[aria-level="1"]')
      .evaluateAll((all) => all.map((each) => [each.getAttribute('aria-posinset'), each.getAttribute('aria-setsize')]));
    expect(places).toEqual(places.map((_, index) => [String(index + 1), String(places.length)]));
    expect(await page.locator('.item.break').count()).toBe(4);
  });

  it('meet a program without operations as one', async () => {
    view = await pages.open('program', documentOf(makeReport('empty', makeProgram([], []))), STILL);
    const { page } = view;
    await expect.poll(() => counts(page)).toMatch(/^0 of 0 operations/);
    await expect.poll(() => page.locator('.busy').innerText()).toBe('');
    for (const key of ['m', 'f', 'z', 'ArrowDown']) await page.keyboard.press(key);
    expect(await page.locator('[aria-posinset="NaN"]').count()).toBe(0);
  });
});
