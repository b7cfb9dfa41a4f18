/** What a worker says (docs/protocol.md), checked line by line: whatever is not an event is a line of the log. */

import type { Finding, Place, Remedy } from '../../core/findings/finding';
import { dtypeNumber } from '../../core/graph/dtype';
import { type Frame, NODE_OP_NAMES, NodeOp, type TensorType } from '../../core/graph/graph';
import type { NodeRow } from '../../core/graph/graphBuilder';
import { joinShape } from '../../core/graph/shape';
import { type BlockKind, PARTITIONERS, type Partitioner } from '../../core/partition/partition';
import { type Reason, reasonFromId } from '../../core/partition/reasons';
import type { Binding, Environment, Trial } from '../../core/report/report';
import { Fields, WrongField } from './fields';

export const PHASES = ['import', 'open', 'load', 'export', 'lower', 'parse', 'partition', 'build', 'save'] as const;
export type Phase = (typeof PHASES)[number];

export interface BlockRow {
  readonly name: string;
  readonly kind: BlockKind;
  readonly nodes: readonly string[];
}

interface EngineStep {
  readonly name: string;
  /** 1-based. */
  readonly index: number;
  readonly count: number;
}

export type EngineEvent =
  | (EngineStep & { readonly state: 'started' | 'failed' })
  | (EngineStep & {
      readonly state: 'built';
      readonly bytes: number;
      readonly sha256: string;
      readonly milliseconds: number;
      readonly inputs: readonly Binding[];
      readonly outputs: readonly Binding[];
    });

/** A layer of TensorRT's network; `nodes` by their names in the graph. */
export interface LayerRow {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  readonly nodes: readonly string[];
}

/** What TensorRT says of a plan on this machine. */
export interface InspectedEngine {
  /** Of the library that was asked. */
  readonly tensorrt: string;
  /** "unknown": there is no driver to ask. */
  readonly validity: 'valid' | 'suboptimal' | 'invalid' | 'unknown';
  /** `VERSION_MISMATCH`, `UNSUPPORTED_CC`, … */
  readonly reasons: readonly string[];
  /** Why it could not be deserialised; "" where it was. */
  readonly message: string;
  /** Absent where it was not deserialised. */
  readonly engine?: {
    readonly refittable: boolean;
    readonly deviceMemoryBytes: number;
    readonly streamableWeightBytes: number;
    readonly inputs: readonly Binding[];
    readonly outputs: readonly Binding[];
    /** JSON texts, one a layer; a name alone where the plan was built without details, empty where without names. */
    readonly layers: readonly string[];
  };
}

export type WorkerEvent =
  | { readonly event: 'phase'; readonly ms: number; readonly name: Phase }
  | { readonly event: 'environment'; readonly environment: Environment }
  | { readonly event: 'settings'; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly event: 'graph'; readonly nodes: readonly NodeRow[] }
  | {
      readonly event: 'support';
      readonly supported: number;
      readonly total: number;
      readonly unsupported: readonly { readonly node: string; readonly reason: Reason; readonly detail: string }[];
    }
  | {
      readonly event: 'partition';
      readonly partitioner: Partitioner;
      readonly skippedWholeGraph: boolean;
      readonly blocks: readonly BlockRow[];
    }
  | { readonly event: 'trial'; readonly trial: Trial }
  | { readonly event: 'engine'; readonly engine: EngineEvent }
  | { readonly event: 'layers'; readonly engine: string; readonly layers: readonly LayerRow[] }
  | { readonly event: 'engine_inspected'; readonly inspected: InspectedEngine }
  | { readonly event: 'progress'; readonly phase: string; readonly step: number; readonly steps: number }
  | { readonly event: 'saved'; readonly path: string; readonly bytes: number }
  | { readonly event: 'finding'; readonly finding: Finding }
  | { readonly event: 'done'; readonly ms: number; readonly ok: boolean };

/** A line of standard output, understood. `problem` says what is wrong with a known event. */
export type WorkerLine =
  | { readonly kind: 'event'; readonly event: WorkerEvent }
  | { readonly kind: 'text' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'damaged'; readonly problem: string };

export function parseLine(line: string): WorkerLine {
  if (!line.startsWith('{')) return { kind: 'text' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'text' };
  }
  try {
    const fields = Fields.of(value, 'The line');
    const name = fields.get('event');
    if (typeof name !== 'string') return { kind: 'text' };
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    return read ? { kind: 'event', event: read(fields) } : { kind: 'unknown' };
  } catch (failure) {
    if (!(failure instanceof WrongField)) throw failure;
    return { kind: 'damaged', problem: failure.message };
  }
}

const READERS: Readonly<Record<string, (fields: Fields) => WorkerEvent>> = {
  phase: (f) => ({ event: 'phase', ms: f.amount('ms'), name: f.oneOf('name', PHASES) }),
  environment: (f) => ({ event: 'environment', environment: readEnvironment(f) }),
  settings: (f) => ({ event: 'settings', settings: f.record('settings') }),
  graph: (f) => ({ event: 'graph', nodes: f.objects('nodes', readNode) }),
  support: (f) => ({
    event: 'support',
    supported: f.count('supported'),
    total: f.count('total'),
    unsupported: f.objects('unsupported', (each) => ({
      node: each.text('node'),
      reason: reasonFromId(each.text('reason')),
      detail: each.optionalText('detail'),
    })),
  }),
  partition: (f) => ({
    event: 'partition',
    partitioner: f.oneOf('partitioner', PARTITIONERS),
    skippedWholeGraph: f.flag('skipped_whole_graph'),
    blocks: f.objects('blocks', (each) => ({
      name: each.text('name'),
      kind: each.oneOf('kind', ['tensorrt', 'torch']),
      nodes: each.texts('nodes'),
    })),
  }),
  trial: (f) => ({
    event: 'trial',
    trial: {
      change: f.record('change'),
      engines: f.count('engines'),
      breaks: f.count('breaks'),
      torchOperations: f.count('torch_operations'),
    },
  }),
  engine: (f) => ({ event: 'engine', engine: readEngine(f) }),
  engine_inspected: (f) => ({ event: 'engine_inspected', inspected: readInspected(f) }),
  layers: (f) => ({ event: 'layers', engine: f.text('engine'), layers: f.objects('layers', readLayer) }),
  progress: (f) => ({
    event: 'progress',
    phase: f.text('phase'),
    step: f.count('step', 0),
    steps: f.count('steps', 0),
  }),
  saved: (f) => ({ event: 'saved', path: f.text('path'), bytes: f.amount('bytes') }),
  finding: (f) => ({ event: 'finding', finding: readFinding(Fields.of(f.get('finding'), '"finding"')) }),
  done: (f) => ({ event: 'done', ms: f.amount('ms'), ok: f.flag('ok') }),
};

function readEnvironment(f: Fields): Environment {
  return {
    python: f.text('python'),
    executable: f.text('executable'),
    torch: f.text('torch'),
    torchTensorrt: f.text('torch_tensorrt'),
    tensorrt: f.text('tensorrt'),
    flavour: f.oneOf('flavour', ['rtx', 'standard']),
    gpu: f.optionalText('gpu'),
    computeCapability: f.optionalText('compute_capability'),
    withoutGpu: f.flag('without_gpu'),
  };
}

const OPS: ReadonlyMap<string, NodeOp> = new Map(Object.values(NodeOp).map((op) => [NODE_OP_NAMES[op], op]));

function readNode(f: Fields): NodeRow {
  const op = OPS.get(f.text('op'));
  if (op === undefined) throw new WrongField(`"op" is "${f.text('op')}"`);
  return {
    name: f.text('name'),
    op,
    target: f.text('target'),
    module: f.optionalText('module'),
    moduleType: f.optionalText('module_type'),
    arguments: f.optionalText('arguments'),
    inputs: f.texts('inputs'),
    outputs: f.objects('outputs', readTensor),
    frames: f.list('frames', readFrame),
  };
}

function readTensor(f: Fields): TensorType {
  const shape = joinShape(f.texts('shape'));
  return { dtype: dtypeNumber(f.text('dtype')), shape, bytes: f.amount('bytes') };
}

function readFrame(item: unknown): Frame {
  const [file, line, name, code] = Array.isArray(item) ? (item as unknown[]) : [];
  if (typeof file !== 'string' || !Number.isInteger(line) || Number(line) < 0)
    throw new WrongField('"frames" holds no frame');
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { file, line: Number(line), function: text(name), code: text(code) };
}

function readEngine(f: Fields): EngineEvent {
  const step = { name: f.text('name'), index: f.count('index'), count: f.count('count') };
  const state = f.oneOf('state', ['started', 'built', 'failed']);
  if (state !== 'built') return { ...step, state };
  return {
    ...step,
    state,
    bytes: f.amount('bytes'),
    sha256: f.text('sha256'),
    milliseconds: f.amount('milliseconds'),
    inputs: f.objects('inputs', readBinding),
    outputs: f.objects('outputs', readBinding),
  };
}

function readInspected(f: Fields): InspectedEngine {
  const common = {
    tensorrt: f.text('tensorrt'),
    validity: f.oneOf('validity', ['valid', 'suboptimal', 'invalid', 'unknown']),
    reasons: f.texts('reasons'),
    message: f.optionalText('message'),
  };
  if (f.get('engine') == null) return common;
  const engine = Fields.of(f.get('engine'), '"engine"');
  return {
    ...common,
    engine: {
      refittable: engine.flag('refittable'),
      deviceMemoryBytes: engine.amount('device_memory_bytes'),
      streamableWeightBytes: engine.amount('streamable_weight_bytes'),
      inputs: engine.objects('inputs', readBinding),
      outputs: engine.objects('outputs', readBinding),
      layers: engine.texts('layers'),
    },
  };
}

function readLayer(f: Fields): LayerRow {
  return {
    name: f.text('name'),
    type: f.text('type'),
    inputs: f.objects('inputs', readBinding),
    outputs: f.objects('outputs', readBinding),
    nodes: f.texts('nodes'),
  };
}

function readBinding(f: Fields): Binding {
  return { name: f.text('name'), dtype: f.text('dtype'), shape: f.text('shape') };
}

function readFinding(f: Fields): Finding {
  const detail = f.optionalText('detail');
  return {
    code: f.text('code'),
    severity: f.oneOf('severity', ['error', 'warning', 'information']),
    message: f.text('message'),
    places: f.objects('places', readPlace),
    remedies: f.objects('remedies', readRemedy),
    ...(detail ? { detail } : {}),
  };
}

function readPlace(f: Fields): Place {
  switch (f.oneOf('kind', ['source', 'node', 'engine', 'archive'])) {
    case 'source':
      return { kind: 'source', file: f.text('file'), line: f.count('line'), ...optionalCount(f, 'column') };
    case 'node':
      return { kind: 'node', node: f.text('node'), ...optionalTextField(f, 'module') };
    case 'engine':
      return { kind: 'engine', engine: f.text('engine'), ...optionalTextField(f, 'layer') };
    case 'archive':
      return {
        kind: 'archive',
        file: f.text('file'),
        ...optionalTextField(f, 'member'),
        ...(typeof f.get('offset') === 'number' && Number(f.get('offset')) >= 0 ? { offset: f.amount('offset') } : {}),
      };
  }
}

function readRemedy(f: Fields): Remedy {
  const effect = optionalTextField(f, 'effect');
  const title = f.text('title');
  if (f.get('action') == null) return { title, ...effect };
  const action = Fields.of(f.get('action'), '"action"');
  if (action.oneOf('kind', ['settings', 'command']) === 'settings') {
    return { title, ...effect, action: { kind: 'settings', change: action.record('change') } };
  }
  const args = action.list('args', (item) => item);
  return { title, ...effect, action: { kind: 'command', command: action.text('command'), args } };
}

function optionalTextField<Name extends string>(f: Fields, name: Name): { [name in Name]?: string } {
  const text = f.optionalText(name);
  return (text ? { [name]: text } : {}) as { [name in Name]?: string };
}

function optionalCount<Name extends string>(f: Fields, name: Name): { [name in Name]?: number } {
  return (f.get(name) == null ? {} : { [name]: f.count(name) }) as { [name in Name]?: number };
}
