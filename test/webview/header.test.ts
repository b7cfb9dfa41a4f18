/** The first lines and the last one: what they say, and that they keep their room at every width. */

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { NodeOp } from '../../extension/core/graph/graph';
import { chainReport, makeProgram, makeReport, recordedReport } from './models';
import { NO_DOCUMENT, type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';
import { THEME_NAMES } from './themes';

const LONG = 'a_name_of_a_model_that_was_exported_quantized_and_exported_again.trt.trtlens';

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}, title?: string): Promise<Page> {
  view = await pages.open('program', documentOf(report, title), { bodyClass: 'vscode-reduce-motion', ...options });
  await view.page.locator('.item').first().waitFor();
  return view.page;
}

const facts = async (page: Page): Promise<string> =>
  (await page.locator('.headline').innerText()).replaceAll('\n', ' ');
const counts = (page: Page): Promise<string> => page.locator('.counts').innerText();
/** The upper edges of all controls, each line once. */
const lines = (controls: Locator): Promise<number> =>
  controls.evaluateAll((all) => {
    const middles = all.map((each) => each.getBoundingClientRect()).map(({ y, height }) => Math.round(y + height / 2));
    return middles.sort((a, b) => a - b).filter((middle, at) => at === 0 || middle - middles[at - 1]! > 10).length;
  });
const controls = (page: Page): Locator =>
  page.locator('.title-row').locator('h1, .search, .segmented, .toggle, .icon-button, vscode-button');

describe('the first line', () => {
  for (const title of ['bert.trtlens', LONG]) {
    it(`is one at 1280 pixels, for ${title}`, async () => {
      const page = await open(recordedReport('bert'), {}, title);
      expect(await lines(controls(page))).toBe(1);
      expect((await page.locator('h1').boundingBox())!.width).toBeGreaterThan(80);
      expect((await page.locator('.search').boundingBox())!.width).toBeGreaterThan(120);
      expect(await page.locator('h1').getAttribute('title')).toBe(title);
    });
  }

  for (const theme of THEME_NAMES) {
    it(`wraps in groups where it is narrow, ${theme}`, async () => {
      const page = await open(recordedReport('bert'), { theme }, LONG);
      for (const [width, most] of [
        [900, 2],
        [600, 3],
        [360, 4],
      ] as const) {
        await page.setViewportSize({ width, height: 700 });
        await expect.poll(() => lines(controls(page)), { message: `${width}` }).toBeLessThanOrEqual(most);
        for (const group of await page.locator('.control-group, .segmented').all()) {
          const own = group.locator('.toggle, .icon-button, vscode-button, [role=radio]');
          expect(await lines(own), `${width}`).toBe(1);
        }
        // The title does not stand alone.
        expect(await lines(page.locator('.title-row').locator('h1, .search'))).toBe(1);
        expect(await view.overflows()).toEqual([]);
        await view.screenshot(`header-${theme}-${width}`);
      }
    });
  }

  it('has a button that zooms to the selection', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ block: '_run_on_acc_2' });
    await page.locator('.block.selected').waitFor();
    await page.getByRole('button', { name: 'Zoom to the selection' }).click();
    await expect.poll(() => counts(page)).toMatch(/150 %$/);
  });
});

/** TensorRT and PyTorch blocks in the order of `kinds`. */
function blocksOf(...kinds: readonly ('tensorrt' | 'torch')[]): Report {
  const report = chainReport('ends', { blocks: kinds.length, nodesPerBlock: 3 });
  const { partition } = report.program!;
  const blocks = partition.blocks.map((block, at) => ({ ...block, kind: kinds[at]! }));
  return { ...report, program: { ...report.program!, partition: { ...partition, blocks } } };
}

describe('words', () => {
  it('say at which end of the program a break is', async () => {
    for (const [kinds, words] of [
      [['torch', 'tensorrt'], '0 graph breaks + 1 at the start'],
      [['tensorrt', 'torch'], '0 graph breaks + 1 at the end'],
      [['torch', 'tensorrt', 'torch'], '0 graph breaks + 2 at the ends'],
      [['torch'], '0 graph breaks: all is in PyTorch'],
    ] as const) {
      const page = await open(blocksOf(...kinds));
      expect(await facts(page)).toContain(words);
      // In red is what is to be looked at.
      expect(await page.locator('.headline .of-torch').count()).toBe(0);
      await view.close();
    }
  });

  it('of the Graph Breaks panel say the same', async () => {
    view = await pages.open('breaks', documentOf(blocksOf('torch', 'tensorrt')), { height: 300 });
    await view.page.getByText('0 graph breaks · 1 more at the start of the program').waitFor();
  });

  it('count one operation as one, and say of what nobody has cut where it runs', async () => {
    const report = uncut(1);
    const page = await open(report);
    expect(await facts(page)).toMatch(/\b1 operation not partitioned/);
    expect(await page.getByRole('radio', { name: 'Where it runs' }).getAttribute('aria-checked')).toBe('true');
    expect(await counts(page)).toMatch(/ of 1 operation shown/);
  });

  it('say that nothing crosses where nothing does', async () => {
    const page = await open(apart());
    expect(await facts(page)).toContain('nothing crosses');
    await view.reveal({ graphBreak: 0 });
    await page.locator('.break.selected').waitFor();
    const crosses = page.locator('.inspector dt', { hasText: 'Crosses' }).locator('xpath=following-sibling::dd[1]');
    expect(await crosses.innerText()).toBe('nothing');
  });

  it('call layers layers', async () => {
    const report = recordedReport('alternating');
    const page = await open({ ...report, model: { ...report.model, kind: 'layer-information' } });
    expect(await counts(page)).toMatch(/^\d+ of 18 layers shown/);
  });
});

describe('the last line', () => {
  it('cuts neither the program nor what is selected while there is more to cut between them', async () => {
    const page = await open(recordedReport('bert', ['torch.ops.aten.scaled_dot_product_attention.default']));
    await view.reveal({ node: 'linear_2' });
    const crumbs = page.locator('.breadcrumbs li');
    await crumbs.nth(3).waitFor();
    for (const width of [560, 540, 520, 500, 480]) {
      await page.setViewportSize({ width, height: 700 });
      // More than the part of a pixel that a browser counts in is lost: an ellipsis takes the place of whole characters.
      const cut = await crumbs.locator('.cut').evaluateAll((all) =>
        all.map((each) => {
          const range = document.createRange();
          range.selectNodeContents(each);
          return range.getBoundingClientRect().width > each.getBoundingClientRect().width + 1 / 64;
        }),
      );
      expect(cut.at(0), `${width}`).toBe(false);
      expect(cut.at(-1), `${width}`).toBe(false);
      expect(cut.slice(1, -1), `${width}`).toContain(true);
    }
  });

  it('says which break it is beside where that is', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ graphBreak: 0 });
    const said = page.locator('footer [role=status]');
    await said.getByText('break 1').waitFor();
    const [crumbs, text] = [await page.locator('.breadcrumbs li').last().boundingBox(), await said.boundingBox()];
    expect(text!.x - crumbs!.x - crumbs!.width).toBeLessThan(20);
    const footer = (await page.locator('footer').boundingBox())!;
    const last = (await page.locator('.counts').boundingBox())!;
    expect(footer.width - last.x - last.width).toBeLessThan(20);
  });

  it('leads nowhere once the file cannot be shown any more', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ node: 'linear' });
    await page.locator('.breadcrumbs button').first().waitFor();
    await view.change({ ...NO_DOCUMENT, report: Uint8Array.of(8, 200, 1, 255), title: 'x.trtlens' });
    await page.getByText('This file cannot be shown').waitFor();
    expect(await page.locator('.breadcrumbs button').count()).toBe(0);
    expect(await page.locator('footer').innerText()).toBe('');
  });
});

const TYPE = { dtype: 7, shape: '2x16', bytes: 128 };
const PLAIN = { module: '', moduleType: '', arguments: '', frames: [], outputs: [TYPE] };

function uncut(count: number): Report {
  const names = Array.from({ length: count }, (_, at) => `relu_${at}`);
  const rows = [
    { ...PLAIN, name: 'x', op: NodeOp.placeholder, target: 'x', inputs: [] },
    ...names.map((name) => ({ ...PLAIN, name, op: NodeOp.callFunction, target: 'torch.ops.aten.relu', inputs: ['x'] })),
    { ...PLAIN, name: 'output', op: NodeOp.output, target: 'output', inputs: names, outputs: [] },
  ];
  const program = makeProgram(rows, [{ name: 'graph', kind: 'graph', nodes: names }]);
  const partition = { ...program.partition, partitioner: 'none' as const };
  return makeReport('uncut', { ...program, partition }, { engines: [], outcome: 'opened' });
}

/** Blocks of which none reads what another makes. */
function apart(): Report {
  const names = ['relu', 'cumsum', 'tanh'];
  const rows = [
    { ...PLAIN, name: 'x', op: NodeOp.placeholder, target: 'x', inputs: [] },
    ...names.map((name) => ({ ...PLAIN, name, op: NodeOp.callFunction, target: `aten.${name}`, inputs: ['x'] })),
    { ...PLAIN, name: 'output', op: NodeOp.output, target: 'output', inputs: names, outputs: [] },
  ];
  const blocks = names.map((name, at) => ({
    name: `_run_on_${at === 1 ? 'gpu' : 'acc'}_${at}`,
    kind: at === 1 ? ('torch' as const) : ('tensorrt' as const),
    nodes: [name],
  }));
  return makeReport('apart', makeProgram(rows, blocks));
}
