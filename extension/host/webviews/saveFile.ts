/** Keeps what a page made where the user says. */

import * as vscode from 'vscode';
import { fileNameOf } from '../../core/format/fileName';
import type { trtlens } from '../../core/schema/generated/trtlens';

/** Where it was written; "" where the user changed their mind. `report`: the file that the page shows. */
export async function saveFile({ name, contents }: trtlens.ISaveFile, report: vscode.Uri | undefined): Promise<string> {
  const own = fileNameOf(name ?? '');
  const extension = own.slice(own.lastIndexOf('.') + 1);
  const target = await vscode.window.showSaveDialog({
    title: 'Export',
    filters: { [extension.toUpperCase()]: [extension] },
    ...(report && { defaultUri: vscode.Uri.joinPath(report, '..', own) }),
  });
  if (!target) return '';
  await vscode.workspace.fs.writeFile(target, contents ?? new Uint8Array());
  return vscode.workspace.asRelativePath(target);
}
