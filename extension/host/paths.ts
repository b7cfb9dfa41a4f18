/** Where the parts of the installed extension are. */

import type * as vscode from 'vscode';

export interface ExtensionPaths {
  /** The folder that holds `dist`, `native` and `docs`. */
  readonly root: string;
  /** Bundles of the child processes. */
  readonly jobScript: string;
  readonly analysisScript: string;
  /** Folder that holds the Python package trtlens_torch. */
  readonly workerFolder: string;
  readonly locksFolder: string;
  /** What each finding's code means. */
  readonly findingsDocument: string;
  readonly examplesFolder: string;
}

export function extensionPaths(context: vscode.ExtensionContext): ExtensionPaths {
  const at = (path: string): string => context.asAbsolutePath(path);
  return {
    root: context.extensionUri.fsPath,
    jobScript: at('dist/job.cjs'),
    analysisScript: at('dist/analysis.cjs'),
    workerFolder: at('native/torch'),
    locksFolder: at('native/torch/locks'),
    findingsDocument: at('docs/findings.md'),
    examplesFolder: at('examples'),
  };
}
