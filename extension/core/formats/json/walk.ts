/**
 * JSON that is larger than memory should hold: a text is walked once from front to back, in pieces, and only the values that
 * somebody asked for are parsed, one by one. Long strings, such as an engine in base64, are cut out of them and known by
 * their place alone.
 */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { JsonStrings, shortStringEnd } from './strings';

/** What is wanted of a value; one that nobody wants is passed over. */
export interface Wanted {
  /** Called with the value, the name that it has in its object, and its offset in bytes. */
  readonly value?: (value: unknown, key: string, offset: number) => void;
  /** Called with where the value begins and ends, in bytes. Not together with `value`. */
  readonly span?: (span: Span) => void;
  /** Members of an object, by name. */
  readonly members?: ReadonlyMap<string, Wanted>;
  /** Of all items of an array, or members of an object. */
  readonly each?: Wanted;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

const CHUNK = 1024 * 1024;
const DEEPEST = 200;
/** Bytes of one value that is parsed, without its long strings. */
const LARGEST_VALUE = 64 * 1024 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Throws FormatDamage, with the offset, where the text is no JSON, too deep, or ends early; so may the callbacks. */
export async function walkJson(file: FileAccess, wanted: Wanted, span?: Span): Promise<void> {
  const { start, end } = span ?? { start: 0, end: file.size };
  const walk = new Walk(wanted);
  for (let at = start; at < end && !walk.done;) {
    const chunk = await file.read(at, Math.min(CHUNK, end - at));
    if (chunk.length === 0) break;
    walk.feed(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length), at);
    at += chunk.length;
  }
  if (!walk.finish()) throw new FormatDamage('it ends early', end);
}

/** A container whose members matter. */
interface Container {
  readonly isObject: boolean;
  readonly wanted: Wanted;
  readonly start: number;
  key: string;
  expectsKey: boolean;
}

class Walk {
  done = false;
  private readonly containers: Container[] = [];
  private readonly strings = new JsonStrings();
  private chunk: Buffer = Buffer.alloc(0);
  private base = 0;
  /** A value that is passed over or captured whole: how deep the walk is in it, and by which brackets. */
  private passing = false;
  private depth = 0;
  private readonly brackets = new Uint8Array(DEEPEST);
  private passed: { wanted: Wanted | undefined; key: string; start: number } | undefined;
  /** Bytes of the value that is captured, its long strings cut out. */
  private pieces: Uint8Array[] | undefined;
  private captured = 0;
  private from = 0;

  constructor(private readonly root: Wanted) {}

  feed(chunk: Buffer, base: number): void {
    this.chunk = chunk;
    this.base = base;
    this.from = 0;
    for (let i = 0; i < chunk.length && !this.done;) {
      i = this.strings.inside ? this.continueString(i) : this.passing ? this.pass(i) : this.track(i);
    }
    if (this.strings.inside) this.leaveString();
    else if (this.pieces) this.keep(chunk.length);
  }

  /** The text has ended: true where it was whole. A number may end with it. */
  finish(): boolean {
    if (!this.done && this.passing && this.depth === 0 && this.containers.length === 0 && !this.strings.inside) {
      this.endValue(this.chunk.length);
    }
    return this.done;
  }

  /** Between the members of containers that matter. Returns where to go on. */
  private track(i: number): number {
    const byte = this.chunk[i]!;
    if (byte <= 0x20 || byte === COLON) return i + 1;
    const container = this.containers.at(-1);
    if (byte === COMMA && container) {
      container.expectsKey = container.isObject;
      return i + 1;
    }
    if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) return this.close(container, byte, i);
    if (container?.expectsKey) {
      if (byte !== QUOTE) throw this.damage('a name is missing', i);
      this.strings.begin(this.base + i, i, true);
      return i + 1;
    }
    return this.beginValue(container, byte, i);
  }

  private close(container: Container | undefined, byte: number, i: number): number {
    if (!container || container.isObject !== (byte === CLOSE_OBJECT)) throw this.damage('a bracket is out of place', i);
    this.containers.pop();
    container.wanted.span?.({ start: container.start, end: this.base + i + 1 });
    this.done = this.containers.length === 0;
    return i + 1;
  }

  private beginValue(container: Container | undefined, byte: number, i: number): number {
    const key = container?.key ?? '';
    const wanted = container ? (container.wanted.members?.get(key) ?? container.wanted.each) : this.root;
    const isContainer = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    const start = this.base + i;
    if (isContainer && wanted && !wanted.value && (wanted.members ?? wanted.each)) {
      const isObject = byte === OPEN_OBJECT;
      this.containers.push({ isObject, wanted, start, key: '', expectsKey: isObject });
      return i + 1;
    }
    this.passing = true;
    this.depth = 0;
    this.passed = { wanted, key, start };
    if (wanted?.value) {
      this.pieces = [];
      this.captured = 0;
      this.from = i;
    }
    return i;
  }

  /** Within a value that is passed over or captured: only its brackets and strings matter. */
  private pass(i: number): number {
    const { chunk } = this;
    for (; i < chunk.length; i++) {
      const byte = chunk[i]!;
      switch (byte) {
        case QUOTE: {
          const end = this.depth > 0 ? shortStringEnd(chunk, i) : -1;
          if (end < 0) {
            this.strings.begin(this.base + i, i, this.pieces !== undefined);
            return i + 1;
          }
          i = end;
          break;
        }
        case OPEN_OBJECT:
        case OPEN_ARRAY:
          if (this.depth === DEEPEST) throw this.damage('it is nested too deeply', i);
          this.brackets[this.depth++] = byte;
          break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          if (this.depth === 0) return this.endValue(i); // the bracket of what the value is in
          // A closing bracket is two after its opening one.
          if (this.brackets[--this.depth] !== byte - 2) throw this.damage('a bracket is out of place', i);
          if (this.depth === 0) return this.endValue(i + 1);
          break;
        case COMMA:
          if (this.depth === 0) return this.endValue(i);
          break;
        default:
          if (byte <= 0x20 && this.depth === 0) return this.endValue(i);
      }
    }
    return i;
  }

  private continueString(i: number): number {
    const end = this.strings.findEnd(this.chunk, i);
    if (end < 0) return this.chunk.length;
    const string = this.strings.end(this.chunk, end, this.base);
    const container = this.containers.at(-1);
    if (!this.passing && container) {
      container.key = string.key();
      container.expectsKey = false;
    } else {
      if (this.pieces && string.replacement) {
        // What came before the string in this chunk; of one that began in an earlier chunk that is kept already.
        if (string.begin >= 0) this.keep(string.begin);
        this.add(string.replacement);
        this.from = end + 1;
      }
      if (this.depth === 0) return this.endValue(end + 1);
    }
    return end + 1;
  }

  /** A string goes on in the next chunk. */
  private leaveString(): void {
    const begin = this.strings.beginInChunk;
    if (this.pieces && begin >= 0) this.keep(begin);
    this.strings.leave(this.chunk);
  }

  private endValue(i: number): number {
    const { wanted, key, start } = this.passed!;
    this.passing = false;
    if (this.pieces) {
      this.keep(i);
      const bytes = this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
      this.pieces = undefined;
      wanted!.value!(parse(bytes, start), key, start);
    } else {
      wanted?.span?.({ start, end: this.base + i });
    }
    this.done = this.containers.length === 0;
    return i;
  }

  /** Keeps the bytes of this chunk up to `end` that are not kept yet. */
  private keep(end: number): void {
    if (end > this.from) this.add(this.chunk.subarray(this.from, end));
    this.from = end;
  }

  private add(bytes: Uint8Array): void {
    this.captured += bytes.length;
    if (this.captured > LARGEST_VALUE) throw this.damage('one of its parts is too large', 0);
    this.pieces!.push(bytes);
  }

  private damage(what: string, i: number): FormatDamage {
    return new FormatDamage(what, this.base + i);
  }
}

function parse(bytes: Uint8Array, offset: number): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) as unknown;
  } catch {
    throw new FormatDamage('it is no JSON', offset);
  }
}
