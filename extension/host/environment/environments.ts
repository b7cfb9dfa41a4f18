/** Which interpreter compiles in this window: found when first asked for, remembered until something that decides it changes. */

import * as vscode from 'vscode';
import type { Candidate, Interpreter } from '../../core/environment/interpreter';
import type { Outcome } from '../../core/findings/finding';
import { defaultDataFolder } from '../../jobs/environment/dataFolder';
import { findEnvironment } from '../../jobs/environment/discover';
import { type FoundTensorRT, findTensorRT } from '../../jobs/native/libraries';
import type { Log } from '../log';
import { findCandidates, interpreterSetting, onDidChangePythonChoice, workspaceFolderOf } from './candidates';

export class Environments implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[] = [this.changed];
  /** By workspace folder, because settings and the Python extension's choice may differ between folders. */
  private readonly found = new Map<string, Promise<Outcome<Interpreter>>>();
  private followsPythonExtension = false;

  /** Fires when an answer of `find` may have changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly workerFolder: string,
    private readonly log: Log,
  ) {
    this.disposables.push(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('trtlens.python.path')) this.forget();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.forget()),
    );
  }

  /** The interpreter for files of the folder of `scope`. Starts Python, so only to be called in a trusted workspace. */
  async find(scope: vscode.Uri | undefined): Promise<Outcome<Interpreter>> {
    const key = workspaceFolderOf(scope)?.uri.toString() ?? '';
    const known = this.found.get(key);
    if (known) return known;
    const search = this.search(scope);
    this.found.set(key, search);
    const outcome = await search.catch((failure: unknown) => {
      this.found.delete(key);
      throw failure;
    });
    // What is missing now may be there a moment later (`pip install`): a failure is looked up again when next asked for.
    if (!outcome.ok && this.found.get(key) === search) this.found.delete(key);
    return outcome;
  }

  /** The answer already known, without starting anything. */
  known(scope: vscode.Uri | undefined): Promise<Outcome<Interpreter>> | undefined {
    return this.found.get(workspaceFolderOf(scope)?.uri.toString() ?? '');
  }

  /** One given interpreter, such as a task names it. */
  async check(executable: string): Promise<Outcome<Interpreter>> {
    return this.choose([{ executable, origin: 'argument' }]);
  }

  /** TensorRT-RTX's libraries for an .onnx: of a folder, of one given interpreter, or of the first that has them. */
  async findTensorRT(
    scope: vscode.Uri,
    executable: string | undefined,
    libraryFolder: string | undefined,
  ): Promise<Outcome<FoundTensorRT>> {
    const candidates: Candidate[] =
      executable === undefined ? await findCandidates(scope) : [{ executable, origin: 'argument' }];
    const options = { candidates, dataFolder: defaultDataFolder(), workerFolder: this.workerFolder };
    return findTensorRT({ ...options, libraryFolder });
  }

  forget(): void {
    this.found.clear();
    this.changed.fire();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private async search(scope: vscode.Uri | undefined): Promise<Outcome<Interpreter>> {
    if (!interpreterSetting(scope)) await this.followPythonExtension();
    const outcome = await this.choose(await findCandidates(scope));
    if (outcome.ok) this.log.info(`Interpreter: ${outcome.value.executable} (${outcome.value.origin})`);
    for (const finding of outcome.findings) this.log.warn([finding.message, finding.detail].filter(Boolean).join('\n'));
    return outcome;
  }

  private choose(candidates: readonly Candidate[]): Promise<Outcome<Interpreter>> {
    return findEnvironment({ candidates, dataFolder: defaultDataFolder(), workerFolder: this.workerFolder });
  }

  private async followPythonExtension(): Promise<void> {
    if (this.followsPythonExtension) return;
    this.followsPythonExtension = true;
    const subscription = await onDidChangePythonChoice(() => this.forget());
    if (subscription) this.disposables.push(subscription);
  }
}
