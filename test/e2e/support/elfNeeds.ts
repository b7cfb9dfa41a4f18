/** What a shared library asks the loader for: ELF-64, little-endian (System V ABI; `.gnu.version_r` of the LSB). */

const SECTION_BYTES = 64;
const DYNAMIC = 6;
const VERSIONS_NEEDED = 0x6ffffffe;
const NEEDED = 1n;

interface Section {
  type: number;
  offset: number;
  size: number;
  /** Number of the section with its strings. */
  link: number;
}

/** Libraries by name, each with the symbol versions that are needed of it: `libc.so.6` with `GLIBC_2.14`. */
export function elfNeeds(file: Buffer): Map<string, string[]> {
  if (file.readUInt32BE(0) !== 0x7f454c46) throw new Error('This is no ELF file');
  const sections = sectionsOf(file);
  const needs = new Map<string, string[]>();
  const add = (name: string, versions: string[] = []): void =>
    void needs.set(name, [...(needs.get(name) ?? []), ...versions]);
  for (const { type, offset, size, link } of sections) {
    const text = (at: number): string => textAt(file, sections[link]!.offset + at);
    if (type === DYNAMIC) for (const name of libraries(file, offset, size, text)) add(name);
    if (type === VERSIONS_NEEDED) for (const [name, versions] of versionsFrom(file, offset, text)) add(name, versions);
  }
  return needs;
}

function sectionsOf(file: Buffer): Section[] {
  const table = Number(file.readBigUInt64LE(0x28));
  return Array.from({ length: file.readUInt16LE(0x3c) }, (_, index) => {
    const at = table + index * SECTION_BYTES;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
    };
  });
}

function libraries(file: Buffer, start: number, size: number, text: (at: number) => string): string[] {
  const entries = Array.from({ length: size / 16 }, (_, index) => start + index * 16);
  const needed = entries.filter((at) => file.readBigInt64LE(at) === NEEDED);
  return needed.map((at) => text(Number(file.readBigUInt64LE(at + 8))));
}

/** One entry a library, each with a chain of versions; offsets are from the entry that holds them, 0 ends a chain. */
function* versionsFrom(file: Buffer, start: number, text: (at: number) => string): Generator<[string, string[]]> {
  for (let at = start, next = -1; next !== 0; at += next) {
    const versions: string[] = [];
    let version = at + file.readUInt32LE(at + 8);
    for (let left = file.readUInt16LE(at + 2); left > 0; left--) {
      versions.push(text(file.readUInt32LE(version + 8)));
      version += file.readUInt32LE(version + 12);
    }
    yield [text(file.readUInt32LE(at + 4)), versions];
    next = file.readUInt32LE(at + 12);
  }
}

function textAt(file: Buffer, start: number): string {
  return file.toString('latin1', start, file.indexOf(0, start));
}
