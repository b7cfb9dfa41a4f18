/** Cancel ends a compile at once and leaves nothing behind. */

import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { GRAPH_BREAKS } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';

let window: TestWindow;
afterEach(() => window.close());

it('cancels from the progress notification and leaves no file', async () => {
  window = await openWindow({ files: GRAPH_BREAKS });
  const { workbench, page } = window;
  await workbench.pickFromContextMenu('graph_breaks.py', 'Compile with TensorRT');
  const progress = workbench.notification('Compiling graph_breaks.py');
  await progress.waitFor();
  await workbench.screenshot('progress-dark');
  await progress.hover();
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await progress.waitFor({ state: 'detached' });
  await page.locator('.statusbar-item', { hasText: 'was cancelled' }).waitFor();
  expect(readdirSync(dirname(window.path('x')))).toEqual(['graph_breaks.py']);
  expect(await workbench.tab('graph_breaks.trtlens').count()).toBe(0);
});
