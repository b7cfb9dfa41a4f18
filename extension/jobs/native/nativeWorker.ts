/** The native worker: this Node with the bridge to TensorRT-RTX (dist/bridge.cjs), in a process that it may take down. */

import { dirname } from 'node:path';
import type { OnnxTask } from '../../core/compile/task';
import type { WorkerStart } from '../worker/worker';

/** `output`: the unfinished engine; undefined for a partition. */
export function nativeWorker(task: OnnxTask, output: string | undefined): WorkerStart {
  const { mode, model, python, bridge, shapes, settings } = task;
  const { script, ...files } = bridge;
  return {
    program: process.execPath,
    args: [script],
    folder: dirname(model),
    // In VS Code the executable is Electron, which runs scripts only when told so.
    environment: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    task: { mode, model, ...(output === undefined ? {} : { output }), python, bridge: files, shapes, settings },
  };
}
