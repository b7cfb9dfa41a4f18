/** Compiling runs the workspace's own Python code, so it needs the user's trust; viewing a report does not. */

import * as vscode from 'vscode';

const MANAGE = 'Manage Workspace Trust';

/** True in a trusted workspace; in any other it says why `what` is not done, and offers to change it. */
export async function requireTrust(what: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const choice = await vscode.window.showWarningMessage(
    `${what} runs Python code of this folder, which is not trusted. Reports can be viewed all the same.`,
    MANAGE,
  );
  if (choice === MANAGE) await vscode.commands.executeCommand('workbench.trust.manage');
  return vscode.workspace.isTrusted;
}
