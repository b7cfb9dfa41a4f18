/** The torch worker: the Python package trtlens_torch in the user's interpreter. */

import { delimiter, dirname } from 'node:path';
import type { TorchTask } from '../../core/compile/task';
import type { WorkerStart } from '../worker/worker';

/** `output`: the unfinished program; undefined for a partition. */
export function torchWorker(task: TorchTask, output: string | undefined): WorkerStart {
  return {
    program: task.python,
    args: ['-m', 'trtlens_torch'],
    folder: dirname(task.model),
    environment: workerEnvironment(task.workerFolder),
    task: taskMessage(task, output),
  };
}

/** The task as docs/protocol.md has it. */
export function taskMessage(task: TorchTask, output: string | undefined): Record<string, unknown> {
  return {
    mode: task.mode,
    model: task.model,
    ...(output === undefined ? {} : { output }),
    names: {
      model: task.names.model,
      inputs: task.names.inputs,
      dynamic_shapes: task.names.dynamicShapes,
    },
    imports: task.imports,
    settings: task.settings,
  };
}

function workerEnvironment(workerFolder: string): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _electron, PYTHONPATH, ...rest } = process.env;
  return {
    ...rest,
    PYTHONPATH: [workerFolder, PYTHONPATH].filter(Boolean).join(delimiter),
    // The option -P in a form that Python before 3.11 passes over: the model's folder is not the first place to look.
    PYTHONSAFEPATH: '1',
    // Nothing is written into the extension's folder.
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    // Torch-TensorRT draws its progress with escape sequences unless it takes this for a build server.
    CI_BUILD: '1',
  };
}
