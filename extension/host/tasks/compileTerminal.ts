/** The terminal of a tensorrt task: what a compile says, as lines of text. */

import * as vscode from 'vscode';
import { formatFinding } from '../../core/findings/text';
import { type CompileEnd, type Compiler, succeeded } from '../compile/compiler';
import { progressText } from '../compile/progressText';
import { summary } from '../compile/present';
import { type CompileRequest, absolute } from '../compile/request';
import { type TensorrtTaskDefinition, definitionProblem, shapesOf } from './definition';

/** A terminal that closes with its last line still on the way loses that line, and with it the task's end. */
const CLOSE_AFTER_MS = 250;

export class CompileTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private readonly abort = new AbortController();

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly definition: TensorrtTaskDefinition,
    private readonly scope: vscode.Uri | undefined,
    private readonly compiler: Compiler,
  ) {}

  open(): void {
    void this.run().then(
      (code) => this.end(code),
      (failure: unknown) => {
        this.print(failure instanceof Error ? failure.message : String(failure));
        this.end(1);
      },
    );
  }

  /** The user closed the terminal or ended the task. */
  close(): void {
    this.abort.abort();
  }

  /** Ctrl+C. */
  handleInput(data: string): void {
    if (data === '\x03') this.abort.abort();
  }

  /** Exit code, as the CLI's. */
  private async run(): Promise<number> {
    const problem = definitionProblem({ ...this.definition });
    if (problem) return this.refuse(problem);
    if (!vscode.workspace.isTrusted)
      return this.refuse('Compiling runs Python code of this folder, which is not trusted.');
    let shown = '';
    const end = await this.compiler.compile(
      requestOf(this.definition, this.scope),
      {
        progress: (state) => {
          const text = progressText(state);
          if (text !== shown) this.print(text);
          shown = text;
        },
        hasPanel: true,
        line: (level, text) => {
          if (level === 'error' || level === 'warning') this.print(`${level}: ${text}`);
        },
      },
      this.abort.signal,
    );
    this.printEnd(end);
    if (end.outcome === 'cancelled') return 130;
    return succeeded(end) ? 0 : 1;
  }

  private printEnd(end: CompileEnd): void {
    for (const finding of end.findings) this.print(formatFinding(finding, vscode.workspace.asRelativePath));
    if (end.outcome === 'cancelled') this.print('Cancelled.');
    if (end.outcome === 'compiled') this.print(summary(end));
    for (const file of [end.program, end.report]) if (file) this.print(`Wrote ${file.fsPath}`);
  }

  private refuse(problem: string): number {
    this.print(problem);
    return 2;
  }

  private print(text: string): void {
    this.written.fire(`${text.replaceAll(/\r?\n/g, '\r\n')}\r\n`);
  }

  private end(code: number): void {
    setTimeout(() => this.closed.fire(code), CLOSE_AFTER_MS);
  }
}

function requestOf(definition: TensorrtTaskDefinition, scope: vscode.Uri | undefined): CompileRequest {
  const { model, settings, imports, names, python, outputFolder } = definition;
  const base = scope ?? vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  return {
    model: vscode.Uri.file(absolute(model, base)),
    settings,
    imports,
    names,
    python: python === undefined ? undefined : pythonPath(python, base),
    outputFolder,
    shapes: shapesOf(definition),
  };
}

/** A bare name such as "python3" is left to the PATH. */
function pythonPath(python: string, base: vscode.Uri): string {
  return python.includes('/') || python.includes('\\') ? absolute(python, base) : python;
}
