/** Carrying out what a finding proposes. Nothing changes before the user has seen what would. */

import { isAbsolute, join, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Remedy } from '../../core/findings/finding';
import { settingProblem } from '../../core/compile/settings';
import type { CompileRequest } from '../compile/request';
import { isOffered } from './ids';

/** What a remedy is about: the compile to make again. */
export type RequestSource = () => Promise<CompileRequest | undefined>;

type SettingsChange = Readonly<Record<string, unknown>>;

interface Choice extends vscode.QuickPickItem {
  readonly save: boolean;
  readonly compile: boolean;
}

export class Remedies {
  constructor(private readonly compile: (request: CompileRequest) => Promise<unknown>) {}

  async apply(remedy: Remedy, request: RequestSource): Promise<void> {
    const { action } = remedy;
    switch (action?.kind) {
      case 'settings':
        return this.changeSettings(remedy, action.change, await request());
      case 'command':
        return this.runCommand(action.command, request);
      case 'edit':
        return showEdit(action.file, action.diff, await request());
      case undefined:
        await vscode.window.showInformationMessage(remedy.title);
    }
  }

  /**
   * Runs a command that a finding or a page asks for, if it is one of those that may be. A compile is the one that `source`
   * gives, with all that was asked of it but its shapes, which are asked for again.
   */
  async runCommand(command: string, source: RequestSource): Promise<void> {
    if (!isOffered(command)) throw new Error(`"${command}" is not a command that a report may run`);
    const request = command === 'trtlens.compile' ? await source() : undefined;
    await (request ? this.compile({ ...request, shapes: undefined }) : vscode.commands.executeCommand(command));
  }

  private async changeSettings(
    remedy: Remedy,
    change: SettingsChange,
    request: CompileRequest | undefined,
  ): Promise<void> {
    const problem = Object.entries(change).flatMap(([name, value]) => settingProblem(name, value) ?? [])[0];
    if (problem) throw new Error(problem);
    const choice = await vscode.window.showQuickPick(choices(request), {
      title: remedy.title,
      placeHolder: [describe(change), remedy.effect].filter(Boolean).join(' · '),
      // A page that has just been opened takes the focus when it has loaded.
      ignoreFocusOut: true,
    });
    if (!choice) return;
    if (choice.save) await saveSettings(change, request?.model);
    if (choice.compile && request) await this.compile({ ...request, settings: { ...request.settings, ...change } });
  }
}

/** `min_block_size: 3, torch_executed_ops: ["torch.ops.aten.gelu.default"]`. */
export function describe(change: SettingsChange): string {
  return Object.entries(change)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ');
}

function choices(request: CompileRequest | undefined): Choice[] {
  const save: Choice = {
    label: '$(save) Save in the Settings',
    detail: 'Every later compile in this workspace uses it.',
    save: true,
    compile: false,
  };
  if (!request) return [save];
  const name = vscode.workspace.asRelativePath(request.model);
  return [
    { label: '$(play) Compile Now', detail: `Compiles ${name} once with this change.`, save: false, compile: true },
    {
      label: '$(save) Save and Compile Now',
      detail: `Keeps the change and compiles ${name}.`,
      save: true,
      compile: true,
    },
    save,
  ];
}

/** Into the settings of the model's folder, or of the workspace, or of the user where no folder is open. */
async function saveSettings(change: SettingsChange, scope: vscode.Uri | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('trtlens', scope ?? null);
  const target = settingsTarget(scope);
  const values = configuration.inspect<Record<string, unknown>>('compile.settings');
  const present =
    target === vscode.ConfigurationTarget.WorkspaceFolder
      ? values?.workspaceFolderValue
      : target === vscode.ConfigurationTarget.Workspace
        ? values?.workspaceValue
        : values?.globalValue;
  await configuration.update('compile.settings', { ...present, ...change }, target);
}

function settingsTarget(scope: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const folders = vscode.workspace.workspaceFolders?.length ?? 0;
  if (folders === 0) return vscode.ConfigurationTarget.Global;
  const inFolder = scope !== undefined && vscode.workspace.getWorkspaceFolder(scope) !== undefined;
  return folders > 1 && inFolder ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
}

/** An edit is shown, not made: the file may have changed since the report was written. */
async function showEdit(file: string, diff: string, request: CompileRequest | undefined): Promise<void> {
  const path = isAbsolute(file) || !request ? file : join(dirname(request.model.fsPath), file);
  if (isAbsolute(path)) await vscode.window.showTextDocument(vscode.Uri.file(path));
  const document = await vscode.workspace.openTextDocument({ language: 'diff', content: diff });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
}
