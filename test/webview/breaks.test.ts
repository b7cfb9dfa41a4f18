import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { chainReport, failedReport, recordedReport } from './models';
import { NO_DOCUMENT, type OpenOptions, type WebviewPage, documentOf } from './page';
import { testPages } from './pages';

const ATTENTION = 'torch.ops.aten.scaled_dot_product_attention.default';
const GELU = 'torch.ops.aten.gelu.default';

const pages = testPages();
let view: WebviewPage;

async function open(report: Report, options: OpenOptions = {}): Promise<Page> {
  view = await pages.open('breaks', documentOf(report), { height: 320, ...options });
  await view.page.locator('h1').first().waitFor();
  return view.page;
}

const selectedRow = (page: Page): Promise<string> => page.locator('tr[aria-selected="true"] .number').innerText();

describe('table', () => {
  it('lists each break with operation, reason, place, cost and best remedy', async () => {
    const page = await open(recordedReport('bert', [ATTENTION, GELU]));
    expect(await page.locator('tbody tr').count()).toBe(8);
    const cells = await page.locator('tbody tr').first().locator('td').allInnerTexts();
    expect(cells[0]).toBe('1');
    expect(cells[1]).toBe('scaled_dot_product_attention');
    expect(cells[2]).toBe('excluded by a setting');
    expect(cells[3]).toContain('modeling_bert.py:192');
    expect(cells[3]).toContain('layer.0');
    expect(cells[4]).toBe('4 tensors · 65.5 KB');
    expect(cells[5]).toContain('torch_executed_ops');
  });

  it('sums up in its bar and names a common cause', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    const bar = await page.locator('.bar').innerText();
    expect(bar).toContain('4 graph breaks · 262 KB cross in a run');
    expect(bar).toContain('All 4 breaks come from one line, modeling_bert.py:192.');
  });

  it('opens the source from a row', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await page.locator('tbody tr').nth(2).getByText('modeling_bert.py:192').click();
    expect(await view.request('openSource')).toMatchObject({ line: 192 });
    expect(await selectedRow(page)).toBe('3');
  });

  it('walks with the arrow keys, tells the others where it stops, and shows in the graph with Enter', async () => {
    const page = await open(recordedReport('bert', [ATTENTION, GELU]));
    await page.locator('tbody tr').first().focus();
    await view.pressQuickly('ArrowDown', 3);
    expect(await selectedRow(page)).toBe('4');
    await view.request('select');
    await view.letPass(300);
    expect(view.requests).toMatchObject([{ name: 'select', params: { graphBreak: 3 } }]);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowDown');
    expect(await selectedRow(page)).toBe('8');
    await page.keyboard.press('Home');
    expect(await selectedRow(page)).toBe('1');
    await page.keyboard.press('Enter');
    expect(view.requests.at(-1)).toMatchObject({ name: 'select', params: { graphBreak: 0 } });
    expect(await page.locator('tbody tr[tabindex="0"]').count()).toBe(1);
  });
});

describe('details', () => {
  it('say why, between which blocks, what crosses and what to try', async () => {
    const page = await open(recordedReport('alternating'), { height: 700 });
    await page.locator('tbody tr .number').nth(1).click();
    const text = await page.locator('.detail').innerText();
    for (const words of [
      'Break 2',
      'Engine 2 (3 operations, ends with',
      'PyTorch 3',
      'Engine 4',
      'no converter',
      'special_bessel_j0',
      '2×16 float32',
    ]) {
      expect(text).toContain(words);
    }
    await page.locator('.detail').getByText('Go to source').click();
    expect(await view.request('openSource')).toMatchObject({ line: 184 });
    view.requests.length = 0;
    await page.locator('.detail').getByText('Show in graph').click();
    expect(await view.request('select')).toMatchObject({ graphBreak: 1 });
  });

  it('apply a remedy', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await page.locator('.detail vscode-button').first().click();
    expect(await view.request('applyRemedy')).toMatchObject({
      remedy: { settings: { change: { torch_executed_ops: '[]' } } },
    });
  });

  it('copy all breaks as text and say so', async () => {
    const page = await open(recordedReport('bert', [ATTENTION]));
    await page.getByRole('button', { name: 'Copy' }).click();
    const { text } = (await view.request('copyText')) as { text: string };
    expect(text).toContain('bert.trtlens: 4 graph breaks');
    expect(text.split('\n').filter((line) => /^\d\. /.test(line))).toHaveLength(4);
    await expect.poll(() => page.getByRole('status').innerText()).toBe('Copied.');
  });
});

describe('following other surfaces', () => {
  it('selects the break of a revealed break, operation or block, and says nothing back', async () => {
    const page = await open(recordedReport('bert', [ATTENTION, GELU]));
    await view.reveal({ graphBreak: 2 });
    await expect.poll(() => selectedRow(page)).toBe('3');
    await view.reveal({ node: 'gelu' });
    await expect.poll(() => selectedRow(page)).toBe('2');
    await view.reveal({ block: '_run_on_gpu_7' });
    await expect.poll(() => selectedRow(page)).toBe('4');
    await view.reveal({ node: 'linear' });
    await view.letPass(300);
    expect(await selectedRow(page)).toBe('4');
    expect(view.requests).toEqual([]);
    // What a person selects is said, after the same time.
    await page.locator('tbody tr .number').first().click();
    await view.letPass(300);
    expect(view.requests).toMatchObject([{ name: 'select', params: { graphBreak: 0 } }]);
  });

  it('keeps the selected break over a reload and over a new compile', async () => {
    const page = await open(recordedReport('bert', [ATTENTION, GELU]));
    await page.locator('tbody tr .number').nth(4).click();
    await view.reload();
    await expect.poll(() => selectedRow(page)).toBe('5');
    await view.change(documentOf(recordedReport('bert', [ATTENTION, GELU])));
    expect(await selectedRow(page)).toBe('5');
    await view.change(documentOf(recordedReport('bert', [ATTENTION])));
    await expect.poll(() => page.locator('tbody tr').count()).toBe(4);
    expect(await page.locator('tr[aria-selected="true"]').count()).toBe(1);
  });
});

describe('where there is nothing to list', () => {
  it('says that no report is open, and shows one as soon as there is', async () => {
    view = await pages.open('breaks', NO_DOCUMENT, { height: 240 });
    await view.page.getByText('No report is open.').waitFor();
    await view.change(documentOf(recordedReport('alternating')));
    await expect.poll(() => view.page.locator('tbody tr').count()).toBe(4);
    await view.change(NO_DOCUMENT);
    await view.page.getByText('No report is open.').waitFor();
  });

  it('says that engines hold all', async () => {
    const page = await open(chainReport('whole', { blocks: 1, nodesPerBlock: 12 }));
    expect(await page.locator('.empty').innerText()).toContain('No graph breaks: 1 engine holds all 12 operations.');
  });

  it('says why a compile ended before there was a graph', async () => {
    const page = await open(failedReport('spectrogram'));
    const text = await page.locator('.empty').innerText();
    expect(text).toContain('ended before there was a graph');
    expect(text).toContain('Lowering failed');
  });

  it('treats names as text, never as HTML', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const report = chainReport('evil', {
      blocks: 3,
      nodesPerBlock: 2,
      nodeName: (i) => evil + i,
      module: () => evil,
      target: `torch.ops.${evil}.x.default`,
    });
    const page = await open(report);
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('breaks');
  });
});
