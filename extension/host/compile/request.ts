/** What a user asked to compile, and how it becomes the task of a compile job. */

import { dirname, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { settingProblem, settingsFor } from '../../core/compile/settings';
import type { ShapeRange } from '../../core/compile/shapes';
import {
  type BridgeFiles,
  type CompileTask,
  DEFAULT_NAMES,
  type ModuleNames,
  type OnnxTask,
  type TorchTask,
  outputFiles,
} from '../../core/compile/task';
import type { Finding, Outcome } from '../../core/findings/finding';
import type { FoundTensorRT } from '../../jobs/native/libraries';
import { resolveVariables, workspaceFolderOf } from '../environment/candidates';

type Bridge = Pick<BridgeFiles, 'script' | 'addon'>;

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
  /** Of an .onnx: for its inputs with open dimensions. */
  readonly shapes?: readonly ShapeRange[] | undefined;
}

/** The task for `request`; a setting that there is not, or not with this value, is a finding. */
export function torchTask(request: CompileRequest, python: string, workerFolder: string): Outcome<TorchTask> {
  const { model, names } = request;
  const settings = settingsOf(request, 'torch');
  if (!settings.ok) return settings;
  const task: TorchTask = {
    kind: 'torch',
    mode: 'compile',
    model: model.fsPath,
    files: outputFiles(model.fsPath, outputFolder(request)),
    python,
    workerFolder,
    names: { ...DEFAULT_NAMES, ...names },
    imports: (request.imports ?? []).map((path) => absolute(path, model)),
    settings: settings.value,
  };
  return { ok: true, value: task, findings: [] };
}

/** The same for an .onnx. */
export function onnxTask(request: CompileRequest, tensorrt: FoundTensorRT, bridge: Bridge): Outcome<OnnxTask> {
  const { model, shapes } = request;
  const settings = settingsOf(request, 'onnx');
  if (!settings.ok) return settings;
  const task: OnnxTask = {
    kind: 'onnx',
    mode: 'compile',
    model: model.fsPath,
    files: outputFiles(model.fsPath, outputFolder(request)),
    python: tensorrt.python,
    bridge: { ...bridge, ...tensorrt.libraries },
    shapes: shapes ?? [],
    settings: settings.value,
  };
  return { ok: true, value: task, findings: [] };
}

/** Of the workspace and the request, those that this kind of model knows; the settings are there for both kinds. */
function settingsOf(request: CompileRequest, kind: CompileTask['kind']): Outcome<CompileTask['settings']> {
  const settings = { ...workspaceSettings(request.model), ...request.settings };
  const wrong = Object.entries(settings).flatMap(([name, value]) => settingProblem(name, value) ?? []);
  const [first, ...rest] = wrong.map(invalidSetting);
  if (first) return { ok: false, findings: [first, ...rest] };
  return { ok: true, value: settingsFor(kind, settings), findings: [] };
}

/** `trtlens.tensorrt.libraryFolder` as it holds for this file; undefined when empty. */
export function libraryFolder(scope: vscode.Uri): string | undefined {
  const setting = vscode.workspace.getConfiguration('trtlens', scope).get<string>('tensorrt.libraryFolder', '').trim();
  return setting === '' ? undefined : absolute(setting, scope);
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
