/** Short-lived tools (a probe, pip, venv) in a process group of their own, read line by line and ended as a whole. */

import { spawn } from 'node:child_process';
import { endGroup, signalGroup } from '../process/group';
import { readLines } from '../process/lines';

export interface ToolOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Milliseconds; none by default. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
  /** Each line of standard output as it comes. */
  onLine?(line: string): void;
}

export interface ToolResult {
  /** `missing`: could not be started at all; the reason is in `error`. */
  readonly end: 'exited' | 'killed' | 'timed-out' | 'cancelled' | 'missing';
  readonly code: number | null;
  /** The last lines of each stream, up to 256 KiB. */
  readonly output: string;
  readonly error: string;
}

/** Between the request to end and the kill, in milliseconds: a cancel has to be over within 2 s. */
const GRACE = 1000;
const LINE_LIMIT = 64 * 1024;
const KEPT = 256 * 1024;

/**
 * Runs a program to its end. Never rejects: whatever happens is in the result. Its standard input stays open until it
 * ends, so a tool that watches it learns when this process is gone.
 */
export async function runTool(
  executable: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  if (options.signal?.aborted) return { end: 'cancelled', code: null, output: '', error: '' };
  const child = spawn(executable, args, {
    cwd: options.folder,
    env: options.environment ?? process.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined); // EPIPE of a tool that ended
  let failure: Error | undefined;
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => {
      failure = error;
      resolve(null);
    });
  });

  let ended: 'timed-out' | 'cancelled' | undefined;
  const end = (why: 'timed-out' | 'cancelled') => {
    ended ??= why;
    void endGroup(child, GRACE);
  };
  const cancel = () => end('cancelled');
  options.signal?.addEventListener('abort', cancel, { once: true });
  const timer = options.timeout === undefined ? undefined : setTimeout(() => end('timed-out'), options.timeout);

  const [output, error] = [new Tail(), new Tail()];
  const read = Promise.all([
    readLines(child.stdout, LINE_LIMIT, (line) => {
      output.add(line);
      options.onLine?.(line);
    }),
    readLines(child.stderr, LINE_LIMIT, (line) => error.add(line)),
  ]);
  const code = await exited;
  // What the tool left behind in its group would keep the pipes open, and might go on writing.
  if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  if (!failure) await read;
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', cancel);
  child.stdin.destroy();
  if (failure) return { end: 'missing', code: null, output: '', error: failure.message };
  return { end: ended ?? (code === null ? 'killed' : 'exited'), code, output: output.text, error: error.text };
}

/** The end of a stream's text. */
class Tail {
  private lines: string[] = [];
  private length = 0;

  add(line: string): void {
    this.lines.push(line);
    this.length += line.length + 1;
    while (this.length > KEPT && this.lines.length > 1) this.length -= (this.lines.shift() ?? '').length + 1;
  }

  get text(): string {
    return this.lines.join('\n');
  }
}
