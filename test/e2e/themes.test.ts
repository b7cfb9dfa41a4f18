/** The views in a dark, a light and a high-contrast theme: pictures for a person, and axe for what a machine can see. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { compiledExample } from './support/report';
import { type TestWindow, openWindow } from './support/window';

const files = compiledExample();
let window: TestWindow;
afterEach(() => window.close());

it.each([
  { name: 'dark', id: 'Default Dark Modern', body: 'vscode-dark' },
  { name: 'light', id: 'Default Light Modern', body: 'vscode-light' },
  { name: 'high-contrast', id: 'Default High Contrast', body: 'vscode-high-contrast' },
])('reads well in a $name theme', async ({ name, id, body }) => {
  window = await openWindow({ files, settings: { 'workbench.colorTheme': id } });
  const { workbench, page } = window;
  const view = await workbench.openReport('graph_breaks.trtlens');
  await view.locator(`body.${body}`).waitFor();
  await view.getByRole('treeitem', { name: /^Graph break 1/ }).click();
  await view.getByText(/has no converter for aten.erfinv/).waitFor();
  await workbench.screenshot(`program-${name}`);

  await workbench.runCommand('TensorRT: Show Graph Breaks');
  const breaks = await workbench.breaksPanel();
  await breaks.getByRole('row').nth(1).waitFor();
  await workbench.screenshot(`both-${name}`);
  expect(await violations(page)).toEqual([]);
});

/** axe's findings in every page of ours that is showing. */
async function violations(page: Page): Promise<string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const pages: Frame[] = [];
  for (const frame of page.frames()) if (await frame.locator('body > #app').count()) pages.push(frame);
  expect(pages).toHaveLength(2);
  const found: string[] = [];
  for (const frame of pages) {
    await frame.evaluate(source);
    found.push(
      ...(await frame.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof Axe };
        const { violations: faults } = await axe.run(document, { resultTypes: ['violations'] });
        return faults.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' ')}`);
      })),
    );
  }
  return found;
}
