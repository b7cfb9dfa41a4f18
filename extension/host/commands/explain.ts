/** What a finding's code means: its section in docs/findings.md, which comes with the extension. */

import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { sectionAnchor } from '../language/sectionAnchor';

export async function explainFinding(document: string, code: string): Promise<void> {
  const fragment = sectionAnchor(await readFile(document, 'utf8'), code);
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.file(document).with({ fragment }));
}
