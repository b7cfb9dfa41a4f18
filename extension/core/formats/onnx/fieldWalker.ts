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

/** The bytes of a message, or of the part of it that is at hand. */
export interface Bytes {
  readonly bytes: Buffer;
  /** Where in the file `bytes` begins. */
  readonly base: number;
}

const WINDOW = 1024 * 1024;
/** A tag and a length, at most. */
const HEAD = 20;
/** As a graph of a million nodes has, with their types and weights; each takes its time, however small it is. */
const MOST_FIELDS = 4_000_000;

export class FieldWalker implements Bytes {
  bytes: Buffer = Buffer.alloc(0);
  base = 0;
  private fields = 0;

  constructor(private readonly file: FileAccess) {}

  /**
   * Calls `visit` for each field between two positions; the field is another one at the next call. Throws FormatDamage where
   * they are no fields.
   */
  async walk(start: number, end: number, visit: (field: FieldCursor) => void | Promise<void>): Promise<void> {
    const cursor = new FieldCursor();
    let position = start;
    while (position < end) {
      if (++this.fields > MOST_FIELDS) throw new FormatDamage(`it has more than ${MOST_FIELDS} fields`, position);
      if (!this.holds(position, Math.min(position + HEAD, end))) await this.load(position, HEAD);
      // Most visitors are done at once; waiting for each of a hundred thousand would take longer than reading them.
      const visited = visit(cursor.read(this, position, end));
      if (visited) await visited;
      position = cursor.end;
    }
  }

  /** Brings the bytes between two positions to hand; throws FormatDamage where the file has fewer. */
  hold({ start, end }: { readonly start: number; readonly end: number }): void | Promise<void> {
    return this.holds(start, end) ? undefined : this.load(start, end - start);
  }

  private holds(start: number, end: number): boolean {
    return start >= this.base && end <= this.base + this.bytes.length;
  }

  private async load(start: number, length: number): Promise<void> {
    const bytes = await this.file.read(start, Math.max(length, WINDOW));
    // Texts are made several times as fast from a Buffer.
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.base = start;
    if (start + bytes.length < Math.min(start + length, this.file.size))
      throw new FormatDamage('it ends early', start + bytes.length);
  }
}

/** Reads the heads of fields, one after the other, without making an object of each. */
export class FieldCursor implements Field {
  number = 0;
  wireType = 0;
  start = 0;
  end = 0;
  value = 0;
  private position = 0;

  /** The field that begins at `position` of the file, in a message that ends at `end`. Throws FormatDamage where none does. */
  read(source: Bytes, position: number, end: number): this {
    this.position = position;
    const tag = this.varint(source, end);
    this.number = Math.floor(tag / 8);
    this.wireType = tag % 8;
    if (this.number === 0) throw new FormatDamage('a field has the number 0', position);
    const at = this.position;
    this.value = 0;
    switch (this.wireType) {
      case 0:
        this.value = this.varint(source, end);
        this.take(at, this.position - at);
        break;
      case 1:
        this.take(at, 8);
        break;
      case 2: {
        const length = this.varint(source, end);
        this.take(this.position, length);
        break;
      }
      case 5:
        this.take(at, 4);
        break;
      default:
        throw new FormatDamage(`field ${this.number} is of no known kind`, position);
    }
    if (this.end > end) throw new FormatDamage(`field ${this.number} is longer than what it is in`, position);
    return this;
  }

  copy(): Field {
    const { number, wireType, start, end, value } = this;
    return { number, wireType, start, end, value };
  }

  private take(start: number, length: number): void {
    this.start = start;
    this.end = start + length;
  }

  /** Exact up to 2^53; above that only its size is right, and no length is that large. */
  private varint({ bytes, base }: Bytes, end: number): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      const byte = this.position < end ? bytes[this.position - base] : undefined;
      if (byte === undefined) throw new FormatDamage('it ends within a number', this.position);
      this.position++;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new FormatDamage('a number has no end', this.position);
  }
}

/** Calls `visit` for each field of a message that is at hand as a whole. The field is another one at the next call. */
export function visitFields(source: Bytes, start: number, end: number, visit: (field: Field) => void): void {
  const cursor = new FieldCursor();
  for (let position = start; position < end; position = cursor.end) visit(cursor.read(source, position, end));
}

/** Throws FormatDamage for a field that is no message, text or bytes. */
export function requireMessage(field: Field): void {
  if (field.wireType !== 2) throw new FormatDamage(`field ${field.number} is of another kind than ONNX’s`, field.start);
}
