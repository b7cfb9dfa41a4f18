/** The status item: which environment compiles here, and whether one is running. Shown while a model or report is. */

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Interpreter } from '../core/environment/interpreter';
import type { Outcome } from '../core/findings/finding';
import { activeFile, isModel } from './commands/models';
import type { Compiler } from './compile/compiler';
import { progressText } from './compile/progressText';
import type { Environments } from './environment/environments';
import { describeInterpreter, originText, tensorrtText } from './environment/words';

/** What the item shows; one health state at a time. */
type Health =
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'ready'; readonly interpreter: Interpreter; readonly warning: string | undefined }
  | { readonly kind: 'missing'; readonly message: string };

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('trtlens.environment', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: vscode.Disposable[];
  private health: Health = { kind: 'looking' };
  /** Counts the look-ups, so that a slow one does not overwrite a later one. */
  private lookup = 0;

  constructor(
    private readonly environments: Environments,
    private readonly compiler: Compiler,
  ) {
    this.item.name = 'Torch-TensorRT Lens';
    const refresh = (): void => void this.refresh();
    this.subscriptions = [
      environments.onDidChange(refresh),
      compiler.onDidChangeRunning(() => this.draw()),
      vscode.window.onDidChangeActiveTextEditor(refresh),
      vscode.window.tabGroups.onDidChangeTabs(refresh),
      vscode.window.tabGroups.onDidChangeTabGroups(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
    ];
    refresh();
  }

  /** What is shown, for tests; undefined while hidden. */
  get text(): string | undefined {
    return this.isWanted() ? this.item.text : undefined;
  }

  dispose(): void {
    vscode.Disposable.from(this.item, ...this.subscriptions).dispose();
  }

  private isWanted(): boolean {
    const file = activeFile()?.fsPath;
    return this.compiler.running.length > 0 || (file !== undefined && (isModel(file) || file.endsWith('.trtlens')));
  }

  private async refresh(): Promise<void> {
    if (!this.isWanted()) return this.item.hide();
    if (!vscode.workspace.isTrusted) return this.set({ kind: 'untrusted' });
    const lookup = ++this.lookup;
    const scope = activeFile();
    if (!this.environments.known(scope)) this.set({ kind: 'looking' });
    const health = await this.environments.find(scope).then(healthOf, unknownHealth);
    if (lookup === this.lookup) this.set(health);
  }

  private set(health: Health): void {
    this.health = health;
    this.draw();
  }

  private draw(): void {
    if (!this.isWanted()) return this.item.hide();
    const running = this.compiler.running[0];
    const { item, health } = this;
    item.backgroundColor = undefined;
    item.command = 'trtlens.selectInterpreter';
    if (running) {
      item.text = `$(sync~spin) ${basename(running.model.fsPath)}: ${progressText(running.progress)}`;
      item.command = 'trtlens.showLog';
    } else if (health.kind === 'ready') {
      item.text = `$(circuit-board) ${tensorrtText(health.interpreter)}`;
    } else if (health.kind === 'looking') {
      item.text = '$(sync~spin) TensorRT';
    } else if (health.kind === 'untrusted') {
      item.text = '$(workspace-untrusted) TensorRT';
      item.command = 'workbench.trust.manage';
    } else {
      item.text = '$(warning) TensorRT: no environment';
      item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
      item.command = 'trtlens.setUpEnvironment';
    }
    item.tooltip = tooltip(health);
    item.accessibilityInformation = { label: `Torch-TensorRT Lens, ${spoken(item.text)}`, role: 'button' };
    item.show();
  }
}

function healthOf(outcome: Outcome<Interpreter>): Health {
  if (!outcome.ok) return { kind: 'missing', message: outcome.findings[0].message };
  return { kind: 'ready', interpreter: outcome.value, warning: outcome.findings[0]?.message };
}

function unknownHealth(failure: unknown): Health {
  return { kind: 'missing', message: failure instanceof Error ? failure.message : String(failure) };
}

function tooltip(health: Health): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.isTrusted = {
    enabledCommands: [
      'trtlens.selectInterpreter',
      'trtlens.setUpEnvironment',
      'trtlens.showLog',
      'trtlens.openSettings',
    ],
  };
  text.appendMarkdown('**Torch-TensorRT Lens**\n\n');
  if (health.kind === 'ready') {
    text.appendText(`${describeInterpreter(health.interpreter)}\n`);
    text.appendText(`${health.interpreter.executable} (${originText(health.interpreter.origin)})\n`);
    if (health.warning) text.appendText(`${health.warning}\n`);
  }
  if (health.kind === 'looking') text.appendText('Looking for a Python with torch_tensorrt\n');
  if (health.kind === 'missing') text.appendText(`${health.message}\n`);
  if (health.kind === 'untrusted')
    text.appendText('This workspace is not trusted: reports can be viewed, nothing is compiled\n');
  text.appendMarkdown(
    '\n[Select interpreter](command:trtlens.selectInterpreter) · ' +
      '[Set up managed environment](command:trtlens.setUpEnvironment) · ' +
      '[Log](command:trtlens.showLog) · [Settings](command:trtlens.openSettings)',
  );
  return text;
}

/** Without the icons. */
function spoken(text: string): string {
  return text.replaceAll(/\$\([^)]*\)\s*/g, '');
}
