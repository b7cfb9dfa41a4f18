/** VS Code as a person uses it: explorer, menus, commands, editors, panels and notifications. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { root } from '../../../scripts/paths.mjs';

/** First waits of a fresh window, on a slow machine of two cores. */
const START_MS = 90_000;
export const WAIT_MS = 60_000;
/** Longer than any page of ours takes to show something. */
const BLANK_MS = 20_000;
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
    // VS Code takes no click in a menu's first moments: the menu stays open then.
    do await item.click();
    while (await stays(item));
  }

  /** Labels of a file's context menu. */
  async contextMenu(file: string): Promise<string[]> {
    await this.openMenu(this.file(file));
    const labels = await this.page.locator('.monaco-menu .action-label').allInnerTexts();
    await this.closeMenu();
    return labels.filter((label) => label.trim() !== '');
  }

  /** Runs a command from the palette by keys, by the title that the palette shows. */
  async runCommand(title: string): Promise<void> {
    await this.askCommand(title);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Runs one that asks questions in the palette's place, and answers them in turn, each by a part of what it says. */
  async runAndAnswer(title: string, answers: readonly string[]): Promise<void> {
    await this.askCommand(title);
    for (const label of answers) {
      const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first();
      await row.click();
    }
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  async setTheme(name: string): Promise<void> {
    await this.askCommand('Preferences: Color Theme');
    await this.page.getByPlaceholder(/Color Theme/).fill(name);
    await this.choose(name);
  }

  /** Picks the answer that says `label` in the question that is open at the top. */
  async choose(label: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first().click();
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

  /** Waits until VS Code has read the extensions: before, our files would open as text, and stay so. */
  async extensionRead(): Promise<void> {
    const deadline = Date.now() + START_MS;
    while ((await this.commandsMatching('TensorRT: ')).length === 0) {
      if (Date.now() > deadline) throw new Error('The palette has none of our commands');
    }
  }

  /** Opens a report from the explorer. */
  async openReport(name: string): Promise<Frame> {
    await this.extensionRead();
    const view = await this.openByDoubleClick(name);
    await view.getByRole('treeitem').first().waitFor();
    return view;
  }

  /** The page of the program view, which must be the only one, with the file's name on top. */
  async openByDoubleClick(name: string): Promise<Frame> {
    await this.file(name).dblclick();
    const view = await this.programView();
    await view.getByRole('heading', { level: 1, name }).waitFor();
    return view;
  }

  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await this.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
  }

  /** Opens a file by name through Quick Open. */
  async openByKeyboard(name: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill(name);
    await this.quickRow(name).waitFor();
    await this.page.keyboard.press('Enter');
    await this.tab(name).waitFor();
  }

  /** Brings an open editor to the front. Right after another one was opened, VS Code may still put that one there. */
  async showTab(name: string): Promise<void> {
    const active = this.page.locator('.tabs-container .tab.active').filter({ hasText: name });
    do await this.tab(name).click();
    while (!(await isShown(active)));
  }

  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  /** The page of the program view, once it is there. */
  programView(timeout = START_MS): Promise<Frame> {
    return this.webview('program', timeout);
  }

  /** The page of the Graph Breaks panel, once it is there. It is another one whenever the panel was hidden in between. */
  breaksPanel(): Promise<Frame> {
    return this.webview('breaks', START_MS);
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

  /**
   * Webviews are told apart by their script: what VS Code writes around them says little, and not always. In a browser all
   * of them share one service worker, which loses a request now and then: a page that stays blank is loaded anew.
   */
  private async webview(name: 'program' | 'breaks', timeout: number): Promise<Frame> {
    const page = `body:has(> script[src$="/webview/${name}.js"])`;
    const deadline = Date.now() + timeout;
    let blankSince: number | undefined;
    while (Date.now() < deadline) {
      const shown = await this.frameWith(`${page} > #app > *`);
      if (shown) return shown;
      if (!(await this.frameWith(page))) blankSince = undefined;
      else if (Date.now() - (blankSince ??= Date.now()) > BLANK_MS) {
        await this.runCommand('Developer: Reload Webviews');
        blankSince = undefined;
      }
      await this.page.waitForTimeout(200);
    }
    throw new Error(`No webview shows ${name}.js`);
  }

  private async frameWith(selector: string): Promise<Frame | undefined> {
    for (const frame of this.page.frames()) {
      // A frame that goes away while it is asked is not the one.
      const count = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (count > 0) return frame;
    }
    return undefined;
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

  private quickRow(label: string): Locator {
    const exact = this.page.getByText(label, { exact: true });
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ has: exact }).first();
  }

  private async askCommand(title: string): Promise<void> {
    await this.fillPalette(title);
    const row = this.quickRow(title);
    await row.waitFor();
    for (let moves = 0; !(await isFocusedRow(row)) && moves < 20; moves++) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
  }

  private async fillPalette(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').waitFor();
    await this.page.locator('.quick-input-widget input').fill(`>${title}`);
  }
}

async function isFocusedRow(row: Locator): Promise<boolean> {
  return ((await row.getAttribute('class')) ?? '').split(' ').includes('focused');
}

/** True where it is there, and is so after a moment. */
async function isShown(target: Locator): Promise<boolean> {
  await target.page().waitForTimeout(500);
  return target.isVisible();
}

/** True where it is still to be seen after a moment. */
function stays(target: Locator): Promise<boolean> {
  return target.waitFor({ state: 'hidden', timeout: 2000 }).then(
    () => false,
    () => true,
  );
}
