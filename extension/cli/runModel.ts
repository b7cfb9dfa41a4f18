/** What `compile` and `partition` have in common: find an interpreter, run the job, print what came out. */

import { join, resolve } from 'node:path';
import type { CompileTask, OutputFiles } from '../core/compile/task';
import type { Candidate } from '../core/environment/interpreter';
import type { Finding, Outcome } from '../core/findings/finding';
import { decodeReport } from '../core/report/codec';
import type { Report } from '../core/report/report';
import { checkModel } from '../jobs/compile/checkModel';
import { type CompileJobResult, runCompileJob } from '../jobs/compile/compileJob';
import { findEnvironment, pathCandidates } from '../jobs/environment/discover';
import type { CliContext } from './context';
import { ExitCode, exitCodeOf } from './exitCode';
import { type ModelFlags, moduleNames, readSettings } from './options';
import { jsonText, runJson } from './print/json';
import { ProgressLine } from './print/progress';
import { runText } from './print/runText';

export interface ModelCommand {
  readonly mode: CompileTask['mode'];
  /** Absolute. */
  readonly model: string;
  readonly files: OutputFiles | undefined;
  readonly flags: ModelFlags;
}

/** What a run came to; the report is absent where it never began. */
export interface ModelRun {
  readonly mode: CompileTask['mode'];
  readonly report: Report | undefined;
  readonly files: CompileJobResult['files'];
  readonly findings: readonly Finding[];
}

export async function runModelCommand(command: ModelCommand, context: CliContext): Promise<void> {
  const { mode, flags } = command;
  const finish = (run: ModelRun, exitCode: number): void => {
    context.stdout(flags.json ? jsonText(runJson(run)) : runText(run, command.model));
    context.setExitCode(exitCode);
  };
  const notBegun = (findings: readonly Finding[], exitCode: number): void =>
    finish({ mode, report: undefined, files: [], findings }, exitCode);

  const model = await checkModel(command.model);
  if (!model.ok) return notBegun(model.findings, ExitCode.findings);
  const task = await makeTask(command, context);
  if (!task.ok) return notBegun(task.findings, ExitCode.noEnvironment);

  const result = await runJob(task.value, flags, context);
  if (result.outcome === 'cancelled') return context.setExitCode(ExitCode.cancelled);
  const report = decodeReport(result.report);
  const findings = [...task.findings, ...result.findings, ...(report.ok ? [] : report.findings)];
  finish({ mode, report: report.ok ? report.value : undefined, files: result.files, findings }, exitCodeOf(findings));
}

async function makeTask(command: ModelCommand, context: CliContext): Promise<Outcome<CompileTask>> {
  const { mode, model, files, flags } = command;
  const workerFolder = join(context.extensionRoot, 'native', 'torch');
  const interpreter = await findEnvironment({
    candidates: candidatesFor(flags.python, context.environment),
    dataFolder: context.dataFolder,
    workerFolder,
    signal: context.signal,
  });
  if (!interpreter.ok) return interpreter;
  const task: CompileTask = {
    mode,
    model,
    files,
    python: interpreter.value.executable,
    workerFolder,
    names: moduleNames(flags),
    imports: flags.import.map((file) => resolve(file)),
    settings: readSettings({ ...flags }),
  };
  return { ok: true, value: task, findings: interpreter.findings };
}

function candidatesFor(python: string | undefined, environment: NodeJS.ProcessEnv): Candidate[] {
  const variable = environment['TRTLENS_PYTHON'];
  if (python !== undefined) return [{ executable: python, origin: 'argument' }];
  if (variable) return [{ executable: variable, origin: 'setting' }];
  return [...pathCandidates(environment)];
}

async function runJob(task: CompileTask, flags: ModelFlags, context: CliContext): Promise<CompileJobResult> {
  const progress = flags.quiet ? undefined : new ProgressLine((text) => context.stderr(text), context.isTTY);
  try {
    return await runCompileJob(task, {
      jobScript: join(context.extensionRoot, 'dist', 'job.cjs'),
      signal: context.signal,
      onProgress: (step) => progress?.show(step),
    });
  } finally {
    progress?.end();
  }
}
