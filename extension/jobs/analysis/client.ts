/**
 * The parent's side of the analysis server: one child for everybody who needs it, started at the first question and ended
 * a few seconds after the last user is gone.
 */

import { Messenger } from '../../core/messaging/messenger';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { type ForkedChild, forkChild } from '../process/child';

export interface AnalysisSession {
  /** What a file is. What is wrong with it is among the findings; rejects when the server fails or `signal` aborts. */
  inspect(path: string, signal?: AbortSignal): Promise<trtlens.IArtifact>;
  /** The same, with its graph for the program view and a verdict for each target. Rejects as `inspect` does. */
  open(path: string, targets: readonly trtlens.ITarget[], signal?: AbortSignal): Promise<trtlens.IOpenedFile>;
  /** Headline and findings of a report, graph breaks included. Rejects as `inspect` does. */
  describeReport(path: string, signal?: AbortSignal): Promise<trtlens.IReportSummary>;
  dispose(): void;
}

interface Server {
  readonly child: ForkedChild;
  readonly messenger: Messenger<'inspect' | 'describeReport' | 'open'>;
}

const GRACE_MS = 5000;

export class AnalysisClient {
  private server: Server | undefined;
  private users = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly graceMs: number;

  /** `script`: the bundle `dist/analysis.cjs`; `graceMs`: how long the child outlives its last user. */
  constructor(private readonly options: { readonly script: string; readonly graceMs?: number }) {
    this.graceMs = options.graceMs ?? GRACE_MS;
  }

  acquire(): AnalysisSession {
    this.users++;
    clearTimeout(this.timer);
    let released = false;
    const ask = (): Server['messenger'] => {
      if (released) throw new Error('The analysis session was disposed of');
      return this.connect().messenger;
    };
    return {
      inspect: async (path, signal) => ask().request('inspect', { path }, { signal }),
      open: async (path, targets, signal) => ask().request('open', { path, targets: [...targets] }, { signal }),
      describeReport: async (path, signal) => ask().request('describeReport', { path }, { signal }),
      dispose: () => {
        if (released) return;
        released = true;
        this.release();
      },
    };
  }

  private release(): void {
    this.users--;
    if (this.users > 0) return;
    this.timer = setTimeout(() => this.end(), this.graceMs);
    // Nobody waits for the answer of a server without users, so neither does the process.
    this.timer.unref();
    this.keepAlive(false);
  }

  /** The child, started anew when the last one is gone. */
  private connect(): Server {
    if (!this.server) {
      const child = forkChild(this.options.script, { ownGroup: false });
      const server = { child, messenger: new Messenger<'inspect' | 'describeReport' | 'open'>(child.channel, {}) };
      const forget = (): void => {
        if (this.server === server) this.server = undefined;
      };
      child.process.once('exit', forget);
      child.process.once('disconnect', forget);
      child.process.once('error', forget);
      this.server = server;
    }
    this.keepAlive(true);
    return this.server;
  }

  private keepAlive(alive: boolean): void {
    const child = this.server?.child.process;
    if (!child) return;
    if (alive) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
      // The pipes of its output are handles too.
      for (const stream of [child.stdout, child.stderr]) (stream as { unref?(): void } | null)?.unref?.();
    }
  }

  private end(): void {
    const { server } = this;
    this.server = undefined;
    if (server?.child.process.connected) server.child.process.disconnect();
  }
}
