/** Entry of the extension. Composes the parts under `host/`; what is heavy is loaded when it is first needed. */

import * as vscode from 'vscode';
import { startExtension } from './host/extension';

/** For tests and for `Developer: Show Running Extensions`. */
export interface ExtensionApi {
  /** Milliseconds that `activate` took. */
  readonly activationMilliseconds: number;
}

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const started = performance.now();
  try {
    startExtension(context);
  } catch (failure) {
    // VS Code says nothing when an extension fails to start, and the commands would only be "not found".
    const message = failure instanceof Error ? failure.message : String(failure);
    void vscode.window.showErrorMessage(`Torch-TensorRT Lens could not start: ${message}`);
    throw failure;
  }
  return { activationMilliseconds: performance.now() - started };
}
