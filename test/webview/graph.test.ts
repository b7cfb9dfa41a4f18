/** The graph in the program view: hierarchies, overlays, search, what is connected, places, exports. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { drawFrame } from './drag';
import { chainReport, recordedReport } from './models';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const ATTENTION = 'torch.ops.aten.scaled_dot_product_attention.default';
const GELU = 'torch.ops.aten.gelu.default';

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.open('program', documentOf(report), options);
  await view.page.locator('.item').first().waitFor();
  return view.page;
}

const item = (page: Page, id: string): Locator => page.locator(`[data-id="${id}"]`);
const choose = (page: Page, name: string): Promise<void> => page.getByRole('radio', { name, exact: true }).click();
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const counts = (page: Page): Promise<string> => page.locator('.counts').innerText();
const text = async (bytes: unknown): Promise<string> => {
  const { contents } = bytes as { contents: Uint8Array };
  return Promise.resolve(Buffer.from(contents).toString('utf8'));
};
const STILL = { bodyClass: 'vscode-reduce-motion' };

describe('hierarchies', () => {
  it('turns from blocks to modules and back, with what is selected where it was', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]), STILL);
    await view.reveal({ node: 'linear' });
    const selected = page.locator('.item.node.selected');
    await selected.waitFor();
    const before = (await selected.boundingBox())!;
    await choose(page, 'Modules');
    await item(page, 'program').waitFor();
    expect(await page.locator('.item.block').count()).toBe(0);
    await view.reveal({ node: 'linear' });
    await selected.waitFor();
    await page.keyboard.press('m');
    await page.locator('.item.block').first().waitFor();
    await selected.waitFor();
    expect(Math.abs((await selected.boundingBox())!.x - before.x)).toBeLessThan(400);
    expect(await page.locator('.breadcrumbs').innerText()).toContain('Engine 0');
  });

  it('marks the operations of a block, and of a break, among modules', async () => {
    const page = await open(recordedReport('bert', [GELU]), { ...STILL, state: { hierarchy: 'module' } });
    await view.reveal({ block: '_run_on_gpu_1' });
    const status = page.locator('footer');
    await expect.poll(() => status.innerText()).toMatch(/^PyTorch 1/);
    const selected = page.locator('.items .item.selected');
    await press(page, 'Open all');
    await expect.poll(() => counts(page)).toMatch(/^110 of 110 /);
    await page.keyboard.press('z');
    await expect
      .poll(() => selected.evaluateAll((all) => all.map((each) => each.getAttribute('data-id'))))
      .toEqual(['node:gelu']);
    await view.reveal({ graphBreak: 1 });
    await expect
      .poll(() => selected.evaluateAll((all) => all.map((each) => each.getAttribute('data-id'))))
      .toEqual(['node:gelu_1']);
    expect(await status.innerText()).toMatch(/^break 2/);
    await choose(page, 'Blocks');
    await page.locator('.item.break.selected').waitFor();
    expect(await selected.count()).toBe(1);
  });

  it('folds runs of alike groups into one, and shows each again', async () => {
    const report = chainReport('layers', {
      blocks: 1,
      nodesPerBlock: 96,
      module: (at) => `model.layers.${Math.floor(at / 3)}`,
    });
    const page = await open(report, { ...STILL, state: { hierarchy: 'module', folded: ['module'] } });
    const folds = page.locator('.item.group').and(page.getByTitle(/×\d/));
    const first = page.locator('.item.group').and(page.getByTitle(/^(layers\.)?[012]\n/));
    await folds.first().waitFor();
    expect(await first.count()).toBe(0);
    await press(page, 'Fold');
    await folds.first().waitFor({ state: 'detached' });
    expect(await first.count()).toBe(3);
  });

  it('turns to the one that is asked for while another document is laid out', async () => {
    const page = await open(chainReport('first', { blocks: 3, nodesPerBlock: 10 }), STILL);
    await view.change(documentOf(chainReport('second', { blocks: 3, nodesPerBlock: 10_000 })));
    await view.pressQuickly('m', 1);
    await item(page, 'program').waitFor();
    await expect.poll(() => counts(page)).toContain('of 30,000 operations');
    expect(await page.locator('.item.block').count()).toBe(0);
    expect(await page.getByRole('radio', { name: 'Modules', exact: true }).getAttribute('aria-checked')).toBe('true');
  });

  it('opens all groups and closes them, and remembers which tree had what open over a reload', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]), STILL);
    await choose(page, 'Modules');
    await item(page, 'program').waitFor();
    await press(page, 'Open all');
    await expect.poll(() => counts(page)).toMatch(/^110 of 110 operations shown/);
    await choose(page, 'Precision');
    await view.reload();
    await page.locator('.item').first().waitFor();
    await expect.poll(() => counts(page)).toMatch(/^110 of 110 operations shown/);
    for (const name of ['Modules', 'Precision']) {
      expect(await page.getByRole('radio', { name, exact: true }).getAttribute('aria-checked')).toBe('true');
    }
    await press(page, 'Close all');
    await expect.poll(() => counts(page)).toMatch(/^0 of 110 operations shown/);
  });
});

describe('overlays', () => {
  it('tell precision in a legend, and single out what is pressed there', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]), STILL);
    const legend = page.locator('.legend');
    expect(await legend.innerText()).toMatch(/in TensorRT\s+\d+\s+in PyTorch\s+\d+/);
    const block = (await page.locator('.item.block.torch').first().boundingBox())!;
    const spot = { x: block.x + 2, y: block.y + 20, width: 1, height: 1 };
    const before = await view.pixels(spot);
    await legend.getByRole('button', { name: /in TensorRT/ }).click();
    await expect.poll(() => view.pixels(spot)).not.toEqual(before);
    await legend.getByRole('button', { name: /in TensorRT/ }).click();
    await expect.poll(() => view.pixels(spot)).toEqual(before);
    await choose(page, 'Precision');
    expect(await legend.innerText()).toContain('float32');
    expect(await legend.innerText()).toContain('As the graph is typed');
  });

  it('say why there are no times, and stay as they are', async () => {
    const page = await open(recordedReport('bert'));
    const time = page.getByRole('radio', { name: 'Time' });
    expect(await time.getAttribute('title')).toContain('profile');
    await time.click({ force: true });
    expect(await time.getAttribute('aria-checked')).toBe('false');
    await page.getByRole('radio', { name: 'Where it runs' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'Precision' }).getAttribute('aria-checked')).toBe('true');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'Where it runs' }).getAttribute('aria-checked')).toBe('true');
  });
});

describe('search', () => {
  it('finds as one types, opens what a hit is in, and steps on', async () => {
    const page = await open(recordedReport('bert', [ATTENTION, GELU]), STILL);
    await page.keyboard.press('/');
    await page.keyboard.type('op:gelu');
    await expect.poll(() => page.locator('.search [role=status]').innerText()).toBe('4 hits');
    expect(await item(page, 'node:gelu').count()).toBe(0);
    await page.keyboard.press('Enter');
    await item(page, 'node:gelu').and(page.locator('.selected')).waitFor();
    await page.keyboard.press('F3');
    await item(page, 'node:gelu_1').and(page.locator('.selected')).waitFor();
    expect(await page.locator('.inspector h2').innerText()).toBe('gelu_1');
    await expect.poll(() => view.request('select')).toMatchObject({ node: 'gelu_1' });
  });

  it('selects all that it has found, which a reload keeps', async () => {
    const page = await open(recordedReport('bert', [ATTENTION, GELU]), STILL);
    await press(page, 'Open all');
    await page.getByRole('combobox', { name: 'Search operations' }).fill('op:gelu');
    await page.locator('.search-hit').first().waitFor();
    await page.keyboard.press('Alt+Enter');
    await expect.poll(() => page.locator('.inspector h2').innerText()).toBe('4 operations');
    expect(await page.locator('.search-popup').isVisible()).toBe(false);
    await expect.poll(() => view.state).toMatchObject({ selected: expect.stringContaining('nodes:') as string });
    await view.reload();
    await expect.poll(() => page.locator('.inspector h2').innerText()).toBe('4 operations');
    await page.getByRole('combobox', { name: 'Search operations' }).fill('name:weight');
    await page.locator('.search-hit').first().waitFor();
    await page.keyboard.press('Alt+Enter');
    await expect.poll(() => page.locator('footer [role=status]').innerText()).toBe('None of the hits is an operation.');
    expect(await page.locator('.inspector h2').innerText()).toBe('4 operations');
  });

  it('outlives a reload', async () => {
    const page = await open(recordedReport('bert', [GELU]), STILL);
    await page.locator('.search input').fill('op:gelu');
    await expect.poll(() => view.state).toMatchObject({ search: 'op:gelu' });
    await view.reload();
    await expect.poll(() => page.locator('.search-position').innerText()).toBe('4 hits');
    expect(await page.locator('.search input').inputValue()).toBe('op:gelu');
    await page.keyboard.press('F3');
    await item(page, 'node:gelu').and(page.locator('.selected')).waitFor();
  });
});

describe('what is connected', () => {
  it('is shown by paths, which make the rest faint', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]), STILL);
    await press(page, 'Open all');
    await expect.poll(() => counts(page)).toMatch(/^110 of 110/);
    await view.reveal({ node: 'linear' });
    await page.locator('.item.node.selected').waitFor();
    const other = (await item(page, 'node:linear_1').boundingBox())!;
    const spot = { x: other.x + 2, y: other.y + 12, width: 1, height: 1 };
    const before = await view.pixels(spot);
    await page.getByRole('button', { name: 'Show what leads here' }).click();
    await expect.poll(() => view.pixels(spot)).not.toEqual(before);
    await page.getByRole('button', { name: 'Show what leads here' }).click();
    await expect.poll(() => view.pixels(spot)).toEqual(before);
  });

  it('is shown by paths within a category that is singled out, and still said to be when the picture is grouped anew', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]), STILL);
    await press(page, 'Open all');
    await expect.poll(() => counts(page)).toMatch(/^110 of 110/);
    await view.reveal({ node: 'linear' });
    await page.locator('.item.node.selected').waitFor();
    const pixelOf = async (id: string): Promise<number[]> => {
      const { x, y } = (await item(page, id).boundingBox())!;
      return view.pixels({ x: x + 2, y: y + 12, width: 1, height: 1 });
    };
    await page
      .locator('.legend')
      .getByRole('button', { name: /in TensorRT/ })
      .click();
    const lit = await pixelOf('node:linear_1');
    const leads = page.getByRole('button', { name: 'Show what leads here' });
    await leads.click();
    await expect.poll(() => pixelOf('node:linear_1')).not.toEqual(lit);
    await page.keyboard.press('m');
    await item(page, 'program').waitFor();
    expect(await leads.getAttribute('aria-pressed')).toBe('true');
    await leads.click();
    expect(await leads.getAttribute('aria-pressed')).toBe('false');
    await view.reveal({ node: 'linear_1' });
    await expect.poll(() => page.locator('.inspector h2').innerText()).toBe('linear_1');
    expect(await leads.getAttribute('aria-pressed')).toBe('false');
  });

  it('is no longer said to be shown by paths once it is selected anew', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    const block = item(page, 'block:_run_on_acc_2');
    await block.click({ position: { x: 90, y: 20 } });
    const follows = page.getByRole('button', { name: 'Show what follows' });
    await follows.click();
    expect(await follows.getAttribute('aria-pressed')).toBe('true');
    await block.click({ position: { x: 90, y: 20 } });
    await expect.poll(() => follows.getAttribute('aria-pressed')).toBe('false');
  });

  it('is shown of a block as of an operation', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    const pixelOf = async (id: string): Promise<number[]> => {
      const { x, y } = (await item(page, id).boundingBox())!;
      return view.pixels({ x: x + 2, y: y + 20, width: 1, height: 1 });
    };
    await item(page, 'block:_run_on_acc_2').click({ position: { x: 90, y: 20 } });
    const [before, after] = [await pixelOf('block:_run_on_acc_0'), await pixelOf('block:_run_on_acc_4')];
    await page.getByRole('button', { name: 'Show what follows' }).click();
    await expect.poll(() => pixelOf('block:_run_on_acc_0')).not.toEqual(before);
    expect(await pixelOf('block:_run_on_acc_4')).toEqual(after);
    await item(page, 'block:_run_on_acc_0').click({ position: { x: 90, y: 20 } });
    await expect.poll(() => pixelOf('block:_run_on_acc_0')).toEqual(before);
  });

  it('tells about several operations in a frame', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    await press(page, 'Open all');
    await item(page, 'node:add').waitFor();
    await drawFrame(page, item(page, 'node:linear'), item(page, 'node:add'), 6);
    await expect.poll(() => page.locator('.inspector').innerText()).toContain('3 operations');
    expect(await page.locator('.item.node.selected').count()).toBe(3);
  });
});

describe('places', () => {
  it('are gone back to and forward again', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    await item(page, 'block:_run_on_acc_0').click({ position: { x: 90, y: 20 } });
    await item(page, 'block:_run_on_gpu_1').click({ position: { x: 90, y: 20 } });
    await page.keyboard.press('Alt+ArrowLeft');
    await expect.poll(() => page.locator('.inspector h2').innerText()).toBe('Engine 0');
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(() => page.locator('.inspector h2').innerText()).toBe('PyTorch 1');
    await page.locator('.breadcrumbs').getByRole('button', { name: 'Program' }).click();
    await expect.poll(() => page.locator('.inspector .kind').innerText()).toMatch(/report/i);
  });

  it('are shown and gone to in the small picture', async () => {
    const page = await open(chainReport('many', { blocks: 60, nodesPerBlock: 3 }), STILL);
    const map = (await page.locator('.minimap canvas').boundingBox())!;
    expect(await item(page, 'outputs').count()).toBe(0);
    await page.mouse.click(map.x + map.width / 3, map.y + map.height - 2);
    await item(page, 'outputs').waitFor();
    await page.keyboard.press('f');
    await page.locator('.minimap').waitFor({ state: 'hidden' });
  });

  it('zoom to what is selected', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    await item(page, 'block:_run_on_acc_2').click({ position: { x: 90, y: 20 } });
    await page.keyboard.press('z');
    await expect.poll(() => counts(page)).toMatch(/150 %$/);
    const pane = (await page.locator('.picture').boundingBox())!;
    const box = (await item(page, 'block:_run_on_acc_2').boundingBox())!;
    expect(Math.abs(box.x + box.width / 2 - (pane.x + pane.width / 2))).toBeLessThan(3);
  });

  it('brings no hit behind the minimap or the legend', async () => {
    const state = { hierarchy: 'module', folded: ['module'], overlay: 'precision' };
    const page = await open(recordedReport('bert'), { ...STILL, state, width: 1080, height: 800 });
    await page.keyboard.press('-');
    await page.getByRole('combobox', { name: 'Search operations' }).fill('op:linear');
    await page.locator('.search-hit').first().waitFor();
    const covered: string[] = [];
    for (let hit = 0; hit < 12; hit++) {
      await page.keyboard.press('Enter');
      await page.locator('.item.selected').waitFor();
      await page.waitForTimeout(150);
      covered.push(...(await page.evaluate(coversOfSelected)));
    }
    expect(covered).toEqual([]);
  });

  it('brings no hit behind the minimap that grows with the groups that are opened for it', async () => {
    const state = { hierarchy: 'module', folded: ['module'], overlay: 'precision' };
    const page = await open(recordedReport('bert'), { ...STILL, state, width: 1080, height: 800 });
    await page.keyboard.press('o');
    const covered: string[] = [];
    for (const name of ['attention', 'attention_1', 'attention_2', 'attention_3']) {
      await press(page, 'Close all');
      const query = page.getByRole('combobox', { name: 'Search operations' });
      await query.fill(`scaled_dot_product_${name}`);
      await page.locator('.search-hit').first().waitFor();
      await query.press('Enter');
      await page.locator('.item.selected:not(.group)').waitFor();
      await page.waitForTimeout(150);
      covered.push(...(await page.evaluate(coversOfSelected)));
    }
    expect(covered).toEqual([]);
  });
});

describe('exports', () => {
  const choices = async (page: Page, name: string): Promise<void> => {
    view.requests.length = 0;
    await page.getByRole('button', { name: /^Export/ }).click();
    await page.getByRole('menuitem', { name }).first().click();
  };
  const saved = async (): Promise<{ name: string; contents: Uint8Array }> =>
    (await view.request('saveFile')) as { name: string; contents: Uint8Array };
  const says = (page: Page): Promise<string> => page.locator('footer [role=status]').innerText();

  it('write the picture as SVG, and the graph as DOT and JSON', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    await choices(page, 'Picture as SVG');
    const svg = await text(await view.request('saveFile'));
    expect(svg).toMatch(/^<svg [^]*Engine 0[^]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/color-mix|var\(/);
    await choices(page, 'Graph as DOT');
    expect(await text(await view.request('saveFile'))).toMatch(/^digraph "alternating"/);
    await choices(page, 'Graph as JSON');
    expect(JSON.parse(await text(await view.request('saveFile')))).toMatchObject({ title: 'alternating' });
  });

  it('write the picture as PNG: what is on the screen at twice its size, and the legend below', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    await choices(page, 'Picture as PNG');
    const { name, contents } = await saved();
    expect(name).toBe('alternating.png');
    const png = await decoded(page, contents);
    const [first, last] = [(await item(page, 'inputs').boundingBox())!, (await item(page, 'outputs').boundingBox())!];
    const zoom = Number(/(\d+) %$/.exec(await counts(page))![1]) / 100;
    const height = (2 * (last.y + last.height - first.y)) / zoom + 64;
    expect(png.height).toBeGreaterThan(height + 30);
    expect(png.height).toBeLessThan(height + 110);
    // The colours of both kinds of block, in the picture and in the legend alone.
    const [tensorrt, torch] = ['118,185,0', '238,108,77'];
    expect(png.count(tensorrt, 0, height)).toBeGreaterThan(1000);
    expect(png.count(torch, 0, height)).toBeGreaterThan(1000);
    expect(png.count(tensorrt, height, png.height)).toBeGreaterThan(50);
    expect(png.count(torch, height, png.height)).toBeGreaterThan(50);
  });

  it('tell in the picture what its colours mean', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]), STILL);
    await choices(page, 'Picture as SVG');
    expect(await text(await view.request('saveFile'))).toMatch(/>in TensorRT<[^]*>in PyTorch<[^]*>partly in TensorRT</);
    await choose(page, 'Precision');
    await choices(page, 'Picture as SVG');
    const svg = await text(await view.request('saveFile'));
    expect(svg).toMatch(/<title>Legend<[^]*>float32<[^]*>As the graph is typed;/);
    await page.evaluate((source) => {
      const image = document.createElement('img');
      image.src = `data:image/svg+xml;base64,${source}`;
      image.style.height = '100vh';
      document.body.replaceChildren(image);
      return image.decode();
    }, Buffer.from(svg).toString('base64'));
    await view.screenshot('export-svg');
  });

  it('say that a picture had to be reduced, and that another kind is not', async () => {
    const page = await open(chainReport('tall', { blocks: 260, nodesPerBlock: 3 }), STILL);
    let answer: () => void = () => undefined;
    view.answer('saveFile', async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { saveFile: { text: 'out/tall.png' } };
    });
    // Its millions of bytes take long to the test, and nobody looks at them there.
    await page.evaluate(() => {
      HTMLCanvasElement.prototype.toBlob = function (give) {
        (globalThis as unknown as { drawn: number }).drawn = this.height;
        give(new Blob(['png']));
      };
    });
    await choices(page, 'Picture as PNG');
    await expect.poll(() => says(page)).toBe('Exporting…');
    await saved();
    const height = await page.evaluate(() => (globalThis as unknown as { drawn: number }).drawn);
    expect(height).toBeGreaterThan(15_000);
    expect(height).toBeLessThanOrEqual(16_384);
    answer();
    await expect
      .poll(() => says(page))
      .toMatch(/^Exported to out\/tall.png. It is reduced to \d\d % of its size, .* an SVG is not.$/);
    await choices(page, 'Picture as SVG');
    await saved();
    answer();
    await expect.poll(() => says(page)).toBe('Exported to out/tall.png.');
  });

  it('write the ends of the program where those are selected, and what is no item of the picture as far as it goes', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    const dot = async (): Promise<string> => {
      await choices(page, 'Selection as DOT');
      return text(await view.request('saveFile'));
    };
    await page.keyboard.press('f');
    await item(page, 'inputs').click();
    expect(await dot()).toContain('label="x\\n');
    await item(page, 'outputs').click();
    expect(await dot()).toContain('label="special_bessel_j0_1\\n');
    await choices(page, 'Selection as SVG');
    expect(await text(await view.request('saveFile'))).toContain('Program outputs');
    await view.reveal({ node: 'l_0_weight' });
    expect(await dot()).toContain('label="l_0_weight\\n');
    await choices(page, 'Selection as PNG');
    await expect.poll(() => says(page)).toContain('the picture does not show it. DOT and JSON have it');
    await page.keyboard.press('m');
    await item(page, 'program').waitFor();
    await page
      .locator('.item.group')
      .first()
      .click({ position: { x: 90, y: 12 } });
    await page.keyboard.press('m');
    await page.locator('.item.block').first().waitFor();
    await choices(page, 'Selection as DOT');
    await expect.poll(() => says(page)).toBe('The selected group is not in the picture as it is grouped now.');
  });

  it('write what is selected alone, and say so where that is nothing', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    await page.getByRole('button', { name: /^Export/ }).click();
    await page.getByRole('menuitem', { name: 'Selection as DOT' }).click();
    await expect.poll(() => page.locator('footer [role=status]').innerText()).toBe('Nothing is selected.');
    await item(page, 'block:_run_on_acc_0').click({ position: { x: 90, y: 20 } });
    await page.getByRole('button', { name: /^Export/ }).click();
    await page.getByRole('menuitem', { name: 'Selection as DOT' }).click();
    const dot = await text(await view.request('saveFile'));
    expect(dot).toContain('relu');
    expect(dot).not.toContain('clip_custom');
  });

  it('tell where they were written', async () => {
    const page = await open(recordedReport('alternating'), STILL);
    view.answer('saveFile', () => Promise.resolve({ saveFile: { text: 'out/alternating.svg' } }));
    await choices(page, 'Picture as SVG');
    await expect.poll(() => page.locator('footer [role=status]').innerText()).toBe('Exported to out/alternating.svg.');
  });
});

describe('look', () => {
  for (const theme of THEME_NAMES) {
    it(`is clean in the theme ${theme} by modules and precision, with all groups open and a group selected`, async () => {
      const page = await open(recordedReport('bert', [ATTENTION]), {
        ...STILL,
        theme,
        state: { hierarchy: 'module', overlay: 'precision' },
      });
      await press(page, 'Open all');
      await expect.poll(() => counts(page)).toMatch(/^110 of 110/);
      await page
        .locator('.item.group')
        .first()
        .click({ position: { x: 90, y: 12 } });
      await view.screenshot(`graph-${theme}-modules`);
      expect(await view.axe()).toEqual([]);
      expect(await view.overflows()).toEqual([]);
      expect(await view.pictureFaults()).toEqual([]);
    });
  }
});

interface DecodedPng {
  readonly width: number;
  readonly height: number;
  /** Pixels of a colour, "118,185,0", in lines from one to before another. */
  count(colour: string, from: number, to: number): number;
}

async function decoded(page: Page, bytes: Uint8Array): Promise<DecodedPng> {
  const { width, height, colours } = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(image, 0, 0);
    const lines: Record<string, number>[] = [];
    for (let line = 0; line < image.height; line++) {
      const counts: Record<string, number> = {};
      const { data } = context.getImageData(0, line, image.width, 1);
      for (let at = 0; at < data.length; at += 4) {
        const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        counts[colour] = (counts[colour] ?? 0) + 1;
      }
      lines.push(counts);
    }
    return { width: image.width, height: image.height, colours: lines };
  }, Buffer.from(bytes).toString('base64'));
  return {
    width,
    height,
    count: (colour, from, to) =>
      colours.slice(Math.round(from), Math.round(to)).reduce((sum, line) => sum + (line[colour] ?? 0), 0),
  };
}

/** In the page: what lies over the selected item. */
function coversOfSelected(): string[] {
  const own = document.querySelector('.item.selected')!.getBoundingClientRect();
  const covers = [...document.querySelectorAll('.minimap, .legend')].filter((each) => {
    const { left, right, top, bottom, width } = each.getBoundingClientRect();
    return width > 0 && left < own.right && own.left < right && top < own.bottom && own.top < bottom;
  });
  return covers.map((each) => `${each.className} over ${document.querySelector('.item.selected')!.textContent}`);
}
