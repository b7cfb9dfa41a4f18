/** A remedy is one click, and the picture stays where the person left it. */

import { afterEach, expect, it } from 'vitest';
import { COMPILE_MS, GRAPH_BREAKS, compileFromExplorer } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';

let window: TestWindow;
afterEach(() => window.close());

it('compiles again with a remedy and keeps the place', async () => {
  const excluded = 'torch.ops.aten._softmax.default';
  window = await openWindow({
    files: GRAPH_BREAKS,
    settings: { 'trtlens.compile.settings': { min_block_size: 1, torch_executed_ops: [excluded] } },
  });
  const view = await compileFromExplorer(window, 'graph_breaks.py');
  const block = view.getByRole('treeitem', { name: /^PyTorch 1, in PyTorch/ });
  await block.click();
  await block.press('ArrowRight');
  const operation = view.getByRole('treeitem', { name: /^erfinv/ });
  await operation.waitFor();

  const breaks = await window.workbench.breaksPanel();
  await breaks.getByRole('row').filter({ hasText: 'softmax' }).getByText('softmax').first().click();
  await view.getByRole('treeitem', { name: /^Graph break 3 · excluded by a setting/, selected: true }).waitFor();
  const remedy = view.locator('.remedy').filter({ hasText: `Remove ${excluded}` });
  await remedy.getByRole('button', { name: 'Apply' }).click();
  await window.workbench.choose('Compile Now');

  // Without the exclusion only cumsum is left of the break, which no setting can mend.
  const mended = view.getByRole('treeitem', { name: /^Graph break 3 · rejected by its validator/, selected: true });
  await mended.waitFor({ timeout: COMPILE_MS });
  expect(await block.getAttribute('aria-expanded')).toBe('true');
  expect(await operation.count()).toBe(1);
});
