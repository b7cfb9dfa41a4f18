/** The Graph Breaks panel: lists the breaks of the report that was looked at last, and counts them on its tab. */

import * as vscode from 'vscode';
import type { trtlens } from '../../core/schema/generated/trtlens';
import type { OpenReport, OpenReports } from '../editors/openReports';
import type { ReportReader } from '../compile/reportReader';
import { type PageActions, type PageContent, Surface } from '../webviews/conversation';
import { pageHtml, webviewOptions } from '../webviews/html';

export const BREAKS_VIEW = 'trtlens.breaks';

const NOTHING: trtlens.IDocument = { report: new Uint8Array(), title: '', path: '', findings: [] };

export class BreaksView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];
  private documentChanges: vscode.Disposable | undefined;
  private view: vscode.WebviewView | undefined;
  private surface: Surface | undefined;
  /** Counts the readings, so that a slow one does not overwrite a later one. */
  private reading = 0;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly openReports: OpenReports,
    private readonly reader: ReportReader,
    private readonly actions: PageActions,
  ) {
    this.subscriptions.push(
      openReports.onDidChangeActive((report) => this.follow(report)),
      openReports.onDidSelect(({ report, target }) => {
        if (report === openReports.active) this.surface?.reveal(target);
      }),
    );
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    webview.options = webviewOptions(this.extensionUri);
    const surface = new Surface(webview, view.onDidDispose, this.content(), this.actions);
    view.onDidChangeVisibility(() => {
      if (!view.visible) surface.hidden();
    });
    view.onDidDispose(() => {
      surface.hidden();
      if (this.view === view) this.view = this.surface = undefined;
    });
    this.view = view;
    this.surface = surface;
    webview.html = pageHtml(webview, this.extensionUri, 'breaks', 'Graph Breaks');
    this.follow(this.openReports.active);
  }

  dispose(): void {
    this.documentChanges?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private content(): PageContent {
    const { openReports } = this;
    return {
      get report() {
        return openReports.active?.document.uri;
      },
      load: async () => openReports.active?.document.content() ?? NOTHING,
      selected: (target) => {
        if (openReports.active) openReports.reveal(openReports.active, target);
      },
    };
  }

  private follow(report: OpenReport | undefined): void {
    this.documentChanges?.dispose();
    this.documentChanges = report?.document.onDidChange(() => this.update(report));
    this.update(report);
  }

  private update(report: OpenReport | undefined): void {
    void this.surface?.update();
    void this.count(report);
  }

  private async count(report: OpenReport | undefined): Promise<void> {
    const reading = ++this.reading;
    const breaks = report ? ((await this.reader.describe(report.document.uri))?.breaks ?? 0) : 0;
    if (!this.view || reading !== this.reading) return;
    const words = breaks === 1 ? '1 graph break' : `${breaks} graph breaks`;
    // Undefined would do to take a badge away, but VS Code shows the old one then until the view is hidden.
    this.view.badge = { value: breaks, tooltip: breaks === 0 ? '' : words };
  }
}
