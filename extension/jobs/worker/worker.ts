/**
 * Runs one task in a worker: a program that takes it as a line of JSON and tells events as others (docs/protocol.md). The
 * worker belongs to the process group of the job, so whoever ends the group ends it too.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { readLines } from '../process/lines';
import { type WorkerEvent, parseLine } from './events';

/** An event of 100,000 nodes takes some 60 MB; one that is longer than this is dropped rather than kept. */
const EVENT_LIMIT = 192 * 1024 * 1024;
const LOG_LINE_LIMIT = 64 * 1024;
const SHOWN_START = 2000;
/** Time for reading what is left in the pipes after the worker's end, in milliseconds. */
const DRAIN_MS = 2000;

export interface WorkerListener {
  onEvent(event: WorkerEvent): void;
  /** A line of what torch, TensorRT and the model print. */
  onLog(level: LogLevel, text: string): void;
  /** The process, as soon as there is one, so that it can be ended. */
  onStart?(child: ChildProcess): void;
}

export type LogLevel = 'error' | 'warning' | 'info' | 'debug';

/** How the process ended. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set where there never was a process: why it could not be started. */
  readonly startFailure?: string;
}

/** How a worker is started, and what it is told. */
export interface WorkerStart {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly task: Readonly<Record<string, unknown>>;
}

/** Resolves when the process has ended and all that it wrote has been passed on. Never rejects. */
export async function runWorker(
  { program, args, folder, environment, task }: WorkerStart,
  listener: WorkerListener,
): Promise<WorkerExit> {
  const child = spawn(program, args, { cwd: folder, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const exit = exitOf(child);
  listener.onStart?.(child);
  child.stdin.on('error', () => {}); // EPIPE of a process that ended: its exit says more
  // Kept open: its end tells the worker that nobody waits for it any more.
  child.stdin.write(`${JSON.stringify(task)}\n`);
  const read = Promise.all([
    readLines(child.stdout, EVENT_LIMIT, (line, truncated) => readEvent(line, truncated, listener)),
    readLines(child.stderr, LOG_LINE_LIMIT, (line) => listener.onLog(levelOf(line), line)),
  ]);
  const end = await exit;
  // A process that the model started may hold the pipes open for ever.
  await Promise.race([read, delay(DRAIN_MS, undefined, { ref: false })]);
  for (const stream of child.stdio) stream?.destroy();
  return end;
}

function readEvent(line: string, truncated: boolean, listener: WorkerListener): void {
  if (truncated) {
    listener.onLog('error', `A line of more than ${EVENT_LIMIT} bytes was dropped: ${line.slice(0, SHOWN_START)}`);
    return;
  }
  const parsed = parseLine(line);
  if (parsed.kind === 'event') listener.onEvent(parsed.event);
  else if (parsed.kind === 'text') listener.onLog(levelOf(line), line);
  else if (parsed.kind === 'damaged') {
    listener.onLog(
      'error',
      `The worker sent a line that is not understood (${parsed.problem}): ${line.slice(0, SHOWN_START)}`,
    );
  }
}

/** As TensorRT and Python's logging mark their lines. */
function levelOf(line: string): LogLevel {
  if (/\b(ERROR|CRITICAL)\b|\[E\]|^\w*Error:/.test(line)) return 'error';
  if (/\bWARNING\b|\[W\]|\w+Warning:/.test(line)) return 'warning';
  return /\bDEBUG\b|\[V\]/.test(line) ? 'debug' : 'info';
}

function exitOf(child: ChildProcess): Promise<WorkerExit> {
  return new Promise((resolve) => {
    child.once('error', (failure) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, startFailure: failure.message });
    });
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}
