/**
 * The members of a program's archive: the PT2 layout (torch `export/pt2_archive/constants.py`), and the flat one of torch 2.7
 * and before. The folder that all members are in has the name that the file was saved under first; it is looked up, never
 * derived.
 */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { inMemory } from '../engines/base64';
import { ZipArchive } from '../zip';

const LEGACY_PROGRAM = 'serialized_exported_program.json';
/** Bytes of a compressed member, which has to be in memory; torch compresses none. */
const LARGEST_INFLATED = 256 * 1024 * 1024;
/** Names of objects and files: a program of a hundred thousand weights takes some tens of megabytes. */
const LARGEST_CONFIG = 64 * 1024 * 1024;

export class ProgramArchive {
  private constructor(
    private readonly zip: ZipArchive,
    /** "" for the flat layout. */
    readonly root: string,
    /** Members with a program; the first is the one that is drawn. */
    readonly models: readonly string[],
  ) {}

  /** Undefined where the archive holds no program. Throws FormatDamage where it is none, or a damaged one. */
  static async open(file: FileAccess): Promise<ProgramArchive | undefined> {
    if (!(await startsAsZip(file))) throw new FormatDamage('it is no zip archive', 0);
    const zip = await ZipArchive.open(file);
    if (zip.has(LEGACY_PROGRAM)) return new ProgramArchive(zip, '', [LEGACY_PROGRAM]);
    const root = zip.members.find((name) => name.includes('/'))?.split('/')[0] ?? '';
    const models = zip.members.filter((name) => name.startsWith(`${root}/models/`) && name.endsWith('.json'));
    const main = `${root}/models/model.json`;
    models.sort((a, b) => Number(b === main) - Number(a === main));
    return models.length > 0 ? new ProgramArchive(zip, root, models) : undefined;
  }

  get isLegacy(): boolean {
    return this.models[0] === LEGACY_PROGRAM;
  }

  /** A member for reading in parts. Throws FormatDamage where it is missing, damaged, encrypted or too large. */
  async member(name: string): Promise<FileAccess> {
    if (this.zip.isStored(name)) return this.zip.stored(name);
    return inMemory(name, await this.zip.read(name, LARGEST_INFLATED));
  }

  /** How many weights there are, and their bytes; undefined for the flat layout, which has them in one pickle. */
  weights(): { count: number; bytes: number } | undefined {
    if (this.isLegacy) return undefined;
    const folder = `${this.root}/data/weights/weight_`;
    const members = this.zip.members.filter(
      (name) => name.startsWith(folder) && /^\d+$/.test(name.slice(folder.length)),
    );
    return { count: members.length, bytes: members.reduce((sum, name) => sum + this.zip.size(name), 0) };
  }

  /** Members that hold objects: pickles, as Torch-TensorRT's engines are. */
  objects(): string[] {
    const folder = `${this.root}/data/constants/`;
    return this.zip.members.filter(
      (name) => name.startsWith(folder) && /^(opaque|custom)_obj_\d+$/.test(name.slice(folder.length)),
    );
  }

  /** The member of each object by the name that the program has for it. Empty where the archive does not say. */
  async objectNames(): Promise<ReadonlyMap<string, string>> {
    const config = `${this.root}/data/constants/model_constants_config.json`;
    if (!this.zip.has(config)) return new Map();
    const text = new TextDecoder().decode(await this.zip.read(config, LARGEST_CONFIG));
    const names = new Map<string, string>();
    for (const [name, entry] of Object.entries(readConfig(text))) {
      const path = (entry as { path_name?: unknown } | null)?.path_name;
      if (typeof path === 'string') names.set(name, `${this.root}/data/constants/${path}`);
    }
    return names;
  }
}

function readConfig(text: string): object {
  try {
    const { config } = JSON.parse(text) as { config?: unknown };
    return typeof config === 'object' && config !== null ? config : {};
  } catch {
    throw new FormatDamage('the names of its objects are no JSON');
  }
}

export async function startsAsZip(file: FileAccess): Promise<boolean> {
  const [p, k] = await file.read(0, 2);
  return p === 0x50 && k === 0x4b;
}
