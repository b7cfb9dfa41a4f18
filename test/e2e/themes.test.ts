/** The views in a light and a high-contrast theme: pictures for a person, and axe for what a machine can see. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { GRAPH_BREAKS, compileFromExplorer } from './support/compiling';
import { type TestWindow, openWindow } from './support/window';

let window: TestWindow;
afterEach(() => window.close());

const THEMES = [
  { name: 'light', id: 'Default Light Modern', body: 'vscode-light' },
  { name: 'high-contrast', id: 'Default High Contrast', body: 'vscode-high-contrast' },
  { name: 'dark', id: 'Default Dark Modern', body: 'vscode-dark' },
] as const;

it('reads well in every kind of theme', async () => {
  window = await openWindow({ files: GRAPH_BREAKS });
  const { workbench, page } = window;
  const view = await compileFromExplorer(window, 'graph_breaks.py');
  await view.getByRole('treeitem', { name: /^Graph break 1/ }).click();
  for (const theme of THEMES) {
    window.changeSettings({ 'workbench.colorTheme': theme.id });
    await view.locator(`body.${theme.body}`).waitFor();
    await workbench.breaksPanel().locator(`body.${theme.body}`).waitFor();
    await workbench.screenshot(`both-${theme.name}`);
    expect(await violations(page), theme.name).toEqual([]);
  }
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
