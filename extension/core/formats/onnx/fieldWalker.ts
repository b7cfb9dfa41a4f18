/**
 * Walking over the fields of a protobuf message in a file without holding it: fields that are not wanted, such as
 * gigabytes of weights, are passed over by their length. Encoding: protobuf.dev, "Encoding".
 */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';

export interface Field {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 bytes with a length, 5 four bytes. */
  readonly wireType: number;
  /** Where its value begins, in bytes from the start of the file. */
  readonly start: number;
  /** Where the value ends. */
  readonly end: number;
  /** Of a varint that a number can hold; 0 for all else. */
  readonly value: number;
}

const WINDOW = 1024 * 1024;
/** A tag and a length, at most. */
const HEAD = 20;

export class FieldWalker {
  private window = new Uint8Array();
  private windowStart = 0;

  constructor(private readonly file: FileAccess) {}

  /** Calls `visit` for each field between two positions. Throws FormatDamage where they are no fields. */
  async walk(start: number, end: number, visit: (field: Field) => void | Promise<void>): Promise<void> {
    let position = start;
    while (position < end) {
      if (!this.holds(position, Math.min(position + HEAD, end))) await this.load(position, HEAD);
      const field = this.fieldAt(position, end);
      // Most visitors are done at once; waiting for each of a hundred thousand would take longer than reading them.
      const visited = visit(field);
      if (visited) await visited;
      position = field.end;
    }
  }

  /** The bytes between two positions; throws FormatDamage where the file has fewer. */
  bytes(start: number, end: number): Uint8Array | Promise<Uint8Array> {
    if (this.holds(start, end)) return this.window.subarray(start - this.windowStart, end - this.windowStart);
    return this.load(start, end - start).then(() =>
      this.window.subarray(start - this.windowStart, end - this.windowStart),
    );
  }

  private holds(start: number, end: number): boolean {
    return start >= this.windowStart && end <= this.windowStart + this.window.length;
  }

  private async load(start: number, length: number): Promise<void> {
    this.window = new Uint8Array(await this.file.read(start, Math.max(length, WINDOW)));
    this.windowStart = start;
    if (start + this.window.length < Math.min(start + length, this.file.size))
      throw new FormatDamage('it ends early', start + this.window.length);
  }

  private fieldAt(position: number, end: number): Field {
    const cursor = { position };
    const tag = this.varint(cursor, end);
    const [number, wireType] = [Math.floor(tag / 8), tag % 8];
    if (number === 0) throw new FormatDamage('a field has the number 0', position);
    const at = cursor.position;
    const field = (length: number, start = cursor.position, value = 0): Field => {
      if (start + length > end) throw new FormatDamage(`field ${number} is longer than what it is in`, position);
      return { number, wireType, start, end: start + length, value };
    };
    switch (wireType) {
      case 0: {
        const value = this.varint(cursor, end);
        return field(cursor.position - at, at, value);
      }
      case 1:
        return field(8);
      case 2: {
        const length = this.varint(cursor, end);
        return field(length);
      }
      case 5:
        return field(4);
      default:
        throw new FormatDamage(`field ${number} is of no known kind`, position);
    }
  }

  /** Exact up to 2^53; above that only its size is right, and no length is that large. */
  private varint(cursor: { position: number }, end: number): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      const byte = cursor.position < end ? this.window[cursor.position - this.windowStart] : undefined;
      if (byte === undefined) throw new FormatDamage('it ends within a number', cursor.position);
      cursor.position++;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new FormatDamage('a number has no end', cursor.position);
  }
}
