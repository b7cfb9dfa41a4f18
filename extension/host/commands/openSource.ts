/** Opening a Python line that a report names. */

import { basename, dirname, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { trtlens } from '../../core/schema/generated/trtlens';

/**
 * Beside the program view, at the line. A relative path is relative to the report's folder or to a workspace folder;
 * where the file is nowhere, the user is told.
 */
export async function openSource(place: trtlens.ISourcePlace, report: vscode.Uri | undefined): Promise<void> {
  const file = place.file ?? '';
  const uri = await firstThatExists(possiblePlaces(file, report));
  if (!uri) {
    void vscode.window.showWarningMessage(
      `${basename(file)} is not on this machine: the report names it as ${file}, where there is no such file.`,
    );
    return;
  }
  const position = new vscode.Position(Math.max(0, (place.line ?? 1) - 1), Math.max(0, (place.column ?? 1) - 1));
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(position, position),
    viewColumn: columnFor(uri),
  });
}

/** Where the file could be, the likeliest first. */
export function possiblePlaces(file: string, report: vscode.Uri | undefined): vscode.Uri[] {
  if (file === '') return [];
  if (isAbsolute(file)) return [vscode.Uri.file(file)];
  const folders = [
    ...(report ? [dirname(report.fsPath)] : []),
    ...(vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
  ];
  return folders.map((folder) => vscode.Uri.file(join(folder, file)));
}

async function firstThatExists(uris: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const uri of uris) {
    const found = await vscode.workspace.fs.stat(uri).then(
      (stat) => (stat.type & vscode.FileType.File) !== 0,
      () => false,
    );
    if (found) return uri;
  }
  return undefined;
}

/** Where the file is open already, else beside a program view, else in place. */
function columnFor(uri: vscode.Uri): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const shows = (tab: vscode.Tab): boolean =>
    tab.input instanceof vscode.TabInputText && tab.input.uri.fsPath === uri.fsPath;
  const group = all.find((each) => each.tabs.some(shows));
  if (group) return group.viewColumn;
  const custom = activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom;
  return custom ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}
