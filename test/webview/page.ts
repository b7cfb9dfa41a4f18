/**
 * A page of the extension in plain Chromium: the real bundles under the real policy, in a theme, with a host that speaks
 * real envelopes.
 */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { encodeReport } from '../../extension/core/report/codec';
import type { Report } from '../../extension/core/report/report';
import { trtlens } from '../../extension/core/schema/generated/trtlens';
import { ORIGIN, type WorkerHandle, pageHtml } from './pageHtml';
import { THEMES, type ThemeName, themeStyle } from './themes';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCREENSHOTS = join(ROOT, '.cache/screenshots');

export async function launchBrowser(): Promise<Browser> {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!executablePath) throw new Error('Chromium is missing; on Debian: apt-get install chromium');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** What its bundle is called. */
export type PageName = 'program' | 'breaks' | 'search';

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What the page finds in `getState`. */
  readonly state?: unknown;
  readonly context?: BrowserContextOptions;
  /** Called when the page is asked for. */
  readonly onNavigation?: () => void;
  /** Added to the body's classes, such as "vscode-reduce-motion". */
  readonly bodyClass?: string;
  /** Folder of the bundles; those of the extension where it is absent. */
  readonly bundles?: string;
  /** Behind the page's address. */
  readonly query?: string;
  /** The page's worker gets nothing until `releaseWorker`; nor does that of the page that is loaded after it. */
  readonly isWorkerHeld?: boolean;
  /** Script that runs in the worker instead of its bundle. */
  readonly worker?: string;
}

type Answer = (params: unknown) => Promise<trtlens.IResponse>;

/** What a report is to a page: its bytes. */
export function documentOf(report: Report, title = `${report.model.name}.trtlens`): trtlens.IDocument {
  return { report: encodeReport(report), title, path: `/home/ml/${title}`, findings: [] };
}

export const NO_DOCUMENT: trtlens.IDocument = { report: new Uint8Array(), title: '', path: '', findings: [] };

export class WebviewPage {
  /** Requests of the page by name, in order; `loadDocument` is not among them. */
  readonly requests: { name: string; params: unknown }[] = [];
  /** What went wrong in the page: exceptions, console errors, violations of the policy. */
  readonly troubles: string[] = [];
  state: unknown;
  private readonly answers = new Map<string, Answer>();
  /** What the page is to fetch, by name. */
  private readonly posted = new Map<string, Buffer>();
  private envelopes = 0;

  private constructor(
    readonly page: Page,
    private document: trtlens.IDocument | Promise<trtlens.IDocument>,
  ) {}

  static async open(
    browser: Browser,
    name: PageName,
    document: trtlens.IDocument | Promise<trtlens.IDocument>,
    options: OpenOptions = {},
  ): Promise<WebviewPage> {
    const { width = 1280, height = 840, theme = 'dark' } = options;
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: null, ...options.context });
    const page = await context.newPage();
    const webview = new WebviewPage(page, document);
    webview.state = options.state;
    await webview.prepare(name, theme, options);
    await page.goto(`${ORIGIN}/${name}.html${options.query ?? ''}`);
    return webview;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Loads the page again with the state that it saved, as VS Code does with a page that was hidden. */
  async reload(): Promise<void> {
    await this.page.waitForTimeout(250);
    await this.reloadAtOnce();
  }

  /** The same for a page that has had no time to save but while it goes. */
  async reloadAtOnce(): Promise<void> {
    await this.page.reload();
  }

  /** Waits by the page's own clock: what it has put off for less than that is done then, however busy the machine is. */
  async letPass(milliseconds: number): Promise<void> {
    await this.page.evaluate((time) => new Promise((resolve) => setTimeout(resolve, time)), milliseconds);
  }

  /** Keeps what the page asks its worker from it: a layout that takes as long as a test likes. */
  async holdWorker(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as { worker: WorkerHandle }).worker.hold());
  }

  async releaseWorker(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as { worker: WorkerHandle }).worker.release());
  }

  /** The host hands the page another document. */
  async change(document: trtlens.IDocument): Promise<void> {
    this.document = document;
    await this.tell({ documentChanged: document });
  }

  async reveal(target: trtlens.IRevealTarget): Promise<void> {
    await this.tell({ reveal: target });
  }

  /** Makes the host answer a request otherwise than with success. */
  answer(name: string, answer: Answer): void {
    this.answers.set(name, answer);
  }

  /** The last request of that name, once it has come. */
  async request(name: string): Promise<unknown> {
    for (let tries = 0; tries < 100; tries++) {
      const found = this.requests.findLast((each) => each.name === name);
      if (found) return found.params;
      await this.page.waitForTimeout(20);
    }
    throw new Error(`The page did not ask for "${name}"; it asked for: ${this.requests.map((r) => r.name).join(', ')}`);
  }

  /** Presses a key some times faster than any debounce, however busy the machine. */
  async pressQuickly(key: string, times: number): Promise<void> {
    await this.page.evaluate(
      ([name, count]) => {
        for (let i = 0; i < count; i++) {
          document.activeElement!.dispatchEvent(
            new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }),
          );
        }
      },
      [key, times] as const,
    );
  }

  async setTheme(name: ThemeName): Promise<void> {
    const { bodyClass } = THEMES[name];
    await this.page.evaluate(
      ([style, className]) => {
        document.documentElement.style.cssText = style!;
        document.body.className = className!;
      },
      [themeStyle(name), bodyClass],
    );
    await this.page.waitForTimeout(60);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  /** Faults that axe-core finds, as text. */
  async axe(): Promise<string[]> {
    await this.page.evaluate(readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8'));
    return this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResult> } };
      const result = await axe.run({ resultTypes: ['violations'] });
      return result.violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
      );
    });
  }

  /** Elements whose text is wider than they are and that neither cut it nor let it be scrolled to. */
  async overflows(): Promise<string[]> {
    return this.page.evaluate(() => {
      const found: string[] = [];
      const page = document.documentElement;
      if (page.scrollWidth > page.clientWidth) found.push(`page ${page.scrollWidth} > ${page.clientWidth}`);
      for (const element of document.querySelectorAll<HTMLElement>('#app *:not(svg *)')) {
        if (element.closest('svg, vscode-button, .picture') || element.clientWidth === 0) continue;
        const style = getComputedStyle(element);
        const isCut = style.textOverflow === 'ellipsis' && ['hidden', 'clip'].includes(style.overflowX);
        const handled = isCut || ['auto', 'scroll'].includes(style.overflowX);
        if (element.scrollWidth > element.clientWidth + 1 && !handled && style.display !== 'inline') {
          found.push(`${element.tagName}.${element.className}: ${element.textContent.slice(0, 60)}`);
        }
      }
      return found;
    });
  }

  /** Items of the picture that overlap, though neither is in the other. */
  async pictureFaults(): Promise<string[]> {
    const hasPicture = (await this.page.locator('.picture').count()) > 0;
    if (hasPicture) await this.page.locator('.picture .item').first().waitFor();
    return this.page.evaluate(() => {
      const faults: string[] = [];
      const items = [...document.querySelectorAll<HTMLElement>('.picture .item')];
      const boxes = items.map((item) => item.getBoundingClientRect());
      const isApart = (a: DOMRect, b: DOMRect): boolean =>
        a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
      const isIn = (a: DOMRect, b: DOMRect): boolean =>
        a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
      for (let a = 0; a < items.length; a++) {
        for (let b = a + 1; b < items.length; b++) {
          const [x, y] = [boxes[a]!, boxes[b]!];
          if (isApart(x, y) || isIn(x, y) || isIn(y, x)) continue;
          faults.push(`${items[a]!.title} overlaps ${items[b]!.title}`);
        }
      }
      return faults;
    });
  }

  /** Colours of the canvas, four numbers a pixel of the page, in a box of the page. */
  async pixels(box: { x: number; y: number; width: number; height: number }): Promise<number[]> {
    return this.page.evaluate(({ x, y, width, height }) => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas.canvas')!;
      const { left, top } = canvas.getBoundingClientRect();
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [width, height];
      const context = copy.getContext('2d', { willReadFrequently: true })!;
      context.drawImage(canvas, -Math.round(x - left), -Math.round(y - top));
      return [...context.getImageData(0, 0, width, height).data];
    }, box);
  }

  private async prepare(name: string, theme: ThemeName, options: OpenOptions): Promise<void> {
    const {
      bodyClass = '',
      bundles = join(ROOT, 'dist/webview'),
      onNavigation,
      worker,
      isWorkerHeld = false,
    } = options;
    const { page } = this;
    page.on('pageerror', (error) => this.troubles.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.troubles.push(message.text());
    });
    await page.exposeFunction('postToHost', (numbers: number[]) => this.receive(Uint8Array.from(numbers)));
    await page.exposeFunction('saveState', (state: unknown) => void (this.state = state));
    await page.exposeFunction('policyViolated', (text: string) => void this.troubles.push(text));
    await page.route(`${ORIGIN}/**`, async (route) => {
      const file = new URL(route.request().url()).pathname.slice(1);
      const posted = this.posted.get(file);
      if (posted) return route.fulfill({ contentType: 'application/octet-stream', body: posted });
      if (file === `${name}.html`) {
        onNavigation?.();
        const body = pageHtml({ name, theme, bodyClass, state: this.state, isWorkerHeld });
        await route.fulfill({ contentType: 'text/html', body });
      } else if (worker !== undefined && file === 'graph.js') {
        await route.fulfill({ contentType: 'text/javascript', body: worker });
      } else {
        await route.fulfill({ path: join(bundles, file) });
      }
    });
  }

  private async receive(bytes: Uint8Array): Promise<void> {
    const { id, request } = trtlens.Envelope.decode(bytes);
    const name = Object.keys(request ?? {})[0] as keyof trtlens.IRequest | undefined;
    if (!name) return;
    const params = request![name];
    if (name !== 'loadDocument') this.requests.push({ name, params });
    const answer = this.answers.get(name);
    try {
      const response = answer
        ? await answer(params)
        : name === 'loadDocument'
          ? { loadDocument: await this.document }
          : { [name]: {} };
      await this.post({ id, response });
    } catch (failure) {
      await this.post({ id, error: { message: failure instanceof Error ? failure.message : String(failure) } });
    }
  }

  private tell(event: trtlens.IEvent): Promise<void> {
    return this.post({ id: 0, event });
  }

  private async post(envelope: trtlens.IEnvelope): Promise<void> {
    const bytes = Buffer.from(trtlens.Envelope.encode(envelope).finish());
    // As a response, which the browser takes in as fast as VS Code does a message; as text it would take longer than the page.
    const name = `envelope-${++this.envelopes}`;
    this.posted.set(name, bytes);
    await this.page.evaluate(async (address) => {
      const response = await fetch(address);
      const decoded = new Uint8Array(await response.arrayBuffer());
      window.postMessage({ trtlens: decoded }, '*', [decoded.buffer]);
    }, `${ORIGIN}/${name}`);
    this.posted.delete(name);
  }
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
}
