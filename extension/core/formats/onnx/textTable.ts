/**
 * The names in a model, each once, known by a number: a graph of 100,000 nodes names its values 300,000 times, and making a
 * text of each would take longer than all else. Texts are made of those that somebody asks for.
 */

import { FormatDamage } from '../bytes';

/** Bytes of all names together. */
const MOST_BYTES = 512 * 1024 * 1024;
/** Slots that are looked at for one name; where a file's names share too many of them, a Map takes the rest. */
const MOST_PROBES = 64;

const SLASH = 0x2f;

export class TextTable {
  /** Bytes of text `id` are starts[id] up to starts[id + 1]. */
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private starts = new Uint32Array(1024);
  private hashes = new Int32Array(1024);
  private count = 1;
  /** Numbers by hash, 0 where a slot is free; at most half of them are taken. */
  private slots = new Uint32Array(2048);
  private scratch = Buffer.allocUnsafe(1024);
  private readonly crowded = new Map<string, number>();
  /** So that nobody can write a file whose names all share a slot. */
  private readonly seed = Math.floor(Math.random() * 2 ** 32);

  /** How many texts there are; number 0 is the empty one. */
  get size(): number {
    return this.count;
  }

  /** Number of the text that stands in `source` from `start` to `end`, which is added when it is new. */
  add(source: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    if (2 * this.count > this.slots.length) this.enlarge();
    const hash = hashOf(source, start, end, this.seed);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let probe = 0; probe < MOST_PROBES; probe++, slot = (slot + 1) & mask) {
      const id = this.slots[slot]!;
      if (id === 0) return (this.slots[slot] = this.append(source, start, end, hash));
      if (this.hashes[id] === hash && this.equals(id, source, start, end)) return id;
    }
    const key = this.key(source, start, end);
    const known = this.crowded.get(key);
    if (known !== undefined) return known;
    const id = this.append(source, start, end, hash);
    this.crowded.set(key, id);
    return id;
  }

  addText(text: string): number {
    // A letter takes three bytes at most.
    if (3 * text.length > this.scratch.length) this.scratch = Buffer.allocUnsafe(6 * text.length);
    return this.add(this.scratch, 0, this.scratch.write(text));
  }

  /** Bytes that are no UTF-8 become replacement characters: there are files with such names. */
  text(id: number): string {
    return this.bytes.toString('utf8', this.starts[id], this.starts[id + 1]);
  }

  /** The text up to its last "/", added when it is new; 0 where it has none, or does not begin with one. */
  folder(id: number): number {
    const start = this.starts[id]!;
    let end = this.starts[id + 1]!;
    if (start === end || this.bytes[start] !== SLASH) return 0;
    do end--;
    while (this.bytes[end] !== SLASH);
    return this.add(this.bytes, start, end);
  }

  private equals(id: number, source: Uint8Array, start: number, end: number): boolean {
    let at = this.starts[id]!;
    if (this.starts[id + 1]! - at !== end - start) return false;
    for (let position = start; position < end; position++, at++) {
      if (this.bytes[at] !== source[position]) return false;
    }
    return true;
  }

  private append(source: Uint8Array, start: number, end: number, hash: number): number {
    const id = this.count++;
    const from = this.starts[id]!;
    const to = from + end - start;
    if (to > MOST_BYTES) throw new FormatDamage('its names take more than 512 MiB');
    if (to > this.bytes.length) this.bytes = grown(this.bytes, Buffer.allocUnsafe(Math.max(to, 2 * this.bytes.length)));
    // Cheaper than a view of a few bytes.
    for (let at = start, place = from; at < end; at++, place++) this.bytes[place] = source[at]!;
    if (id + 2 > this.starts.length) {
      this.starts = grown(this.starts, new Uint32Array(2 * this.starts.length));
      this.hashes = grown(this.hashes, new Int32Array(2 * this.hashes.length));
    }
    this.starts[id + 1] = to;
    this.hashes[id] = hash;
    return id;
  }

  private enlarge(): void {
    this.slots = new Uint32Array(2 * this.slots.length);
    for (let id = 1; id < this.count; id++) {
      const slot = this.freeSlot(this.hashes[id]!);
      if (slot === undefined) this.crowded.set(this.key(this.bytes, this.starts[id]!, this.starts[id + 1]!), id);
      else this.slots[slot] = id;
    }
  }

  private freeSlot(hash: number): number | undefined {
    const mask = this.slots.length - 1;
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const slot = (hash + probe) & mask;
      if (this.slots[slot] === 0) return slot;
    }
    return undefined;
  }

  /** The same bytes, the same key. */
  private key(source: Uint8Array, start: number, end: number): string {
    return Buffer.from(source.buffer, source.byteOffset + start, end - start).toString('latin1');
  }
}

/** Four bytes at a time; good enough to tell names apart that differ in a letter or two. */
function hashOf(source: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ source[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function grown<T extends Uint8Array | Uint32Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
