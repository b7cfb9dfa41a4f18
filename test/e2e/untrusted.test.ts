/** In a workspace that is not trusted a report can be viewed, and nothing can be compiled. */

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
  expect(await workbench.commandsMatching('Compile with TensorRT')).toEqual([]);
});
