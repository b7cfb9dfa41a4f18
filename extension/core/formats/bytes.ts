/** Reading a file from front to back without holding it, for readers that skip most of it. */

import type { FileAccess } from './fileAccess';

/** What keeps a file from being read; becomes a finding with the member and the offset. */
export class FormatDamage extends Error {
  /** `offset`: bytes from the start of the member; undefined where it says nothing. */
  constructor(
    message: string,
    readonly offset?: number,
  ) {
    super(message);
  }
}

const WINDOW = 1024 * 1024;

/** What is at hand is taken without waiting: a wait for each of millions of instructions takes seconds. */
export class ByteReader {
  position = 0;
  private window = new Uint8Array();
  private windowStart = 0;

  constructor(private readonly file: FileAccess) {}

  /** True where `length` bytes, or what is left of the file, can be taken. */
  has(length: number): boolean {
    const end = Math.min(this.position + length, this.file.size);
    return this.position >= this.windowStart && end <= this.windowStart + this.window.length;
  }

  /** Reads on. At most 1 MiB can then be taken; `skip` may go further. */
  async fill(): Promise<void> {
    this.window = new Uint8Array(await this.file.read(this.position, WINDOW));
    this.windowStart = this.position;
  }

  u8(): number {
    const byte = this.window[this.position - this.windowStart];
    if (byte === undefined) throw new FormatDamage('it ends early', this.file.size);
    this.position++;
    return byte;
  }

  /** Little-endian. */
  u32(): number {
    const bytes = this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  }

  /** Little-endian; throws where it is beyond what a number holds. */
  u64(): number {
    const bytes = this.take(8);
    const value = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new FormatDamage('a length is beyond all files', this.position - 8);
    return Number(value);
  }

  /** Text up to the next newline, which is consumed; at most `limit` bytes. */
  line(limit: number): string {
    const start = this.position - this.windowStart;
    const end = this.window.subarray(start, start + limit + 1).indexOf(0x0a);
    if (end >= 0) {
      this.position += end + 1;
      return DECODER.decode(this.window.subarray(start, start + end));
    }
    if (start + limit >= this.window.length) throw new FormatDamage('it ends early', this.file.size);
    throw new FormatDamage('a name is too long', this.position + limit + 1);
  }

  /** Throws at the end of the file, which is where `fill` found no more. */
  take(length: number): Uint8Array {
    const start = this.position - this.windowStart;
    if (start + length > this.window.length) throw new FormatDamage('it ends early', this.file.size);
    this.position += length;
    return this.window.subarray(start, start + length);
  }

  skip(length: number): void {
    if (this.position + length > this.file.size) throw new FormatDamage('it ends early', this.file.size);
    this.position += length;
  }
}

const DECODER = new TextDecoder();
