/** The program views that are open, and the report that the Graph Breaks panel follows: the one looked at last. */

import * as vscode from 'vscode';
import type { trtlens } from '../../core/schema/generated/trtlens';
import type { Surface } from '../webviews/conversation';
import type { ProgramDocument } from './programDocument';

export interface OpenReport {
  readonly document: ProgramDocument;
  readonly surface: Surface;
  readonly panel: vscode.WebviewPanel;
}

/** Something that was selected in a program view. */
export interface Selection {
  readonly report: OpenReport;
  readonly target: trtlens.IRevealTarget;
}

export class OpenReports implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<OpenReport | undefined>();
  private readonly selected = new vscode.EventEmitter<Selection>();
  /** The one looked at last comes last. */
  private readonly open: OpenReport[] = [];

  readonly onDidChangeActive = this.changed.event;
  readonly onDidSelect = this.selected.event;

  get active(): OpenReport | undefined {
    return this.open.at(-1);
  }

  add(report: OpenReport): void {
    this.open.push(report);
    void vscode.commands.executeCommand('setContext', 'trtlens.reportOpened', true);
    this.changed.fire(this.active);
  }

  remove(report: OpenReport): void {
    const wasActive = this.active === report;
    this.drop(report);
    if (wasActive) this.changed.fire(this.active);
  }

  activate(report: OpenReport): void {
    if (this.active === report) return;
    this.drop(report);
    this.open.push(report);
    this.changed.fire(this.active);
  }

  /** The user selected something in the program view of `report`. */
  select(report: OpenReport, target: trtlens.IRevealTarget): void {
    this.selected.fire({ report, target });
  }

  /** Shows what was selected elsewhere, and brings its program view into sight. */
  reveal(report: OpenReport, target: trtlens.IRevealTarget): void {
    report.surface.reveal(target);
    if (!report.panel.visible) report.panel.reveal(undefined, true);
  }

  /** A compile has written this report. */
  written(report: vscode.Uri): void {
    const documents = this.open.map((each) => each.document).filter((each) => each.uri.fsPath === report.fsPath);
    for (const document of new Set(documents)) void document.refresh();
  }

  dispose(): void {
    this.changed.dispose();
    this.selected.dispose();
  }

  private drop(report: OpenReport): void {
    const position = this.open.indexOf(report);
    if (position >= 0) this.open.splice(position, 1);
  }
}
