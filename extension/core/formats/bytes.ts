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

const WINDOW = 64 * 1024;

export class ByteReader {
  position = 0;
  private window = new Uint8Array();
  private windowStart = 0;

  constructor(private readonly file: FileAccess) {}

  async u8(): Promise<number> {
    return (await this.take(1))[0]!;
  }

  /** Little-endian. */
  async u32(): Promise<number> {
    const bytes = await this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  }

  /** Little-endian; throws where it is beyond what a number holds. */
  async u64(): Promise<number> {
    const bytes = await this.take(8);
    const value = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new FormatDamage('a length is beyond all files', this.position - 8);
    return Number(value);
  }

  /** Text up to the next newline, which is consumed; at most `limit` bytes. */
  async line(limit: number): Promise<string> {
    const bytes: number[] = [];
    for (let byte = await this.u8(); byte !== 0x0a; byte = await this.u8()) {
      if (bytes.push(byte) > limit) throw new FormatDamage('a name is too long', this.position);
    }
    return new TextDecoder().decode(Uint8Array.from(bytes));
  }

  /** At most 64 KiB at a time; throws at the end of the file. */
  async take(length: number): Promise<Uint8Array> {
    const inWindow = this.position - this.windowStart;
    if (inWindow < 0 || inWindow + length > this.window.length) {
      this.window = new Uint8Array(await this.file.read(this.position, Math.max(length, WINDOW)));
      this.windowStart = this.position;
    }
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
