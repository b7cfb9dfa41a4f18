/** Collects what a worker tells into a report, in whatever state the run ends. */

import { dirname, relative, sep } from 'node:path';
import { type CompileTask, isOnnx, modelName } from '../../core/compile/task';
import type { Finding } from '../../core/findings/finding';
import type { Graph } from '../../core/graph/graph';
import { buildGraph } from '../../core/graph/graphBuilder';
import type { Partition, Support } from '../../core/partition/partition';
import { buildSupport } from '../../core/partition/support';
import type {
  Engine,
  Environment,
  Layer,
  Model,
  PhaseTime,
  Program,
  Report,
  RunOutcome,
  Trial,
} from '../../core/report/report';
import type { EngineEvent, LayerRow, Phase, WorkerEvent } from '../worker/events';

type EventOf<Name extends WorkerEvent['event']> = Extract<WorkerEvent, { event: Name }>;

export class ReportBuilder {
  phase: Phase | undefined;
  environment: Environment | undefined;
  /** Undefined until the worker says that it is done: a worker that ends before that has crashed. */
  done: { readonly ok: boolean } | undefined;
  readonly findings: Finding[] = [];
  settings: Readonly<Record<string, unknown>>;
  private graph: Graph | undefined;
  private support: Support | undefined;
  private partition: Partition | undefined;
  private building: { name: string; index: number; count: number } | undefined;
  private readonly engines = new Map<string, Engine>();
  private readonly layers = new Map<string, readonly Layer[]>();
  private readonly trials: Trial[] = [];
  private readonly phases: PhaseTime[] = [];
  private phaseStart = 0;

  constructor(
    private readonly task: CompileTask,
    private readonly producer: string,
  ) {
    this.settings = task.settings;
  }

  /** Throws RangeError where an event does not fit those before it. */
  accept(event: WorkerEvent): void {
    switch (event.event) {
      case 'phase':
        this.endPhase(event.ms);
        this.phase = event.name;
        break;
      case 'environment':
        this.environment = event.environment;
        break;
      case 'settings':
        this.settings = event.settings;
        break;
      case 'graph':
        this.graph = buildGraph(event.nodes);
        break;
      case 'support':
        this.support = readSupport(this.present(), event);
        break;
      case 'partition':
        this.partition = readPartition(this.present(), event);
        break;
      case 'trial':
        this.trials.push(event.trial);
        break;
      case 'engine':
        this.acceptEngine(event.engine);
        break;
      case 'layers':
        this.layers.set(event.engine, readLayers(this.present(), event.layers));
        break;
      case 'finding':
        this.findings.push(event.finding);
        break;
      case 'done':
        this.endPhase(event.ms);
        this.done = { ok: event.ok };
        break;
      case 'progress':
      case 'saved':
      case 'engine_inspected':
        break;
    }
  }

  /** By the names of engines. */
  setLayers(layers: ReadonlyMap<string, readonly Layer[]>): void {
    for (const [engine, list] of layers) this.layers.set(engine, list);
  }

  /** The engine that was started and neither built nor failed. */
  get currentEngine(): { readonly name: string; readonly index: number; readonly count: number } | undefined {
    return this.building;
  }

  get builtEngines(): string[] {
    return [...this.engines.values()].filter((engine) => engine.state === 'built').map((engine) => engine.name);
  }

  get program(): Program | undefined {
    const { graph, support, partition } = this;
    return graph && support && partition && { graph, support, partition };
  }

  /** What is known now. An engine that is under way has taken its process with it. */
  report(outcome: RunOutcome): Report {
    return {
      producer: this.producer,
      created: new Date(),
      model: modelOf(this.task),
      environment: this.environment,
      settings: this.settings,
      program: this.program,
      engines: this.allEngines(outcome),
      trials: this.trials,
      findings: this.findings,
      outcome,
      phases: this.phases,
    };
  }

  private acceptEngine(event: EngineEvent): void {
    this.building = event.state === 'started' ? event : undefined;
    this.engines.set(event.name, event.state === 'built' ? builtEngine(event) : unbuilt(event.name, event.state));
  }

  /** One for each TensorRT block of a compile, in the order of the blocks, whether it was reached or not. */
  private allEngines(outcome: RunOutcome): Engine[] {
    if (outcome === 'partitioned') return [];
    const engines = [...this.engines.values()].map((engine) => ({
      ...engine,
      layers: this.layers.get(engine.name) ?? engine.layers,
    }));
    const { partition } = this;
    if (this.task.mode !== 'compile' || !partition || partition.skippedWholeGraph) return engines;
    const missing = partition.blocks.filter((block) => block.kind === 'tensorrt' && !this.engines.has(block.name));
    const unbuilt = missing.map(({ name }) => ({
      ...emptyEngine(name, 'not-built'),
      layers: this.layers.get(name) ?? [],
    }));
    return [...engines, ...unbuilt];
  }

  private endPhase(ms: number): void {
    if (this.phase) this.phases.push({ phase: this.phase, milliseconds: Math.max(0, ms - this.phaseStart) });
    this.phase = undefined;
    this.phaseStart = ms;
  }

  private present(): Graph {
    if (!this.graph) throw new RangeError('There is no graph yet');
    return this.graph;
  }
}

/** The report of a run that ended before a worker could tell anything. */
export function emptyReport(
  task: CompileTask,
  producer: string,
  outcome: RunOutcome,
  findings: readonly Finding[],
): Report {
  const builder = new ReportBuilder(task, producer);
  builder.findings.push(...findings);
  return builder.report(outcome);
}

function modelOf({ model, files }: CompileTask): Model {
  const path = files ? relative(dirname(files.report), model) : model;
  return {
    name: modelName(model),
    path: path.replaceAll(sep, '/'),
    kind: model.toLowerCase().endsWith('.py') ? 'python' : isOnnx(model) ? 'onnx' : 'exported-program',
  };
}

function readSupport(graph: Graph, { supported, total, unsupported }: EventOf<'support'>): Support {
  const rows = unsupported.map(({ node, reason, detail }) => ({ node: indexOf(graph, node), reason, detail }));
  return buildSupport(graph, rows, supported, total);
}

function readPartition(graph: Graph, event: EventOf<'partition'>): Partition {
  const taken = new Set<number>();
  const blocks = event.blocks.map(({ name, kind, nodes }) => {
    const indices = Uint32Array.from(nodes, (node) => indexOf(graph, node)).sort();
    for (const node of indices) {
      if (taken.has(node)) throw new RangeError(`Node "${graph.name(node)}" is in two blocks`);
      taken.add(node);
    }
    return { name, kind, nodes: indices };
  });
  return { blocks, partitioner: event.partitioner, skippedWholeGraph: event.skippedWholeGraph, exact: true };
}

function readLayers(graph: Graph, layers: readonly LayerRow[]): Layer[] {
  return layers.map((layer) => ({ ...layer, nodes: layer.nodes.map((node) => indexOf(graph, node)) }));
}

function indexOf(graph: Graph, name: string): number {
  const node = graph.find(name);
  if (node === undefined) throw new RangeError(`There is no node "${name}"`);
  return node;
}

function builtEngine({ name, bytes, milliseconds, sha256, inputs, outputs }: EngineEvent & { state: 'built' }): Engine {
  return { name, state: 'built', bytes, buildMilliseconds: milliseconds, sha256, inputs, outputs, layers: [] };
}

/** Crashed, unless the worker comes back to say that it was built or failed. */
function unbuilt(name: string, state: 'started' | 'failed'): Engine {
  return emptyEngine(name, state === 'started' ? 'crashed' : 'failed');
}

function emptyEngine(name: string, state: Engine['state']): Engine {
  return { name, state, bytes: 0, buildMilliseconds: 0, sha256: '', inputs: [], outputs: [], layers: [] };
}
