/** What a person asks first about a program. */

import { dtypeName } from '../../graph/dtype';
import type { Graph } from '../../graph/graph';
import { splitShape } from '../../graph/shape';
import { formatBytes, formatCount } from '../../format/units';
import { operatorName } from '../../partition/operators';
import type { trtlens } from '../../schema/generated/trtlens';
import { releasesOfAbi } from '../engines/layout';
import type { ProgramArchive } from './archive';
import type { ProgramEngine } from './engines';
import { type JsonRecord, record } from './fields';
import type { ExportedProgram } from './program';

const TOP_OPERATORS = 6;

export function describeProgram(
  kind: 'compiled-program' | 'exported-program',
  archive: ProgramArchive,
  program: ExportedProgram,
  engines: readonly ProgramEngine[],
): trtlens.IArtifact {
  const { graph } = program;
  const stored = kind === 'compiled-program' ? engines.flatMap((engine) => engine.stored ?? []) : [];
  const settings = stored.map(({ engine }) => engine.settings ?? {}).find((each) => Object.keys(each).length > 0);
  const [first] = stored;
  return {
    kind,
    facts: facts(archive, program),
    nodes: graph.mainCount,
    engines: stored.map(({ engine }) => engine),
    inputs: inputsOf(program),
    outputs: program.signature.userOutputs.map((name) => declaration(graph, name, name)),
    symbols: symbolsOf(program.rangeConstraints),
    dtypes: dtypesOf(graph),
    settings: settings ?? {},
    madeBy: {
      torch: program.torch,
      torchTensorrt: releasesOfAbi(first?.engine.abi ?? ''),
      tensorrt: first?.engine.tensorrt ?? '',
      flavour: first?.engine.flavour ?? '',
    },
  };
}

function facts(archive: ProgramArchive, program: ExportedProgram): trtlens.IFact[] {
  const { schemaVersion, graph } = program;
  const weights = archive.weights();
  const others = archive.models.slice(1).map((name) => name.slice(name.lastIndexOf('/') + 1));
  const subgraphs = graph.columns.subgraphs.length;
  const rows: [string, string][] = [
    ['schema', schemaVersion ? `${schemaVersion.major}.${schemaVersion.minor}` : ''],
    ['layout', archive.isLegacy ? 'flat, as before torch 2.8' : `PT2 archive, root folder "${archive.root}"`],
    ['weights', weights ? weightsText(weights) : 'in one pickle, which is not read'],
    ['operators', operatorsText(graph)],
    ['subgraphs', subgraphs > 0 ? formatCount(subgraphs) : ''],
    ['other programs in it', others.join(', ')],
  ];
  return rows.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }));
}

function weightsText({ count, bytes }: { count: number; bytes: number }): string {
  return count === 0 ? 'none' : `${formatCount(count, 'tensor')}, ${bytes === 0 ? '0 B' : formatBytes(bytes)}`;
}

/** "linear × 20, add × 8 and 5 more". */
function operatorsText(graph: Graph): string {
  const counts = new Map<string, number>();
  for (let node = 0; node < graph.mainCount; node++) {
    if (!graph.isOperation(node)) continue;
    const name = operatorName(graph.target(node));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
  const shown = sorted.slice(0, TOP_OPERATORS).map(([name, count]) => `${name} × ${formatCount(count)}`);
  const rest = sorted.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

/** The user's own, in the order in which the model takes them. */
function inputsOf({ graph, signature }: ExportedProgram): trtlens.IInputDeclaration[] {
  return signature.inputs
    .filter(({ kind, name }) => kind === 'user_input' && name !== '')
    .map(({ name }) => declaration(graph, name, name));
}

function declaration(graph: Graph, value: string, name: string): trtlens.IInputDeclaration {
  const node = graph.find(value);
  const [type] = node === undefined ? [] : graph.outputs(node);
  const known = type !== undefined && type.shape !== '?';
  return {
    name,
    dtype: type && type.dtype !== 0 ? dtypeName(type.dtype) : '',
    sizes: known ? splitShape(type.shape) : [],
    ranked: known,
  };
}

function symbolsOf(constraints: JsonRecord): trtlens.ISymbol[] {
  return Object.entries(constraints).map(([name, range]) => {
    const { min_val: min, max_val: max } = record(range);
    return { name, min: boundText(min), max: boundText(max) };
  });
}

/** torch writes a bound that is none as null, or as the largest number of its kind. */
function boundText(bound: unknown): string {
  return typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? String(bound) : '';
}

function dtypesOf(graph: Graph): trtlens.IDtypeCount[] {
  const counts = new Map<number, number>();
  const end = graph.columns.outputStarts[graph.mainCount] ?? 0;
  for (const dtype of graph.columns.outputDtype.subarray(0, end)) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  counts.delete(0);
  return [...counts]
    .sort(([a, many], [b, few]) => few - many || a - b)
    .map(([dtype, tensors]) => ({ dtype: dtypeName(dtype), tensors }));
}
