/** Files for tests: fixtures and bytes in memory, and mutants of them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FileAccess } from '../../../extension/core/formats/fileAccess';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';
import { ROOT } from '../bundles';

export function inMemory(path: string, content: string | Uint8Array): FileAccess {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return {
    path,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** A file that counts how often it is read. */
export function counted(path: string, content: Uint8Array): { file: FileAccess; reads: () => number } {
  const file = inMemory(path, content);
  let count = 0;
  const read = (offset: number, length: number): Promise<Uint8Array> => {
    count++;
    return file.read(offset, length);
  };
  return { file: { path, size: file.size, read }, reads: () => count };
}

/** Unpacked where it is kept as `.gz`. */
export function fixtureBytes(name: string): Buffer {
  const bytes = readFileSync(join(ROOT, 'test/fixtures', name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export function fixture(name: string): FileAccess {
  return inMemory(`/m/${name.replace(/\.gz$/, '')}`, fixtureBytes(name));
}

export function factsOf({ facts }: { readonly facts?: readonly trtlens.IFact[] | null }): Record<string, string> {
  return Object.fromEntries((facts ?? []).map(({ name, value }) => [name!, value!]));
}

/** Numbers that repeat: mulberry32, 0 to 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Some bytes changed, a piece cut out, doubled or put in, or the end cut off. */
export function mutant(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (end: number): number => Math.floor(random() * end);
  const at = below(bytes.length);
  const length = 1 + below(40);
  const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
  switch (below(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return join(bytes.subarray(0, at), bytes.subarray(at + length));
    case 2:
      return join(bytes.subarray(0, at + length), bytes.subarray(at));
    case 3:
      return join(
        bytes.subarray(0, at),
        Uint8Array.from({ length }, () => below(256)),
        bytes.subarray(at),
      );
    default: {
      const changed = new Uint8Array(bytes);
      for (let count = 1 + below(8); count > 0; count--) changed[below(bytes.length)] = below(256);
      return changed;
    }
  }
}
