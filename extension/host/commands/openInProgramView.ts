/** Open in Program View: for files that belong to other editors by their names, such as layer information and TorchScript. */

import * as vscode from 'vscode';
import { PROGRAM_VIEW } from '../editors/programEditor';
import { activeFile } from './models';

/** The file that a menu named, else the one in front, else what the user picks. */
export async function openInProgramView(uri: unknown): Promise<void> {
  const file = uri instanceof vscode.Uri ? uri : (activeFile() ?? (await pickFile()));
  if (file) await vscode.commands.executeCommand('vscode.openWith', file, PROGRAM_VIEW);
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ title: 'Open in Program View', openLabel: 'Open' });
  return picked?.[0];
}
