/** What the user sees when a compile has ended: the program, its breaks, and one notification where something went wrong. */

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Finding, Remedy } from '../../core/findings/finding';
import type { OpenReports } from '../editors/openReports';
import { PROGRAM_VIEW } from '../editors/programEditor';
import type { Log } from '../log';
import { BREAKS_VIEW } from '../views/breaksView';
import type { CompileEnd, Presenter } from './compiler';

const SHOW_LOG = 'Show Log';
const OPEN = 'Open Program';
/** More buttons than this make a notification hard to read; the rest is in the Problems panel. */
const MOST_REMEDIES = 2;
const SHOWN_MS = 10_000;
/** As long as a page is waited for. */
const PAGE_MS = 10_000;

export class EndPresenter implements Presenter {
  constructor(
    private readonly openReports: OpenReports,
    private readonly applyRemedy: (remedy: Remedy, end: CompileEnd) => Promise<void>,
    private readonly log: Log,
  ) {}

  async present(end: CompileEnd, hasPanel: boolean): Promise<void> {
    if (end.outcome === 'cancelled') {
      vscode.window.setStatusBarMessage(`Compiling ${basename(end.request.model.fsPath)} was cancelled`, SHOWN_MS);
      return;
    }
    const error = end.findings.find((finding) => finding.severity === 'error');
    if (error) void this.tellError(error, end);
    if (end.report) await this.showReport(end.report, end, hasPanel);
  }

  private async showReport(report: vscode.Uri, end: CompileEnd, hasPanel: boolean): Promise<void> {
    this.openReports.written(report);
    if (end.outcome === 'compiled') vscode.window.setStatusBarMessage(summary(end), SHOWN_MS);
    const settings = vscode.workspace.getConfiguration('trtlens', end.request.model);
    if (!settings.get<boolean>('compile.openReport', true)) {
      if (end.outcome === 'compiled') void this.offerReport(report, end);
      return;
    }
    await vscode.commands.executeCommand('vscode.openWith', report, PROGRAM_VIEW);
    if (end.breaks > 0 && !hasPanel) await this.showBreaks(report);
  }

  /**
   * Opens the panel beside the program without taking the focus from it, and not before the program is there: where VS Code
   * runs in a browser, two pages that load at once may leave the second one blank.
   */
  private async showBreaks(report: vscode.Uri): Promise<void> {
    const { active } = this.openReports;
    if (active?.document.uri.fsPath === report.fsPath) await active.surface.shown(PAGE_MS);
    await vscode.commands.executeCommand(`${BREAKS_VIEW}.focus`, { preserveFocus: true });
  }

  private async offerReport(report: vscode.Uri, end: CompileEnd): Promise<void> {
    const choice = await vscode.window.showInformationMessage(summary(end), OPEN);
    if (choice === OPEN) await vscode.commands.executeCommand('vscode.openWith', report, PROGRAM_VIEW);
  }

  private async tellError(error: Finding, end: CompileEnd): Promise<void> {
    const offered = error.remedies.filter((remedy) => remedy.action).slice(0, MOST_REMEDIES);
    const buttons = [...offered.map((remedy) => remedy.title), SHOW_LOG];
    const choice = await vscode.window.showErrorMessage(error.message, ...buttons);
    if (choice === SHOW_LOG) this.log.show();
    const remedy = offered.find((each) => each.title === choice);
    if (remedy) await this.applyRemedy(remedy, end);
  }
}

/** "bert: 4 engines, 3 graph breaks". */
export function summary(end: CompileEnd): string {
  const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return `${basename(end.request.model.fsPath)}: ${counted(end.engines, 'engine')}, ${counted(end.breaks, 'graph break')}`;
}
