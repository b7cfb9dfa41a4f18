/** The host's side of a webview: what a page may ask for, and what it is told. docs/protocol.md lists both. */

import * as vscode from 'vscode';
import { type Handlers, Messenger } from '../../core/messaging/messenger';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { webviewChannel } from './channel';
import { saveFile } from './saveFile';

type PageRequests = 'loadDocument' | 'openSource' | 'select' | 'applyRemedy' | 'copyText' | 'runCommand' | 'saveFile';

/** What a page can have done. `report` is the file that the page shows, undefined while it shows none. */
export interface PageActions {
  openSource(place: trtlens.ISourcePlace, report: vscode.Uri | undefined): Promise<void>;
  applyRemedy(remedy: trtlens.IRemedy, report: vscode.Uri | undefined): Promise<void>;
  runCommand(action: trtlens.ICommandAction, report: vscode.Uri | undefined): Promise<void>;
}

/** What a page shows, asked for each time that it loads. */
export interface PageContent {
  /** The file that it is of; another one where what the page shows has changed. */
  readonly report: vscode.Uri | undefined;
  load(): Promise<trtlens.IDocument>;
  /** The user selected something in this page. */
  selected(target: trtlens.IRevealTarget): void;
}

export class Surface {
  private readonly messenger: Messenger<never, PageRequests>;
  /** Counts the pages: one that is hidden is gone with what it is told; the next one asks for its document. */
  private page = 0;
  private loaded = false;
  /** Counts what was to be shown: what is read of an earlier one is of no use any more. */
  private version = 0;
  /** True while the page has what is to be shown, and can be told what to do with it. */
  private isCurrent = false;
  /** The file that the page shows. */
  private report: vscode.Uri | undefined;
  /** For the page that is to come, or to be shown another document, and what that is to be a document of. */
  private waiting: { readonly target: trtlens.IRevealTarget; readonly report: vscode.Uri | undefined } | undefined;
  private readonly onShown: (() => void)[] = [];

  constructor(
    webview: vscode.Webview,
    onClose: vscode.Event<unknown>,
    private readonly content: PageContent,
    actions: PageActions,
  ) {
    this.messenger = new Messenger(webviewChannel(webview, onClose), this.handlers(actions));
  }

  /** Selects and shows something of the file in the page, as soon as the page shows that. */
  reveal(target: trtlens.IRevealTarget): void {
    this.waiting = { target, report: this.content.report };
    this.flush();
  }

  /** Resolves when the page has its content, at the latest after `limit` milliseconds. */
  shown(limit: number): Promise<void> {
    if (this.loaded) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limit);
      this.onShown.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Hands the page its content anew; of changes that follow each other closely, the last one. */
  async update(): Promise<void> {
    const version = ++this.version;
    this.isCurrent = false;
    if (!this.loaded) return;
    // Where that fails, the page keeps what it has.
    const document = await this.content.load().catch(() => undefined);
    if (version !== this.version) return;
    if (document) this.messenger.send('documentChanged', document);
    this.showing();
  }

  /** To be called when the page goes out of sight. */
  hidden(): void {
    this.page++;
    this.version++;
    this.loaded = this.isCurrent = false;
  }

  /** What a page gets when it asks. What changes while it is read is not in what was read: it is read again then. */
  private async load(page: number): Promise<trtlens.IDocument> {
    const { version } = this;
    const document = await this.content.load();
    if (page !== this.page) throw new Error('The page was hidden');
    if (version !== this.version) return this.load(page);
    this.loaded = true;
    // After the answer, which is sent when this function has returned.
    setTimeout(() => this.answered(page, version));
    return document;
  }

  private answered(page: number, version: number): void {
    if (page !== this.page) return;
    for (const tell of this.onShown.splice(0)) tell();
    if (version === this.version) this.showing();
  }

  private showing(): void {
    this.isCurrent = true;
    this.report = this.content.report;
    this.flush();
  }

  private flush(): void {
    const { waiting } = this;
    if (!waiting || !this.isCurrent) return;
    this.waiting = undefined;
    if (waiting.report === this.content.report) this.messenger.send('reveal', waiting.target);
  }

  private handlers(actions: PageActions): Handlers<PageRequests> {
    const { content } = this;
    return {
      loadDocument: () => this.load(this.page),
      openSource: async (place) => {
        await actions.openSource(place, content.report);
        return {};
      },
      select: (target) => {
        // Where another file is to be shown by now, it is of none that anybody asks for.
        if (this.report === content.report) content.selected(target);
        return Promise.resolve({});
      },
      applyRemedy: async ({ remedy }) => {
        if (remedy) await actions.applyRemedy(remedy, content.report);
        return {};
      },
      copyText: async ({ text }) => {
        await vscode.env.clipboard.writeText(text ?? '');
        return {};
      },
      saveFile: async (file) => ({ text: await saveFile(file, content.report) }),
      runCommand: async (action) => {
        await actions.runCommand(action, content.report);
        return {};
      },
    };
  }
}
