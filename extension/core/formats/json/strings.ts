/** Strings of a JSON text that comes in chunks: where they end, and what is kept of them. */

import { FormatDamage } from '../bytes';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Bytes of a string that is kept as it is. Source traces take some kilobytes, engines megabytes. */
const LONGEST_KEPT = 64 * 1024;
const LONGEST_KEY = 16 * 1024;

/** A long string, which was cut out of its value: where it is in the file, in bytes, without its quotes. */
export interface LongText {
  readonly offset: number;
  readonly length: number;
}

/** No writer makes a member of this name. A file that has one all the same refers to bytes of its own, and no others. */
const CUT = '\0cut';

/** The place of a string that was cut out; undefined for any other value. */
export function longText(value: unknown): LongText | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, CUT)) return undefined;
  const [offset, length] = (value as Record<string, unknown>)[CUT] as [unknown, unknown];
  return typeof offset === 'number' && typeof length === 'number' ? { offset, length } : undefined;
}

export interface EndedString {
  /** Index of its first quote in this chunk; -1 where it began in an earlier one. */
  readonly begin: number;
  /** What stands for it in a value; undefined where it stays as it is, in this chunk. */
  readonly replacement: Uint8Array | undefined;
  key(): string;
}

export class JsonStrings {
  inside = false;
  /** Index of the quote in the present chunk; -1 where the string began in an earlier one. */
  beginInChunk = -1;
  private start = 0;
  private keeps = false;
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  /** An odd number of backslashes ended the last chunk. */
  private escaped = false;

  /** `keeps`: the string is a key or part of a value that is captured. */
  begin(offset: number, index: number, keeps: boolean): void {
    this.inside = true;
    this.start = offset;
    this.beginInChunk = index;
    this.keeps = keeps;
    this.held = [];
    this.heldBytes = 0;
    this.escaped = false;
  }

  /** Index of the closing quote from `from` on; -1 where it is not in this chunk. */
  findEnd(chunk: Buffer, from: number): number {
    let searched = from;
    for (;;) {
      const quote = chunk.indexOf(QUOTE, searched);
      if (quote < 0) {
        this.escaped = this.isEscaped(chunk, chunk.length, from);
        return -1;
      }
      if (!this.isEscaped(chunk, quote, from)) return quote;
      searched = quote + 1;
    }
  }

  end(chunk: Buffer, end: number, base: number): EndedString {
    this.inside = false;
    const { start, beginInChunk: begin, held } = this;
    const length = base + end - start - 1;
    const isLong = length > LONGEST_KEPT;
    const whole = (): Uint8Array =>
      begin >= 0 ? chunk.subarray(begin, end + 1) : Buffer.concat([...held, chunk.subarray(0, end + 1)]);
    return {
      begin,
      replacement: isLong ? placeholder(start + 1, length) : begin < 0 && this.keeps ? whole() : undefined,
      key: () => {
        if (length > LONGEST_KEY) throw new FormatDamage('a name is too long', start);
        return readKey(whole(), start);
      },
    };
  }

  /** The chunk ends within the string. */
  leave(chunk: Buffer): void {
    const part = chunk.subarray(Math.max(0, this.beginInChunk));
    this.beginInChunk = -1;
    if (!this.keeps || this.heldBytes > LONGEST_KEPT) return;
    this.held.push(part);
    this.heldBytes += part.length;
    // It is cut out at its end: nobody needs its bytes.
    if (this.heldBytes > LONGEST_KEPT + 2) this.held = [];
  }

  /** True where an odd number of backslashes stands before `index`; those of the last chunk count where they reach it. */
  private isEscaped(chunk: Buffer, index: number, from: number): boolean {
    let count = 0;
    while (index - 1 - count >= from && chunk[index - 1 - count] === BACKSLASH) count++;
    const reachesStart = index - count === from && from === 0 && this.beginInChunk < 0;
    return (count + (reachesStart && this.escaped ? 1 : 0)) % 2 === 1;
  }
}

/**
 * Index of the quote that ends a string which begins at `begin`; -1 where it is not in this chunk, or so far away that the
 * string may have to be cut out. Most strings of a program are short: looking at each byte of one takes less time than a
 * search, and there is nothing else to do about it.
 */
export function shortStringEnd(chunk: Uint8Array, begin: number): number {
  const last = Math.min(chunk.length, begin + LONGEST_KEPT);
  for (let at = begin + 1; at < last; at++) {
    const byte = chunk[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return -1;
}

function placeholder(offset: number, length: number): Uint8Array {
  return Buffer.from(JSON.stringify({ [CUT]: [offset, length] }));
}

function readKey(bytes: Uint8Array, offset: number): string {
  try {
    return String(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()));
  } catch {
    throw new FormatDamage('a name is no JSON', offset);
  }
}
