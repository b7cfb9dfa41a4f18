/** The compile that made a report, so that it can be made again. */

import { dirname, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Compiler } from './compiler';
import type { ReportReader } from './reportReader';
import type { CompileRequest } from './request';

export class ReportRequests {
  constructor(
    private readonly compiler: Compiler,
    private readonly reader: ReportReader,
  ) {}

  /** As it was asked for in this session, else the model that the report names. Undefined where that is not there. */
  async find(report: vscode.Uri | undefined): Promise<CompileRequest | undefined> {
    if (!report) return undefined;
    const known = this.compiler.requestOf(report);
    if (known) return known;
    const path = (await this.reader.describe(report))?.model ?? '';
    if (path === '') return undefined;
    const model = vscode.Uri.file(isAbsolute(path) ? path : join(dirname(report.fsPath), path));
    const exists = await vscode.workspace.fs.stat(model).then(
      () => true,
      () => false,
    );
    return exists ? { model } : undefined;
  }

  /** As the model was last asked for in this session, else with the settings of its folder. */
  ofModel(model: string): CompileRequest {
    return this.compiler.lastRequest(model) ?? { model: vscode.Uri.file(model) };
  }
}
