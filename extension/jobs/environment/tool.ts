/** Short-lived tools (a probe, pip, venv) in a process group of their own, read line by line and ended as a whole. */

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

export interface ToolOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Milliseconds; none by default. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
  /** Each line of standard output and standard error as it comes, without its end. */
  onLine?(line: string, stream: 'output' | 'error'): void;
}

export interface ToolResult {
  /** `missing`: could not be started at all; the reason is in `error`. */
  readonly end: 'exited' | 'killed' | 'timed-out' | 'cancelled' | 'missing';
  readonly code: number | null;
  /** The last 256 KiB of each stream. */
  readonly output: string;
  readonly error: string;
}

/** Time between the request to end and the kill, in milliseconds; a cancel has to be over within 2 s. */
const GRACE = 1000;
const KEPT = 256 * 1024;

/**
 * Runs a program to its end. Never rejects: whatever happens is in the result. Its standard input stays open until it
 * ends, so a tool that watches it learns when this process is gone.
 */
export function runTool(executable: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
  return new Promise((resolve) => {
    if (options.signal?.aborted) return resolve({ end: 'cancelled', code: null, output: '', error: '' });
    const child = spawn(executable, args, {
      cwd: options.folder,
      env: options.environment ?? process.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {}); // EPIPE of a tool that never reads
    const output = collect(child.stdout, (line) => options.onLine?.(line, 'output'));
    const error = collect(child.stderr, (line) => options.onLine?.(line, 'error'));

    let ended: 'timed-out' | 'cancelled' | undefined;
    let killTimer: NodeJS.Timeout | undefined;
    const endGroup = (why: 'timed-out' | 'cancelled') => {
      ended ??= why;
      signalGroup(child.pid, 'SIGTERM');
      killTimer ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE);
    };
    const cancel = () => endGroup('cancelled');
    options.signal?.addEventListener('abort', cancel, { once: true });
    const timer = options.timeout === undefined ? undefined : setTimeout(() => endGroup('timed-out'), options.timeout);

    const finish = (result: Pick<ToolResult, 'end' | 'code'>, reason = '') => {
      options.signal?.removeEventListener('abort', cancel);
      clearTimeout(timer);
      clearTimeout(killTimer);
      child.stdin.destroy();
      resolve({ ...result, output: output(), error: error() + reason });
    };
    child.on('error', (cause) => finish({ end: 'missing', code: null }, cause.message));
    child.on('exit', () => {
      // What the tool left behind in its group would keep the pipes open, and may still be writing.
      signalGroup(child.pid, 'SIGKILL');
    });
    child.on('close', (code) => finish({ end: ended ?? (code === null ? 'killed' : 'exited'), code }));
  });
}

/** Forwards whole lines and keeps the tail; the returned function gives that. */
function collect(stream: Readable, onLine: (line: string) => void): () => string {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const text = decoder.write(chunk);
    kept = (kept + text).slice(-KEPT);
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
  return () => kept;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // the group is gone
  }
}
