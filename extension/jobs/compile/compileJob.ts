/** One compile in a process of its own: the parent's side. */

import { setTimeout as delay } from 'node:timers/promises';
import type { CompileTask } from '../../core/compile/task';
import { encodeTask } from '../../core/compile/taskCodec';
import { decodeFinding } from '../../core/findings/codec';
import type { Finding } from '../../core/findings/finding';
import { Messenger } from '../../core/messaging/messenger';
import { decodeEnvironment, decodeOutcome, encodeReport } from '../../core/report/codec';
import { PRODUCER } from '../../core/report/producer';
import type { Environment, RunOutcome } from '../../core/report/report';
import { type ForkedChild, forkChild } from '../process/child';
import { endGroup } from '../process/group';
import type { LogLevel } from '../worker/worker';
import { type WrittenFile, makeWorkFolder, removeWorkFolder } from './outputs';
import { emptyReport } from './reportBuilder';
import type { CompileProgress } from './run';

export interface CompileJobOptions {
  /** The bundle `dist/job.cjs`. */
  readonly jobScript: string;
  readonly signal?: AbortSignal | undefined;
  onProgress?(progress: CompileProgress): void;
  onLog?(line: { readonly level: LogLevel; readonly text: string }): void;
  /** Findings as they come; all of them are in the result as well. */
  onFinding?(finding: Finding): void;
  onEnvironment?(environment: Environment): void;
}

export interface CompileJobResult {
  /** An encoded Report, whatever the outcome, with what was known by then. */
  readonly report: Uint8Array;
  /** What was written; nothing for a cancelled run or a partition. */
  readonly files: readonly WrittenFile[];
  /** Of the run, and one for each graph break. */
  readonly findings: readonly Finding[];
  readonly outcome: RunOutcome;
}

/** Never rejects for what a user can act on. Cancelled by `signal`, it resolves within 2 s and has left no file. */
export async function runCompileJob(task: CompileTask, options: CompileJobOptions): Promise<CompileJobResult> {
  if (options.signal?.aborted) return endedEarly(task, 'cancelled', []);
  if (!task.files) return converse(task, undefined, options);
  const workFolder = await makeWorkFolder(task.files);
  if (!workFolder.ok) {
    for (const finding of workFolder.findings) options.onFinding?.(finding);
    return endedEarly(task, 'failed', workFolder.findings);
  }
  try {
    return await converse(task, workFolder.value, options);
  } finally {
    await removeWorkFolder(workFolder.value);
  }
}

/** Lines of a dying job that its finding keeps. */
const KEPT_LINES = 40;
/** Time that a job's exit may follow the end of its channel, in milliseconds. */
const EXIT_MS = 500;

async function converse(
  task: CompileTask,
  workFolder: string | undefined,
  options: CompileJobOptions,
): Promise<CompileJobResult> {
  const { signal } = options;
  const output: string[] = [];
  const job = forkChild(options.jobScript, {
    ownGroup: true,
    onOutput: (line) => {
      output.push(line);
      if (output.length > KEPT_LINES) output.shift();
      options.onLog?.({ level: 'error', text: line });
    },
  });
  const findings: Finding[] = [];
  const messenger = listen(job, findings, options);
  const ended = new Promise<never>((_, reject) => {
    const exited = (code: number | null, by: string | null): void => reject(new Error(describeExit(code, by)));
    job.process.once('exit', exited);
    job.process.once('error', reject);
  });
  ended.catch(() => {}); // also when nobody waits any more
  try {
    const answer = messenger.request('compile', encodeTask(task, workFolder), { signal });
    answer.catch(() => {});
    const result = await Promise.race([answer, ended]);
    return {
      report: result.report ?? new Uint8Array(),
      files: (result.files ?? []).map(({ path, bytes }) => ({ path: path ?? '', bytes: bytes ?? 0 })),
      findings,
      outcome: decodeOutcome(result.outcome),
    };
  } catch (failure) {
    if (signal?.aborted) return endedEarly(task, 'cancelled', []);
    // A channel that closes comes before the exit that says why.
    const reason: unknown = await Promise.race([ended.catch((exit: unknown) => exit), delay(EXIT_MS, failure)]);
    const finding = jobCrashed(reason, output);
    options.onFinding?.(finding);
    return endedEarly(task, 'failed', [...findings, finding]);
  } finally {
    await endGroup(job.process);
  }
}

function listen(job: ForkedChild, findings: Finding[], options: CompileJobOptions): Messenger<'compile'> {
  const messenger = new Messenger<'compile'>(job.channel, {});
  messenger.on('progress', (progress) =>
    options.onProgress?.({
      phase: progress.phase ?? '',
      engine: progress.engine ?? '',
      engineIndex: progress.engineIndex ?? 0,
      engineCount: progress.engineCount ?? 0,
      detail: progress.detail ?? '',
      step: progress.step ?? 0,
      steps: progress.steps ?? 0,
    }),
  );
  messenger.on('log', ({ level, text }) => options.onLog?.({ level: (level ?? 'info') as LogLevel, text: text ?? '' }));
  messenger.on('finding', (message) => {
    const finding = decodeFinding(message);
    findings.push(finding);
    options.onFinding?.(finding);
  });
  messenger.on('environment', (environment) => options.onEnvironment?.(decodeEnvironment(environment)));
  return messenger;
}

function endedEarly(task: CompileTask, outcome: RunOutcome, findings: readonly Finding[]): CompileJobResult {
  const report = encodeReport(emptyReport(task, PRODUCER, outcome, findings));
  return { report, files: [], findings, outcome };
}

function describeExit(code: number | null, signal: string | null): string {
  return signal === null ? `it ended with status ${code}` : `it was ended by ${signal}`;
}

function jobCrashed(failure: unknown, output: readonly string[]): Finding {
  const reason = failure instanceof Error ? failure.message : String(failure);
  const detail = output.join('\n').trim();
  return {
    code: 'job.crashed',
    severity: 'error',
    message: `The process that runs the compile is gone: ${reason}.`,
    places: [],
    remedies: [{ title: 'Start the compile again.' }],
    ...(detail ? { detail } : {}),
  };
}
