/**
 * Compiling a model in this window: the one path behind the command and the task. It finds the environment, runs the job,
 * publishes the findings and opens the report. Who asked decides how progress is shown.
 */

import * as vscode from 'vscode';
import { type CompileTask, isOnnx } from '../../core/compile/task';
import { type Finding, type Outcome, hasErrors } from '../../core/findings/finding';
import type { RunOutcome } from '../../core/report/report';
import { runCompileJob } from '../../jobs/compile/compileJob';
import { findBridge, noBridge } from '../../jobs/native/libraries';
import type { Environments } from '../environment/environments';
import type { Diagnostics } from '../language/diagnostics';
import type { Log } from '../log';
import type { ExtensionPaths } from '../paths';
import { type ProgressState, progressDetail } from './progressText';
import type { ReportReader } from './reportReader';
import { type CompileRequest, libraryFolder, onnxTask, torchTask } from './request';

/** Who asked for a compile, and is told how it goes. */
export interface CompileListener {
  progress(progress: ProgressState): void;
  /** A line that Torch-TensorRT, TensorRT or the model printed. */
  line(level: string, text: string): void;
  /** True where the bottom panel shows how this compile goes, so that nothing else is put in its place. */
  readonly hasPanel: boolean;
}

/** Shows the user what came of a compile. */
export interface Presenter {
  present(end: CompileEnd, hasPanel: boolean): Promise<void>;
}

export interface CompileEnd {
  readonly request: CompileRequest;
  readonly outcome: RunOutcome;
  readonly findings: readonly Finding[];
  /** The report on disk; undefined where none was written. */
  readonly report: vscode.Uri | undefined;
  readonly program: vscode.Uri | undefined;
  readonly engines: number;
  /** Graph breaks with TensorRT on both sides. */
  readonly breaks: number;
}

export interface RunningCompile {
  readonly model: vscode.Uri;
  readonly progress: ProgressState;
  cancel(): void;
}

const START: ProgressState = {
  phase: 'start',
  engine: '',
  engineIndex: 0,
  engineCount: 0,
  detail: '',
  step: 0,
  steps: 0,
};

export class Compiler implements vscode.Disposable {
  private readonly runningByModel = new Map<
    string,
    { progress: ProgressState; abort: AbortController; model: vscode.Uri }
  >();
  /** The requests of this session by the report that they wrote, and by model, so that they can be made again. */
  private readonly requests = new Map<string, CompileRequest>();
  private readonly changed = new vscode.EventEmitter<void>();

  readonly onDidChangeRunning = this.changed.event;

  constructor(
    private readonly paths: ExtensionPaths,
    private readonly environments: Environments,
    private readonly diagnostics: Diagnostics,
    private readonly reader: ReportReader,
    private readonly presenter: Presenter,
    private readonly log: Log,
  ) {}

  /** False in the universal package, which compiles no .onnx. */
  get hasBridge(): boolean {
    return findBridge(this.paths.root) !== undefined;
  }

  get running(): readonly RunningCompile[] {
    return [...this.runningByModel.values()].map(({ model, progress, abort }) => ({
      model,
      progress,
      cancel: () => abort.abort(),
    }));
  }

  runningFor(model: vscode.Uri): RunningCompile | undefined {
    return this.running.find((each) => each.model.fsPath === model.fsPath);
  }

  /** The request that wrote `report` in this session. */
  requestOf(report: vscode.Uri): CompileRequest | undefined {
    return this.requests.get(report.fsPath);
  }

  /** The last request for the model at this path in this session. */
  lastRequest(model: string): CompileRequest | undefined {
    return this.requests.get(model);
  }

  /** Does not reject for what a user can act on; that is in the findings. Callers have made sure of the workspace's trust. */
  async compile(request: CompileRequest, listener: CompileListener, signal: AbortSignal): Promise<CompileEnd> {
    const { model } = request;
    if (this.runningByModel.has(model.fsPath)) return failed(request, [alreadyRunning(model)]);
    const abort = new AbortController();
    const running = { model, abort, progress: START };
    const cancel = (): void => abort.abort();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    this.runningByModel.set(model.fsPath, running);
    this.changed.fire();
    const told: CompileListener = {
      progress: (progress) => {
        running.progress = progress;
        listener.progress(progress);
        this.changed.fire();
      },
      line: (level, text) => listener.line(level, text),
      hasPanel: listener.hasPanel,
    };
    const end = await this.run(request, told, abort.signal).finally(() => {
      signal.removeEventListener('abort', cancel);
      this.runningByModel.delete(model.fsPath);
      this.changed.fire();
    });
    // A page may take its time to open: the model can be compiled again meanwhile.
    await this.presenter.present(end, listener.hasPanel);
    return end;
  }

  dispose(): void {
    for (const { abort } of this.runningByModel.values()) abort.abort();
    this.changed.dispose();
  }

  private async run(request: CompileRequest, listener: CompileListener, signal: AbortSignal): Promise<CompileEnd> {
    listener.progress(START);
    this.requests.set(request.model.fsPath, request);
    const unsaved = await saveModel(request.model);
    if (unsaved) return this.publish(failed(request, [unsaved]));
    const prepared = await this.prepare(request);
    if (!prepared.ok) return this.publish(failed(request, prepared.findings));
    const task = prepared.value;
    this.log.info(`Compiling ${task.model} with ${task.kind === 'torch' ? task.python : task.bridge.tensorrt}`);
    const result = await runCompileJob(task, {
      jobScript: this.paths.jobScript,
      signal,
      onProgress: (progress) => this.report(progress, listener),
      onLog: ({ level, text }) => {
        this.log.compileLine(level, text);
        listener.line(level, text);
      },
    });
    const written = (path: string | undefined): vscode.Uri | undefined =>
      result.files.some((file) => file.path === path) && path !== undefined ? vscode.Uri.file(path) : undefined;
    const report = written(task.files?.report);
    if (report) this.requests.set(report.fsPath, request);
    const facts = report ? await this.reader.describe(report) : undefined;
    return this.publish({
      request,
      outcome: result.outcome,
      findings: result.findings,
      report,
      program: written(task.files?.program),
      engines: facts?.engines ?? 0,
      breaks: facts?.breaks ?? 0,
    });
  }

  /** The task, once there is an interpreter to run it with. */
  private async prepare(request: CompileRequest): Promise<Outcome<CompileTask>> {
    if (isOnnx(request.model.fsPath)) return this.prepareOnnx(request);
    const { model, python } = request;
    const environment = python ? await this.environments.check(python) : await this.environments.find(model);
    if (!environment.ok) return environment;
    return torchTask(request, environment.value.executable, this.paths.workerFolder);
  }

  private async prepareOnnx(request: CompileRequest): Promise<Outcome<CompileTask>> {
    const bridge = findBridge(this.paths.root);
    if (!bridge) return { ok: false, findings: [noBridge()] };
    const tensorrt = await this.environments.findTensorRT(request.model, request.python, libraryFolder(request.model));
    return tensorrt.ok ? onnxTask(request, tensorrt.value, bridge) : tensorrt;
  }

  private report(progress: ProgressState, listener: CompileListener): void {
    this.log.compileLine('debug', progressDetail(progress));
    listener.progress(progress);
  }

  private async publish(end: CompileEnd): Promise<CompileEnd> {
    const { model } = end.request;
    if (end.outcome !== 'cancelled') await this.diagnostics.publish(model, end.findings);
    const errors = end.findings.filter((finding) => finding.severity === 'error');
    for (const { code, message, detail } of errors)
      this.log.error([`${code}: ${message}`, detail].filter(Boolean).join('\n'));
    this.log.info(`${model.fsPath}: ${end.outcome}`);
    return end;
  }
}

/** The file is read from disk, so what is in the editor must be there; a finding where it cannot be saved. */
async function saveModel(model: vscode.Uri): Promise<Finding | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === model.fsPath);
  if (!open?.isDirty || (await open.save())) return undefined;
  return {
    code: 'source.not-saved',
    severity: 'error',
    message: `${vscode.workspace.asRelativePath(model)} has changes that could not be saved.`,
    places: [{ kind: 'source', file: model.fsPath, line: 1 }],
    remedies: [{ title: 'Save the file, or revert it' }],
  };
}

function failed(request: CompileRequest, findings: readonly Finding[]): CompileEnd {
  return { request, outcome: 'failed', findings, report: undefined, program: undefined, engines: 0, breaks: 0 };
}

function alreadyRunning(model: vscode.Uri): Finding {
  return {
    code: 'job.already-running',
    severity: 'error',
    message: `${vscode.workspace.asRelativePath(model)} is being compiled already.`,
    places: [],
    remedies: [],
  };
}

/** True where a compile went as it should, warnings or not. */
export function succeeded(end: CompileEnd): boolean {
  return end.outcome === 'compiled' && !hasErrors(end.findings);
}
