/** Child processes that run a bundle of ours and speak the schema over Node's IPC. */

import { type ChildProcess, fork } from 'node:child_process';
import type { Channel } from '../../core/messaging/messenger';
import { readLines } from './lines';

const LOG_LINE_LIMIT = 64 * 1024;

export interface ForkOptions {
  /** Leader of a process group of its own, so that all it starts can be ended with it. */
  readonly ownGroup: boolean;
  /** What the child prints; an uncaught exception, as a rule. */
  onOutput?(line: string): void;
}

export interface ForkedChild {
  readonly process: ChildProcess;
  readonly channel: Channel;
}

export function forkChild(script: string, options: ForkOptions): ForkedChild {
  const child = fork(script, [], {
    detached: options.ownGroup,
    // Bytes cross as bytes rather than as JSON.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // The parent's debugger options would make the child fight for the same port.
    execArgv: [],
    // In VS Code the executable is Electron, which runs scripts only when told so.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const onLine = (line: string): void => options.onOutput?.(line);
  void readLines(child.stdout!, LOG_LINE_LIMIT, onLine);
  void readLines(child.stderr!, LOG_LINE_LIMIT, onLine);
  return { process: child, channel: ipcChannel(child) };
}

/** This process's end, in a process that `forkChild` started. Throws Error in any other. */
export function parentChannel(): Channel {
  if (!process.send) throw new Error('This program is started by Torch-TensorRT Lens, not by hand');
  return ipcChannel(process);
}

function ipcChannel(end: ChildProcess | NodeJS.Process): Channel {
  return {
    post: (bytes) => {
      // An encoder's buffer may be a part of a larger one; IPC would send all of it. An error means that the other side
      // is gone, which `onClose` tells.
      if (end.connected) end.send?.(Buffer.from(bytes), undefined, undefined, () => {});
    },
    onMessage: (listener) => {
      end.on('message', (message) => {
        if (message instanceof Uint8Array) listener(message);
      });
    },
    onClose: (listener) => {
      end.once('disconnect', listener);
      // A child that could not be started never disconnects.
      if (end !== process) end.once('error', listener);
    },
  };
}
