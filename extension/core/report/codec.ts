/**
 * The report file, `*.trtlens`: protobuf as in core/schema/trtlens.proto, explained in docs/report.md. A report may come
 * from anywhere, so everything is checked before it is used, and what is wrong becomes a finding.
 */

import { decodeFinding, decodeSettings, encodeFinding, encodeSettings } from '../findings/codec';
import type { Finding, Outcome } from '../findings/finding';
import { trtlens } from '../schema/generated/trtlens';
import { ReportDamage, bytesOf, readIndices } from './columns';
import { decodeProgram, encodeGraph, encodePartition, encodeSupport } from './graphCodec';
import {
  type Binding,
  type Engine,
  type Environment,
  type Layer,
  MODEL_KINDS,
  type Model,
  REPORT_VERSION,
  type Report,
} from './report';
import type { RunOutcome } from './report';

const OUTCOMES: Readonly<Record<RunOutcome, trtlens.Outcome>> = {
  compiled: trtlens.Outcome.OUTCOME_COMPILED,
  partitioned: trtlens.Outcome.OUTCOME_PARTITIONED,
  failed: trtlens.Outcome.OUTCOME_FAILED,
  cancelled: trtlens.Outcome.OUTCOME_CANCELLED,
  opened: trtlens.Outcome.OUTCOME_OPENED,
};
const FLAVOURS = ['rtx', 'standard'] as const;
const ENGINE_STATES = ['built', 'failed', 'crashed', 'not-built'] as const;

export function encodeReport(report: Report): Uint8Array {
  const { program } = report;
  return trtlens.Report.encode({
    version: REPORT_VERSION,
    producer: report.producer,
    createdMs: report.created.getTime(),
    model: { ...report.model },
    environment: report.environment ? { ...report.environment } : null,
    settings: encodeSettings(report.settings),
    graph: program ? encodeGraph(program.graph) : null,
    support: program ? encodeSupport(program.graph, program.support) : null,
    partition: program ? encodePartition(program.partition) : null,
    engines: report.engines.map((engine) => ({
      ...engine,
      inputs: engine.inputs.map((binding) => ({ ...binding })),
      outputs: engine.outputs.map((binding) => ({ ...binding })),
      layers: engine.layers.map(encodeLayer),
    })),
    findings: report.findings.map(encodeFinding),
    outcome: encodeOutcome(report.outcome),
    phases: report.phases.map((phase) => ({ ...phase })),
    trials: report.trials.map((trial) => ({ ...trial, change: encodeSettings(trial.change) })),
    times: report.times ? { ...report.times } : null,
  }).finish();
}

/** Findings: `report.corrupt`, `report.newer-version`; their places are the caller's to add, who knows the file. */
export function decodeReport(bytes: Uint8Array): Outcome<Report> {
  try {
    const message = trtlens.Report.decode(bytes);
    const version = message.version;
    if (version > REPORT_VERSION) return { ok: false, findings: [newerVersion(version)] };
    if (version < 1) throw new ReportDamage('it has no format version');
    return { ok: true, value: decodeMessage(message), findings: [] };
  } catch (failure) {
    return { ok: false, findings: [corrupt(failure)] };
  }
}

function decodeMessage(message: trtlens.Report): Report {
  if (!message.model) throw new ReportDamage('it names no model');
  if (!Number.isFinite(message.createdMs) || Math.abs(message.createdMs) > 8.64e15) {
    throw new ReportDamage('its date is no date');
  }
  return {
    producer: message.producer,
    created: new Date(message.createdMs),
    model: decodeModel(message.model),
    environment: message.environment ? decodeEnvironment(message.environment) : undefined,
    settings: decodeSettings(message.settings),
    program: decodeProgram(message),
    engines: message.engines.map((engine) => decodeEngine(engine, message.graph?.nodeCount ?? 0)),
    trials: message.trials.map((trial) => ({
      change: decodeSettings(trial.change),
      engines: trial.engines ?? 0,
      breaks: trial.breaks ?? 0,
      torchOperations: trial.torchOperations ?? 0,
    })),
    findings: message.findings.map(decodeFinding),
    outcome: decodeOutcome(message.outcome),
    phases: message.phases.map(({ phase, milliseconds }) => ({
      phase: phase ?? '',
      milliseconds: amount('a phase', milliseconds),
    })),
    ...(message.times && { times: { file: message.times.file ?? '', perRun: message.times.perRun ?? false } }),
  };
}

function decodeModel(model: trtlens.IModel): Model {
  return { name: model.name ?? '', path: model.path ?? '', kind: oneOf('model kind', MODEL_KINDS, model.kind) };
}

/** An interpreter that answered; fields that it did not tell are empty. */
export function decodeEnvironment(environment: trtlens.IEnvironment): Environment {
  return {
    python: environment.python ?? '',
    executable: environment.executable ?? '',
    torch: environment.torch ?? '',
    torchTensorrt: environment.torchTensorrt ?? '',
    tensorrt: environment.tensorrt ?? '',
    flavour: oneOf('flavour', FLAVOURS, environment.flavour),
    gpu: environment.gpu ?? '',
    computeCapability: environment.computeCapability ?? '',
    withoutGpu: environment.withoutGpu ?? false,
  };
}

function encodeLayer({ name, type, inputs, outputs, nodes, microseconds }: Layer): trtlens.ILayer {
  return {
    name,
    type,
    inputs: inputs.map((binding) => ({ ...binding })),
    outputs: outputs.map((binding) => ({ ...binding })),
    nodesU32: bytesOf(Uint32Array.from(nodes)),
    ...(microseconds !== undefined && { microseconds }),
  };
}

function decodeLayer(layer: trtlens.ILayer, nodeCount: number): Layer {
  const { name, type, inputs, outputs, nodesU32, microseconds } = layer;
  return {
    name: name ?? '',
    type: type ?? '',
    inputs: (inputs ?? []).map(decodeBinding),
    outputs: (outputs ?? []).map(decodeBinding),
    nodes: [...readIndices('the nodes of a layer', nodesU32, undefined, nodeCount)],
    ...(typeof microseconds === 'number' && { microseconds: amount('the time of a layer', microseconds) }),
  };
}

function decodeEngine(engine: trtlens.IEngine, nodeCount: number): Engine {
  return {
    name: engine.name ?? '',
    state: oneOf('engine state', ENGINE_STATES, engine.state),
    bytes: amount('the size of an engine', engine.bytes),
    buildMilliseconds: amount('the build time of an engine', engine.buildMilliseconds),
    sha256: engine.sha256 ?? '',
    inputs: (engine.inputs ?? []).map(decodeBinding),
    outputs: (engine.outputs ?? []).map(decodeBinding),
    layers: (engine.layers ?? []).map((layer) => decodeLayer(layer, nodeCount)),
  };
}

function decodeBinding({ name, dtype, shape }: trtlens.IBinding): Binding {
  return { name: name ?? '', dtype: dtype ?? '', shape: shape ?? '' };
}

export function encodeOutcome(outcome: RunOutcome): trtlens.Outcome {
  return OUTCOMES[outcome];
}

/** Throws where the number means nothing. */
export function decodeOutcome(outcome: trtlens.Outcome | null | undefined): RunOutcome {
  const found = Object.entries(OUTCOMES).find(([, number]) => number === outcome);
  if (!found) throw new ReportDamage(`its outcome is number ${outcome ?? 0}, which means nothing`);
  return found[0] as RunOutcome;
}

function oneOf<T extends string>(what: string, values: readonly T[], value: string | null | undefined): T {
  const found = values.find((each) => each === value);
  if (found === undefined) throw new ReportDamage(`the ${what} is "${value ?? ''}"`);
  return found;
}

function amount(what: string, value: number | null | undefined): number {
  const number = value ?? 0;
  if (!Number.isFinite(number)) throw new ReportDamage(`${what} is no number`);
  if (number < 0) throw new ReportDamage(`${what} is ${number}`);
  return number;
}

function newerVersion(version: number): Finding {
  return {
    code: 'report.newer-version',
    severity: 'error',
    message: `The report has format version ${version}; this Torch-TensorRT Lens reads versions up to ${REPORT_VERSION}.`,
    places: [],
    remedies: [{ title: 'Update Torch-TensorRT Lens.' }],
  };
}

function corrupt(failure: unknown): Finding {
  const reason = failure instanceof Error ? failure.message : String(failure);
  return {
    code: 'report.corrupt',
    severity: 'error',
    message: `The file is damaged or is not a report: ${reason}.`,
    places: [],
    remedies: [{ title: 'Compile the model again to write a new report.' }],
  };
}
