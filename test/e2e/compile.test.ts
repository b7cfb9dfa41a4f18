/** The main job: from a right click to the reason of a graph break and the line that causes it. */

import { existsSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { GRAPH_BREAKS, compileFromExplorer, lineOf } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';
import { WAIT_MS } from './support/workbench';

let window: TestWindow;
afterEach(() => window.close());

const ERFINV_LINE = lineOf('graph_breaks.py', 'torch.erfinv(');

it('compiles a model and leads from a graph break to its line', async () => {
  window = await openWindow({ files: GRAPH_BREAKS });
  const { workbench } = window;
  const view = await compileFromExplorer(window, 'graph_breaks.py');
  await workbench.tab('graph_breaks.trtlens').waitFor();
  expect(existsSync(window.path('graph_breaks.trt.pt2'))).toBe(true);
  expect(existsSync(window.path('graph_breaks.trtlens'))).toBe(true);

  await view.getByText('3 engines').waitFor();
  await view.getByText('2 graph breaks').waitFor();
  await view.getByRole('treeitem', { name: /^Graph break 1 · no converter/ }).click();
  await view.getByText(/has no converter for aten.erfinv/).waitFor();
  await workbench.screenshot('program-dark');

  await view
    .getByRole('button', { name: `graph_breaks.py:${ERFINV_LINE}` })
    .first()
    .click();
  await workbench.tab('graph_breaks.py').waitFor();
  await expect.poll(() => workbench.cursor().innerText(), { timeout: WAIT_MS }).toContain(`Ln ${ERFINV_LINE},`);
  await workbench.page.locator('.view-line', { hasText: 'torch.erfinv(uniform)' }).waitFor();
  await workbench.screenshot('source-dark');
});

it('lists the breaks in the Problems panel and in the Graph Breaks panel', async () => {
  window = await openWindow({ files: GRAPH_BREAKS });
  const { workbench } = window;
  const view = await compileFromExplorer(window, 'graph_breaks.py');

  const problems = await workbench.problems();
  const erfinv = problems.filter({ hasText: 'erfinv' }).filter({ hasText: `Ln ${ERFINV_LINE},` });
  await erfinv.first().waitFor();
  await workbench.screenshot('problems-dark');

  await workbench.runCommand('TensorRT: Show Graph Breaks');
  const breaks = await workbench.breaksPanel();
  const row = breaks.getByRole('row').filter({ hasText: 'bessel' });
  await row.waitFor();
  expect(await row.innerText()).toContain('no converter');
  await row.getByText('bessel').first().click();
  await view.getByRole('treeitem', { name: /^Graph break 2/, selected: true }).waitFor();
  await workbench.screenshot('breaks-dark');
});
