/** The interpreters that this window knows of, in the order in which they are tried. */

import { PythonExtension } from '@vscode/python-extension';
import * as vscode from 'vscode';
import type { Candidate } from '../../core/environment/interpreter';
import { pathCandidates } from '../../jobs/environment/discover';

const PYTHON_EXTENSION = 'ms-python.python';

/**
 * The setting alone where there is one, else the Python extension's choice for `scope` and Python on the PATH; the managed
 * environment is added where they are asked. `besidesSetting` gives all of them, for a list to choose from.
 */
export async function findCandidates(
  scope: vscode.Uri | undefined,
  { besidesSetting = false } = {},
): Promise<Candidate[]> {
  const setting = interpreterSetting(scope);
  const named: Candidate[] = setting ? [{ executable: setting, origin: 'setting' }] : [];
  if (setting && !besidesSetting) return named;
  const chosen = await pythonExtensionChoice(scope);
  return [
    ...named,
    ...(chosen ? [{ executable: chosen, origin: 'python-extension' } as const] : []),
    ...pathCandidates(),
  ];
}

/** `trtlens.python.path` with the variables that a path in settings may have; undefined when empty. */
export function interpreterSetting(scope: vscode.Uri | undefined): string | undefined {
  const setting = vscode.workspace.getConfiguration('trtlens', scope).get<string>('python.path', '').trim();
  return setting === '' ? undefined : resolveVariables(setting, scope);
}

/** Replaces `${workspaceFolder}` and `${userHome}`. */
export function resolveVariables(path: string, scope: vscode.Uri | undefined): string {
  const folder = workspaceFolderOf(scope)?.uri.fsPath ?? '';
  return path.replaceAll('${workspaceFolder}', folder).replaceAll('${userHome}', process.env['HOME'] ?? '');
}

/** The folder that `scope` is in; without a scope, or outside all folders, the first. */
export function workspaceFolderOf(scope: vscode.Uri | undefined): vscode.WorkspaceFolder | undefined {
  return (scope && vscode.workspace.getWorkspaceFolder(scope)) ?? vscode.workspace.workspaceFolders?.[0];
}

async function pythonExtensionChoice(scope: vscode.Uri | undefined): Promise<string | undefined> {
  const api = await pythonExtension();
  const resolved = await api?.environments.resolveEnvironment(api.environments.getActiveEnvironmentPath(scope));
  return resolved?.executable.uri?.fsPath;
}

/** Undefined where it is not installed, or does not start: an interpreter may be found without it. */
async function pythonExtension(): Promise<PythonExtension | undefined> {
  if (!vscode.extensions.getExtension(PYTHON_EXTENSION)) return undefined;
  return PythonExtension.api().catch(() => undefined);
}

/** Tells when the Python extension's choice changes; does nothing where it is not installed. */
export async function onDidChangePythonChoice(listener: () => void): Promise<vscode.Disposable | undefined> {
  const api = await pythonExtension();
  return api?.environments.onDidChangeActiveEnvironmentPath(listener);
}
