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
  readonly report: vscode.Uri | undefined;
  load(): Promise<trtlens.IDocument>;
  /** The user selected something in this page. */
  selected(target: trtlens.IRevealTarget): void;
}

export class Surface {
  private readonly messenger: Messenger<never, PageRequests>;
  /** A page that is hidden is gone: what it is told is lost, and it asks for its document when it comes back. */
  private loaded = false;
  private waiting: trtlens.IRevealTarget | undefined;
  /** Another one whenever what is being read for the page is of no use any more. */
  private version = 0;
  private readonly onShown: (() => void)[] = [];

  constructor(
    webview: vscode.Webview,
    onClose: vscode.Event<unknown>,
    private readonly content: PageContent,
    actions: PageActions,
  ) {
    this.messenger = new Messenger(webviewChannel(webview, onClose), this.handlers(actions));
  }

  /** Selects and shows something in the page, as soon as the page is there. */
  reveal(target: trtlens.IRevealTarget): void {
    if (this.loaded) this.messenger.send('reveal', target);
    else this.waiting = target;
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
    if (!this.loaded) return;
    const document = await this.content.load();
    if (version === this.version) this.messenger.send('documentChanged', document);
  }

  /** To be called when the page goes out of sight. */
  hidden(): void {
    this.loaded = false;
    this.version++;
  }

  /** What changes while it is read is not in what was read, and the page is not there yet to be told so. */
  private async current(): Promise<trtlens.IDocument> {
    const { version } = this;
    const document = await this.content.load();
    return version === this.version ? document : this.current();
  }

  private handlers(actions: PageActions): Handlers<PageRequests> {
    const { content } = this;
    return {
      loadDocument: async () => {
        const document = await this.current();
        this.loaded = true;
        // After the answer to this request, which is sent when this function has returned.
        setTimeout(() => this.flush());
        return document;
      },
      openSource: async (place) => {
        await actions.openSource(place, content.report);
        return {};
      },
      select: (target) => {
        content.selected(target);
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

  private flush(): void {
    for (const tell of this.onShown.splice(0)) tell();
    const target = this.waiting;
    this.waiting = undefined;
    if (target && this.loaded) this.messenger.send('reveal', target);
  }
}
