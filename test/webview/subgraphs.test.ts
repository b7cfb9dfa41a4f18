/** Graphs within operations, as the picture shows them; and weights, which are found and selected though it does not. */

import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openArtifact } from '../../extension/core/formats/open';
import { withPartition } from '../../extension/core/partition/replay/openedPartition';
import { encodeReport } from '../../extension/core/report/codec';
import { type Graph, TYPE, floats, model, node, value } from '../support/onnxModel';
import { inMemory } from '../unit/onnx/files';
import { drawFrame } from './drag';
import type { OpenOptions, WebviewPage } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const pages = testPages();
let view: WebviewPage;

/** torch.cond with two branches, whose inputs are called as nodes of the program are. */
const COND = readFileSync(new URL('../fixtures/exported/cond.pt2', import.meta.url));

async function open(bytes: Uint8Array = COND, title = 'cond.pt2', more: OpenOptions = {}): Promise<Page> {
  const path = `/models/${title}`;
  const { artifact, report } = withPartition(await openArtifact(inMemory(bytes, path)));
  const document = { title, path, report: encodeReport(report!), findings: [], artifact };
  view = await pages.open('program', document, { bodyClass: 'vscode-reduce-motion', ...more });
  await view.page.locator('.item').first().waitFor();
  return view.page;
}

/** A loop whose body chooses between branches, which read what is given to the loop, to the program and a weight of it. */
function loopModel(): Uint8Array {
  const float = (name: string): ReturnType<typeof value> => value(name, TYPE.float, [2, 3]);
  const branch = (name: string, ...nodes: readonly ReturnType<typeof node>[]): Graph => {
    return { name, node: [...nodes], input: [], output: [float(nodes.at(-1)!.output[0]!)] };
  };
  const choice = node('If', ['again'], ['chosen'], {
    then_branch: {
      g: branch('then', node('Mul', ['carried', 'weight'], ['scaled']), node('Relu', ['scaled'], ['kept'])),
    },
    else_branch: { g: branch('else', node('Sub', ['carried', 'x'], ['less'])) },
  });
  const body: Graph = {
    name: 'body',
    node: [choice, node('Identity', ['again'], ['again_next'])],
    input: [value('step', TYPE.int64, []), value('again', TYPE.bool, []), float('carried')],
    output: [value('again_next', TYPE.bool, []), float('chosen')],
  };
  return model({
    name: 'loop',
    node: [
      node('Abs', ['x'], ['positive']),
      node('Loop', ['count', 'flag', 'positive'], ['looped'], { body: { g: body } }),
      node('Neg', ['looped'], ['y']),
    ],
    input: [float('x'), value('count', TYPE.int64, []), value('flag', TYPE.bool, [])],
    output: [float('y')],
    initializer: [floats('weight', [2, 3])],
  });
}

const inspector = (page: Page): Promise<string> => page.locator('.inspector').innerText();
const title = (page: Page): Promise<string> => page.locator('.inspector h2').innerText();
const kind = async (page: Page): Promise<string> => (await page.locator('.inspector .kind').innerText()).toLowerCase();
const rows = (page: Page): Locator => page.locator('.search-hit');

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search operations' }).fill(text);
  await rows(page).first().waitFor();
}

async function press(page: Page, name: string): Promise<void> {
  await page.locator('.inspector').getByRole('button', { name, exact: true }).first().click();
}

describe('what is within an operation', () => {
  it('is found with the block of that operation, which it leads to, and which lists it', async () => {
    const page = await open();
    await search(page, 'op:relu');
    expect(await rows(page).locator('.search-block').allInnerTexts()).toEqual(['PyTorch 0']);
    await page.keyboard.press('Enter');
    await expect.poll(() => title(page)).toBe('relu');
    await page.locator('[data-id="inner:cond/true_graph_0/relu"].selected').waitFor();
    expect(await inspector(page)).toMatch(/Inside\s+cond \(true_graph_0\)\s+Runs in\s+PyTorch 0/);
    expect(await inspector(page)).toContain('It runs within cond, which is not in TensorRT.');
    await expect.poll(() => view.request('select')).toMatchObject({ node: 'cond' });
    await press(page, 'cond');
    await page.locator('[data-id="node:cond"].selected').waitFor();
    expect(await inspector(page)).toMatch(/runs true_graph_0 \(2 operations\)\s+linear_1[^]*aten.linear\s+relu/i);
    expect(await inspector(page)).toMatch(/runs false_graph_0 \(1 operation\)\s+mul/i);
    await press(page, 'linear_1');
    await expect.poll(() => title(page)).toBe('linear_1');
    expect(await view.axe()).toEqual([]);
    await view.screenshot('subgraph-operation');
  });

  it('is gone back to and found again after a reload, though the program has its name too', async () => {
    const page = await open();
    await search(page, 'name:linear');
    // Operations first, of the program and within cond, then inputs of what cond runs.
    await expect
      .poll(() => rows(page).locator('.search-title').allInnerTexts())
      .toEqual(['linear', 'linear_1', 'linear', 'linear']);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => kind(page)).toBe('input of a subgraph');
    expect(await inspector(page)).toContain('cond (true_graph_0)');
    await press(page, 'cond');
    await expect.poll(() => title(page)).toBe('cond');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect.poll(() => kind(page)).toBe('input of a subgraph');
    await view.reload();
    await expect.poll(() => kind(page)).toBe('input of a subgraph');
    expect(await inspector(page)).toContain('cond (true_graph_0)');
  });
});

describe('an operation that runs graphs', () => {
  it('opens to them, by pointer and keys, in the picture and in the outline', async () => {
    const page = await open();
    const item = (id: string): Locator => page.locator(`.items [data-id="${id}"]`);
    const cond = item('node:cond');
    await item('block:_run_on_gpu_0').dblclick();
    await expect.poll(() => cond.getAttribute('aria-expanded')).toBe('false');
    await view.screenshot('subgraph-closed');
    await page.getByRole('button', { name: 'Outline' }).click();
    await cond.dblclick();
    await item('inner:cond/true_graph_0/relu').waitFor();
    await expect.poll(() => page.locator('.outline-title').allInnerTexts()).toContain('false_graph_0');
    expect(await page.locator('.status .counts').innerText()).toMatch(/^6 of 6 operations shown/);
    expect(await view.axe()).toEqual([]);
    await view.screenshot('subgraph-open');
    await item('inner:cond/true_graph_0/relu').click();
    await expect.poll(() => title(page)).toBe('relu');
    const crumbs = page.locator('.breadcrumbs li');
    await expect.poll(() => crumbs.allInnerTexts()).toEqual(['Program', 'PyTorch 0', 'cond', 'true_graph_0', 'relu']);
    await crumbs.getByRole('button', { name: 'true_graph_0' }).click();
    await expect.poll(() => inspector(page)).toMatch(/true_graph_0[^]*Operations\s+2\s+Runs in\s+PyTorch 0/);
    await item('inner:cond/true_graph_0/relu').click();
    await expect.poll(() => title(page)).toBe('relu');
    // To what it reads, to the input of its graph, and out to the operation that runs that.
    for (const name of ['linear_1', 'linear', 'cond']) {
      await page.keyboard.press('[');
      await expect.poll(() => title(page)).toBe(name);
    }
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => cond.getAttribute('aria-expanded')).toBe('false');
    await view.reload();
    await expect.poll(() => cond.getAttribute('aria-expanded')).toBe('false');
    await cond.press('ArrowRight');
    await expect.poll(() => cond.getAttribute('aria-expanded')).toBe('true');
    await view.reload();
    await item('inner:cond/true_graph_0/relu').waitFor();
  });
});

describe('several operations', () => {
  const item = (id: string): Locator => view.page.locator(`.items [data-id="${id}"]`);
  const allOpen = async (): Promise<Page> => {
    const page = await open();
    await page.getByRole('button', { name: 'Open all' }).click();
    await item('inner:cond/true_graph_0/relu').waitFor();
    await page.keyboard.press('f');
    return page;
  };

  it('have none of the ends of a graph among them', async () => {
    const page = await allOpen();
    await item('inner:cond/true_graph_0/relu').click();
    await item('inner:cond/true_graph_0/linear').click({ modifiers: ['Control'] });
    await expect.poll(() => title(page)).toBe('1 operation');
    await item('inner:cond/true_graph_0/linear_1').click({ modifiers: ['Control'] });
    await expect.poll(() => title(page)).toBe('2 operations');
  });

  it('are in a frame an operation that is open, as one that is closed, and not what it runs', async () => {
    const page = await allOpen();
    await drawFrame(page, item('node:cond'), item('node:cond'), 3);
    await expect.poll(() => title(page)).toBe('1 operation');
    expect(await item('node:cond').getAttribute('aria-selected')).toBe('true');
  });
});

describe('graphs within graphs', () => {
  it.each(THEME_NAMES)(
    'are drawn in the theme %s, lines ending at the operation that they are read in',
    async (theme) => {
      const page = await open(loopModel(), 'loop.onnx', { theme, width: 1500, height: 1000 });
      await page.getByRole('button', { name: 'Open all' }).click();
      await page.locator('.items [data-id$="/Relu_kept"]').waitFor();
      const ids = await page
        .locator('.items .item')
        .evaluateAll((items) => items.map((each) => each.getAttribute('data-id')));
      expect(ids.filter((id) => id!.startsWith('inner:')).length).toBe(11);
      await page.keyboard.press('f');
      await page.waitForTimeout(300);
      expect(await view.axe()).toEqual([]);
      await view.screenshot(`subgraphs-${theme}`);
    },
  );
});

describe('a weight', () => {
  it('is called so wherever it is told of, and listed behind what is drawn', async () => {
    const page = await open();
    await search(page, 'p_b_weight,add');
    expect(await rows(page).locator('.search-title').allInnerTexts()).toEqual([
      'add',
      ...['p_b_weight', 'p_b_weight', 'p_b_weight'],
    ]);
    expect(await rows(page).locator('.search-block').allInnerTexts()).toEqual([
      'PyTorch 0',
      ...['weight', 'PyTorch 0', 'PyTorch 0'],
    ]);
    await rows(page).nth(1).click();
    await expect.poll(() => kind(page)).toBe('weight');
    expect(await page.locator('.item.selected').count()).toBe(0);
    await view.reveal({ node: 'x' });
    await expect.poll(() => kind(page)).toBe('program input');
    await view.reveal({ node: 'true_graph_0' });
    await expect.poll(() => kind(page)).toBe('constant');
    await view.reveal({ node: 'linear' });
    await expect.poll(() => inspector(page)).toMatch(/p_a_weight\s+8×8 float32 · 256 B · weight · input 1/);
  });
});
