/** Running a task of type tensorrt. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, folder, write } from './workspace';

/** Runs a task as tasks.json has it; its exit code, undefined where it was ended. */
export async function runTask(definition: Record<string, unknown>): Promise<number | undefined> {
  const task = { label: 'the task', type: 'tensorrt', ...definition };
  write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
  const found = await eventually('the task of tasks.json', async () =>
    (await vscode.tasks.fetchTasks({ type: 'tensorrt' })).find(
      ({ name, definition: given }) => name === 'the task' && given['model'] === definition['model'],
    ),
  );
  assert.equal((found.scope as vscode.WorkspaceFolder).name, folder().name);
  let exit: number | undefined;
  const ended = new Promise<void>((resolve) => {
    const processes = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution.task.name === 'the task') exit = event.exitCode;
    });
    const subscription = vscode.tasks.onDidEndTask((event) => {
      if (event.execution.task.name !== 'the task') return;
      subscription.dispose();
      // The exit code may come after the end.
      setTimeout(() => {
        processes.dispose();
        resolve();
      }, 500);
    });
  });
  await vscode.tasks.executeTask(found);
  await ended;
  return exit;
}
