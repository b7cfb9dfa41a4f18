/** What a user asked to compile, and how it becomes the task of a compile job. */

import { dirname, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { settingProblem } from '../../core/compile/settings';
import { type CompileTask, DEFAULT_NAMES, type ModuleNames, outputFiles } from '../../core/compile/task';
import type { Finding, Outcome } from '../../core/findings/finding';
import { resolveVariables, workspaceFolderOf } from '../environment/candidates';

/** From a command (the model alone) or a task. What is absent comes from the settings of the model's folder. */
export interface CompileRequest {
  readonly model: vscode.Uri;
  /** Torch-TensorRT settings on top of `trtlens.compile.settings`. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly imports?: readonly string[] | undefined;
  readonly names?: Partial<ModuleNames> | undefined;
  /** Interpreter, instead of the one in use. */
  readonly python?: string | undefined;
  readonly outputFolder?: string | undefined;
}

/** The task for `request`; a setting that Torch-TensorRT does not have, or not with this value, is a finding. */
export function compileTask(request: CompileRequest, python: string, workerFolder: string): Outcome<CompileTask> {
  const { model, names } = request;
  const settings = { ...workspaceSettings(model), ...request.settings };
  const wrong = Object.entries(settings).flatMap(([name, value]) => settingProblem(name, value) ?? []);
  const [first, ...rest] = wrong.map(invalidSetting);
  if (first) return { ok: false, findings: [first, ...rest] };
  const task: CompileTask = {
    mode: 'compile',
    model: model.fsPath,
    files: outputFiles(model.fsPath, outputFolder(request)),
    python,
    workerFolder,
    names: { ...DEFAULT_NAMES, ...names },
    imports: (request.imports ?? []).map((path) => absolute(path, model)),
    settings,
  };
  return { ok: true, value: task, findings: [] };
}

/** `trtlens.compile.settings` as it holds for this file. */
export function workspaceSettings(scope: vscode.Uri): Readonly<Record<string, unknown>> {
  return vscode.workspace.getConfiguration('trtlens', scope).get<Record<string, unknown>>('compile.settings', {});
}

/** A path of a task or a setting: relative ones are relative to the workspace folder of `scope`. */
export function absolute(path: string, scope: vscode.Uri): string {
  const resolved = resolveVariables(path, scope);
  if (isAbsolute(resolved)) return resolved;
  return join(workspaceFolderOf(scope)?.uri.fsPath ?? dirname(scope.fsPath), resolved);
}

function outputFolder(request: CompileRequest): string {
  const setting = vscode.workspace.getConfiguration('trtlens', request.model).get<string>('compile.outputFolder', '');
  const folder = request.outputFolder ?? setting.trim();
  return folder === '' ? dirname(request.model.fsPath) : absolute(folder, request.model);
}

function invalidSetting(message: string): Finding {
  return {
    code: 'job.invalid-setting',
    severity: 'error',
    message,
    places: [],
    remedies: [{ title: 'Open Settings', action: { kind: 'command', command: 'trtlens.openSettings', args: [] } }],
  };
}
