/** What a finding's code means: its section in docs/findings.md, which comes with the extension. */

import * as vscode from 'vscode';

export async function explainFinding(document: string, code: string): Promise<void> {
  const uri = vscode.Uri.file(document).with({ fragment: headingAnchor(code) });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

/** The anchor that Markdown renderers give a heading: lower case, without dots. */
export function headingAnchor(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-z0-9-]/g, '');
}
