/** Reports of ONNX models in both pages: words that are true of them, TensorRT's layers, every theme. */

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { manyLayers, onnxReport, quantizedReport } from './onnxModels';
import { type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const pages = testPages();
let view: WebviewPage;

async function open(name: 'program' | 'breaks', report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.open(name, documentOf(report), options);
  await view.page.locator('h1').first().waitFor({ state: 'attached' });
  return view.page;
}

const inspector = (page: Page): Promise<string> => page.locator('.inspector').innerText();
const line = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).innerText()).replaceAll('\n', ' ');

/** Everything that is on the page, with what is said on hover and to a screen reader. */
async function words(page: Page): Promise<string> {
  return page.evaluate(() => {
    const said = [...document.querySelectorAll('[title], [aria-label]')].flatMap((element) => [
      element.getAttribute('title') ?? '',
      element.getAttribute('aria-label') ?? '',
    ]);
    return [document.querySelector('#app')!.textContent, ...said].join('\n');
  });
}

/** Who has no part in compiling an .onnx; hints may name torch's functions, and operators those of its modules. */
const UNTRUE = /PyTorch|Torch-TensorRT|torch\.export|converter|validator/;

async function expectClean(screenshot: string): Promise<void> {
  await view.screenshot(screenshot);
  expect(await view.axe()).toEqual([]);
  expect(await view.overflows()).toEqual([]);
  expect(await view.pictureFaults()).toEqual([]);
}

describe('words', () => {
  for (const [name, report] of [
    ['segnet', onnxReport('segnet')],
    ['recognizer', onnxReport('recognizer')],
    ['quantized', quantizedReport()],
  ] as const) {
    it(`of ${name} name nobody who had no part in it, whatever is selected`, async () => {
      const page = await open('program', report);
      expect(await words(page)).not.toMatch(UNTRUE);
      const targets = [
        ...report.program!.partition.blocks.map(({ name: block }) => ({ block })),
        ...report.program!.partition.blocks.map(({ nodes }) => ({ node: report.program!.graph.name(nodes[0]!) })),
        { graphBreak: 0 },
      ];
      for (const target of targets) {
        await view.reveal(target);
        await page.waitForTimeout(60);
        expect(await words(page), JSON.stringify(target)).not.toMatch(UNTRUE);
      }
      await view.close();
      expect(await words(await open('breaks', report))).not.toMatch(UNTRUE);
    });
  }

  it('of the header say what an engine would come to, for none was tried', async () => {
    const page = await open('program', onnxReport('segnet'));
    const text = await line(page, '.top');
    expect(text).toContain('would be 3 engines');
    expect(text).toContain('29 of 33 operations taken by TensorRT (87.9 %)');
    expect(text).toContain('TensorRT-RTX 1.5.0.114');
    expect(text).not.toContain('GPU');
    expect(await page.locator('.block.trouble').count()).toBe(0);
  });

  it('of the overview give the shapes of inputs as people write them', async () => {
    const page = await open('program', onnxReport('recognizer'));
    const text = (await inspector(page)).replaceAll('\n', ' ');
    expect(text).toMatch(/shapes of inputs line 1×3×32×64 to 8×3×32×512, best at 1×3×32×128/i);
    expect(text).toContain('not needed to build from ONNX');
    expect(text).not.toContain('{"line"');
  });

  it('of values that a model says nothing of are no question marks', async () => {
    const page = await open('program', quantizedReport());
    expect(await line(page, '.headline')).toContain('crossing 2 tensors a run');
    await page
      .locator('.item.block')
      .nth(1)
      .click({ position: { x: 14, y: 12 } });
    await page.locator('.item.node').first().waitFor();
    const types = await page
      .locator('.item.node')
      .evaluateAll((items: HTMLElement[]) => items.map((each) => each.title.split('\n')[2]));
    expect(types).toEqual(['unknown type +2', 'unknown type']);
    await view.reveal({ graphBreak: 0 });
    await page.locator('.break.selected').waitFor();
    const text = (await inspector(page)).replaceAll('\n', ' ');
    expect(text).toContain('Crosses 1 tensor in, 1 tensor out a run');
    expect(text).toContain('Replace it before the export, or run the model with ONNX Runtime');
    expect(text).toContain('unknown operator, not taken');
    expect(await words(page)).not.toMatch(/\? \?|depends on the input/);
  });
});

describe('layers', () => {
  it('of an engine lead to their operation, and that lists them', async () => {
    const page = await open('program', onnxReport('recognizer'));
    await view.reveal({ block: '_run_on_acc_0' });
    await page.locator('.block.selected').waitFor();
    const layers = page.locator('.inspector section', { hasText: 'TensorRT layers' });
    expect(await layers.locator('h3').innerText()).toMatch(/TensorRT layers \(19\)/i);
    expect(await layers.innerText()).toContain('7 layers could not be joined to an operation.');
    await layers.getByRole('button', { name: 'node_max_pool2d' }).click();
    expect(await page.locator('.inspector h2').innerText()).toBe('node_max_pool2d');
    expect((await layers.innerText()).replaceAll('\n', ' ')).toContain('node_max_pool2d POOLING float32');
  });

  it('by the thousand come in steps, each with the focus on its first', async () => {
    const page = await open('program', manyLayers(2437));
    await view.reveal({ block: '_run_on_acc_0' });
    const layers = page.locator('.inspector section', { hasText: 'TensorRT layers' });
    await layers.getByRole('button', { name: '200 of 2,432 more' }).click();
    expect(await layers.locator('li').count()).toBe(206);
    expect(await layers.getByRole('button', { name: '200 of 2,232 more' }).count()).toBe(1);
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement!.textContent);
    for (let shown = 205; shown < 2436; shown = (await layers.locator('li').count()) - 1) {
      await page.keyboard.press('Tab');
      expect(await focused()).toMatch(/ more$/);
      await page.keyboard.press('Enter');
      expect(await focused()).toBe(await layers.locator('li').nth(shown).textContent());
    }
    expect(await layers.locator('li').count()).toBe(2437);
    expect(await layers.innerText()).toContain('2,436 layers could not be joined to an operation.');
  });
});

describe('breaks of segnet', () => {
  it('are in the panel with why, where and what to do', async () => {
    const page = await open('breaks', onnxReport('segnet'), { height: 320 });
    expect(await page.locator('tbody tr').count()).toBe(2);
    const cells = await page.locator('tbody tr').first().locator('td').allInnerTexts();
    expect(cells.slice(1, 3)).toEqual(['MaxPool', 'not taken like this']);
    expect(cells[3]).toContain('export_onnx.py');
    expect(cells[4]).toBe('5 tensors · 623 KB');
    expect(cells[5]).toContain('without return_indices');
    expect(await page.locator('.bar').innerText()).toContain('Both breaks come from one line, export_onnx.py:38.');
    const detail = await page.locator('.detail').innerText();
    expect(detail).toContain('TensorRT-RTX 1.5.0.114 has MaxPool, but does not take it like this');
    expect(detail).toContain('Unsupported 1');
    await page.locator('.detail').getByText('Go to source').click();
    expect(await view.request('openSource')).toMatchObject({ file: '/home/ml/export_onnx.py', line: 38 });
    await page.getByRole('button', { name: 'Copy' }).click();
    const { text } = (await view.request('copyText')) as { text: string };
    expect(text).toContain('1. MaxPool: not taken like this');
    expect(text).not.toMatch(UNTRUE);
  });
});

describe('look', () => {
  for (const theme of THEME_NAMES) {
    it(`is clean in the theme ${theme}`, async () => {
      const page = await open('program', onnxReport('segnet'), { theme });
      await expectClean(`onnx-${theme}-overview`);
      await page.locator('.item.break').first().click();
      await expectClean(`onnx-${theme}-break`);
      await view.change(documentOf(onnxReport('recognizer')));
      await expect.poll(() => page.locator('.headline').innerText()).toContain('1 engine');
      await view.reveal({ block: '_run_on_acc_0' });
      await page.locator('.block.selected').waitFor();
      await expectClean(`onnx-${theme}-layers`);
      await view.close();
      await open('breaks', onnxReport('segnet'), { theme, height: 320 });
      await expectClean(`onnx-${theme}-panel`);
    });
  }

  for (const report of [onnxReport('segnet'), quantizedReport()]) {
    it(`of ${report.model.name} fits a narrow page`, async () => {
      await open('program', report, { width: 360, height: 800 });
      await view.reveal({ graphBreak: 0 });
      await view.page.locator('.break.selected').waitFor();
      await expectClean(`onnx-narrow-${report.model.name}`);
      await view.close();
      await open('breaks', report, { width: 360, height: 700 });
      await expectClean(`onnx-narrow-${report.model.name}-panel`);
    });
  }
});
