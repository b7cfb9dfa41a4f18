/** What the analysis server says about files. It does the reading in a process of its own; this one stays free. */

import type * as vscode from 'vscode';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { AnalysisClient, type AnalysisSession } from '../../jobs/analysis/client';
import type { Log } from '../log';

export interface ReportFacts {
  readonly engines: number;
  /** With TensorRT on both sides. */
  readonly breaks: number;
  readonly supported: number;
  readonly total: number;
  /** Path of the model: absolute, or relative to the folder of the report; "" where it is not known. */
  readonly model: string;
}

export class ReportReader {
  private client: AnalysisClient | undefined;

  constructor(
    private readonly script: string,
    private readonly log: Log,
  ) {}

  /** Undefined where the file cannot be read; the log has why, and the program view shows it. */
  async describe(report: vscode.Uri): Promise<ReportFacts | undefined> {
    const summary = await this.ask((session) => session.describeReport(report.fsPath));
    return (
      summary && {
        engines: summary.engines ?? 0,
        breaks: summary.breaks ?? 0,
        supported: summary.supported ?? 0,
        total: summary.total ?? 0,
        model: summary.model ?? '',
      }
    );
  }

  /** What a file is, read without running anything of it. Undefined where the server fails; the log has why. */
  inspect(file: vscode.Uri): Promise<trtlens.IArtifact | undefined> {
    return this.ask((session) => session.inspect(file.fsPath));
  }

  /** The same, with its graph for the program view and a verdict for each target. Undefined as for `inspect`. */
  open(file: vscode.Uri, targets: readonly trtlens.ITarget[]): Promise<trtlens.IOpenedFile | undefined> {
    return this.ask((session) => session.open(file.fsPath, targets));
  }

  private async ask<T>(question: (session: AnalysisSession) => Promise<T>): Promise<T | undefined> {
    this.client ??= new AnalysisClient({ script: this.script });
    const session = this.client.acquire();
    try {
      return await question(session);
    } catch (failure) {
      this.log.error(failure);
      return undefined;
    } finally {
      session.dispose();
    }
  }
}
