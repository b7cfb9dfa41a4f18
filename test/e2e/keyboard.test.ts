/** The same path without a mouse. */

import { afterEach, expect, it } from 'vitest';
import { COMPILE_MS, GRAPH_BREAKS, lineOf } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';
import { WAIT_MS } from './support/workbench';

let window: TestWindow;
afterEach(() => window.close());

it('compiles, walks to a break and opens its source by keys alone', async () => {
  window = await openWindow({ files: GRAPH_BREAKS });
  const { workbench, page } = window;
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await workbench.openByKeyboard('graph_breaks.py');
  await workbench.runCommand('TensorRT: Compile with TensorRT');
  const view = await workbench.programView(COMPILE_MS);
  await view.getByRole('treeitem').first().waitFor();
  await workbench.tab('graph_breaks.trtlens').waitFor();
  await workbench.runCommand('View: Focus Active Editor Group');

  const focused = view.locator(':focus');
  await pressUntil(press, 'Tab', async () => (await view.locator('[role=treeitem]:focus').count()) === 1);
  const firstBreak = view.getByRole('treeitem', { name: /^Graph break 1/ });
  await pressUntil(press, 'ArrowDown', async () => (await firstBreak.and(focused).count()) === 1);
  await view.getByText(/has no converter for aten.erfinv/).waitFor();
  await workbench.screenshot('keyboard-dark');
  const line = lineOf('graph_breaks.py', 'torch.erfinv(');
  await press('Enter');
  await expect.poll(() => workbench.cursor().innerText(), { timeout: WAIT_MS }).toContain(`Ln ${line},`);
});

async function pressUntil(
  press: (key: string) => Promise<void>,
  key: string,
  arrived: () => Promise<boolean>,
): Promise<void> {
  for (let count = 0; count < 60; count++) {
    if (await arrived().catch(() => false)) return;
    await press(key);
  }
  throw new Error(`${key} never arrived`);
}
