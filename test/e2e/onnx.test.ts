/** ONNX models through the packaged bridge: one that asks for its shapes, one with operations that TensorRT does not take. */

import { existsSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { COMPILE_MS, lineOf } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';
import { WAIT_MS } from './support/workbench';

let window: TestWindow;
afterEach(() => window.close());

it('a model with open dimensions: asks for their shapes, builds an engine, and remembers them', async () => {
  window = await openWindow({ files: { 'recognizer.onnx': { copy: 'examples/recognizer.onnx' } } });
  const { workbench, page } = window;
  await workbench.pickFromContextMenu('recognizer.onnx', 'Compile with TensorRT');
  await page.getByPlaceholder(/^line \(float32, batch×3×32×width\)/).waitFor();
  await workbench.screenshot('shapes-dark');
  // Leads to a second question, so that the first one's place stays taken.
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Another Shape…' }).click();
  const input = page.locator('.quick-input-widget input');
  await input.fill('1x3x16x64');
  await page.getByText('Dimension 2 of line').waitFor();
  await workbench.screenshot('shapes-refused-dark');
  await input.fill('1x3x32x64:1x3x32x128:8x3x32x256');
  await page.keyboard.press('Enter');

  const view = await workbench.programView(COMPILE_MS);
  await view.getByText('1 engine', { exact: true }).waitFor();
  const block = view.getByRole('treeitem', { name: /^Engine 0/ });
  await block.click();
  await view.getByText(/^TensorRT layers/).waitFor();
  await workbench.screenshot('onnx-engine-dark');
  await block.press('ArrowRight');
  await view
    .getByRole('treeitem', { name: /^node_Conv/ })
    .first()
    .click();
  await view.getByText('CONVOLUTION float32').waitFor();
  await workbench.screenshot('onnx-node-dark');
  expect(existsSync(window.path('recognizer.engine'))).toBe(true);

  await workbench.pickFromContextMenu('recognizer.onnx', 'Compile with TensorRT');
  await page.getByPlaceholder(/^line \(float32/).waitFor();
  const first = page.locator('.quick-input-list .monaco-list-row').first();
  expect(await first.innerText()).toContain('as the last time');
  await workbench.screenshot('shapes-again-dark');
  await page.locator('.quick-input-widget input').press('Escape');
});

it('a model with operations that TensorRT does not take: from the breaks to their Python line', async () => {
  window = await openWindow({
    files: {
      'segnet.onnx': { copy: 'examples/segnet.onnx' },
      'export_onnx.py': { copy: 'examples/export_onnx.py' },
    },
  });
  const { workbench } = window;
  const line = lineOf('export_onnx.py', 'self.pool(layer(x))');
  await workbench.pickFromContextMenu('segnet.onnx', 'Compile with TensorRT');
  await workbench.notification(/cannot take 4 operations of the model \(MaxPool\)/).waitFor({ timeout: COMPILE_MS });
  const view = await workbench.programView();
  await view.getByText('compile failed').waitFor();
  await view.getByText('2 graph breaks').waitFor();
  await view.getByRole('treeitem', { name: /^Graph break 1/ }).click();
  await view
    .getByText(/has MaxPool, but does not take it like this/)
    .first()
    .waitFor();
  await workbench.screenshot('onnx-breaks-dark');
  expect(existsSync(window.path('segnet.engine'))).toBe(false);

  await view
    .getByRole('button', { name: `export_onnx.py:${line}` })
    .first()
    .click();
  await workbench.tab('export_onnx.py').waitFor();
  await expect.poll(() => workbench.cursor().innerText(), { timeout: WAIT_MS }).toContain(`Ln ${line},`);
  const problems = await workbench.problems();
  await problems
    .filter({ hasText: 'MaxPool' })
    .filter({ hasText: `Ln ${line},` })
    .first()
    .waitFor();
  await workbench.screenshot('onnx-problems-dark');
});
