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
      return { ...common, report: await this.bytes, findings: [] };
    } catch (failure) {
      this.bytes = undefined;
      return { ...common, report: new Uint8Array(), findings: [notReadable(this.uri, failure)] };
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

  /** Replacing a file is told as several events; one reading is enough. */
  private fileChanged(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.refresh(), 100);
  }
}

function notReadable(uri: vscode.Uri, failure: unknown): trtlens.IFinding {
  return {
    code: 'load.not-found',
    severity: 'error',
    message: `${basename(uri.fsPath)} cannot be read.`,
    places: [{ archive: { file: uri.fsPath, member: '', offset: -1 } }],
    remedies: [],
    detail: failure instanceof Error ? failure.message : String(failure),
  };
}
