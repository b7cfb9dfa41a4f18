/** Remedies of a finding as quick fixes on its line. */

import * as vscode from 'vscode';
import { encodeRemedy } from '../../core/findings/codec';
import type { Remedy } from '../../core/findings/finding';
import type { Diagnostics, FindingDiagnostic } from './diagnostics';

export class RemedyFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(private readonly diagnostics: Diagnostics) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.diagnostics
      .in(document.uri)
      .filter((diagnostic) => diagnostic.range.intersection(range))
      .flatMap((diagnostic) =>
        diagnostic.finding.remedies.filter(({ action }) => action).map((remedy) => fix(diagnostic, remedy)),
      );
  }
}

function fix(diagnostic: FindingDiagnostic, remedy: Remedy): vscode.CodeAction {
  const title = remedy.effect ? `${remedy.title} (${remedy.effect})` : remedy.title;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = {
    command: '_trtlens.applyRemedy',
    title,
    arguments: [encodeRemedy(remedy), diagnostic.model.fsPath],
  };
  return action;
}
