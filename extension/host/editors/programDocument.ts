/**
 * A file that is open in the program view, read again when it was written anew. Reports are handed to webviews unread, as
 * they are on disk; the analysis server opens all others.
 */

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { trtlens } from '../../core/schema/generated/trtlens';

/** Opens what is no report. */
export interface ArtifactOpener {
  /** Undefined where the server fails; the log has why. */
  open(file: vscode.Uri): Promise<trtlens.IOpenedFile | undefined>;
  /** Fires when the same file would be opened as something else: another machine to hold it against. */
  readonly onDidChange: vscode.Event<void>;
}

export class ProgramDocument implements vscode.CustomDocument {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly isReport: boolean;
  private read: Promise<trtlens.IDocument> | undefined;
  private settling: NodeJS.Timeout | undefined;

  /** Fires after the file was written anew. */
  readonly onDidChange = this.changed.event;

  constructor(
    readonly uri: vscode.Uri,
    private readonly opener: ArtifactOpener,
  ) {
    this.isReport = uri.fsPath.toLowerCase().endsWith('.trtlens');
    const folder = vscode.Uri.file(dirname(uri.fsPath));
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, basename(uri.fsPath)));
    watcher.onDidChange(() => this.fileChanged());
    watcher.onDidCreate(() => this.fileChanged());
    this.subscriptions = [this.changed, watcher];
    if (!this.isReport) this.subscriptions.push(opener.onDidChange(() => this.machinesChanged()));
  }

  /** "bert.trtlens". */
  get title(): string {
    return basename(this.uri.fsPath);
  }

  /** What a webview shows; where the file cannot be read, the findings that say so. It never rejects. */
  content(): Promise<trtlens.IDocument> {
    return (this.read ??= this.open());
  }

  /**
   * Takes what a compile has just written to this file, ahead of the watcher, which tells of the same bytes once more: those
   * that are shown already are not shown anew.
   */
  async refresh(): Promise<void> {
    const before = this.read;
    this.read = undefined;
    if (this.isReport && before && isSame(await before, await this.content())) return;
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.settling);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** What no machine can load, such as an ONNX model, is held against none: a large graph need not cross again. */
  private async machinesChanged(): Promise<void> {
    const { read } = this;
    const verdicts = (await read)?.artifact?.verdicts;
    if (read === this.read && verdicts?.length) await this.refresh();
  }

  /** What cannot be read may be there the next time that it is asked for. */
  private open(): Promise<trtlens.IDocument> {
    const read = (this.isReport ? this.readReport() : this.openArtifact()).catch((failure: unknown) => {
      if (this.read === read) this.read = undefined;
      const [code, what] = this.isReport
        ? ['load.not-found', 'cannot be read']
        : ['load.failed', 'could not be opened; the log has more'];
      return this.document({ findings: [this.finding(code, what, failure)] });
    });
    return read;
  }

  private async readReport(): Promise<trtlens.IDocument> {
    const report = await vscode.workspace.fs.readFile(this.uri);
    return this.document({ report, findings: report.length === 0 ? [this.finding('load.empty', 'is empty')] : [] });
  }

  private async openArtifact(): Promise<trtlens.IDocument> {
    const opened = await this.opener.open(this.uri);
    if (!opened) throw new Error('There was no answer.');
    const { artifact, report } = opened;
    const readable = report !== undefined && report !== null && report.length > 0;
    return this.document({
      ...(readable ? { report } : { findings: artifact?.findings ?? [] }),
      ...(artifact && { artifact }),
    });
  }

  private document(content: Partial<trtlens.IDocument>): trtlens.IDocument {
    return { title: this.title, path: this.uri.fsPath, report: new Uint8Array(), findings: [], ...content };
  }

  private finding(code: string, what: string, failure?: unknown): trtlens.IFinding {
    const detail = failure === undefined ? '' : failure instanceof Error ? failure.message : JSON.stringify(failure);
    const place = { archive: { file: this.uri.fsPath, member: '', offset: -1 } };
    return { code, severity: 'error', message: `${this.title} ${what}.`, places: [place], remedies: [], detail };
  }

  /** Replacing a file is told as several events; one reading is enough. */
  private fileChanged(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => void this.refresh(), 100);
  }
}

function isSame({ report: before }: trtlens.IDocument, { report }: trtlens.IDocument): boolean {
  return !!before?.length && !!report && Buffer.compare(before, report) === 0;
}
