/**
 * Pages of one test file: in a browser of its own, each closed after the test that opened it. A test in whose pages anything
 * went wrong fails, whatever it looked at itself.
 */

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import type { Report } from '../../extension/core/report/report';
import { type OpenOptions, type PageName, WebviewPage, documentOf, launchBrowser } from './page';

export interface TestPages {
  /** In a test, which may close the page before it ends. */
  open(name: PageName, document: trtlens.IDocument, options?: OpenOptions): Promise<WebviewPage>;
  /** The program view of a report, once its picture is there; nothing in it moves. */
  openStill(report: Report, options?: OpenOptions): Promise<WebviewPage>;
}

/** Called once, at the top of a test file: its hooks are then those of all tests there. */
export function testPages(): TestPages {
  let browser: Browser;
  let opened: WebviewPage[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    const views = opened;
    opened = [];
    const troubles = views.flatMap((view) => view.troubles);
    for (const view of views) await view.close();
    expect(troubles).toEqual([]);
  });
  const open: TestPages['open'] = async (name, document, options) => {
    const view = await WebviewPage.open(browser, name, document, options);
    opened.push(view);
    return view;
  };
  return {
    open,
    async openStill(report, options) {
      const view = await open('program', documentOf(report), { bodyClass: 'vscode-reduce-motion', ...options });
      await view.page.locator('.item').first().waitFor();
      return view;
    },
  };
}
