/** A file of the engine inspector: its layers as a graph where it tells their tensors, as a list where it names them. */

import { formatCount } from '../../format/units';
import type { Finding } from '../../findings/finding';
import { uncut } from '../../partition/partition';
import type { Engine } from '../../report/report';
import type { trtlens } from '../../schema/generated/trtlens';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type Opened, openedReport, programOf, unreadable } from '../opened';
import { joinShape } from '../../graph/shape';
import type { LayerTensor } from './layer';
import { type EngineEnds, type LayerProgram, layerProgram } from './program';
import { type InspectedLayers, readLayerInformation } from './read';

/** Of JSON that tells no layers: said to be that. */
export async function openLayerInformation(file: FileAccess): Promise<Opened> {
  try {
    const engines = await readLayerInformation(file);
    return engines.length > 0 ? describe(file, engines) : unreadable(otherJson(file.path));
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(jsonDamage(file.path, failure));
  }
}

function describe(file: FileAccess, engines: readonly InspectedLayers[]): Opened {
  const detailed = engines.filter(isDetailed);
  const program = detailed.length > 0 ? layerProgram(detailed) : undefined;
  const parts = engines.map((engine) => ({ engine, ends: program?.ends[detailed.indexOf(engine)] }));
  const artifact: trtlens.IArtifact = {
    kind: 'layer-information',
    facts: factsOf(engines, program),
    nodes: program?.graph.nodeCount ?? 0,
    engines: parts.map(({ engine, ends }) => engineOf(engine, ends)),
    inputs: engines.length === 1 ? (parts[0]?.ends?.inputs ?? []).map(declared) : [],
    outputs: engines.length === 1 ? (parts[0]?.ends?.outputs ?? []).map(declared) : [],
    layerInformation: engines.flatMap(({ layers }) => layers.map((layer) => JSON.stringify(layer))),
    findings: [],
  };
  const report = openedReport(file, {
    kind: 'layer-information',
    engines: parts.map(({ engine, ends }) => reportEngine(engine, ends)),
    ...(program ? { program: programOf(program.graph, partitionOf(program)) } : {}),
  });
  return { artifact, report };
}

/** One engine is a graph that nobody cut; several stand beside each other, each a block. */
function partitionOf({ graph, blocks }: LayerProgram): ReturnType<typeof uncut> {
  if (blocks.length === 1) return uncut(graph);
  return { blocks, partitioner: 'stored', skippedWholeGraph: false, exact: true };
}

function isDetailed({ layers }: InspectedLayers): boolean {
  return layers.some((layer) => typeof layer !== 'string');
}

function factsOf(engines: readonly InspectedLayers[], program: LayerProgram | undefined): trtlens.IFact[] {
  const layers = engines.reduce((sum, engine) => sum + engine.layers.length, 0);
  const left = program?.edgesLeftOut ?? 0;
  const facts: [string, string][] = [
    ['engines', String(engines.length)],
    ['layers', formatCount(layers)],
    [
      'detail',
      program ? 'tensors, data types and tactics' : 'names alone: the engine was built without detailed profiling',
    ],
    ['not drawn', left > 0 ? `${formatCount(left, 'edge')} back to an earlier layer` : ''],
  ];
  return facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }));
}

function engineOf(engine: InspectedLayers, ends: EngineEnds | undefined): trtlens.IArtifactEngine {
  const names = engine.layers.map((layer) => (typeof layer === 'string' ? layer : String(layer['Name'])));
  return {
    name: engine.engine || 'engine',
    inputs: (ends?.inputs ?? []).map(declared),
    outputs: (ends?.outputs ?? []).map(declared),
    layerNames: names,
    facts: [
      { name: 'layers', value: formatCount(names.length) },
      ...(ends ? [] : [{ name: 'bindings', value: engine.bindings.join(', ') }]),
    ],
  };
}

function declared({ name, dtype, sizes }: LayerTensor): trtlens.IInputDeclaration {
  return { name, dtype, sizes: [...sizes], ranked: true };
}

function reportEngine({ engine }: InspectedLayers, ends: EngineEnds | undefined): Engine {
  const binding = ({ name, dtype, sizes }: LayerTensor): Engine['inputs'][number] => ({
    name,
    dtype,
    shape: joinShape(sizes),
  });
  return {
    name: engine || 'engine',
    state: 'built',
    bytes: 0,
    buildMilliseconds: 0,
    sha256: '',
    inputs: (ends?.inputs ?? []).map(binding),
    outputs: (ends?.outputs ?? []).map(binding),
    layers: [],
  };
}

function otherJson(file: string): Finding {
  return {
    code: 'load.unknown-format',
    severity: 'error',
    message: 'The file is JSON, and tells no layers of an engine.',
    places: [{ kind: 'archive', file }],
    remedies: [],
  };
}

function jsonDamage(file: string, { message, offset }: FormatDamage): Finding {
  return {
    code: 'load.corrupt',
    severity: 'error',
    message: `The file cannot be read as layer information: ${message}.`,
    places: [{ kind: 'archive', file, ...(offset === undefined ? {} : { offset }) }],
    remedies: [{ title: 'Write it again, or copy it once more.' }],
  };
}
