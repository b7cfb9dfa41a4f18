/** In a workspace that is not trusted a report can be viewed, and nothing can be compiled. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { modernNode, root } from '../../scripts/paths.mjs';
import { GRAPH_BREAKS } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';

const folder = mkdtempSync(join(tmpdir(), 'trtlens-report-'));
let window: TestWindow;

beforeAll(() => {
  const output = join(folder, 'graph_breaks.trt.pt2');
  const python = process.env['TRTLENS_PYTHON'] ? ['--python', process.env['TRTLENS_PYTHON']] : [];
  const model = join(root, 'examples/graph_breaks.py');
  const cli = join(root, 'dist/trtlens.cjs');
  execFileSync(modernNode(), [cli, 'compile', model, '--output', output, ...python], { stdio: 'ignore' });
});
afterEach(() => window.close());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('shows a report and offers no compile', async () => {
  window = await openWindow({
    files: { ...GRAPH_BREAKS, 'graph_breaks.trtlens': { copy: join(folder, 'graph_breaks.trtlens') } },
    trusted: false,
  });
  const { workbench, page } = window;
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  await workbench.openFile('graph_breaks.trtlens');
  const view = workbench.programView();
  await view.getByRole('treeitem', { name: /^Graph break 1/ }).click({ timeout: 90_000 });
  await view.getByText(/has no converter for aten.erfinv/).waitFor();
  await workbench.screenshot('untrusted-dark');

  // The extension has been read by now, so an item that it wanted to offer would be there.
  expect((await workbench.contextMenu('graph_breaks.py')).join('\n')).not.toContain('TensorRT');
  expect(await workbench.commandsMatching('Compile with TensorRT')).toEqual([]);
});
