/** The addon as it is packaged runs wherever VS Code does. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { given } from './support/bridge';

const VERSION_NEEDS = 0x6ffffffe; // elf.h: SHT_GNU_verneed

/** What an ELF file (64 bits, little-endian) asks of each library: `["libc.so.6", "GLIBC_2.14"]`. */
function versionNeeds(elf: Buffer): [library: string, version: string][] {
  const [table, size, count] = [Number(elf.readBigUInt64LE(0x28)), elf.readUInt16LE(0x3a), elf.readUInt16LE(0x3c)];
  const section = (index: number) => {
    const at = table + index * size;
    return {
      type: elf.readUInt32LE(at + 4),
      offset: Number(elf.readBigUInt64LE(at + 0x18)),
      link: elf.readUInt32LE(at + 0x28),
      entries: elf.readUInt32LE(at + 0x2c),
    };
  };
  const needs = Array.from({ length: count }, (_, index) => section(index)).find(({ type }) => type === VERSION_NEEDS)!;
  const strings = section(needs.link).offset;
  const text = (at: number): string => elf.toString('latin1', strings + at, elf.indexOf(0, strings + at));
  const found: [string, string][] = [];
  let entry = needs.offset;
  for (let i = 0; i < needs.entries; i++) {
    let version = entry + elf.readUInt32LE(entry + 8);
    for (let j = 0; j < elf.readUInt16LE(entry + 2); j++) {
      found.push([text(elf.readUInt32LE(entry + 4)), text(elf.readUInt32LE(version + 8))]);
      version += elf.readUInt32LE(version + 12);
    }
    entry += elf.readUInt32LE(entry + 12);
  }
  return found;
}

it('needs no glibc newer than 2.28 and no C++ library', () => {
  const needs = versionNeeds(readFileSync(given('TRTLENS_ADDON')));
  expect(needs.length).toBeGreaterThan(0);
  const minor = needs.map(([, version]) => Number(/^GLIBC_2\.(\d+)/.exec(version)?.[1] ?? NaN));
  expect(
    minor.every((each) => each <= 28),
    JSON.stringify(needs),
  ).toBe(true);
});
