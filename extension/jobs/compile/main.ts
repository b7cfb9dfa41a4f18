/**
 * The compile job: a process of its own, leader of a process group that the torch worker belongs to. It takes one task
 * and answers once. When its parent is gone, or tells it to end, it takes the whole group with it and leaves no
 * unfinished file.
 */

import type { ChildProcess } from 'node:child_process';
import { decodeTask } from '../../core/compile/taskCodec';
import { encodeFinding } from '../../core/findings/codec';
import { Messenger } from '../../core/messaging/messenger';
import { encodeOutcome } from '../../core/report/codec';
import { parentChannel } from '../process/child';
import { signalGroup } from '../process/group';
import { removeWorkFolderNow } from './outputs';
import { type RunListener, runCompile } from './run';

let worker: ChildProcess | undefined;
let unfinished: string | undefined;

const channel = parentChannel();
const messenger = new Messenger<never, 'compile'>(channel, {
  async compile(message, signal) {
    const { task, workFolder } = decodeTask(message);
    unfinished = workFolder;
    const { report, files, outcome } = await runCompile(task, workFolder, listener, signal);
    return { report, files: files.map((file) => ({ ...file })), outcome: encodeOutcome(outcome) };
  },
});
const listener: RunListener = {
  onProgress: (progress) => messenger.send('progress', progress),
  onLog: (level, text) => messenger.send('log', { level, text }),
  onFinding: (finding) => messenger.send('finding', encodeFinding(finding)),
  onEnvironment: (environment) => messenger.send('environment', { ...environment }),
  onWorker: (child) => (worker = child),
};

function end(): void {
  // First the writer, then what it wrote, then whatever it had started, and this process with it.
  worker?.kill('SIGKILL');
  if (unfinished !== undefined) removeWorkFolderNow(unfinished);
  signalGroup(process.pid, 'SIGKILL');
  process.exit(1);
}

process.on('SIGTERM', end);
process.on('SIGINT', end);
process.on('disconnect', end);
