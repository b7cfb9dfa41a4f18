import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { NodeOp } from '../../extension/core/graph/graph';
import type { NodeRow } from '../../extension/core/graph/graphBuilder';
import { Reason } from '../../extension/core/partition/reasons';
import type { Report } from '../../extension/core/report/report';
import { LOWERING_FAILED, chainReport, failedReport, makeProgram, makeReport, recordedReport } from './models';
import { NO_DOCUMENT, type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';

const ATTENTION = 'torch.ops.aten.scaled_dot_product_attention.default';
const GELU = 'torch.ops.aten.gelu.default';

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.open('program', documentOf(report), options);
  await view.page.locator('h1').waitFor();
  if (report.program) await view.page.locator('.item').first().waitFor();
  return view.page;
}

const item = (page: Page, id: string): ReturnType<Page['locator']> => page.locator(`[data-id="${id}"]`);
/** Opens or closes a group, and waits until the picture stands still. */
async function toggle(group: ReturnType<Page['locator']>): Promise<void> {
  const before = await group.getAttribute('aria-expanded');
  await group.click({ position: { x: 14, y: 12 } });
  await expect.poll(() => group.getAttribute('aria-expanded')).not.toBe(before);
}
const blocks = (page: Page): ReturnType<Page['locator']> => page.locator('.item.block');
const inspector = (page: Page): Promise<string> => page.locator('.inspector').innerText();
const status = (page: Page): Promise<string> => page.locator('footer [role=status]').innerText();
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement as HTMLElement).dataset['id'] ?? document.activeElement!.tagName);

describe('header', () => {
  it('answers the first questions with units', async () => {
    const page = await open(recordedReport('bert', [ATTENTION, GELU]));
    const text = await page.locator('.top').innerText();
    for (const words of [
      'bert.trtlens',
      'Torch-TensorRT 2.13.0 · TensorRT-RTX 1.5.0.114 · no GPU',
      '9 engines',
      '8 graph breaks',
      '102 of 110 operations in TensorRT (92.7 %)',
      'crossing 524 KB a run',
      'building',
    ]) {
      expect(text.replaceAll('\n', ' ')).toContain(words);
    }
  });

  it('tells breaks at the ends of the program apart', async () => {
    const page = await open(recordedReport('alternating'));
    expect(await page.locator('.headline').innerText()).toContain('3 graph breaks + 1 at the end');
  });
});

describe('picture', () => {
  it('has blocks in order, told apart by name and kind, and breaks after them', async () => {
    const page = await open(recordedReport('alternating'));
    await page.keyboard.press('f');
    await blocks(page).nth(7).waitFor();
    const told = await blocks(page).evaluateAll((items: HTMLElement[]) =>
      items.map((each) => each.title.split('\n').slice(0, 2)),
    );
    expect(told).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((number) =>
        number % 2 === 0 ? [`Engine ${number}`, 'in TensorRT'] : [`PyTorch ${number}`, 'in PyTorch'],
      ),
    );
    expect(await page.locator('.block.torch').count()).toBe(4);
    expect(await page.locator('.item.break').first().getAttribute('aria-label')).toBe('Graph break 1 · no converter');
  });

  it('opens a block on its twisty, and closes it again', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await toggle(blocks(page).nth(2));
    expect(await page.locator('.item.node').count()).toBeGreaterThan(5);
    expect(await page.locator('.counts').innerText()).toMatch(/^\d+ of 110 operations shown · \d+ %$/);
    await toggle(blocks(page).nth(2));
    expect(await page.locator('.item.node').count()).toBe(0);
    expect(await page.locator('.counts').innerText()).toMatch(/^0 of 110 operations shown/);
  });

  it('keeps a block where it was on the screen when it opens', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    const block = item(page, 'block:_run_on_acc_2');
    const before = (await block.boundingBox())!;
    await toggle(block);
    expect(Math.abs((await block.boundingBox())!.y - before.y)).toBeLessThan(2);
  });

  it('moves to the new places, and stands there at once where motion is to be reduced', async () => {
    for (const [bodyClass, moves] of [
      ['', true],
      ['vscode-reduce-motion', false],
    ] as const) {
      const page = await open(recordedReport('bert', [ATTENTION]), { bodyClass });
      await page.evaluate(() => {
        const counted = globalThis as unknown as { frames: number };
        counted.frames = 0;
        const clear = CanvasRenderingContext2D.prototype.clearRect;
        CanvasRenderingContext2D.prototype.clearRect = function (...area) {
          counted.frames++;
          clear.apply(this, area);
        };
      });
      await toggle(blocks(page).nth(2));
      await view.letPass(300);
      const frames = await page.evaluate(() => (globalThis as unknown as { frames: number }).frames);
      if (moves) expect(frames).toBeGreaterThan(5);
      else expect(frames).toBeLessThan(6);
      if (moves) await view.close();
    }
  });

  it('divides a block of 20,000 operations into sections, and finds any of them', async () => {
    const page = await open(chainReport('big', { blocks: 1, nodesPerBlock: 20_000 }));
    await toggle(blocks(page).first());
    expect(await page.locator('.item.group').count()).toBeGreaterThan(3);
    expect(await page.locator('.item').count()).toBeLessThan(700);
    await view.reveal({ node: 'linear_19999' });
    await page.locator('[data-id="node:linear_19999"].selected').waitFor();
    expect(await page.locator('.counts').innerText()).toMatch(/^\d+ of 20,000 operations shown/);
  });

  it('shows 130 blocks, and all of them at once after Fit', async () => {
    const page = await open(chainReport('many', { blocks: 130, nodesPerBlock: 3 }));
    await page.keyboard.press('f');
    await page.locator('.item').first().focus();
    await page.keyboard.press('End');
    const pane = (await page.locator('.picture').boundingBox())!;
    const last = (await item(page, 'outputs').boundingBox())!;
    expect(last.y + last.height).toBeLessThanOrEqual(pane.y + pane.height);
    expect(await page.locator('.counts').innerText()).toMatch(/ · [1-9] %$/);
  });

  it('zooms with buttons, keys and the wheel with Ctrl, and moves with the wheel', async () => {
    const page = await open(recordedReport('alternating'));
    const zoom = async (): Promise<number> => Number(/(\d+) %$/.exec(await page.locator('.counts').innerText())![1]);
    const start = await zoom();
    await page.getByRole('button', { name: /Zoom in/ }).click();
    expect(await zoom()).toBeGreaterThan(start);
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    expect(await zoom()).toBeLessThan(start);
    await page.getByRole('button', { name: /Fit/ }).click();
    const fitted = await zoom();
    const top = async (): Promise<number> => (await blocks(page).first().boundingBox())!.y;
    const before = await top();
    await page.mouse.move(300, 400);
    await page.mouse.wheel(0, 120);
    await expect.poll(top).toBeCloseTo(before - 120, 0);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -120);
    await page.keyboard.up('Control');
    await expect.poll(zoom).toBeGreaterThan(fitted);
  });

  it('says what runs in PyTorch where Torch-TensorRT skipped the whole graph', async () => {
    const report = recordedReport('detector');
    const program = { ...report.program!, partition: { ...report.program!.partition, skippedWholeGraph: true } };
    const page = await open({ ...report, program, engines: [] });
    expect(await page.locator('.block.tensorrt').count()).toBe(0);
    expect(await page.locator('.headline').innerText()).toContain('0 of 27 operations in TensorRT');
  });
});

describe('inspector', () => {
  it('tells all about an operation and jumps to its inputs and readers', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ node: 'clip_custom' });
    await item(page, 'node:clip_custom').waitFor();
    const text = await inspector(page);
    for (const words of [
      'clip_custom',
      'torch.ops.lab.clip_custom.default',
      'PyTorch 1',
      'cpu_dryrun.py:184',
      '2×16 float32',
      '128 B',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/why it is not in tensorrt/i);
    expect(text).toContain('no converter');
    await page.locator('.inspector').getByRole('button', { name: 'cpu_dryrun.py:184' }).click();
    expect(await view.request('openSource')).toMatchObject({
      file: '/home/ml/ttrt/cpu_dryrun.py',
      line: 184,
    });
    await page.locator('.inspector').getByRole('button', { name: 'add', exact: true }).click();
    expect(await page.locator('.inspector h2').innerText()).toBe('add');
    await expect.poll(() => focused(page)).toBe('node:add');
    expect(await page.locator('.breadcrumbs li').allInnerTexts()).toEqual(['Program', 'Engine 0', 'add']);
  });

  it('shows a weight that an operation reads, though no block holds it', async () => {
    const page = await open(recordedReport('alternating'));
    await view.reveal({ node: 'linear' });
    await page.locator('.inspector').getByRole('button', { name: 'l_0_weight' }).click();
    expect(await inspector(page)).toContain('16×16 float32');
    expect((await page.locator('.inspector .kind').innerText()).toLowerCase()).toBe('weight');
  });

  it('counts what an operation reads and what reads it, with the places among the inputs', async () => {
    const names = ['x', 'w', 'sub', ...Array.from({ length: 1200 }, (_, at) => `use_${at}`)];
    const rows = names.map((name, at): NodeRow => {
      const op = [NodeOp.placeholder, NodeOp.getAttr][at] ?? NodeOp.callFunction;
      const inputs = at < 2 ? [] : name === 'sub' ? ['x', 'w', 'x'] : ['sub'];
      const outputs = [{ dtype: 7, shape: '2', bytes: 8 }];
      const rest = { target: 'torch.ops.aten.sub.Tensor', module: '', moduleType: '', arguments: '', frames: [] };
      return { ...rest, name, op, inputs, outputs };
    });
    const blocks = [
      { name: '_run_on_gpu_0', kind: 'torch', nodes: ['w', 'sub'] },
      { name: '_run_on_acc_1', kind: 'tensorrt', nodes: names.slice(3) },
    ] as const;
    const cause = { reason: Reason.noConverter, detail: '' };
    const page = await open(makeReport('reads', makeProgram(rows, blocks, new Map([['sub', cause]]))));
    await view.reveal({ node: 'sub' });
    await expect
      .poll(() => inspector(page))
      .toMatch(/inputs \(3\)\s+x\s+2 float32 · 8 B · program input · input 0, 2/i);
    expect(await inspector(page)).toMatch(/w\s+2 float32 · 8 B · PyTorch 0 · input 1/);
    expect(await inspector(page)).toMatch(/used by \(1,200\)\s+The picture marks the first 400 of them/i);
    expect(await inspector(page)).not.toContain('can convert');
    await view.reveal({ node: 'x' });
    await expect.poll(() => inspector(page)).toMatch(/used by\s+sub\s+2 float32 · 8 B · PyTorch 0 · as input 0, 2/i);
    await view.reveal({ node: 'use_0' });
    await expect.poll(() => inspector(page)).toMatch(/Support\s+Torch-TensorRT can convert it/);
    expect(await inspector(page)).toMatch(/inputs\s+sub\s+2 float32 · 8 B · PyTorch 0\s*$/im);
    // A weight needs no converter, wherever it is.
    await view.reveal({ node: 'w' });
    await expect.poll(() => inspector(page)).toMatch(/^weight/i);
    expect(await inspector(page)).not.toMatch(/convert|why/i);
  });

  it('tells about a block: operators, engine, bindings, what crosses', async () => {
    const page = await open(recordedReport('alternating'));
    await item(page, 'block:_run_on_acc_2').click({ position: { x: 80, y: 20 } });
    const text = await inspector(page);
    for (const words of [
      'Engine 2',
      '_run_on_acc_2',
      '10.9 KB',
      '420 ms',
      'output0',
      'from PyTorch 1',
      'to PyTorch 3',
      '× 1',
    ]) {
      expect(text).toContain(words);
    }
    expect(await view.request('select')).toMatchObject({ block: '_run_on_acc_2' });
  });

  it('tells about a break and applies a remedy', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await item(page, 'break:_run_on_gpu_1').click();
    const text = await inspector(page);
    for (const words of [
      'Break 1',
      'excluded by a setting',
      'Engine 0 and Engine 2',
      'modeling_bert.py:192',
      '49.2 KB in, 16.4 KB out a run',
    ]) {
      expect(text).toContain(words);
    }
    expect(await view.request('select')).toMatchObject({ graphBreak: 0 });
    await page.locator('.inspector vscode-button').first().click();
    expect(await view.request('applyRemedy')).toMatchObject({
      remedy: { settings: { change: { torch_executed_ops: '[]' } } },
    });
  });

  it('copies what a break and the ends of the program are called', async () => {
    const page = await open(recordedReport('alternating'));
    const copied = async (): Promise<unknown> => {
      view.requests.length = 0;
      await page
        .locator('.inspector')
        .getByRole('button', { name: /^Copy name/ })
        .click();
      return view.request('copyText');
    };
    await item(page, 'break:_run_on_gpu_1').click();
    expect(await copied()).toMatchObject({ text: 'break 1 · no converter' });
    await item(page, 'inputs').click();
    expect(await copied()).toMatchObject({ text: 'x' });
    await page.keyboard.press('f');
    await item(page, 'outputs').click();
    expect(await copied()).toMatchObject({ text: 'special_bessel_j0_1\ngetitem' });
  });

  it('gives an overview where nothing is selected', async () => {
    const report = recordedReport('bert', [ATTENTION]);
    const page = await open({ ...report, findings: [{ ...LOWERING_FAILED, severity: 'warning' }] });
    const text = await inspector(page);
    for (const words of [
      'Lowering failed',
      'torch_executed_ops',
      '2.13.0',
      'none; converters were checked for compute capability 8.9',
      '8.2 s',
      'bert.py',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('min_block_size');
    expect(await view.page.locator('.notice').count()).toBe(0);
  });

  it('shows in one line what the host could not do', async () => {
    const page = await open(recordedReport('alternating'));
    view.answer('openSource', () => Promise.reject(new Error('the file is gone')));
    await view.reveal({ node: 'clip_custom' });
    await page.locator('.inspector').getByRole('button', { name: 'cpu_dryrun.py:184' }).click();
    await expect.poll(() => status(page)).toContain('could not be opened: the file is gone');
  });
});

describe('keyboard', () => {
  it('has one stop in the picture and walks through it', async () => {
    const page = await open(recordedReport('alternating'));
    expect(await page.locator('.picture [tabindex="0"]').count()).toBe(1);
    await page.locator('.picture [tabindex="0"]').focus();
    expect(await focused(page)).toBe('inputs');
    const isOpen = async (id: string): Promise<string | null> =>
      (await item(page, id).count()) > 0 ? item(page, id).getAttribute('aria-expanded') : null;
    let before = 'inputs';
    for (const [key, expected] of [
      ['ArrowDown', 'block:_run_on_acc_0'],
      ['ArrowRight', 'block:_run_on_acc_0'],
      ['ArrowRight', 'node:linear'],
      ['ArrowDown', 'node:relu'],
      ['Escape', 'block:_run_on_acc_0'],
      ['ArrowLeft', 'block:_run_on_acc_0'],
      ['ArrowDown', 'block:_run_on_gpu_1'],
      ['ArrowDown', 'break:_run_on_gpu_1'],
      ['ArrowLeft', 'block:_run_on_gpu_1'],
      ['End', 'outputs'],
    ] as const) {
      const wasOpen = await isOpen(expected);
      await page.keyboard.press(key);
      // Groups open and close in the worker, and the focus stays where it is.
      if (before === expected) await expect.poll(() => isOpen(expected), { message: key }).not.toBe(wasOpen);
      await expect.poll(() => focused(page), { message: key }).toBe(expected);
      before = expected;
    }
    expect(await page.locator('.picture [tabindex="0"]').count()).toBe(1);
    await expect.poll(() => page.locator('.item.node').count()).toBe(0);
  });

  it('opens a block with Enter and the source of a break with Enter', async () => {
    const page = await open(recordedReport('alternating'));
    await page.locator('.picture [tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.item.node').count()).toBe(3);
    await page.keyboard.press('Space');
    await expect.poll(() => page.locator('.item.node').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('break:_run_on_gpu_1');
    await page.keyboard.press('Enter');
    expect(await view.request('openSource')).toMatchObject({ line: 184 });
    await page.keyboard.press('Escape');
    expect((await page.locator('.inspector .kind').innerText()).toLowerCase()).toBe('report');
  });

  it('brings what it walks to into sight', async () => {
    const page = await open(chainReport('many', { blocks: 40, nodesPerBlock: 3 }));
    await page.locator('.picture [tabindex="0"]').focus();
    await page.keyboard.press('End');
    const pane = (await page.locator('.picture').boundingBox())!;
    const end = (await item(page, 'outputs').boundingBox())!;
    expect(end.y + end.height).toBeLessThanOrEqual(pane.y + pane.height);
    expect(end.y).toBeGreaterThan(pane.y);
  });
});

describe('following other surfaces', () => {
  it('selects what is revealed without taking the focus or answering back', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await view.reveal({ graphBreak: 2 });
    await page.locator('.break.selected').waitFor();
    expect(await page.locator('.inspector h2').innerText()).toContain('Break 3');
    await view.reveal({ block: '_run_on_acc_4' });
    await page.locator('.block.selected').waitFor();
    await view.reveal({ node: 'no_such_node' });
    await view.letPass(300);
    expect(view.requests).toEqual([]);
    expect(await focused(page)).toBe('BODY');
    expect(await page.locator('.block.selected').getAttribute('title')).toMatch(/^Engine 4\n/);
    // What a person selects is said, after the same time.
    await blocks(page)
      .first()
      .click({ position: { x: 90, y: 20 } });
    await view.letPass(300);
    expect(view.requests.map(({ name }) => name)).toEqual(['select']);
  });

  it('tells the others once where the arrow keys have stopped', async () => {
    const page = await open(recordedReport('alternating'));
    await page.locator('.picture [tabindex="0"]').focus();
    await view.pressQuickly('ArrowDown', 6);
    await view.request('select');
    await view.letPass(300);
    expect(view.requests.filter((request) => request.name === 'select')).toHaveLength(1);
    expect(view.requests[0]!.params).toMatchObject({ graphBreak: 1 });
  });
});

describe('memory', () => {
  it('keeps place, open blocks and selection over a reload', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await toggle(blocks(page).nth(2));
    await page.locator('.item.node').nth(1).click();
    await page.keyboard.press('+');
    // Elements follow the picture once it stands.
    await view.letPass(300);
    const selected = page.locator('.item.node.selected');
    const [id, place] = [await selected.getAttribute('data-id'), (await selected.boundingBox())!];
    await view.reload();
    await selected.waitFor();
    expect(await selected.getAttribute('data-id')).toBe(id);
    const after = (await selected.boundingBox())!;
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(after[side]).toBeCloseTo(place[side], 0);
  });

  it('keeps its place by name when a new compile cuts the program otherwise', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await view.reveal({ node: 'gelu' });
    await page.locator('.node.selected').waitFor();
    await view.change(documentOf(recordedReport('bert', [ATTENTION, GELU])));
    await expect.poll(() => page.locator('.headline').innerText()).toContain('9 engines');
    expect(await page.locator('.inspector h2').innerText()).toBe('gelu');
    expect(await inspector(page)).toContain('PyTorch 3');
    await view.change(documentOf(recordedReport('bert')));
    await expect.poll(() => page.locator('.headline').innerText()).toContain('1 engine');
    expect(await page.locator('.inspector h2').innerText()).toBe('gelu');
  });

  it('starts anew from a state that is not its own', async () => {
    const page = await open(recordedReport('alternating'), {
      state: { open: 7, selected: ['x'], place: { scale: 'big' } },
    });
    await blocks(page).first().waitFor();
    expect(await page.locator('.counts').innerText()).toMatch(/^0 of 18 operations/);
  });
});

describe('when things went wrong', () => {
  it('shows findings, remedies and phases of a compile that failed before there was a graph', async () => {
    const page = await open(failedReport('spectrogram'));
    const text = await page.locator('.body').innerText();
    for (const words of [
      'ended before there was a graph',
      'Lowering failed',
      'Compute the spectrogram outside',
      'spectrogram.py:24',
      '412 ms',
    ]) {
      expect(text).toContain(words);
    }
    await page.getByRole('button', { name: 'spectrogram.py:24' }).click();
    expect(await view.request('openSource')).toMatchObject({ file: '/home/ml/audio/spectrogram.py', line: 24 });
    await page.locator('.message vscode-button').click();
    expect(await view.request('applyRemedy')).toMatchObject({ remedy: { title: 'Leave torch.stft in PyTorch' } });
    expect(await page.locator('.headline').innerText()).toContain('compile failed');
  });

  it('shows the graph so far and the block at fault where an engine could not be built', async () => {
    const report = recordedReport('gpt2');
    const finding = {
      ...LOWERING_FAILED,
      code: 'build.failed',
      message: 'TensorRT could not build _run_on_acc_0.',
      places: [{ kind: 'engine' as const, engine: '_run_on_acc_0' }],
    };
    const page = await open({ ...report, findings: [finding] });
    expect(await page.locator('.notice').innerText()).toContain('TensorRT could not build _run_on_acc_0.');
    expect(await page.locator('.block.trouble').getAttribute('aria-label')).toContain('build failed');
    await page.locator('.notice').getByRole('button', { name: '_run_on_acc_0' }).click();
    expect(await page.locator('.block.selected').getAttribute('title')).toMatch(/^Engine 0\n/);
    expect((await page.locator('.headline').innerText()).replaceAll('\n', ' ')).toContain('0 of 1 engine built');
  });

  it('says why a damaged report cannot be shown', async () => {
    view = await pages.open('program', {
      ...NO_DOCUMENT,
      report: Uint8Array.of(8, 200, 1, 255),
      title: 'x.trtlens',
    });
    await view.page.locator('.finding.error').waitFor();
    expect(await view.page.locator('.body').innerText()).toContain('This file cannot be shown');
    expect(await view.page.locator('.remedy').count()).toBeGreaterThan(0);
    await view.change(documentOf(recordedReport('alternating')));
    await blocks(view.page).first().waitFor();
  });

  it('says so where the host has no document to give', async () => {
    view = await pages.open('program', NO_DOCUMENT);
    await view.page.getByText('No file is open').waitFor();
  });

  it('treats names as text, never as HTML', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const report = chainReport('evil', {
      blocks: 3,
      nodesPerBlock: 3,
      nodeName: (i) => `${evil}${i}`,
      module: () => evil,
      target: `torch.ops.${evil}.x.default`,
    });
    const page = await open({
      ...report,
      findings: [{ ...LOWERING_FAILED, message: evil, detail: evil }],
      outcome: 'failed',
    });
    await toggle(blocks(page).first());
    await page.locator('.item.node').first().click();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('program');
    expect(await page.locator('.inspector h2').innerText()).toBe(`${evil}0`);
  });
});
