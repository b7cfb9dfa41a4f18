/** Open Example Models: a copy of the examples that come with the extension, in a folder that the user chooses. */

import { basename } from 'node:path';
import * as vscode from 'vscode';

const FOLDER_NAME = 'trtlens-examples';

export async function openExamples(examplesFolder: string): Promise<void> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      title: `Folder in which to put ${FOLDER_NAME}`,
      openLabel: 'Put Examples Here',
    })) ?? [];
  if (!parent) return;
  const folder = await copyExamples(examplesFolder, parent);
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
}

/** Leaves what is there already: a user's own changes to an example are not overwritten. */
export async function copyExamples(examplesFolder: string, parent: vscode.Uri): Promise<vscode.Uri> {
  const target = vscode.Uri.joinPath(parent, FOLDER_NAME);
  const source = vscode.Uri.file(examplesFolder);
  await vscode.workspace.fs.createDirectory(target);
  const present = new Set((await vscode.workspace.fs.readDirectory(target)).map(([name]) => name));
  for (const [name] of await vscode.workspace.fs.readDirectory(source)) {
    if (present.has(basename(name))) continue;
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(source, name), vscode.Uri.joinPath(target, name));
  }
  return target;
}
