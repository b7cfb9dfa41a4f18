/** Compiles that fail end in a finding with a place and a remedy. */

import { afterEach, expect, it } from 'vitest';
import { COMPILE_MS } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';

let window: TestWindow;
afterEach(() => window.close());

it('a model that TensorRT cannot build: the remedy that lets it build', async () => {
  window = await openWindow({ files: { 'gpt2.py': { copy: 'examples/gpt2.py' } } });
  const { workbench } = window;
  await workbench.pickFromContextMenu('gpt2.py', 'Compile with TensorRT');
  const toast = workbench.notification(/could not build|failed|cannot build/i);
  await toast.waitFor({ timeout: COMPILE_MS });
  const view = await workbench.programView();
  await view.getByText('compile failed').waitFor();
  await view.getByText(/split/).first().waitFor();
  await workbench.screenshot('failed-dark');
  expect(await view.getByRole('button', { name: /^Apply.*split/ }).count()).toBeGreaterThan(0);
});

it('a file that is not Python: the problem is on its line', async () => {
  const text = 'import torch\n\nmodel = torch.nn.Linear(4, 4\ninputs = torch.randn(1, 4)\n';
  window = await openWindow({ files: { 'broken.py': { text } } });
  const { workbench } = window;
  await workbench.pickFromContextMenu('broken.py', 'Compile with TensorRT');
  const problems = await workbench.problems();
  const problem = problems.filter({ hasText: 'Ln 3,' });
  await problem.waitFor({ timeout: COMPILE_MS });
  expect(await problem.innerText()).toContain('source.syntax-error');
  await workbench.screenshot('syntax-error-dark');
});
