/** What the job does with one task, from the worker's first line to the files in their places. */

import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import type { CompileTask, OutputFiles } from '../../core/compile/task';
import type { Finding } from '../../core/findings/finding';
import { breakFindings } from '../../core/partition/breakFindings';
import { encodeReport } from '../../core/report/codec';
import { PRODUCER } from '../../core/report/producer';
import type { Environment, Report, RunOutcome } from '../../core/report/report';
import { crashFinding } from '../worker/crash';
import type { WorkerEvent } from '../worker/events';
import { nativeWorker } from '../native/nativeWorker';
import { torchWorker } from '../torch/torchWorker';
import { type LogLevel, runWorker as runWorkerProcess } from '../worker/worker';
import { checkModel } from './checkModel';
import { type WrittenFile, moveIntoPlace, notWritable, unfinishedFiles } from './outputs';
import { layersOfPlans } from './planLayers';
import { ReportBuilder } from './reportBuilder';

/** Progress as it is shown; `engineIndex` is 1-based, 0 of 0 outside "build". */
export interface CompileProgress {
  /** "start", a phase of the worker, or "report". */
  readonly phase: string;
  readonly engine: string;
  readonly engineIndex: number;
  readonly engineCount: number;
  /** TensorRT's own phase, such as "Building engine from subgraph", and its step. */
  readonly detail: string;
  readonly step: number;
  readonly steps: number;
}

export interface RunListener {
  onProgress(progress: CompileProgress): void;
  onLog(level: LogLevel, text: string): void;
  onFinding(finding: Finding): void;
  onEnvironment(environment: Environment): void;
  onWorker(worker: ChildProcess): void;
}

export interface RunResult {
  readonly report: Uint8Array;
  readonly files: readonly WrittenFile[];
  readonly outcome: RunOutcome;
}

/** Log lines that a crash finding keeps. */
const KEPT_LINES = 40;

/**
 * Never rejects for what a user can act on: that is a finding, told and kept in the report. Rejects when `signal` aborts,
 * and has then written nothing outside of the work folder.
 */
export async function runCompile(
  task: CompileTask,
  workFolder: string | undefined,
  listener: RunListener,
  signal: AbortSignal,
): Promise<RunResult> {
  const run = new Run(task, listener);
  const unfinished = task.files && workFolder !== undefined ? unfinishedFiles(task.files, workFolder) : undefined;
  listener.onProgress(progressOf('start'));
  const model = await checkModel(task.model);
  if (model.ok) await runWorker(run, unfinished?.program, listener);
  else run.find(model.findings[0]);
  signal.throwIfAborted();
  run.findBreaks();
  listener.onProgress(progressOf('report'));
  await addLayers(run, unfinished?.program);
  if (!task.files || workFolder === undefined || !unfinished) return run.result([]);
  return writeOutputs(run, task.files, unfinished, workFolder, signal);
}

async function runWorker(run: Run, output: string | undefined, listener: RunListener): Promise<void> {
  const { task } = run;
  const start = task.kind === 'onnx' ? nativeWorker(task, output) : torchWorker(task, output);
  const exit = await runWorkerProcess(start, {
    onEvent: (event) => run.accept(event),
    onLog: (level, text) => run.log(level, text),
    onStart: (worker) => listener.onWorker(worker),
  });
  // Whoever cancels ends the worker as well: that is no crash, and nobody hears of it any more.
  if (!run.builder.done) run.find(crashFinding(run.scene(), exit));
}

/** TensorRT's layers of the engines that Torch-TensorRT has built: its worker does not tell them, and their plans do. */
async function addLayers({ task, builder }: Run, program: string | undefined): Promise<void> {
  if (task.kind !== 'torch' || task.mode !== 'compile' || program === undefined || !builder.done?.ok) return;
  const { graph } = builder.program ?? {};
  if (graph) builder.setLayers(await layersOfPlans(program, graph));
}

async function writeOutputs(
  run: Run,
  files: OutputFiles,
  unfinished: OutputFiles,
  workFolder: string,
  signal: AbortSignal,
): Promise<RunResult> {
  const result = run.result([]);
  try {
    await writeFile(unfinished.report, result.report);
    if (signal.aborted) return result;
    const complete = result.outcome === 'failed' ? { ...files, program: undefined } : files;
    return { ...result, files: moveIntoPlace(complete, workFolder) };
  } catch (failure) {
    run.find(notWritable(files.report, failure));
    return run.result([]);
  }
}

/** The state of one run. */
class Run {
  readonly builder: ReportBuilder;
  private readonly lastLines: string[] = [];

  constructor(
    readonly task: CompileTask,
    private readonly listener: RunListener,
  ) {
    this.builder = new ReportBuilder(task, PRODUCER);
  }

  accept(event: WorkerEvent): void {
    try {
      this.builder.accept(event);
    } catch (failure) {
      if (!(failure instanceof RangeError)) throw failure;
      this.log('error', `The worker's "${event.event}" does not fit what it sent before: ${failure.message}`);
      return;
    }
    if (event.event === 'finding') this.listener.onFinding(event.finding);
    else if (event.event === 'environment') this.listener.onEnvironment(event.environment);
    else if (event.event === 'phase') this.tellProgress();
    else if (event.event === 'engine' && event.engine.state === 'started') this.tellProgress();
    else if (event.event === 'progress') this.tellProgress(event.phase, event.step, event.steps);
  }

  log(level: LogLevel, text: string): void {
    this.lastLines.push(text);
    if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
    this.listener.onLog(level, text);
  }

  find(finding: Finding): void {
    this.builder.findings.push(finding);
    this.listener.onFinding(finding);
  }

  /** Told like all findings, but not kept: they follow from the report. */
  findBreaks(): void {
    for (const finding of breakFindings(this.report())) this.listener.onFinding(finding);
  }

  scene(): Parameters<typeof crashFinding>[0] {
    const { phase, currentEngine, builtEngines, program, environment, settings } = this.builder;
    return {
      worker: this.task.kind,
      executable: this.task.kind === 'torch' ? this.task.python : this.task.bridge.tensorrt,
      phase,
      engine: currentEngine,
      built: builtEngines,
      program,
      environment,
      settings,
      log: this.lastLines,
    };
  }

  result(files: readonly WrittenFile[]): RunResult {
    const report = this.report();
    return { report: encodeReport(report), files, outcome: report.outcome };
  }

  private report(): Report {
    return this.builder.report(this.outcome());
  }

  private outcome(): RunOutcome {
    const failed = !this.builder.done?.ok || this.builder.findings.some((finding) => finding.severity === 'error');
    if (failed) return 'failed';
    return this.task.mode === 'compile' ? 'compiled' : 'partitioned';
  }

  private tellProgress(detail = '', step = 0, steps = 0): void {
    const { phase, currentEngine } = this.builder;
    if (phase === undefined) return;
    const engine = phase === 'build' ? currentEngine : undefined;
    this.listener.onProgress({
      ...progressOf(phase),
      engine: engine?.name ?? '',
      engineIndex: engine?.index ?? 0,
      engineCount: engine?.count ?? 0,
      detail,
      step,
      steps,
    });
  }
}

function progressOf(phase: string): CompileProgress {
  return { phase, engine: '', engineIndex: 0, engineCount: 0, detail: '', step: 0, steps: 0 };
}
