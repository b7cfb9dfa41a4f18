/** Files that were opened rather than compiled: what the page says of them first, in every theme and at every size. */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { FilesBeside } from '../../extension/core/formats/fileAccess';
import { openArtifact } from '../../extension/core/formats/open';
import { withPartition } from '../../extension/core/partition/replay/openedPartition';
import { encodeReport } from '../../extension/core/report/codec';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { inMemory } from '../unit/onnx/files';
import type { OpenOptions, WebviewPage } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const pages = testPages();
let view: WebviewPage;

const example = (name: string): Uint8Array => readFileSync(new URL(`../../examples/${name}`, import.meta.url));
const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));

/** What the host hands a page for a file. */
async function documentOf(
  path: string,
  bytes: Uint8Array,
  change: (artifact: trtlens.IArtifact) => trtlens.IArtifact = (artifact) => artifact,
  settings: Readonly<Record<string, unknown>> = {},
  beside?: FilesBeside,
): Promise<trtlens.IDocument> {
  const { artifact, report } = withPartition(await openArtifact(inMemory(bytes, path), beside), settings);
  return {
    title: path.split('/').at(-1)!,
    path,
    report: report ? encodeReport(report) : new Uint8Array(),
    findings: report ? [] : (artifact.findings ?? []),
    artifact: change(artifact),
  };
}

async function open(document: trtlens.IDocument, options: OpenOptions = {}): Promise<Page> {
  view = await pages.open('program', document, options);
  await view.page.locator('h1').first().waitFor({ state: 'attached' });
  return view.page;
}

const text = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).innerText()).replaceAll('\n', ' ');

async function expectClean(screenshot: string): Promise<void> {
  await view.screenshot(screenshot);
  expect(await view.axe()).toEqual([]);
  expect(await view.overflows()).toEqual([]);
  expect(await view.pictureFaults()).toEqual([]);
}

const REFUSED: trtlens.IVerdict = {
  target: 'this machine',
  state: 'refused',
  reasons: [
    {
      code: 'load.abi',
      severity: 'error',
      message: 'Its engines have the layout "9", and Torch-TensorRT 2.14 reads "10" alone.',
      places: [],
      remedies: [{ title: 'Compile the model with Torch-TensorRT 2.14, or load it with 2.12 or 2.13.' }],
    },
  ],
};

describe('an ONNX model', () => {
  it('is drawn as one graph that nobody has cut', async () => {
    const page = await open(await documentOf('/models/segnet.onnx', example('segnet.onnx')));
    const top = await text(page, '.top');
    expect(top).toContain('ONNX model');
    expect(top).toContain('not partitioned');
    expect(top).not.toContain('engine');
    await page.getByRole('treeitem', { name: /^Graph/ }).click({ position: { x: 60, y: 20 } });
    await page.getByRole('treeitem', { name: /^node_Conv_141/ }).waitFor();
    expect(await text(page, '.inspector')).toContain('Conv');
    await expectClean('artifact-onnx');
  });

  it('tells its inputs, operator sets and who wrote it beside the picture', async () => {
    const page = await open(await documentOf('/models/recognizer.onnx', example('recognizer.onnx')));
    const details = await text(page, '.inspector');
    expect(details).toContain('Operator sets');
    expect(details).toContain('batch×3×32×width float32');
    await expectClean('artifact-onnx-overview');
  });
});

describe('an exported program', () => {
  it('shows where it would break, and that nobody asked Torch-TensorRT', async () => {
    const page = await open(
      await documentOf('/models/detector.pt2', fixture('exported/detector.pt2'), (artifact) => artifact, {
        min_block_size: 1,
      }),
    );
    const top = await text(page, '.top');
    expect(top).toContain('partition not exact');
    expect(top).toContain('would be 2 engines');
    expect(top).toContain('1 graph break');
    expect(await text(page, '.inspector')).toContain('worked out without Torch-TensorRT');
    await expectClean('artifact-exported');
    await page.locator('[data-id="break:_run_on_gpu_1"]').click();
    expect(await text(page, '.inspector')).toContain('TensorRT-RTX has no cumulative sum');
    await expectClean('artifact-exported-break');
  });
});

describe('a compiled program', () => {
  const path = '/models/alternating.trt.pt2';

  it('tells its engines, and why it cannot be loaded, before anything else', async () => {
    const document = await documentOf(path, fixture('compiled/alternating.trt.pt2'), (artifact) => ({
      ...artifact,
      verdicts: [REFUSED, { target: 'gpu=H200', state: 'loads', reasons: [] }],
    }));
    const page = await open(document);
    const top = await text(page, '.top');
    expect(top).toContain('program compiled with Torch-TensorRT');
    expect(top).toContain('cannot be loaded on this machine');
    expect(top).toContain('loads on the chosen machine');
    const details = await text(page, '.inspector');
    expect(details).toContain('_run_on_acc_0_engine');
    expect(details).toContain('have the layout "9"');
    expect(details).toContain('gpu=H200');
    const file = await text(page, '.inspector section:has(h3:text-is("File"))');
    expect(file).toContain('Platform linux_x86_64');
    expect(file).toContain('GPU NVIDIA RTX 6000 Ada, compute capability 8.9');
    await expectClean('artifact-compiled');
  });

  it('names what the user gives it as its inputs, and no engine', async () => {
    const page = await open(await documentOf(path, fixture('compiled/alternating.trt.pt2')));
    await page.locator('.item').first().waitFor();
    const titles = await page.locator('.item').evaluateAll((items: HTMLElement[]) => items.map((each) => each.title));
    const picture = titles.join('\n');
    expect(picture).toContain('Program input · x');
    expect(picture).not.toContain('unknown type');
    // Nobody knows how long it took to build.
    expect(picture).not.toContain(' ms');
  });

  it('leads from an engine to its block', async () => {
    const page = await open(await documentOf(path, fixture('compiled/alternating.trt.pt2')));
    await page.getByRole('button', { name: '_run_on_acc_2_engine' }).click();
    expect(await text(page, '.inspector')).toContain('Engine 2');
    await page.locator('[data-id="block:_run_on_acc_2"][aria-selected="true"]').waitFor();
  });

  it('has the layers of an engine with its block, and says why they have no operation', async () => {
    const page = await open(await documentOf(path, fixture('compiled/alternating.trt.pt2')));
    expect(await page.locator('.inspector h3', { hasText: 'Layers in the plan' }).count()).toBe(0);
    await view.reveal({ block: '_run_on_acc_2' });
    const layers = page.locator('.inspector section', { hasText: 'TensorRT layers' });
    expect(await layers.locator('h3').innerText()).toMatch(/TensorRT layers \(5\)/i);
    expect(await layers.innerText()).toContain(
      '5 layers could not be joined to an operation: the file does not keep those of an engine.',
    );
    await expectClean('artifact-compiled-layers');
  });

  it('says in its first lines what is not known for sure, and keeps its name readable', async () => {
    const doubt = { code: 'load.capability', severity: 'warning', message: 'Perhaps not.', places: [], remedies: [] };
    const document = await documentOf(path, fixture('compiled/alternating.trt.pt2'), (artifact) => ({
      ...artifact,
      verdicts: [
        { target: 'this machine', state: 'unknown', reasons: [] },
        { target: 'gpu=T4', state: 'unknown', reasons: [doubt] },
      ],
    }));
    const page = await open(document, { width: 900, height: 640 });
    const top = await text(page, '.top');
    expect(top).toContain('linux_x86_64');
    expect(top).toContain('nothing speaks against this machine');
    expect(top).toContain('may not load on the chosen machine');
    const name = page.locator('h1');
    expect(await name.evaluate((heading) => heading.scrollWidth - heading.clientWidth)).toBeLessThanOrEqual(1);
    await expectClean('artifact-compiled-doubt');
  });

  for (const theme of THEME_NAMES) {
    it(`is clean in the theme ${theme}`, async () => {
      const document = await documentOf(path, fixture('compiled/alternating.trt.pt2'), (artifact) => ({
        ...artifact,
        verdicts: [REFUSED],
      }));
      await open(document, { theme });
      await expectClean(`artifact-compiled-${theme}`);
    });
  }

  it('fits a narrow window', async () => {
    const document = await documentOf(path, fixture('compiled/alternating.trt.pt2'));
    await open(document, { width: 360, height: 640 });
    await expectClean('artifact-compiled-narrow');
  });
});

describe('layer information', () => {
  it('counts engines and layers, and nothing that is not in it', async () => {
    const page = await open(await documentOf('/models/layers.json', fixture('layers/bert.layers.json')));
    const top = await text(page, '.top');
    expect(top).toContain('5 engines');
    expect(top).toContain('53 layers');
    expect(top).not.toMatch(/break|PyTorch|cross/);
    await page.getByRole('treeitem', { name: /^Engine 0/ }).waitFor();
    const items = await page.locator('.item').evaluateAll((all: HTMLElement[]) => all.map((each) => each.title));
    const all = [await page.locator('#app').evaluate((element) => element.textContent), ...items].join('\n');
    expect(all).not.toMatch(/not built|size depends| ms build/);
    await expectClean('artifact-layers');
  });

  it.each(['bert.layers.json', '_run_on_acc_2_engine_layer_information.json'])(
    'calls layers what they are, wherever it counts, lists and searches them, %s',
    async (name) => {
      const page = await open(await documentOf(`/models/${name}`, fixture(`layers/${name}`)));
      const search = page.getByRole('combobox', { name: 'Search layers' });
      await page.locator('.item.block').first().waitFor();
      const inspector = page.locator('.inspector');
      // Those of the file, once, however many engines it tells of.
      expect((await inspector.locator('h3').allInnerTexts()).filter((each) => /^layers/i.test(each))).toHaveLength(1);
      const words = async (): Promise<string> => {
        const items = await page.locator('.item').evaluateAll((all: HTMLElement[]) => all.map((each) => each.title));
        return [await page.locator('main').innerText(), await inspector.innerText(), ...items].join('\n');
      };
      await page
        .locator('.item.block')
        .first()
        .click({ position: { x: 60, y: 10 } });
      await expect
        .poll(() => inspector.locator('h3').allInnerTexts())
        .toContainEqual(expect.stringMatching(/^layers$/i));
      expect(await words()).not.toMatch(/operation/i);
      await search.fill('myl0_1,myl0_2');
      await page.locator('.search-hit').first().waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(() => inspector.locator('.kind').innerText()).toMatch(/^layer$/i);
      await page.keyboard.press('Alt+Enter');
      await expect.poll(() => inspector.locator('h2').innerText()).toMatch(/^\d+ layers$/);
      expect(await words()).not.toMatch(/operation/i);
      await page.getByRole('radio', { name: 'Precision', exact: true }).click();
      await page.locator('.legend').getByText('As the engines’ layers say.').waitFor();
      await search.fill('name:nowhere');
      await page.getByText('No layer matches.').waitFor();
      await page.getByRole('radio', { name: 'Modules', exact: true }).click();
      await page.locator('[data-id="program"]').waitFor();
      expect(await words()).not.toMatch(/operation/i);
    },
  );

  describe('with a profile beside it', () => {
    const FOLDER = 'layers/resnet18/_run_on_acc_0_engine';
    const profiled = (profile = 'engine_execution_profile.trace'): Promise<trtlens.IDocument> => {
      const path = '/models/_run_on_acc_0_engine_layer_information.json';
      return documentOf(path, fixture(`${FOLDER}_layer_information.json`), undefined, undefined, () =>
        Promise.resolve(fixture(`${FOLDER}_${profile}`)),
      );
    };
    const time = (page: Page) => page.getByRole('radio', { name: 'Time' });

    it.each(THEME_NAMES)('colours layers by their share of the time, %s', async (theme) => {
      const page = await open(await profiled(), { theme });
      await page.getByRole('treeitem').first().waitFor();
      await time(page).click();
      const legend = page.locator('.legend');
      expect(await legend.innerText()).toMatch(/10 % of the time or more\s+1\b/);
      expect(await legend.innerText()).toContain('of a run');
      await page.getByRole('treeitem', { name: /%/ }).nth(3).click();
      expect(await text(page, '.inspector')).toMatch(/Time\s[\d.]+ µs a run · [\d.]+ %/);
      await expectClean(`artifact-times-${theme}`);
    });

    it('keeps times to what is profiled', async () => {
      const page = await open(await documentOf('/models/layers.json', fixture('layers/bert.layers.json')));
      expect(await time(page).getAttribute('aria-disabled')).toBe('true');
      expect(await time(page).getAttribute('title')).toContain('_engine_execution_profile.trace');
      await time(page).click({ force: true });
      expect(await page.getByRole('radio', { name: 'Where it runs' }).getAttribute('aria-checked')).toBe('true');
      // The next version of the file has a profile, the one after that has none again.
      await view.change(await profiled());
      await page.locator('[role=radio]:not([aria-disabled])', { hasText: 'Time' }).click();
      await page.getByText('10 % of the time or more').waitFor();
      await view.change(await documentOf('/models/layers.json', fixture('layers/bert.layers.json')));
      await page.getByText('10 % of the time or more').waitFor({ state: 'hidden' });
      expect(await page.getByRole('radio', { name: 'Where it runs' }).getAttribute('aria-checked')).toBe('true');
    });

    it('says what is wrong with a profile that is none', async () => {
      const page = await open(await profiled('layer_information.json'));
      await page.getByText('load.times-unreadable').first().waitFor();
      expect(await time(page).getAttribute('aria-disabled')).toBe('true');
    });
  });
});

describe('a file without a graph', () => {
  const engine = (): Promise<trtlens.IDocument> =>
    documentOf('/models/net.engine', plan(), (artifact) => ({ ...artifact, verdicts: [REFUSED] }));

  it('fills the page with what is known of it', async () => {
    const page = await open(await engine());
    expect(await text(page, '.top')).toContain('TensorRT engine');
    expect(await text(page, '.inspector')).toContain('1.5.0.114');
    expect(await page.locator('.picture').count()).toBe(0);
    await expectClean('artifact-engine');
  });

  it('fits a narrow window', async () => {
    await open(await engine(), { width: 360, height: 640 });
    await expectClean('artifact-engine-narrow');
  });

  it('that cannot be read says why', async () => {
    const page = await open(await documentOf('/models/cut.engine', plan().subarray(0, 60)));
    expect(await text(page, 'main')).toContain('This file cannot be shown');
    expect(await text(page, 'main')).toContain('load.truncated');
    await expectClean('artifact-damaged');
  });
});

/** A plan's header as TensorRT-RTX 1.5 writes it, with one section of nothing. */
function plan(): Uint8Array {
  const bytes = new Uint8Array(0x100);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('vtrt'));
  view.setBigUint64(8, 1n, true);
  view.setBigUint64(16, BigInt(bytes.length), true);
  bytes.set([1, 5, 0, 114], 24);
  bytes.set(new TextEncoder().encode('vtrt'), 28);
  view.setUint32(32, 0x7e, true);
  bytes.set(new TextEncoder().encode('NGNE'), 0x40);
  view.setBigUint64(0x48, 0x70n, true);
  view.setBigUint64(0x50, 0x90n, true);
  return bytes;
}
