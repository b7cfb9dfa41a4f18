/** What `compile` and `partition` have in common: find an interpreter, run the job, print what came out. */

import { join, resolve } from 'node:path';
import { settingsFor } from '../core/compile/settings';
import { type CompileTask, type OnnxTask, type OutputFiles, type TorchTask, isOnnx } from '../core/compile/task';
import type { Candidate } from '../core/environment/interpreter';
import type { Finding, Outcome } from '../core/findings/finding';
import { decodeReport } from '../core/report/codec';
import type { Report } from '../core/report/report';
import { checkModel } from '../jobs/compile/checkModel';
import { type CompileJobResult, runCompileJob } from '../jobs/compile/compileJob';
import { findEnvironment, pathCandidates } from '../jobs/environment/discover';
import { findBridge, findTensorRT, noBridge } from '../jobs/native/libraries';
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

/** What there is to say where nothing that runs the model was found; undefined for no more than that. */
type Fallback = (command: ModelCommand, why: readonly Finding[]) => Promise<ModelRun | undefined>;

export async function runModelCommand(
  command: ModelCommand,
  context: CliContext,
  fallback: Fallback = () => Promise.resolve(undefined),
): Promise<void> {
  const { mode, flags } = command;
  const finish = (run: ModelRun, exitCode: number): void => printRun(run, command, exitCode, context);
  const notBegun = (findings: readonly Finding[], exitCode: number): void =>
    finish({ mode, report: undefined, files: [], findings }, exitCode);

  const model = await checkModel(command.model);
  if (!model.ok) return notBegun(model.findings, ExitCode.findings);
  const task = await makeTask(command, context);
  if (!task.ok) {
    const run = await fallback(command, task.findings);
    if (run) return finish(run, exitCodeOf(run.findings));
    return notBegun(task.findings, ExitCode.noEnvironment);
  }

  const result = await runJob(task.value, flags, context);
  if (result.outcome === 'cancelled') return context.setExitCode(ExitCode.cancelled);
  const report = decodeReport(result.report);
  const findings = [...task.findings, ...result.findings, ...(report.ok ? [] : report.findings)];
  finish({ mode, report: report.ok ? report.value : undefined, files: result.files, findings }, exitCodeOf(findings));
}

export function printRun(run: ModelRun, { model, flags }: ModelCommand, exitCode: number, context: CliContext): void {
  context.stdout(flags.json ? jsonText(runJson(run)) : runText(run, model));
  context.setExitCode(exitCode);
}

function makeTask(command: ModelCommand, context: CliContext): Promise<Outcome<CompileTask>> {
  return isOnnx(command.model) ? makeOnnxTask(command, context) : makeTorchTask(command, context);
}

async function makeOnnxTask(command: ModelCommand, context: CliContext): Promise<Outcome<OnnxTask>> {
  const { mode, model, files, flags } = command;
  const bridge = findBridge(context.extensionRoot);
  if (!bridge) return { ok: false, findings: [noBridge()] };
  const found = await findTensorRT({
    candidates: candidatesFor(flags.python, context.environment),
    dataFolder: context.dataFolder,
    workerFolder: join(context.extensionRoot, 'native', 'torch'),
    libraryFolder: flags.tensorrt === undefined ? undefined : resolve(flags.tensorrt),
    signal: context.signal,
  });
  if (!found.ok) return found;
  const { libraries, python } = found.value;
  const settings = readSettings({ ...flags });
  const task: OnnxTask = {
    kind: 'onnx',
    mode,
    model,
    files,
    python,
    bridge: { ...bridge, ...libraries },
    shapes: flags.shape,
    settings: settingsFor('onnx', settings),
  };
  return { ok: true, value: task, findings: settingsIgnored('onnx', settings) };
}

async function makeTorchTask(command: ModelCommand, context: CliContext): Promise<Outcome<TorchTask>> {
  const { mode, model, files, flags } = command;
  const workerFolder = join(context.extensionRoot, 'native', 'torch');
  const interpreter = await findEnvironment({
    candidates: candidatesFor(flags.python, context.environment),
    dataFolder: context.dataFolder,
    workerFolder,
    signal: context.signal,
  });
  if (!interpreter.ok) return interpreter;
  const settings = readSettings({ ...flags });
  const task: TorchTask = {
    kind: 'torch',
    mode,
    model,
    files,
    python: interpreter.value.executable,
    workerFolder,
    names: moduleNames(flags),
    imports: flags.import.map((file) => resolve(file)),
    settings: settingsFor('torch', settings),
  };
  return { ok: true, value: task, findings: [...interpreter.findings, ...settingsIgnored('torch', settings)] };
}

/** Said, because somebody gave them: a model of the other kind would take them. */
function settingsIgnored(kind: CompileTask['kind'], settings: Readonly<Record<string, unknown>>): Finding[] {
  const taken = settingsFor(kind, settings);
  const ignored = Object.keys(settings).filter((name) => !(name in taken));
  if (ignored.length === 0) return [];
  const model = kind === 'onnx' ? 'an ONNX model' : 'a model that Torch-TensorRT compiles';
  return [
    {
      code: 'job.setting-ignored',
      severity: 'warning',
      message: `${ignored.join(', ')} ${ignored.length === 1 ? 'is' : 'are'} without effect on ${model}.`,
      places: [],
      remedies: [],
    },
  ];
}

/** The interpreter that was named, else those to look at. */
export function candidatesFor(python: string | undefined, environment: NodeJS.ProcessEnv): Candidate[] {
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
