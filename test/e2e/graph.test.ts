/** The program view as an engineer leaves it and comes back to it, and what it writes to the workspace. */

import { readFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestWindow, openWindow } from './support/window';

const PROGRAM = 'bert.pt2';
const NOTES = 'notes.txt';
const ATTENTION = 'scaled_dot_product_attention_1';

let window: TestWindow;
beforeAll(async () => {
  const files = {
    [PROGRAM]: { copy: `test/fixtures/exported/${PROGRAM}` },
    [NOTES]: { text: 'fp16 from layer 4 on\n' },
  };
  window = await openWindow({ files });
  await window.workbench.extensionRead();
});
afterAll(() => window.close());

const query = (view: Frame) => view.getByRole('combobox', { name: 'Search operations' });

/** What a person left: the tree, the overlay, the outline, the query, and the operation in the middle. */
async function expectAsLeft(view: Frame): Promise<void> {
  const outline = view.getByRole('tree', { name: 'Outline of the program' });
  await outline.locator('[aria-selected="true"]').getByText(ATTENTION, { exact: true }).waitFor();
  const chosen = view.locator('[role="radio"][aria-checked="true"]');
  expect(await chosen.allInnerTexts()).toEqual(['Modules', 'Precision']);
  expect(await query(view).inputValue()).toBe(ATTENTION);
  expect(await view.locator('.inspector').innerText()).toContain(ATTENTION);
  const box = (await view.locator('.item.selected').first().boundingBox())!;
  const picture = (await view.locator('.picture').boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(picture.x);
  expect(box.y).toBeGreaterThanOrEqual(picture.y);
  expect(box.x + box.width).toBeLessThanOrEqual(picture.x + picture.width);
  expect(box.y + box.height).toBeLessThanOrEqual(picture.y + picture.height);
}

it('keeps its place while it is hidden, and over a restart of the window', async () => {
  const { workbench, page } = window;
  const view = await workbench.openByDoubleClick(PROGRAM);
  await view.getByRole('treeitem').first().waitFor();
  await view.getByRole('radio', { name: 'Modules' }).click();
  await view.getByRole('radio', { name: 'Precision' }).click();
  await view.getByRole('button', { name: /^Outline/ }).click();
  await query(view).fill(ATTENTION);
  await view.locator('.search-hit').first().waitFor();
  await query(view).press('Enter');
  await expectAsLeft(view);
  await workbench.screenshot('graph-left-dark');

  await workbench.openByKeyboard(NOTES);
  await page.locator('.monaco-editor').getByText('fp16 from layer 4 on').waitFor();
  await workbench.showTab(PROGRAM);
  await expectAsLeft(await workbench.programView());

  await page.reload();
  await workbench.ready();
  // Which editor was in front is kept by VS Code, a little late.
  await workbench.showTab(PROGRAM);
  await expectAsLeft(await workbench.programView());
  await workbench.screenshot('graph-restarted-dark');
});

it('writes the picture and the graph to the files that a person names', async () => {
  const { workbench, page } = window;
  const view = await workbench.programView();
  const save = async (format: string, name: string): Promise<string> => {
    await view.getByRole('button', { name: /^Export/ }).click();
    await view.getByRole('menuitem', { name: format }).first().click();
    const input = page.locator('.quick-input-widget:visible input');
    await input.waitFor();
    await input.press('Enter');
    await view.getByRole('status').getByText(`Exported to ${name}.`).waitFor();
    return readFileSync(window.path(name), 'utf8');
  };
  expect(await save('Graph as DOT', 'bert.dot')).toMatch(/^digraph .*scaled_dot_product_attention_1/s);
  expect(await save('Picture as SVG', 'bert.svg')).toMatch(/^<svg .*<\/svg>\s*$/s);
});
