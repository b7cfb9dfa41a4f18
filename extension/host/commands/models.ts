/** Which models a command is about. */

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { MODEL_EXTENSIONS, isCompiledProgram } from '../../core/compile/task';

const MANY = 500;

/** True for a file that can be compiled, by its name. */
export function isModel(path: string): boolean {
  return MODEL_EXTENSIONS.some((extension) => path.toLowerCase().endsWith(extension)) && !isCompiledProgram(path);
}

/**
 * Those that a menu named (all that are selected in the Explorer), else the one in the active editor, else what the user
 * picks. Empty where the user picked none.
 */
export async function modelsOf(uri: unknown, uris: unknown): Promise<readonly vscode.Uri[]> {
  const given = Array.isArray(uris) && uris.length > 0 ? uris : [uri];
  const named = given.filter((each): each is vscode.Uri => each instanceof vscode.Uri);
  if (named.length > 0) return modelsAmong(named);
  const active = activeFile();
  if (active && isModel(active.fsPath)) return [active];
  const picked = await pickModel();
  return picked ? [picked] : [];
}

/** The file that the active editor shows, of any kind of editor. */
export function activeFile(): vscode.Uri | undefined {
  // Tabs are told a moment later than text editors; a custom editor is known by its tab alone.
  const text = vscode.window.activeTextEditor?.document.uri;
  if (text?.scheme === 'file') return text;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
}

function modelsAmong(uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
  const models = uris.filter((uri) => uri.scheme === 'file' && isModel(uri.fsPath));
  const first = uris[0];
  if (models.length === 0 && first) {
    const why = isCompiledProgram(first.fsPath)
      ? 'is compiled already'
      : 'is no .py, .pt2, .ep or .onnx file on this machine';
    void vscode.window.showWarningMessage(`${basename(first.path)} ${why}.`);
  }
  return models;
}

async function pickModel(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(
    `**/*{${MODEL_EXTENSIONS.join(',')}}`,
    '**/{node_modules,site-packages,.venv,venv,.git}/**',
    MANY,
  );
  const models = found.filter((uri) => isModel(uri.fsPath));
  if (models.length === 0) {
    void vscode.window.showInformationMessage('There is no .py, .pt2, .ep or .onnx file in this workspace to compile.');
    return undefined;
  }
  const items = models
    .map((uri) => ({ label: basename(uri.path), description: vscode.workspace.asRelativePath(uri), uri }))
    // Saved programs first: any Python file might be a model, but few are.
    .sort(
      (a, b) => Number(isPython(a.label)) - Number(isPython(b.label)) || a.description.localeCompare(b.description),
    );
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Compile with TensorRT',
    placeHolder: 'Model to compile',
    matchOnDescription: true,
  });
  return picked?.uri;
}

function isPython(name: string): boolean {
  return name.toLowerCase().endsWith('.py');
}
