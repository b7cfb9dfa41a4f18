/** The workspace of the tests: writing models, waiting for what the extension does with them. */

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../extension/main';

export const EXTENSION_ID = 'trtlens.trtlens';

export const folder = (): vscode.WorkspaceFolder => vscode.workspace.workspaceFolders![0]!;

export function inWorkspace(name: string): string {
  return join(folder().uri.fsPath, name);
}

/** Writes a file of the workspace and gives its address. */
export function write(name: string, text: string | Uint8Array): vscode.Uri {
  const path = inWorkspace(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return vscode.Uri.file(path);
}

/** Unpacked where it is kept as `.gz`. */
export function fixture(name: string): Uint8Array {
  const root = vscode.extensions.getExtension(EXTENSION_ID)!.extensionPath;
  const bytes = readFileSync(join(root, 'test/fixtures', name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export function remove(name: string): void {
  rmSync(inWorkspace(name), { recursive: true, force: true });
}

export function filesIn(name: string): string[] {
  return readdirSync(inWorkspace(name)).sort();
}

export async function activated(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>(EXTENSION_ID);
  if (!extension) throw new Error(`${EXTENSION_ID} is not there`);
  return extension.activate();
}

/** Asks again until there is an answer; the message says what was waited for. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  milliseconds = 45_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${milliseconds} ms`);
    await delay(50);
  }
}

export function problemsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source = '' }) => ['Torch-TensorRT', 'TensorRT-RTX'].includes(source));
}

/** The program view in front, by its file. */
export function programInFront(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === 'trtlens.program' ? input.uri.fsPath : undefined;
}

/** Opens as a double click does, and waits for the page. */
export async function openProgram(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', uri);
  await eventually('the program view', () => programInFront() === uri.fsPath);
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
}

export function compileSettings(): Record<string, unknown> | undefined {
  return vscode.workspace.getConfiguration('trtlens', folder().uri).inspect<Record<string, unknown>>('compile.settings')
    ?.workspaceValue;
}
