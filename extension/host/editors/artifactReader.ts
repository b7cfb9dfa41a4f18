/** Files for the program view: opened by the analysis server, and held against the machines that matter here. */

import type * as vscode from 'vscode';
import type { trtlens } from '../../core/schema/generated/trtlens';
import type { ReportReader } from '../compile/reportReader';
import type { Targets } from '../loading/targets';
import type { ArtifactOpener } from './programDocument';

export class ArtifactReader implements ArtifactOpener {
  readonly onDidChange: vscode.Event<void>;

  constructor(
    private readonly reader: ReportReader,
    private readonly targets: Targets,
  ) {
    this.onDidChange = targets.onDidChange;
  }

  async open(file: vscode.Uri): Promise<trtlens.IOpenedFile | undefined> {
    return this.reader.open(file, await this.targets.of(file));
  }
}
