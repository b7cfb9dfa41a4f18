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
    environment: nativeEnvironment(),
    task: { mode, model, ...(output === undefined ? {} : { output }), python, bridge: files, shapes, settings },
  };
}

/** The environment of a process that opens the bridge. */
export function nativeEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // In VS Code the executable is Electron, which runs scripts only when told so.
    ELECTRON_RUN_AS_NODE: '1',
    // A build runs on a thread of Node's pool, and glibc's memory for such threads is slower than its main one
    // (test/bench/README.md).
    MALLOC_ARENA_MAX: '1',
  };
}
