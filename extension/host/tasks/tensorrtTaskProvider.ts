/** Tasks of type `tensorrt`: offered for the model in the active editor, and as people write them into tasks.json. */

import * as vscode from 'vscode';
import { activeFile, isModel } from '../commands/models';
import type { Compiler } from '../compile/compiler';
import { CompileTerminal } from './compileTerminal';
import { TASK_TYPE, type TensorrtTaskDefinition } from './definition';

export class TensorrtTaskProvider implements vscode.TaskProvider {
  constructor(private readonly compiler: Compiler) {}

  provideTasks(): vscode.Task[] {
    const file = activeFile();
    const folder = file && vscode.workspace.getWorkspaceFolder(file);
    if (!file || !folder || !isModel(file.fsPath)) return [];
    const definition: TensorrtTaskDefinition = { type: TASK_TYPE, model: vscode.workspace.asRelativePath(file, false) };
    return [this.task(definition, folder)];
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = task.definition as TensorrtTaskDefinition;
    // VS Code matches what comes back by identity of the definition, so the object must be the given one.
    return this.task(definition, task.scope, task.name);
  }

  private task(definition: TensorrtTaskDefinition, scope: vscode.Task['scope'], name?: string): vscode.Task {
    const folder = typeof scope === 'object' ? scope : undefined;
    const task = new vscode.Task(
      definition,
      folder ?? vscode.TaskScope.Workspace,
      name || `compile ${definition.model}`,
      TASK_TYPE,
      // Variables such as ${file} are replaced in the definition that is handed over here.
      new vscode.CustomExecution((resolved) =>
        Promise.resolve(new CompileTerminal(resolved as TensorrtTaskDefinition, folder?.uri, this.compiler)),
      ),
      // Findings go to the Problems panel by themselves.
      [],
    );
    task.group = vscode.TaskGroup.Build;
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated };
    return task;
  }
}
