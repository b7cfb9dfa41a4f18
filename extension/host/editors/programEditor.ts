/** The program view: the custom editor of reports, and of every file that holds a program or an engine. */

import type * as vscode from 'vscode';
import { type PageActions, type PageContent, Surface } from '../webviews/conversation';
import { pageHtml, webviewOptions } from '../webviews/html';
import type { OpenReport, OpenReports } from './openReports';
import { type ArtifactOpener, ProgramDocument } from './programDocument';

export const PROGRAM_VIEW = 'trtlens.program';

export class ProgramEditorProvider implements vscode.CustomReadonlyEditorProvider<ProgramDocument> {
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly openReports: OpenReports,
    private readonly opener: ArtifactOpener,
    private readonly actions: PageActions,
  ) {}

  openCustomDocument(uri: vscode.Uri): ProgramDocument {
    const document = new ProgramDocument(uri, this.opener);
    // It is read while its page loads.
    void document.content();
    return document;
  }

  resolveCustomEditor(document: ProgramDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    webview.options = webviewOptions(this.extensionUri);
    const content: PageContent = {
      report: document.uri,
      load: () => document.content(),
      selected: (target) => this.openReports.select(report, target),
    };
    const surface = new Surface(webview, panel.onDidDispose, content, this.actions);
    const report: OpenReport = { document, surface, panel };
    const changes = document.onDidChange(() => void surface.update());
    panel.onDidChangeViewState(() => {
      if (!panel.visible) surface.hidden();
      if (panel.active) this.openReports.activate(report);
    });
    panel.onDidDispose(() => {
      changes.dispose();
      surface.hidden();
      this.openReports.remove(report);
    });
    this.openReports.add(report);
    webview.html = pageHtml(webview, this.extensionUri, 'program', document.title);
  }
}
