/**
 * Torch-TensorRT's record of an engine, as a program or a TorchScript archive holds it, told as an artifact's engine. The plan
 * stays where it is: its header and some of its listings are read in parts.
 */

import type { trtlens } from '../../schema/generated/trtlens';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { decodedBase64, inMemory, partOf } from './base64';
import { type EngineFields, FIELDS, FIELD_COUNT, recordLengths } from './layout';
import { type BoundTensor, type EngineMetadata, readMetadata } from './metadata';
import { readPickle } from './pickle';
import { type Pickled, type PickledObject, type PickledText, ofKind, qualifiedName } from './pickledValue';
import { beginning, describePlan } from './plan';

export interface StoredEngine {
  readonly engine: trtlens.IArtifactEngine;
  /** "TensorRT-RTX 1.5.0.114"; undefined where the plan's header is of another kind. */
  readonly builtBy: string | undefined;
  /** What of it cannot be read; the offset is one of the pickle, or of the plan's or the metadata's text. */
  readonly damage: readonly FormatDamage[];
}

/** torch_tensorrt 2.13's own, and the class of torch.classes that it is in releases before and in TorchScript. */
const RECONSTRUCT = 'torch_tensorrt.dynamo.runtime._TRTEngine._reconstruct_trt_engine';
export const ENGINE_CLASS = '__torch__.torch.classes.tensorrt.Engine';
/** Wraps the list where the C++ runtime pickled it. */
const RESTORE_TYPE = 'torch.jit._pickle.restore_type_tag';
const ALLOWED = new Set([RECONSTRUCT, ENGINE_CLASS, RESTORE_TYPE]);

const PLAN = FIELDS.indexOf('plan');
const MOST_OPCODES = 10_000;
const MOST_BINDINGS = 10_000;

/** The record in the pickle. Throws FormatDamage, with the offset, at anything that a record does not need. */
export async function readPickledTexts(pickle: FileAccess): Promise<PickledText[]> {
  const { value } = await readPickle(pickle, {
    allows: (module, name) => ALLOWED.has(`${module}.${name}`),
    what: 'an engine',
    mostOpcodes: MOST_OPCODES,
  });
  const texts = recordOf(value);
  if (!texts) throw new FormatDamage('it holds no list of texts', 0);
  return texts;
}

/** The list of texts in an object that is an engine; undefined where there is none. */
export function recordOf(value: Pickled | undefined): PickledText[] | undefined {
  let at = value;
  // No writer wraps the list more than four times: an object, its state, a tuple, a type.
  for (let wrapped = 0; wrapped < 8; wrapped++) {
    const object = ofKind(at, 'object');
    const sequence = ofKind(at, 'list', 'tuple');
    if (object) at = object.state ?? object.args[0];
    else if (sequence && sequence.items.every((item) => ofKind(item, 'text')) && sequence.items.length > 1) {
      return sequence.items.map((item) => ofKind(item, 'text')!);
    } else at = sequence?.items[0];
  }
  return undefined;
}

/** Bindings and layers of all engines of a file: a thousand engines with a thousand each. */
const MOST_TOLD = 1_000_000;

/** Engines that share texts may tell in a small file of more than memory holds: throws FormatDamage where they do. */
export class EngineBudget {
  private told = 0;

  add({ engine: { inputs, outputs, layerNames } }: StoredEngine): void {
    this.told += (inputs?.length ?? 0) + (outputs?.length ?? 0) + (layerNames?.length ?? 0);
    if (this.told > MOST_TOLD) throw new FormatDamage(`its engines have more than ${MOST_TOLD} bindings and layers`, 0);
  }
}

/** True for an object of torch.classes.tensorrt.Engine. */
export function isEngine({ type }: PickledObject): boolean {
  return qualifiedName(type) === ENGINE_CLASS;
}

/** Throws FormatDamage where the list is too short to be a record; what else is wrong is in `damage`. */
export async function readStoredEngine(texts: readonly PickledText[], pickle: FileAccess): Promise<StoredEngine> {
  const plan = texts[PLAN];
  if (!plan) throw new FormatDamage(`its engine has ${texts.length} fields`, texts[0]?.offset);
  const fields: Record<string, string> = {};
  FIELDS.forEach((field, index) => {
    const text = texts[index]?.text;
    if (field !== 'plan' && text !== undefined) fields[field] = text;
  });
  const metadata = texts[FIELDS.indexOf('metadata')];
  return describe(fields, {
    plan: textPart(pickle, plan),
    planAt: plan.offset,
    metadata: metadata && textPart(pickle, metadata),
    metadataAt: metadata?.offset ?? 0,
    count: texts.length,
  });
}

/** The same of an engine whose fields are at hand, as a cross-compiled program has them; `plan` is its text, in base64. */
export function describeEngine(fields: EngineFields, plan: FileAccess): Promise<StoredEngine> {
  const metadata = fields.metadata === undefined ? undefined : inMemory('metadata', fields.metadata);
  return describe(fields, { plan, planAt: 0, metadata, metadataAt: 0, count: undefined });
}

/** A pickle may mean one text many times over: engines that share a plan or metadata share what is read of it. */
const parts = new WeakMap<PickledText, FileAccess>();
const decodedPlans = new WeakMap<FileAccess, Promise<FileAccess>>();
const describedPlans = new WeakMap<FileAccess, ReturnType<typeof describePlan>>();
const readMetadatas = new WeakMap<FileAccess, Promise<EngineMetadata>>();

function textPart(pickle: FileAccess, text: PickledText): FileAccess {
  const part = parts.get(text) ?? partOf(pickle, text.offset, text.length);
  parts.set(text, part);
  return part;
}

function once<Value>(
  known: WeakMap<FileAccess, Promise<Value>>,
  file: FileAccess,
  read: (file: FileAccess) => Promise<Value>,
): Promise<Value> {
  const value = known.get(file) ?? read(file);
  known.set(file, value);
  return value;
}

interface Texts {
  readonly plan: FileAccess;
  /** Where it begins, for damages. */
  readonly planAt: number;
  readonly metadata: FileAccess | undefined;
  readonly metadataAt: number;
  /** Of the fields of the list; undefined where they have names. */
  readonly count: number | undefined;
}

async function describe(fields: EngineFields, texts: Texts): Promise<StoredEngine> {
  const damage: FormatDamage[] = [];
  const attempt = async <T>(what: string, at: number, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (failure) {
      if (!(failure instanceof FormatDamage)) throw failure;
      // Of what is base64, byte n stands in character 4/3 n.
      const inside = failure.offset === undefined ? '' : `, at byte ${failure.offset} of it`;
      const offset = at + Math.floor(((failure.offset ?? 0) * 4) / 3);
      damage.push(
        new FormatDamage(`the ${what} of its engine ${fields.name ?? ''}: ${failure.message}${inside}`, offset),
      );
      return undefined;
    }
  };
  const plan = await attempt('plan', texts.planAt, () => once(decodedPlans, texts.plan, decodedBase64));
  const described = plan && (await attempt('plan', texts.planAt, () => once(describedPlans, plan, describePlan)));
  const broken = plan && !described ? [{ name: 'plan', value: `damaged; it ${await beginning(plan)}` }] : [];
  const { metadata } = texts;
  const about =
    metadata && (await attempt('metadata', texts.metadataAt, () => once(readMetadatas, metadata, readMetadata)));
  const { name: gpu, capability, facts: deviceFacts } = readDevice(fields.device ?? '');
  return {
    engine: {
      name: fields.name ?? '',
      bytes: plan?.size ?? 0,
      abi: fields.abi ?? '',
      platform: fields.platform ?? '',
      device: gpu,
      computeCapabilities: capability === '' ? [] : [capability],
      tensorrt: described?.header?.version ?? '',
      flavour: described?.header?.flavour ?? '',
      serialization: described?.header?.serialization ?? 0,
      inputs: bindings(fields.inputs, about?.inputs ?? [], true),
      outputs: bindings(fields.outputs, about?.outputs ?? [], false),
      hardwareCompatible: fields.hardwareCompatible === '1',
      settings: { ...about?.settings },
      facts: [...recordFacts(fields, about, texts.count), ...deviceFacts, ...(described?.facts ?? []), ...broken],
      layerNames: [...(described?.layerNames ?? [])],
    },
    builtBy: described?.builtBy,
    damage,
  };
}

function recordFacts(
  fields: EngineFields,
  about: EngineMetadata | undefined,
  count: number | undefined,
): trtlens.IFact[] {
  const lengths = recordLengths(fields.abi ?? '');
  const unexpected = count !== undefined && !lengths.includes(count);
  const expected =
    lengths.length > 0 ? `where ABI "${fields.abi}" has ${lengths.join(' or ')}` : 'of a layout that is not known';
  const facts: [string, string][] = [
    [FIELD_COUNT, unexpected ? `${count}, ${expected}` : ''],
    ['output allocator', flagText(fields.outputAllocator, 'needed', 'not needed')],
    ['allocation strategy', flagText(fields.allocationStrategy, 'dynamic', 'static')],
    ['multi-device', flagText(fields.multiDevice, 'needed', 'not needed')],
    ['aliased inputs and outputs', aliasText(fields.aliasedIo ?? '')],
    ['output tensors', about?.outputsAreUnowned === undefined ? '' : about.outputsAreUnowned ? 'unowned' : 'owned'],
  ];
  return facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }));
}

function flagText(flag: string | undefined, yes: string, no: string): string {
  if (flag === undefined) return '';
  return flag === '1' ? yes : flag === '0' ? no : `"${flag}"`;
}

/** "out_k is k_in (kv_cache_update)" for "out_k@k_in@kv_cache_update". */
function aliasText(field: string): string {
  if (field === '') return '';
  const pairs = field.split('%').slice(0, MOST_BINDINGS);
  return pairs
    .map((pair) => {
      const [output = '', input = '', kind = ''] = pair.split('@');
      return `${output} is ${input}${kind === '' ? '' : ` (${kind})`}`;
    })
    .join(', ');
}

function readDevice(field: string): { name: string; capability: string; facts: trtlens.IFact[] } {
  const [id, major, minor, kind, ...name] = field.split('%');
  if (kind === undefined || !/^\d+$/.test(major ?? '') || !/^\d+$/.test(minor ?? '')) {
    return { name: field, capability: '', facts: [] };
  }
  const facts: [string, string][] = [
    ['device', id === '0' ? '' : `number ${id}`],
    ['device kind', kind === '0' ? '' : kind === '1' ? 'DLA' : kind],
  ];
  return {
    name: name.join('%'),
    capability: `${major}.${minor}`,
    facts: facts.filter(([, value]) => value !== '').map(([each, value]) => ({ name: each, value })),
  };
}

/** Inputs are told by their names, outputs by their order: TensorRT's order of inputs need not be the program's. */
function bindings(
  field: string | undefined,
  known: readonly BoundTensor[],
  byName: boolean,
): trtlens.IInputDeclaration[] {
  if (field === undefined || field === '') return [];
  const names = field.split('%').slice(0, MOST_BINDINGS);
  const named = new Map(known.map((tensor) => [tensor.name, tensor]));
  return names.map((name, index) => {
    const tensor = byName ? named.get(name) : known.length === names.length ? known[index] : undefined;
    return { name, dtype: tensor?.dtype ?? '', sizes: [...(tensor?.sizes ?? [])], ranked: tensor !== undefined };
  });
}
