/**
 * A report that is open: its bytes as they are on disk, read again when a compile has replaced the file. They are handed to
 * webviews unread; only those and the analysis server know what is inside.
 */

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { trtlens } from '../../core/schema/generated/trtlens';

export class ReportDocument implements vscode.CustomDocument {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly watcher: vscode.FileSystemWatcher;
  private bytes: Promise<Uint8Array> | undefined;
  private settling: NodeJS.Timeout | undefined;

  /** Fires after the file was written anew. */
  readonly onDidChange = this.changed.event;

  constructor(readonly uri: vscode.Uri) {
    const folder = vscode.Uri.file(dirname(uri.fsPath));
    this.watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, basename(uri.fsPath)));
    this.watcher.onDidChange(() => this.fileChanged());
    this.watcher.onDidCreate(() => this.fileChanged());
  }

  /** "bert.trtlens". */
  get title(): string {
    return basename(this.uri.fsPath);
  }

  /** What a webview shows; where the file cannot be read, the finding that says so. */
  async content(): Promise<trtlens.IDocument> {
    const common = { title: this.title, path: this.uri.fsPath };
    try {
      this.bytes ??= Promise.resolve(vscode.workspace.fs.readFile(this.uri));
      const report = await this.bytes;
      return { ...common, report, findings: report.length === 0 ? [this.finding('load.empty', 'is empty')] : [] };
    } catch (failure) {
      this.bytes = undefined;
      return {
        ...common,
        report: new Uint8Array(),
        findings: [this.finding('load.not-found', 'cannot be read', failure)],
      };
    }
  }

  /** Takes the bytes of a compile that has just written this file, ahead of the watcher. */
  refresh(): void {
    this.bytes = undefined;
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.settling);
    this.watcher.dispose();
    this.changed.dispose();
  }

  private finding(code: string, what: string, failure?: unknown): trtlens.IFinding {
    const detail = failure === undefined ? '' : failure instanceof Error ? failure.message : JSON.stringify(failure);
    const place = { archive: { file: this.uri.fsPath, member: '', offset: -1 } };
    return { code, severity: 'error', message: `${this.title} ${what}.`, places: [place], remedies: [], detail };
  }

  /** Replacing a file is told as several events; one reading is enough. */
  private fileChanged(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.refresh(), 100);
  }
}
