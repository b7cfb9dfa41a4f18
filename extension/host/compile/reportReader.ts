/** What the analysis server says about reports. It does the reading in a process of its own; this one stays free. */

import type * as vscode from 'vscode';
import { AnalysisClient } from '../../jobs/analysis/client';
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
    this.client ??= new AnalysisClient({ script: this.script });
    const session = this.client.acquire();
    try {
      const summary = await session.describeReport(report.fsPath);
      return {
        engines: summary.engines ?? 0,
        breaks: summary.breaks ?? 0,
        supported: summary.supported ?? 0,
        total: summary.total ?? 0,
        model: summary.model ?? '',
      };
    } catch (failure) {
      this.log.error(failure);
      return undefined;
    } finally {
      session.dispose();
    }
  }
}
