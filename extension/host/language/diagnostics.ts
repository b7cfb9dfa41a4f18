/** Findings in the Problems panel, on the Python line that caused them or on the model. One set a model; the next compile replaces it. */

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { isOnnx } from '../../core/compile/task';
import type { Finding, Severity } from '../../core/findings/finding';
import { type PlacedFinding, type Spot, placeFindings, problemText } from './placement';

/** Who is named as the one that found a problem. */
const sourceOf = (model: vscode.Uri): string => (isOnnx(model.fsPath) ? 'TensorRT-RTX' : 'Torch-TensorRT');

const SEVERITY: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** A problem of ours, with the finding that it shows. */
export class FindingDiagnostic extends vscode.Diagnostic {
  constructor(
    range: vscode.Range,
    readonly finding: Finding,
    readonly model: vscode.Uri,
  ) {
    super(range, problemText(finding), SEVERITY[finding.severity]);
    this.source = sourceOf(model);
    this.code = { value: finding.code, target: explanationLink(finding.code) };
  }
}

export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('trtlens');
  private readonly byModel = new Map<string, ReadonlyMap<string, FindingDiagnostic[]>>();
  /** Files that compiles have already moved past: a slow `publish` must not bring old problems back. */
  private readonly latest = new Map<string, symbol>();

  /** Replaces what an earlier compile of `model` found. */
  async publish(model: vscode.Uri, findings: readonly Finding[]): Promise<void> {
    const key = model.fsPath;
    const turn = Symbol();
    this.latest.set(key, turn);
    const diagnostics = await diagnosticsByFile(model, findings);
    if (this.latest.get(key) !== turn) return;
    const before = this.byModel.get(key)?.keys() ?? [];
    this.byModel.set(key, diagnostics);
    for (const file of new Set([...before, ...diagnostics.keys()])) this.show(file);
  }

  /** Problems of ours in a document, for quick fixes. */
  in(uri: vscode.Uri): readonly FindingDiagnostic[] {
    return [...this.byModel.values()].flatMap((files) => files.get(uri.fsPath) ?? []);
  }

  dispose(): void {
    this.collection.dispose();
  }

  private show(file: string): void {
    const uri = vscode.Uri.file(file);
    this.collection.set(uri, this.in(uri));
  }
}

async function diagnosticsByFile(
  model: vscode.Uri,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, FindingDiagnostic[]>> {
  const byFile = new Map<string, FindingDiagnostic[]>();
  for (const placed of placeFindings(findings, model.fsPath, dirname(model.fsPath))) {
    const file = placed.spot.file;
    byFile.set(file, [...(byFile.get(file) ?? []), await diagnostic(placed, model)]);
  }
  return byFile;
}

async function diagnostic({ finding, spot, related }: PlacedFinding, model: vscode.Uri): Promise<FindingDiagnostic> {
  const result = new FindingDiagnostic(await rangeOf(spot), finding, model);
  result.relatedInformation = await Promise.all(
    related.map(async (each) => {
      const location = new vscode.Location(vscode.Uri.file(each.file), await rangeOf(each));
      return new vscode.DiagnosticRelatedInformation(location, 'Called from here');
    }),
  );
  return result;
}

/** From the place, or the first character that is not blank, to the end of the line. */
async function rangeOf({ file, line, column }: Spot): Promise<vscode.Range> {
  const number = line - 1;
  const start = Math.max(0, column - 1);
  const text = file.toLowerCase().endsWith('.py') ? await readLine(file, number) : undefined;
  if (text === undefined) return new vscode.Range(number, start, number, start + 1);
  const first = column > 0 ? start : text.length - text.trimStart().length;
  return new vscode.Range(number, first, number, Math.max(first + 1, text.trimEnd().length));
}

async function readLine(file: string, line: number): Promise<string | undefined> {
  try {
    const document = await vscode.workspace.openTextDocument(file);
    return line < document.lineCount ? document.lineAt(line).text : undefined;
  } catch {
    return undefined; // the file has moved since: the problem stays at its line
  }
}

/** Runs the command that shows what a code means (commands/explain.ts). */
function explanationLink(code: string): vscode.Uri {
  return vscode.Uri.parse(`command:_trtlens.explainFinding?${encodeURIComponent(JSON.stringify([code]))}`);
}
