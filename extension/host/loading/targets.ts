/** Machines that opened files are held against: this one, and one that the user chose. */

import * as vscode from 'vscode';
import type { Interpreter } from '../../core/environment/interpreter';
import { parseTarget } from '../../core/loading/target';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { thisMachine } from '../../jobs/environment/thisMachine';
import { workspaceFolderOf } from '../environment/candidates';
import type { Environments } from '../environment/environments';
import type { Log } from '../log';

export const TARGET_SETTING = 'target';

export class Targets implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  /** By workspace folder; undefined while it is looked for, and where there is none. */
  private readonly interpreters = new Map<string, Interpreter | undefined>();

  /** Fires when an answer of `of` may have changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly environments: Environments,
    private readonly log: Log,
  ) {
    this.subscriptions = [
      this.changed,
      environments.onDidChange(() => {
        this.interpreters.clear();
        this.changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`trtlens.${TARGET_SETTING}`)) this.changed.fire();
      }),
    ];
  }

  /**
   * For files of the folder of `scope`. Does not wait for an interpreter that is still to be found: this fires when it is
   * there. None is looked for in a workspace that is not trusted.
   */
  async of(scope: vscode.Uri): Promise<trtlens.ITarget[]> {
    const here = await thisMachine(this.interpreter(scope), process.env);
    const chosen = this.chosen(scope);
    return chosen ? [here, chosen] : [here];
  }

  /** The one of the setting; the log has why one is not understood. */
  private chosen(scope: vscode.Uri): trtlens.ITarget | undefined {
    const text = vscode.workspace.getConfiguration('trtlens', scope).get<string>(TARGET_SETTING, '').trim();
    if (text === '') return undefined;
    const target = parseTarget(text);
    if (typeof target !== 'string') return target;
    this.log.warn(`trtlens.${TARGET_SETTING}: ${target}`);
    return undefined;
  }

  private interpreter(scope: vscode.Uri): Interpreter | undefined {
    const key = workspaceFolderOf(scope)?.uri.toString() ?? '';
    const { interpreters } = this;
    if (interpreters.has(key) || !vscode.workspace.isTrusted) return interpreters.get(key);
    interpreters.set(key, undefined);
    this.environments.find(scope).then(
      (outcome) => {
        if (!outcome.ok || !interpreters.has(key)) return;
        interpreters.set(key, outcome.value);
        this.changed.fire();
      },
      (failure: unknown) => this.log.error(failure),
    );
    return undefined;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
