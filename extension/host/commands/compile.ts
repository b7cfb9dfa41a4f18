/** Compile with TensorRT: from a menu or the palette, with its progress in a notification. */

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CompileEnd, Compiler, RunningCompile } from '../compile/compiler';
import type { ShapeQuestion } from '../compile/shapeQuestion';
import { progressText } from '../compile/progressText';
import { isOnnx } from '../../core/compile/task';
import type { CompileRequest } from '../compile/request';
import type { Log } from '../log';
import { requireTrust } from '../trust';
import { modelsOf } from './models';

const CANCEL_IT = 'Cancel It';
const SHOW_LOG = 'Show Log';

export class CompileCommand {
  constructor(
    private readonly compiler: Compiler,
    private readonly shapes: ShapeQuestion,
    private readonly log: Log,
  ) {}

  /** One after the other where several files are selected: two builds at once would fight for memory. */
  async run(uri: unknown, uris: unknown): Promise<void> {
    if (!(await requireTrust('Compiling'))) return;
    for (const model of await modelsOf(uri, uris)) {
      const end = await this.compile({ model });
      if (end?.outcome === 'cancelled') return;
    }
  }

  /** Undefined where nothing was done: no trust, no shapes, or the model is being compiled already. */
  async compile(request: CompileRequest): Promise<CompileEnd | undefined> {
    if (!(await requireTrust('Compiling'))) return undefined;
    const running = this.compiler.runningFor(request.model);
    if (running) {
      void this.tellRunning(running);
      return undefined;
    }
    const complete = await this.withShapes(request);
    return complete && this.compileNow(complete);
  }

  /** Undefined where the user was asked for shapes and gave none. */
  private async withShapes(request: CompileRequest): Promise<CompileRequest | undefined> {
    // Without a bridge the compile says so; shapes would be asked for in vain.
    if (!isOnnx(request.model.fsPath) || request.shapes || !this.compiler.hasBridge) return request;
    const shapes = await this.shapes.ask(request.model);
    return shapes && { ...request, shapes };
  }

  private compileNow(request: CompileRequest): Thenable<CompileEnd> {
    const options: vscode.ProgressOptions = {
      location: vscode.ProgressLocation.Notification,
      title: `Compiling ${basename(request.model.fsPath)}`,
      cancellable: true,
    };
    return vscode.window.withProgress(options, (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => {
        progress.report({ message: 'Cancelling' });
        abort.abort();
      });
      let shown = '';
      const listener = {
        progress: (state: Parameters<typeof progressText>[0]): void => {
          const message = progressText(state);
          if (message === shown || abort.signal.aborted) return;
          shown = message;
          progress.report({ message });
        },
        line: () => undefined, // the log has it
        hasPanel: false,
      };
      return this.compiler.compile(request, listener, abort.signal);
    });
  }

  private async tellRunning(running: RunningCompile): Promise<void> {
    const name = basename(running.model.fsPath);
    const choice = await vscode.window.showInformationMessage(
      `${name} is being compiled already (${progressText(running.progress)}).`,
      CANCEL_IT,
      SHOW_LOG,
    );
    if (choice === CANCEL_IT) running.cancel();
    if (choice === SHOW_LOG) this.log.show();
  }
}
