/** The analysis server as the extension starts and asks it, with little memory, and ended where it does not answer. */

import { readFileSync } from 'node:fs';
import { Messenger } from '../../extension/core/messaging/messenger';
import { decodeFinding } from '../../extension/core/findings/codec';
import { decodeReport } from '../../extension/core/report/codec';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { type ForkedChild, forkChild } from '../../extension/jobs/process/child';

export type Outcome = 'opened' | 'refused' | 'hung' | 'crashed' | 'out of memory' | 'misreported';

export interface Answer {
  readonly outcome: Outcome;
  /** Of an outcome that is a failure: what happened. */
  readonly detail: string;
  readonly milliseconds: number;
}

/** Milliseconds of the server's time for one file. */
export const LIMIT = 2000;
/** MiB of heap: a file of the fixtures takes a tenth. */
const HEAP = 512;

export class FuzzServer {
  private child: ForkedChild | undefined;
  private messenger: Messenger<'open'> | undefined;
  private log: string[] = [];

  constructor(private readonly script: string) {}

  /** Never rejects. After a failure the next question starts another process. */
  async open(path: string): Promise<Answer> {
    const messenger = await this.start();
    const elapsed = serverClock(this.child!.process.pid!);
    const answer = (outcome: Outcome, detail = ''): Answer => ({ outcome, detail, milliseconds: elapsed() });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      const wait = (): void => {
        const left = LIMIT - elapsed();
        if (left <= 0) resolve('late');
        else timer = setTimeout(wait, Math.max(left, 10));
      };
      wait();
    });
    try {
      const opened = await Promise.race([messenger.request('open', { path, targets: [] }), late]);
      if (opened === 'late') {
        await this.end();
        return answer('hung', `No answer within ${LIMIT} ms`);
      }
      const wrong = misreported(opened, path);
      if (wrong !== undefined) return answer('misreported', wrong);
      return answer(opened.artifact?.kind === 'unknown' ? 'refused' : 'opened');
    } catch (failure) {
      await this.end();
      const log = this.log.join('\n');
      return answer(
        /heap out of memory|Allocation failed/.test(log) ? 'out of memory' : 'crashed',
        `${String(failure)}\n${log}`,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** A machine that is busy is late now and then: what hangs does so again. */
  async openTwice(path: string): Promise<Answer> {
    const answer = await this.open(path);
    return answer.outcome === 'hung' ? this.open(path) : answer;
  }

  /** Waits until the process is gone. */
  async end(): Promise<void> {
    const { child } = this;
    this.child = this.messenger = undefined;
    if (!child || child.process.exitCode !== null || child.process.signalCode !== null) return;
    const gone = new Promise((resolve) => child.process.once('exit', resolve));
    child.process.kill('SIGKILL');
    await gone;
  }

  private async start(): Promise<Messenger<'open'>> {
    if (this.messenger && this.child?.process.connected) return this.messenger;
    await this.end();
    this.log = [];
    const before = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = `--max-old-space-size=${HEAP}`;
    this.child = forkChild(this.script, { ownGroup: false, onOutput: (line) => this.log.push(line) });
    if (before === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = before;
    this.messenger = new Messenger<'open'>(this.child.channel, {});
    // It is up when it has answered: starting is not the file's fault.
    await this.messenger.request('open', { path: '/there is no such file', targets: [] });
    return this.messenger;
  }
}

/**
 * Milliseconds from now on, without those in which the process was ready to run and no core was free, where the system
 * tells them (Linux `Documentation/scheduler/sched-stats.rst`): another program's work is not the file's fault.
 */
function serverClock(pid: number): () => number {
  const queued = (): number => {
    try {
      const [, nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
      return Number(nanoseconds) / 1e6;
    } catch {
      return NaN;
    }
  };
  const [begin, before] = [performance.now(), queued()];
  let waited = 0;
  return () => {
    const now = queued() - before;
    // A process that is gone tells nothing more.
    if (!Number.isNaN(now)) waited = now;
    return performance.now() - begin - waited;
  };
}

/** What is wrong with an answer; undefined where it is as views need it. */
function misreported({ artifact, report }: trtlens.IOpenedFile, path: string): string | undefined {
  const errors = (artifact?.findings ?? []).map(decodeFinding).filter(({ severity }) => severity === 'error');
  if (artifact?.kind === 'unknown' && errors.length === 0) return 'Of no kind, and nobody says why';
  for (const { code, message, places } of errors) {
    if (!/^(load|report)\./.test(code)) return `An error of code ${code}`;
    if (/undefined|\bNaN\b|\[object/.test(message)) return `An error that says: ${message}`;
    if (code.startsWith('load.') && !places.some((place) => place.kind === 'archive' && place.file === path)) {
      return `An error without its place: ${message}`;
    }
  }
  if (!report?.length) return undefined;
  const decoded = decodeReport(report);
  return decoded.ok ? undefined : `A report that cannot be read: ${decoded.findings[0].message}`;
}
