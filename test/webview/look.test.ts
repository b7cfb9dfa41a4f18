/** How the pages look and read: themes, accessibility, sizes, long names. Screenshots go to .cache/screenshots. */

import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { LOWERING_FAILED, chainReport, failedReport, recordedReport } from './models';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const LEFT_OUT = ['torch.ops.aten.scaled_dot_product_attention.default', 'torch.ops.aten.gelu.default'];

const pages = testPages();
let view: WebviewPage;

async function open(name: 'program' | 'breaks', report: Report, options: OpenOptions = {}): Promise<void> {
  view = await pages.open(name, documentOf(report), options);
  await view.page.locator('h1').first().waitFor({ state: 'attached' });
  if (name === 'program' && report.program) await view.page.locator('.item').first().waitFor();
}

async function openBlock(position: number): Promise<void> {
  const block = view.page.locator('.item.block').nth(position);
  await block.click({ position: { x: 14, y: 12 } });
  await expect.poll(() => block.getAttribute('aria-expanded')).toBe('true');
}

async function expectClean(screenshot: string): Promise<void> {
  await view.screenshot(screenshot);
  expect(await view.axe()).toEqual([]);
  expect(await view.overflows()).toEqual([]);
  expect(await view.pictureFaults()).toEqual([]);
}

describe('program view', () => {
  for (const theme of THEME_NAMES) {
    it(`is clean in the theme ${theme}, with an operation and with a break selected`, async () => {
      await open('program', recordedReport('bert', LEFT_OUT), { theme });
      await openBlock(2);
      await view.page.locator('.item.node').nth(3).click();
      await expectClean(`program-${theme}-operation`);
      await view.page.locator('.item.break').first().click();
      await expectClean(`program-${theme}-break`);
    });

    it(`is clean in the theme ${theme} after a failed compile`, async () => {
      await open(
        'program',
        { ...recordedReport('gpt2'), findings: [{ ...LOWERING_FAILED, code: 'build.failed' }] },
        { theme },
      );
      await expectClean(`program-${theme}-failed`);
    });
  }

  it('takes a new theme without being loaded again', async () => {
    await open('program', recordedReport('bert', LEFT_OUT));
    const block = (await view.page.locator('.block.tensorrt').first().boundingBox())!;
    const corner = { x: block.x + 40, y: block.y + 4, width: 1, height: 1 };
    const dark = await view.pixels(corner);
    await view.setTheme('light');
    await expect.poll(() => view.pixels(corner)).not.toEqual(dark);
    await expectClean('program-dark-to-light');
  });

  it('tells TensorRT from PyTorch in forced colours too', async () => {
    await open('program', recordedReport('alternating'), { context: { forcedColors: 'active' } });
    await view.screenshot('program-forced-colors');
    // Along its upper edge a block of TensorRT has a whole line and one of PyTorch dashes.
    const changes = async (kind: string): Promise<number> => {
      const { x, y } = (await view.page.locator(`.block.${kind}`).first().boundingBox())!;
      const edge = await view.pixels({ x: x + 12, y: Math.round(y), width: 120, height: 1 });
      const greys = edge.filter((_, at) => at % 4 === 0);
      return greys.filter((grey, at) => at > 0 && Math.abs(grey - greys[at - 1]!) > 60).length;
    };
    expect(await changes('tensorrt')).toBe(0);
    expect(await changes('torch')).toBeGreaterThan(10);
  });

  it('says of a tensor all that there is to say, on more lines than one where it must', async () => {
    await open('program', recordedReport('bert', LEFT_OUT));
    await view.reveal({ node: 'scaled_dot_product_attention_1' });
    const details = view.page.locator('.inspector .lines-list .dim');
    await details.getByText(/ · input 2$/).waitFor();
    const cut = await details.evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth).length);
    expect(cut).toBe(0);
    // A number does not stand alone on a line.
    const heights = await details
      .locator('.whole')
      .evaluateAll((all) => all.map((each) => each.getClientRects()[0]!.height));
    expect(heights.length).toBeGreaterThan(6);
    expect(Math.max(...heights)).toBeLessThan(24);
  });

  it('tells lines of the outline apart by their ends', async () => {
    const report = chainReport('long', {
      blocks: 4,
      nodesPerBlock: 12,
      nodeName: (at) => `clip_with_a_long_name_${at}`,
      target: 'torch.ops.my_kernels.clip_with_a_long_name.default',
    });
    await open('program', report, { state: { outline: true, open: { partition: { all: true, ids: [] } } } });
    await view.page.locator('.item.node').first().waitFor();
    const details = view.page.locator('.outline-row:has(.outline-title:text("my_kernels")) .outline-detail');
    for (const detail of await details.all()) expect((await detail.boundingBox())!.width).toBeGreaterThan(70);
  });

  it('has the names of blocks whole in the outline, however long the reasons behind them are', async () => {
    await open('program', recordedReport('detector'), { state: { outline: true } });
    const titles = view.page.locator('.outline-row.block .outline-title');
    await titles.getByText('PyTorch 1').waitFor();
    expect(await titles.evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth).length)).toBe(0);
  });

  it('writes nothing in the minimap, which has room for two letters', async () => {
    await open('program', recordedReport('detector'), { state: { open: { partition: { all: true, ids: [] } } } });
    await view.page.locator('.item.node').first().waitFor();
    await view.page.evaluate(() => {
      const { prototype } = CanvasRenderingContext2D;
      const { fillText } = prototype;
      prototype.fillText = function (this: CanvasRenderingContext2D, ...parameters) {
        if (this.canvas.closest('.minimap')) this.canvas.dataset['text'] = parameters[0];
        fillText.apply(this, parameters);
      };
    });
    const minimap = view.page.locator('.minimap canvas');
    await minimap.evaluate((canvas: HTMLCanvasElement) => canvas.getContext('2d')!.reset());
    await view.page.locator('.legend button').first().click();
    await expect.poll(() => minimap.evaluate(isPainted)).toBe(true);
    expect(await minimap.getAttribute('data-text')).toBe(null);
  });

  it('leaves a small pane to the picture rather than to the legend', async () => {
    await open('program', recordedReport('bert', LEFT_OUT), { width: 320, height: 700 });
    const legend = view.page.locator('.legend');
    for (const line of await legend.locator('li').all()) expect((await line.boundingBox())!.height).toBeLessThan(24);
    const [over, pane] = [(await legend.boundingBox())!, (await view.page.locator('.picture-pane').boundingBox())!];
    expect((over.width * over.height) / (pane.width * pane.height)).toBeLessThan(0.2);
    await view.page.setViewportSize({ width: 500, height: 400 });
    await expect.poll(() => legend.isVisible()).toBe(false);
  });

  for (const [width, height] of [
    [320, 700],
    [900, 300],
    [600, 500],
    [1920, 1080],
  ] as const) {
    it(`fits ${width} by ${height} pixels`, async () => {
      await open('program', recordedReport('detector'), { width, height });
      await view.reveal({ graphBreak: 0 });
      await view.page.locator('.break.selected').waitFor();
      await expectClean(`program-${width}x${height}`);
      const below = (await view.page.locator('.inspector').boundingBox())!.x < 10;
      expect(below).toBe(width <= 760);
      const pane = (await view.page.locator('.picture-pane').boundingBox())!;
      expect(pane.height).toBeGreaterThan(120);
    });
  }

  it('cuts long names with an ellipsis and says them in full on hover', async () => {
    const long = 'a_name_that_never_seems_to_end_because_it_was_generated_by_a_program';
    const report = chainReport('long', {
      blocks: 5,
      nodesPerBlock: 6,
      nodeName: (i) => `${long}_${i}`,
      module: (i) => `${long}.${long}.${long}_${i}`,
      target: `torch.ops.${long}.${long}.default`,
    });
    const path = { ...report.model, path: `${'folder/'.repeat(40)}x.py`, name: long.repeat(3) };
    await open('program', { ...report, model: path, findings: [{ ...LOWERING_FAILED, message: long.repeat(4) }] });
    await expectClean('program-long-overview');
    await openBlock(1);
    await view.page.locator('.item.node').first().click();
    await expectClean('program-long-operation');
    await view.page.locator('.item.break').first().click();
    await expectClean('program-long-break');
  });

  for (const [name, report] of [
    ['one block', chainReport('one', { blocks: 1, nodesPerBlock: 3 })],
    ['130 blocks', chainReport('many', { blocks: 130, nodesPerBlock: 3 })],
    ['no graph', failedReport('spectrogram')],
    ['an open block of two bands', recordedReport('detector')],
  ] as const) {
    it(`is clean with ${name}`, async () => {
      await open('program', report);
      if (name.startsWith('an open')) await openBlock(0);
      await expectClean(`program-${name.replaceAll(' ', '-')}`);
    });
  }
});

describe('graph breaks panel', () => {
  for (const theme of THEME_NAMES) {
    it(`is clean in the theme ${theme}`, async () => {
      await open('breaks', recordedReport('bert', LEFT_OUT), { theme, height: 320 });
      await view.page.locator('tbody tr').nth(1).click();
      await expectClean(`breaks-${theme}`);
    });
  }

  for (const [width, height] of [
    [320, 700],
    [700, 220],
    [1900, 260],
  ] as const) {
    it(`fits ${width} by ${height} pixels`, async () => {
      await open('breaks', recordedReport('alternating'), { width, height });
      await expectClean(`breaks-${width}x${height}`);
    });
  }

  it('is clean where there is no break and where there is no graph', async () => {
    await open('breaks', chainReport('whole', { blocks: 1, nodesPerBlock: 12 }), { height: 240 });
    await expectClean('breaks-none');
    await view.change(documentOf(failedReport('spectrogram')));
    await view.page.locator('.finding').waitFor();
    await expectClean('breaks-failed');
  });
});

function isPainted(canvas: HTMLCanvasElement): boolean {
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value > 0);
}
