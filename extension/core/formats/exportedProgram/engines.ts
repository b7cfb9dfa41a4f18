/** The engines of a compiled program: objects of its archive, or texts in the program itself where it was cross-compiled. */

import type { NodeIndex } from '../../graph/graph';
import { FormatDamage } from '../bytes';
import { inMemory } from '../engines/base64';
import { type EngineFields, type FieldName, fieldOfInput } from '../engines/layout';
import { EngineBudget, type StoredEngine, describeEngine, readPickledTexts, readStoredEngine } from '../engines/record';
import type { FileAccess } from '../fileAccess';
import { longText } from '../json/strings';
import { ZipArchive } from '../zip';
import { type ProgramArchive, startsAsZip } from './archive';
import { type JsonRecord, record, text } from './fields';
import type { ExportedProgram } from './program';
import { blockName } from './stored';

const EXECUTE_ENGINE = 'torch.ops.tensorrt.execute_engine.default';
const CROSS_COMPILED_ENGINE = 'torch.ops.tensorrt.no_op_placeholder_for_execute_engine.default';
/** Bytes of a text beside the plan: metadata with the shapes of thousands of bindings. */
const LONGEST_FIELD = 16 * 1024 * 1024;

/** True for a node that runs an engine, by its target. */
export function runsEngine(target: string): boolean {
  return target === EXECUTE_ENGINE || target === CROSS_COMPILED_ENGINE;
}

export interface ProgramEngine {
  /** What the record says; undefined where it cannot be read. */
  readonly stored: StoredEngine | undefined;
  /** As the program calls it. */
  readonly name: string;
  /** The node that runs it; undefined where none does. */
  readonly node: NodeIndex | undefined;
}

/** A damage and the member that it is in. */
export interface MemberDamage {
  readonly damage: FormatDamage;
  readonly member: string;
}

/** In the order in which the program runs them, those that it does not run at the end. */
export async function readEngines(
  archive: ProgramArchive,
  program: ExportedProgram,
  model: { readonly member: string; readonly file: FileAccess },
): Promise<{ engines: readonly ProgramEngine[]; damages: readonly MemberDamage[] }> {
  const damages: MemberDamage[] = [];
  const engines: ProgramEngine[] = [];
  const attempt = async (member: string, work: () => Promise<StoredEngine>): Promise<StoredEngine | undefined> => {
    try {
      const stored = await work();
      damages.push(...stored.damage.map((damage) => ({ damage, member })));
      return stored;
    } catch (failure) {
      if (!(failure instanceof FormatDamage)) throw failure;
      damages.push({ damage: failure, member });
      return undefined;
    }
  };
  const budget = new EngineBudget();
  const tell = (engine: ProgramEngine): void => {
    if (engine.stored) budget.add(engine.stored);
    engines.push(engine);
  };
  const read = onceEach((member) => attempt(member, () => objectEngine(archive, member)));
  const members = await objectMembers(archive, program);
  const sources = new Map(program.signature.inputs.toReversed().map(({ name, source }) => [name, source]));
  const left = new Set(archive.objects());
  for (const [node, inputs] of program.engineNodes) {
    const object = objectOf(inputs);
    if (object === undefined && isCrossCompiled(program, node)) {
      const stored = await attempt(model.member, () => inlineEngine(inputs, model.file));
      tell({ stored, name: stored?.engine.name ?? '', node });
      continue;
    }
    const member = members.get(object ?? '');
    if (member !== undefined) left.delete(member);
    const stored = member === undefined ? undefined : await read(member);
    tell({ stored, name: sources.get(object ?? '') || (object ?? ''), node });
  }
  if (engines.length > 0) await addOthers(engines, [...left], read, budget);
  return { engines, damages };
}

/** Objects that no node was seen to read: of the node that has none yet and calls it so, or of no node. */
async function addOthers(
  engines: ProgramEngine[],
  members: readonly string[],
  read: (member: string) => Promise<StoredEngine | undefined>,
  budget: EngineBudget,
): Promise<void> {
  const waiting = new Map<string, number[]>();
  // From the end, so that the first of a name is taken first.
  for (let index = engines.length - 1; index >= 0; index--) {
    const { stored, name } = engines[index]!;
    if (stored) continue;
    const indices = waiting.get(blockName(name));
    if (indices) indices.push(index);
    else waiting.set(blockName(name), [index]);
  }
  for (const member of members) {
    const stored = await read(member);
    if (!stored) continue;
    budget.add(stored);
    const name = stored.engine.name ?? '';
    const index = waiting.get(blockName(name))?.pop();
    if (index !== undefined) engines[index] = { ...engines[index]!, stored };
    else engines.push({ stored, name, node: undefined });
  }
}

/** Thousands of nodes may run one engine. */
function onceEach<Value>(read: (member: string) => Promise<Value>): (member: string) => Promise<Value> {
  const known = new Map<string, Promise<Value>>();
  return (member) => {
    const value = known.get(member) ?? read(member);
    known.set(member, value);
    return value;
  };
}

/** Members of the objects by the names that the graph has for them. */
async function objectMembers(archive: ProgramArchive, program: ExportedProgram): Promise<ReadonlyMap<string, string>> {
  const byModelName = await archive.objectNames();
  const members = new Map<string, string>();
  for (const { kind, name, source } of program.signature.inputs) {
    const member = kind === 'custom_obj' ? byModelName.get(source) : undefined;
    if (member !== undefined) members.set(name, member);
  }
  return members;
}

function isCrossCompiled({ graph }: ExportedProgram, node: NodeIndex): boolean {
  return graph.target(node) === CROSS_COMPILED_ENGINE;
}

/** Name of the object that a node reads. */
function objectOf(inputs: readonly JsonRecord[]): string | undefined {
  for (const { arg } of inputs) {
    const { as_custom_obj: object } = record(arg);
    if (object !== undefined) return text(record(object)['name']);
  }
  return undefined;
}

/** A pickle, or, as torch_tensorrt 2.12 and before wrote it, a zip with a pickle inside. */
async function objectEngine(archive: ProgramArchive, member: string): Promise<StoredEngine> {
  const object = await archive.member(member);
  const pickle = (await startsAsZip(object)) ? await pickleInside(object) : object;
  return readStoredEngine(await readPickledTexts(pickle), pickle);
}

async function pickleInside(object: FileAccess): Promise<FileAccess> {
  const inner = await ZipArchive.open(object);
  const name = inner.members.find((each) => each === 'data.pkl' || each.endsWith('/data.pkl'));
  if (name === undefined) throw new FormatDamage('it holds no object');
  return inner.stored(name);
}

async function inlineEngine(inputs: readonly JsonRecord[], file: FileAccess): Promise<StoredEngine> {
  const texts: Partial<Record<FieldName, string>> = {};
  let plan: FileAccess = inMemory('serialized_engine', '');
  for (const { name, arg } of inputs) {
    const field = fieldOfInput(text(name));
    const value = record(arg)['as_string'];
    if (field === undefined || value === undefined) continue;
    if (field === 'plan') plan = textFile(value, file);
    else texts[field] = await readText(value, file);
  }
  const { plan: _, ...fields } = texts;
  return describeEngine(fields satisfies EngineFields, plan);
}

/** A text of the program as a file: one that was cut out of it is read where it stands. */
function textFile(value: unknown, file: FileAccess): FileAccess {
  const long = longText(value);
  if (!long) return inMemory('serialized_engine', text(value));
  const { offset, length } = long;
  if (offset + length > file.size) throw new FormatDamage('a text lies beyond its end', offset);
  return {
    path: file.path,
    size: length,
    read: (at, size) => file.read(offset + at, Math.max(0, Math.min(size, length - at))),
  };
}

async function readText(value: unknown, file: FileAccess): Promise<string> {
  const long = longText(value);
  if (!long) return text(value);
  if (long.length > LONGEST_FIELD) throw new FormatDamage('a text of its engine is too long', long.offset);
  return new TextDecoder().decode(await textFile(value, file).read(0, long.length));
}
