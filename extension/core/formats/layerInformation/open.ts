/** A file of the engine inspector: its layers as a graph where it tells their tensors, as a list where it names them. */

import { formatCount } from '../../format/units';
import { encodeFinding } from '../../findings/codec';
import type { Finding } from '../../findings/finding';
import { uncut } from '../../partition/partition';
import {
  type LayerTimes,
  MOST_PROFILE_BYTES,
  profileBeside,
  readLayerTimes,
  timesOfLayers,
} from '../../profile/layerTimes';
import type { Binding, Engine, Layer } from '../../report/report';
import type { trtlens } from '../../schema/generated/trtlens';
import { FormatDamage } from '../bytes';
import type { FileAccess, FilesBeside } from '../fileAccess';
import { type Opened, openedReport, programOf, unreadable } from '../opened';
import { joinShape } from '../../graph/shape';
import { type LayerTensor, tensorsOf } from './layer';
import { type EngineEnds, type LayerProgram, layerProgram } from './program';
import { type InspectedLayers, type LayerObject, readLayerInformation } from './read';

/** Times of layers from a file beside it, and what is wrong with that file. */
interface Profile {
  /** Name of the file; "" where there is none. */
  readonly file: string;
  readonly times: LayerTimes | undefined;
  readonly findings: readonly Finding[];
}

const NO_PROFILE: Profile = { file: '', times: undefined, findings: [] };

/** Of JSON that tells no layers: said to be that. With the times of a profile beside it, where that is of one engine. */
export async function openLayerInformation(file: FileAccess, beside: FilesBeside): Promise<Opened> {
  try {
    const engines = await readLayerInformation(file);
    if (engines.length === 0) return unreadable(otherJson(file.path));
    return describe(file, engines, engines.length === 1 ? await readProfile(file, beside) : NO_PROFILE);
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(jsonDamage(file.path, failure));
  }
}

async function readProfile(file: FileAccess, beside: FilesBeside): Promise<Profile> {
  const name = profileBeside(file.path.split(/[\\/]/).at(-1) ?? '');
  const bytes = name && (await beside(name, MOST_PROFILE_BYTES));
  if (!name || !bytes) return NO_PROFILE;
  try {
    const times = readLayerTimes(bytes);
    return { file: name, times, findings: times ? [] : [noTimes(file.path, name, 'it tells no times of layers')] };
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return { file: name, times: undefined, findings: [noTimes(file.path, name, failure.message, failure.offset)] };
  }
}

function describe(file: FileAccess, engines: readonly InspectedLayers[], profile: Profile): Opened {
  const detailed = engines.filter(isDetailed);
  const program = detailed.length > 0 ? layerProgram(detailed) : undefined;
  const parts = engines.map((engine) => {
    const at = detailed.indexOf(engine);
    return { engine, ends: program?.ends[at], nodes: program?.blocks[at]?.nodes ?? new Uint32Array() };
  });
  const artifact: trtlens.IArtifact = {
    kind: 'layer-information',
    facts: factsOf(engines, program, profile),
    nodes: program?.graph.nodeCount ?? 0,
    engines: parts.map(({ engine, ends }) => engineOf(engine, ends)),
    inputs: engines.length === 1 ? (parts[0]?.ends?.inputs ?? []).map(declared) : [],
    outputs: engines.length === 1 ? (parts[0]?.ends?.outputs ?? []).map(declared) : [],
    layerInformation: engines.flatMap(({ layers }) => layers.map((layer) => JSON.stringify(layer))),
    findings: profile.findings.map(encodeFinding),
  };
  const report = openedReport(file, {
    kind: 'layer-information',
    engines: parts.map(({ engine, ends, nodes }) => ({
      ...reportEngine(engine, ends),
      layers: layersOf(engine, nodes, profile.times),
    })),
    findings: profile.findings,
    ...(program ? { program: programOf(program.graph, partitionOf(program)) } : {}),
  });
  const { times } = profile;
  return { artifact, report: times ? { ...report, times: { file: profile.file, perRun: times.perRun } } : report };
}

/** Each with the operation that it is in the graph; `nodes`: those of the engine, in the order of its layers. */
function layersOf({ layers }: InspectedLayers, nodes: Uint32Array, times: LayerTimes | undefined): Layer[] {
  const objects = layers.filter((layer): layer is LayerObject => typeof layer !== 'string');
  const microseconds = times && timesOfLayers(objects.map(nameOf), times);
  return objects.map((layer, at) => {
    const time = microseconds?.[at];
    const type = layer['LayerType'];
    return {
      name: nameOf(layer),
      type: typeof type === 'string' ? type : '',
      inputs: tensorsOf(layer, 'Inputs').map(binding),
      outputs: tensorsOf(layer, 'Outputs').map(binding),
      nodes: [nodes[at]!],
      ...(time !== undefined && { microseconds: time }),
    };
  });
}

/** One engine is a graph that nobody cut; several stand beside each other, each a block. */
function partitionOf({ graph, blocks }: LayerProgram): ReturnType<typeof uncut> {
  if (blocks.length === 1) return uncut(graph);
  return { blocks, partitioner: 'stored', skippedWholeGraph: false, exact: true };
}

function isDetailed({ layers }: InspectedLayers): boolean {
  return layers.some((layer) => typeof layer !== 'string');
}

function factsOf(
  engines: readonly InspectedLayers[],
  program: LayerProgram | undefined,
  { file, times }: Profile,
): trtlens.IFact[] {
  const layers = engines.reduce((sum, engine) => sum + engine.layers.length, 0);
  const left = program?.edgesLeftOut ?? 0;
  const facts: [string, string][] = [
    ['engines', String(engines.length)],
    ['layers', formatCount(layers)],
    [
      'detail',
      program ? 'tensors, data types and tactics' : 'names alone: the engine was built without detailed profiling',
    ],
    ['times', times ? `${times.perRun ? 'of a run' : 'sums of the profiled runs'}, in ${file}` : ''],
    ['not drawn', left > 0 ? `${formatCount(left, 'edge')} back to an earlier layer` : ''],
  ];
  return facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }));
}

function engineOf(engine: InspectedLayers, ends: EngineEnds | undefined): trtlens.IArtifactEngine {
  const names = engine.layers.map((layer) => (typeof layer === 'string' ? layer : nameOf(layer)));
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

function reportEngine({ engine }: InspectedLayers, ends: EngineEnds | undefined): Omit<Engine, 'layers'> {
  return {
    name: engine || 'engine',
    state: 'built',
    bytes: 0,
    buildMilliseconds: 0,
    sha256: '',
    inputs: (ends?.inputs ?? []).map(binding),
    outputs: (ends?.outputs ?? []).map(binding),
  };
}

function binding({ name, dtype, sizes }: LayerTensor): Binding {
  return { name, dtype, shape: joinShape(sizes) };
}

/** A layer is an object with a name, or the reader had left it out. */
function nameOf(layer: LayerObject): string {
  return String(layer['Name']);
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

/** The layers can be shown all the same. `reason`: of the profile, at its `offset`. */
function noTimes(information: string, profile: string, reason: string, offset?: number): Finding {
  const folder = information.slice(0, information.lastIndexOf(information.split(/[\\/]/).at(-1)!));
  return {
    code: 'load.times-unreadable',
    severity: 'warning',
    message: `No times are shown: ${profile}, beside the file, cannot be read: ${reason}.`,
    places: [{ kind: 'archive', file: folder + profile, ...(offset === undefined ? {} : { offset }) }],
    remedies: [{ title: 'Profile the engine again, or copy the file once more.' }],
  };
}
