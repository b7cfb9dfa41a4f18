/** In a workspace that is not trusted a report can be viewed, and nothing can be compiled. */

import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { compiledExample } from './support/report';
import { type TestWindow, openWindow } from './support/window';

const files = compiledExample();
let window: TestWindow;
afterEach(() => window.close());

it('shows a report and offers no compile', async () => {
  window = await openWindow({ files, trusted: false });
  const { workbench, page } = window;
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  const view = await workbench.openReport('graph_breaks.trtlens');
  await view.getByRole('treeitem', { name: /^Graph break 1/ }).click();
  await view.getByText(/has no converter for aten.erfinv/).waitFor();
  await workbench.screenshot('untrusted-dark');

  // The extension has been read by now, so an item that it wanted to offer would be there.
  expect((await workbench.contextMenu('graph_breaks.py')).join('\n')).not.toContain('TensorRT');
  // The palette says why not.
  await workbench.file('graph_breaks.py').click();
  await workbench.runCommand('TensorRT: Compile with TensorRT');
  await workbench.notification('which is not trusted').waitFor();
  await workbench.screenshot('untrusted-compile-dark');
  expect(readdirSync(dirname(window.path('x'))).sort()).toEqual(['graph_breaks.py', 'graph_breaks.trtlens']);
});
