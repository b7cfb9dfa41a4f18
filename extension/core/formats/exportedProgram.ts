/**
 * `.pt2` and `.ep`: what torch.export.save and torch_tensorrt.save write (torch `export/pt2_archive`, and the flat layout
 * of torch 2.6 and before). Only the structure is read: names, counts, versions and where the engines came from.
 */

import { encodeFinding } from '../findings/codec';
import type { Finding } from '../findings/finding';
import { formatBytes } from '../format/units';
import type { trtlens } from '../schema/generated/trtlens';
import { FormatDamage } from './bytes';
import { inMemory } from './engines/base64';
import { type EngineFields, type FieldName, fieldOfInput } from './engines/layout';
import { makersOfEngines } from './engines/makers';
import { type StoredEngine, describeEngine, readPickledTexts, readStoredEngine } from './engines/record';
import type { FileAccess } from './fileAccess';
import { type Opened, openedReport, unreadable } from './opened';
import { ZipArchive } from './zip';

/** Bytes of JSON that are read at once. A larger program is refused for now, and says so. */
export const MODEL_LIMIT = 64 * 1000 * 1000;

const LEGACY_PROGRAM = 'serialized_exported_program.json';
const EXECUTE_ENGINE = 'torch.ops.tensorrt.execute_engine.default';
const CROSS_COMPILED_ENGINE = 'torch.ops.tensorrt.no_op_placeholder_for_execute_engine.default';

interface ProgramJson {
  readonly torch_version?: unknown;
  readonly schema_version?: { readonly major?: unknown; readonly minor?: unknown };
  readonly graph_module?: { readonly graph?: { readonly nodes?: unknown } };
}

interface NodeJson {
  readonly target?: unknown;
  readonly inputs?: readonly ({
    readonly name?: unknown;
    readonly arg?: { readonly as_string?: unknown } | null;
  } | null)[];
}

/** Never throws: what cannot be read is a finding, and the rest is told. */
export async function openExportedProgram(file: FileAccess): Promise<Opened> {
  const damaged = (failure: unknown, member?: string): Opened => unreadable(damageFinding(file, failure, member));
  let archive: ZipArchive;
  try {
    if (!(await startsAsZip(file))) throw new FormatDamage('it is no zip archive', 0);
    archive = await ZipArchive.open(file);
  } catch (failure) {
    return damaged(failure);
  }
  const root = rootOf(archive);
  const member = archive.has(LEGACY_PROGRAM) ? LEGACY_PROGRAM : archive.members.find((name) => isModel(name, root));
  if (member === undefined) return damaged(new FormatDamage('it holds no exported program'));
  try {
    const program = await readJson(archive, member);
    const artifact = await describeProgram(file, archive, root, member, program);
    const kind = artifact.kind === 'compiled-program' ? 'compiled-program' : 'exported-program';
    return { artifact, report: openedReport(file, { kind }) };
  } catch (failure) {
    return damaged(failure, member);
  }
}

async function describeProgram(
  file: FileAccess,
  archive: ZipArchive,
  root: string,
  member: string,
  program: ProgramJson,
): Promise<trtlens.IArtifact> {
  const nodes = program.graph_module?.graph?.nodes;
  if (!Array.isArray(nodes)) throw new FormatDamage('it has no nodes');
  const findings: Finding[] = [];
  const engines: StoredEngine[] = [];
  for (const constant of archive.members.filter((name) => isEngineConstant(name, root))) {
    try {
      const stored = await readConstant(archive, constant);
      engines.push(stored);
      findings.push(...stored.damage.map((damage) => damageFinding(file, damage, constant)));
    } catch (failure) {
      findings.push(damageFinding(file, failure, constant));
    }
  }
  const rows = nodes as readonly (NodeJson | null)[];
  for (const node of rows.filter((each) => each?.target === CROSS_COMPILED_ENGINE)) {
    const inline = await inlineEngine(node!);
    engines.push(inline);
    // Its offsets are within a text of the program, so the member is all that is said.
    findings.push(...inline.damage.map(({ message }) => damageFinding(file, new FormatDamage(message), member)));
  }
  const isCompiled = rows.some((node) => node?.target === EXECUTE_ENGINE || node?.target === CROSS_COMPILED_ENGINE);
  return {
    kind: isCompiled ? 'compiled-program' : 'exported-program',
    facts: factsOf(archive, root, member, program, engines),
    nodes: rows.length,
    engines: isCompiled ? engines.map(({ engine }) => engine) : [],
    madeBy: {
      torch: typeof program.torch_version === 'string' ? program.torch_version : '',
      ...makersOfEngines(engines.map(({ engine }) => engine)),
    },
    findings: isCompiled ? findings.map(encodeFinding) : [],
  };
}

function factsOf(
  archive: ZipArchive,
  root: string,
  member: string,
  program: ProgramJson,
  engines: readonly StoredEngine[],
): trtlens.IFact[] {
  const { major, minor } = program.schema_version ?? {};
  const builders = [...new Set(engines.map(({ builtBy }) => builtBy).filter((each) => each !== undefined))];
  const weights = archive.members.filter((name) => /\/data\/weights\/weight_\d+$/.test(name)).length;
  const facts: [string, string][] = [
    ['torch', typeof program.torch_version === 'string' ? program.torch_version : ''],
    ['built by', builders.join(', ')],
    ['schema', typeof major === 'number' ? `${major}.${typeof minor === 'number' ? minor : 0}` : ''],
    ['layout', member === LEGACY_PROGRAM ? 'flat, as before torch 2.7' : `PT2 archive, root folder "${root}"`],
    ['weights', member === LEGACY_PROGRAM ? '' : String(weights)],
  ];
  return facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }));
}

async function readJson(archive: ZipArchive, member: string): Promise<ProgramJson> {
  const bytes = await archive.read(member, MODEL_LIMIT);
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value !== 'object' || value === null) throw new FormatDamage('it is no program');
  return value;
}

/** The engine in a constant: a pickle, or, as torch_tensorrt 2.12 and before wrote it, a zip with a pickle inside. */
async function readConstant(archive: ZipArchive, member: string): Promise<StoredEngine> {
  const constant = await archive.stored(member);
  const pickle = (await startsAsZip(constant)) ? await pickleInside(constant) : constant;
  return readStoredEngine(await readPickledTexts(pickle), pickle);
}

async function pickleInside(constant: FileAccess): Promise<FileAccess> {
  const inner = await ZipArchive.open(constant);
  const name = inner.members.find((each) => each === 'data.pkl' || each.endsWith('/data.pkl'));
  if (name === undefined) throw new FormatDamage('it holds no object');
  return inner.stored(name);
}

function inlineEngine(node: NodeJson): Promise<StoredEngine> {
  const texts: Partial<Record<FieldName, string>> = {};
  for (const input of node.inputs ?? []) {
    const field = typeof input?.name === 'string' ? fieldOfInput(input.name) : undefined;
    const value = input?.arg?.as_string;
    if (field && typeof value === 'string') texts[field] = value;
  }
  const { plan = '', ...fields } = texts;
  return describeEngine(fields satisfies EngineFields, inMemory('serialized_engine', plan));
}

export async function startsAsZip(file: FileAccess): Promise<boolean> {
  const [p, k] = await file.read(0, 2);
  return p === 0x50 && k === 0x4b;
}

/** A renamed file keeps the root folder of its first name, so it is looked up, never derived. */
function rootOf(archive: ZipArchive): string {
  return archive.members.find((name) => name.includes('/'))?.split('/')[0] ?? '';
}

function isModel(name: string, root: string): boolean {
  return name.startsWith(`${root}/models/`) && name.endsWith('.json');
}

function isEngineConstant(name: string, root: string): boolean {
  const folder = `${root}/data/constants/`;
  return name.startsWith(folder) && /^(opaque|custom)_obj_\d+$/.test(name.slice(folder.length));
}

function damageFinding(file: FileAccess, failure: unknown, member?: string): Finding {
  const offset = failure instanceof FormatDamage ? failure.offset : undefined;
  const reason = failure instanceof Error ? failure.message : String(failure);
  const truncated = /end of central directory/i.test(reason);
  const where = member === undefined ? 'The file' : `Its member ${member}`;
  return {
    code: truncated ? 'load.truncated' : 'load.corrupt',
    severity: 'error',
    message: truncated
      ? `The file ends before its directory: ${formatBytes(file.size)} of a larger archive.`
      : `${where} cannot be read: ${reason}.`,
    places: [
      {
        kind: 'archive',
        file: file.path,
        ...(member === undefined ? {} : { member }),
        ...(offset === undefined ? {} : { offset }),
      },
    ],
    remedies: [{ title: 'Save the program again with torch.export.save, or copy it once more.' }],
  };
}
