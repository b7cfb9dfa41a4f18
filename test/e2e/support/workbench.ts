/** VS Code as a person uses it: explorer, menus, commands, editors, panels and notifications. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { root } from '../../../scripts/paths.mjs';

/** First waits of a fresh window, on a slow machine of two cores. */
const START_MS = 90_000;
export const WAIT_MS = 60_000;
/** Views name their purpose in the address of their frame, editors do not. */
const PROGRAM_FRAME = 'iframe.webview.ready:not([src*="purpose="])';
const BREAKS_FRAME = 'iframe.webview.ready[src*="purpose=webviewView"]';
const SCREENSHOTS = join(root, 'test/e2e/screenshots');

export class Workbench {
  constructor(readonly page: Page) {
    page.setDefaultTimeout(WAIT_MS);
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: START_MS });
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: START_MS });
  }

  /** A file's row in the explorer. */
  file(name: string): Locator {
    const label = this.page.getByText(name, { exact: true });
    return this.page.locator('.explorer-folders-view .monaco-list-row').filter({ has: label });
  }

  /**
   * Picks an item from a file's context menu. A menu that was opened before VS Code had read the extensions never gains
   * their items, so it is opened again until the item is there.
   */
  async pickFromContextMenu(file: string, label: string): Promise<void> {
    const row = this.file(file);
    await row.waitFor({ timeout: START_MS });
    const item = this.menuItem(label);
    const deadline = Date.now() + START_MS;
    for (;;) {
      await this.openMenu(row);
      if (await item.isVisible()) break;
      if (Date.now() > deadline) throw new Error(`The context menu of ${file} has no item ${label}`);
      await this.closeMenu();
      await this.page.waitForTimeout(300);
    }
    await item.click();
  }

  /** Labels of a file's context menu. */
  async contextMenu(file: string): Promise<string[]> {
    await this.openMenu(this.file(file));
    const labels = await this.page.locator('.monaco-menu .action-label').allInnerTexts();
    await this.closeMenu();
    return labels.filter((label) => label.trim() !== '');
  }

  /** Runs a command from the palette, by the title that the palette shows. */
  async runCommand(title: string): Promise<void> {
    await this.fillPalette(title);
    await this.page.locator('.quick-input-list .monaco-list-row').first().filter({ hasText: title }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** What the palette offers for a title. */
  async commandsMatching(title: string): Promise<string[]> {
    await this.fillPalette(title);
    await this.page.waitForTimeout(500);
    const labels = await this.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return labels.filter((label) => label.includes(title));
  }

  /**
   * Opens a report from the explorer. Before VS Code has read the extensions it opens as text, and stays so until it is
   * closed: then it is opened again.
   */
  async openReport(name: string): Promise<FrameLocator> {
    const view = this.programView();
    const deadline = Date.now() + START_MS;
    for (;;) {
      await this.file(name).dblclick();
      await this.tab(name).waitFor();
      const text = this.page.getByText('not displayed in the text editor');
      await text.or(this.page.locator(PROGRAM_FRAME)).first().waitFor();
      if (!(await text.isVisible())) break;
      if (Date.now() > deadline) throw new Error(`${name} opens as text`);
      await this.runCommand('View: Close Editor');
      await this.page.waitForTimeout(500);
    }
    await view.getByRole('treeitem').first().waitFor({ timeout: START_MS });
    return view;
  }

  /** Opens a file by name through Quick Open. */
  async openByKeyboard(name: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row').first().filter({ hasText: name }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.tab(name).waitFor();
  }

  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  /** The program view that is in front. */
  programView(): FrameLocator {
    return this.webview(PROGRAM_FRAME);
  }

  /** The Graph Breaks panel. */
  breaksPanel(): FrameLocator {
    return this.webview(BREAKS_FRAME);
  }

  /** Rows of the Problems panel, which is opened. */
  async problems(): Promise<Locator> {
    await this.runCommand('Problems: Focus on Problems View');
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  /** "Ln 12, Col 5" of the text editor in front. */
  cursor(): Locator {
    return this.page.locator('#status\\.editor\\.selection');
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const file = name.replaceAll(/[^\w-]+/g, '-');
    await this.page.screenshot({ path: join(SCREENSHOTS, `${file}.png`) });
  }

  private webview(frame: string): FrameLocator {
    return this.page.frameLocator(frame).frameLocator('iframe#active-frame');
  }

  private menuItem(label: string): Locator {
    return this.page.locator('.monaco-menu .action-item').filter({ hasText: label });
  }

  private async openMenu(row: Locator): Promise<void> {
    await row.click({ button: 'right' });
    await this.page.locator('.monaco-menu .action-item').first().waitFor();
  }

  private async closeMenu(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.monaco-menu').waitFor({ state: 'detached' });
  }

  private async fillPalette(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').waitFor();
    await this.page.locator('.quick-input-widget input').fill(`>${title}`);
  }
}
