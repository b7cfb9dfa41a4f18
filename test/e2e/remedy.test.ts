/** A remedy is one click, and the picture stays where the person left it. */

import { afterEach, expect, it } from 'vitest';
import { COMPILE_MS, GRAPH_BREAKS, compileFromExplorer } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';

let window: TestWindow;
afterEach(() => window.close());

it('compiles again with a remedy and keeps the place', async () => {
  window = await openWindow({
    files: GRAPH_BREAKS,
    settings: { 'trtlens.compile.settings': { torch_executed_ops: ['torch.ops.aten.relu.default'] } },
  });
  const view = await compileFromExplorer(window, 'graph_breaks.py');
  const bessel = view.getByRole('treeitem', { name: /^PyTorch \d+,.*bessel_j0/ });
  await bessel.focus();
  await bessel.press('ArrowRight');
  const node = view.getByRole('treeitem', { name: /^special_bessel_j0, / });
  await node.click();
  await view
    .getByRole('treeitem', { name: /torch_executed_ops|setting/ })
    .first()
    .click();
  await view
    .getByRole('button', { name: /^Apply/ })
    .first()
    .click();

  // Without the exclusion the only breaks left are those that no converter can mend.
  await view.getByText('2 graph breaks').waitFor({ timeout: COMPILE_MS });
  await node.waitFor();
  expect(await bessel.getAttribute('aria-expanded')).toBe('true');
});
