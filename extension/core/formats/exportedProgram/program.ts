/**
 * The program of a `model.json` (torch/_export/serde/schema.py, major version 8) as a graph. The text is walked node by node,
 * so that a program of any size is never in memory as a whole. The types of values stand after all nodes, and so does the
 * signature, which alone names inputs that are constants: a program that has such inputs is walked twice.
 */

import type { Graph, NodeIndex, TensorType } from '../../graph/graph';
import { NodeOp } from '../../graph/graph';
import { GraphBuilder } from '../../graph/graphBuilder';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type Span, type Wanted, walkJson } from '../json/walk';
import { type JsonRecord, list, record } from './fields';
import { NodeReader, type ProgramRow, type SubgraphJson, resultsOf } from './nodes';
import { namesIn } from './arguments';
import { type Signature, inputName, readSignature } from './signature';
import { SYMBOLIC_BOOL, SYMBOLIC_FLOAT, SYMBOLIC_INT, tensorType } from './types';

export interface ExportedProgram {
  readonly graph: Graph;
  readonly signature: Signature;
  /** Names of what the program is given, as the graph has them. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** "2.13.0+cpu"; "" where the file does not say. */
  readonly torch: string;
  readonly schemaVersion: { readonly major: number; readonly minor: number } | undefined;
  readonly rangeConstraints: JsonRecord;
  /** Arguments of the nodes that run an engine, by the index of the node. */
  readonly engineNodes: ReadonlyMap<NodeIndex, readonly JsonRecord[]>;
}

const UNKNOWN: TensorType = { dtype: 0, shape: '?', bytes: 0 };
const MOST_NODES = 5_000_000;
/** A graph in a graph in a graph. */
const DEEPEST_SUBGRAPH = 20;

/** `isEngine`: by a node's target. Throws FormatDamage, with the offset where one is known. */
export async function readProgram(file: FileAccess, isEngine: (target: string) => boolean): Promise<ExportedProgram> {
  const builder = new ProgramBuilder(isEngine);
  const { types, nodes, ...header } = await readHeader(file, builder);
  if (!builder.begun) {
    builder.begin(header.inputs);
    await walkJson(file, { each: { value: (node, _, offset) => builder.node(node, offset) } }, nodes);
  }
  builder.end(header.outputs, types);
  return { ...header, graph: builder.build(), engineNodes: builder.engineNodes };
}

interface Header extends Omit<ExportedProgram, 'graph' | 'engineNodes'> {
  readonly types: ReadonlyMap<string, TensorType>;
  readonly nodes: Span;
}

/** Hands the nodes to the builder as well where all inputs have their names by then. */
async function readHeader(file: FileAccess, builder: ProgramBuilder): Promise<Header> {
  const values = new Map<string, unknown>();
  const types = new Map<string, TensorType>();
  let nodes: Span | undefined;
  const keep: Wanted = { value: (value, key) => values.set(key, value) };
  const typed = (read: (meta: unknown) => TensorType): Wanted => ({
    each: { value: (meta, name) => types.set(name, read(meta)) },
  });
  const inputs: Wanted = {
    value: (value) => {
      values.set('inputs', value);
      const names = list(value).map(namesIn);
      if (!nodes && names.every(({ length }) => length > 0)) builder.begin(names.map(([name]) => name!));
    },
  };
  const node = (value: unknown, _: string, offset: number): void => {
    if (builder.begun) builder.node(value, offset);
  };
  const graph = new Map<string, Wanted>([
    ['inputs', inputs],
    ['outputs', keep],
    ['nodes', { each: { value: node }, span: (span) => (nodes = span) }],
    ['tensor_values', typed(tensorType)],
    ['sym_int_values', typed(() => SYMBOLIC_INT)],
    ['sym_float_values', typed(() => SYMBOLIC_FLOAT)],
    ['sym_bool_values', typed(() => SYMBOLIC_BOOL)],
  ]);
  const module = new Map<string, Wanted>([
    ['graph', { members: graph }],
    ['signature', keep],
  ]);
  const top = new Map<string, Wanted>([
    ['graph_module', { members: module }],
    ...['torch_version', 'schema_version', 'range_constraints'].map((name) => [name, keep] as const),
  ]);
  await walkJson(file, { members: top });
  if (!nodes) throw new FormatDamage('it has no nodes');
  const signature = readSignature(values.get('signature'));
  return {
    types,
    nodes,
    signature,
    inputs: list(values.get('inputs')).map((input, index) => inputName(input, signature, index)),
    outputs: list(values.get('outputs')).flatMap(resultsOf),
    torch: typeof values.get('torch_version') === 'string' ? (values.get('torch_version') as string) : '',
    schemaVersion: versionOf(values.get('schema_version')),
    rangeConstraints: record(values.get('range_constraints')),
  };
}

function versionOf(value: unknown): ExportedProgram['schemaVersion'] {
  const { major, minor } = record(value);
  if (typeof major !== 'number') return undefined;
  return { major, minor: typeof minor === 'number' ? minor : 0 };
}

/** A subgraph that waits until the nodes of its owner's graph are all there. */
interface Waiting {
  readonly owner: NodeIndex;
  readonly subgraph: SubgraphJson;
  readonly depth: number;
}

class ProgramBuilder {
  readonly engineNodes = new Map<NodeIndex, readonly JsonRecord[]>();
  begun = false;
  private readonly builder = new GraphBuilder();
  private readonly reader = new NodeReader();
  private readonly waiting: Waiting[] = [];
  private names = new Set<string>();
  /** Types of a subgraph's values; those of the program itself are known when all of its nodes are there. */
  private types: ReadonlyMap<string, TensorType> | undefined;
  /** Values of the program itself, in the order in which the graph has them. */
  private readonly values: string[] = [];
  private depth = 0;

  constructor(private readonly isEngine: (target: string) => boolean) {}

  begin(inputs: readonly string[]): void {
    this.begun = true;
    for (const name of inputs)
      this.add({ ...NO_ORIGIN, name, op: NodeOp.placeholder, target: name, values: [name] }, undefined);
  }

  node(node: unknown, offset: number | undefined): void {
    const { rows, self, subgraphs } = this.reader.rows(node, offset);
    let owner = -1;
    rows.forEach((row, position) => {
      // A subgraph that two nodes run stands in the arguments of both.
      if (row.op === NodeOp.getAttr && this.names.has(row.name)) return;
      const index = this.add(row, offset);
      if (position === self) owner = index;
    });
    for (const subgraph of subgraphs) this.waiting.push({ owner, subgraph, depth: this.depth + 1 });
    if (this.isEngine(rows[self]!.target)) this.engineNodes.set(owner, list(record(node)['inputs']).map(record));
  }

  /** `types`: of the values of the program itself. */
  end(outputs: readonly string[], types: ReadonlyMap<string, TensorType>): void {
    this.addOutput(outputs);
    this.builder.setOutputTypes(this.values.map((value) => types.get(value) ?? UNKNOWN));
  }

  build(): Graph {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) this.addSubgraph(next);
    return this.builder.build();
  }

  private addSubgraph({ owner, subgraph: { name, graph }, depth }: Waiting): void {
    if (depth > DEEPEST_SUBGRAPH) throw new FormatDamage('graphs are nested too deeply in it');
    this.builder.beginSubgraph(owner, name);
    this.names = new Set();
    this.depth = depth;
    const values = (key: string): [string, unknown][] => Object.entries(record(graph[key]));
    this.types = new Map([
      ...values('tensor_values').map(([value, meta]) => [value, tensorType(meta)] as const),
      ...values('sym_int_values').map(([value]) => [value, SYMBOLIC_INT] as const),
      ...values('sym_float_values').map(([value]) => [value, SYMBOLIC_FLOAT] as const),
      ...values('sym_bool_values').map(([value]) => [value, SYMBOLIC_BOOL] as const),
    ]);
    this.begin(list(graph['inputs']).flatMap(resultsOf));
    for (const node of list(graph['nodes'])) this.node(node, undefined);
    this.addOutput(list(graph['outputs']).flatMap(resultsOf));
  }

  private addOutput(outputs: readonly string[]): void {
    const name = this.names.has('output') ? 'output#2' : 'output';
    const inputs = [...new Set(outputs)];
    this.add({ ...NO_ORIGIN, name, op: NodeOp.output, target: 'output', inputs, values: [] }, undefined);
  }

  private add({ values, ...row }: ProgramRow, offset: number | undefined): NodeIndex {
    if (this.builder.nodeCount >= MOST_NODES) throw new FormatDamage('it has too many nodes', offset);
    this.names.add(row.name);
    const { types } = this;
    if (!types) for (const value of values) this.values.push(value);
    const outputs = values.map((value) => types?.get(value) ?? UNKNOWN);
    try {
      return this.builder.add({ ...row, outputs });
    } catch (failure) {
      if (failure instanceof RangeError) throw new FormatDamage(lowered(failure.message), offset);
      throw failure;
    }
  }
}

const NO_ORIGIN = {
  module: '',
  moduleType: '',
  arguments: '',
  frames: [],
  inputs: [] as string[],
};

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
