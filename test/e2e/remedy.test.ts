/** A remedy is one click, and the picture stays where the person left it. */

import { afterEach, expect, it } from 'vitest';
import { COMPILE_MS, GRAPH_BREAKS, compileFromExplorer } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';

let window: TestWindow;
afterEach(() => window.close());

it('compiles again with a remedy and keeps the place', async () => {
  window = await openWindow({
    files: GRAPH_BREAKS,
    settings: {
      'trtlens.compile.settings': { min_block_size: 1, torch_executed_ops: ['torch.ops.aten.relu.default'] },
    },
  });
  const view = await compileFromExplorer(window, 'graph_breaks.py');
  await view.getByText('6 graph breaks').waitFor();
  const bessel = view.getByRole('treeitem', { name: /^PyTorch \d+ in PyTorch.*bessel_j0/s });
  await bessel.focus();
  await bessel.press('ArrowRight');
  await view.getByRole('treeitem', { name: /^special_bessel_j0/ }).waitFor();

  await view.getByRole('treeitem', { name: /^Graph break 1/ }).click();
  await view.getByText('Remove torch.ops.aten.relu.default from torch_executed_ops').waitFor();
  await view.getByRole('button', { name: 'Apply' }).first().click();

  // Without the exclusion the only breaks left are those that no setting can mend.
  await view.getByText('3 graph breaks').waitFor({ timeout: COMPILE_MS });
  expect(await bessel.getAttribute('aria-expanded')).toBe('true');
  await view.getByRole('treeitem', { name: /^special_bessel_j0/ }).waitFor();
});
