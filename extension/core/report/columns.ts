/**
 * Columns as they stand in the report: little-endian arrays in `bytes` fields. Every platform that VS Code runs on is
 * little-endian, so a column is copied, not converted; the copy also gives it the alignment that a view needs.
 */

/** What keeps a report from being read. Caught in codec.ts, where it becomes a finding; never leaves this folder. */
export class ReportDamage extends Error {}

type Bytes = Uint8Array | null | undefined;

export function bytesOf(column: Uint8Array | Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** Throws ReportDamage where the field does not hold `count` entries. */
export function readU8(name: string, bytes: Bytes, count: number): Uint8Array {
  return new Uint8Array(copy(name, bytes, 1, count));
}

/** Throws ReportDamage where the field does not hold `count` entries (any number where `count` is undefined). */
export function readU32(name: string, bytes: Bytes, count?: number): Uint32Array {
  return new Uint32Array(copy(name, bytes, Uint32Array.BYTES_PER_ELEMENT, count));
}

/** Throws ReportDamage where the field does not hold `count` entries. */
export function readF64(name: string, bytes: Bytes, count: number): Float64Array {
  return new Float64Array(copy(name, bytes, Float64Array.BYTES_PER_ELEMENT, count));
}

/** A column of indices below `limit`. */
export function readIndices(name: string, bytes: Bytes, count: number | undefined, limit: number): Uint32Array {
  const column = readU32(name, bytes, count);
  for (let i = 0; i < column.length; i++) {
    if (column[i]! >= limit) throw new ReportDamage(`${name} refers to entry ${column[i]} of ${limit}`);
  }
  return column;
}

/** `lists + 1` positions that start at 0 and never fall; of any number of lists where `lists` is undefined. */
export function readStarts(name: string, bytes: Bytes, lists?: number): Uint32Array {
  const starts = readU32(name, bytes, lists === undefined ? undefined : lists + 1);
  if (starts[0] !== 0) throw new ReportDamage(`${name} does not start at 0`);
  for (let i = 1; i < starts.length; i++) {
    if (starts[i]! < starts[i - 1]!) throw new ReportDamage(`${name} falls at entry ${i}`);
  }
  return starts;
}

function copy(name: string, bytes: Bytes, size: number, count: number | undefined): ArrayBuffer {
  const length = bytes?.byteLength ?? 0;
  if (length % size !== 0 || (count !== undefined && length !== count * size)) {
    const expected = count === undefined ? `a multiple of ${size}` : `${count * size}`;
    throw new ReportDamage(`${name} has ${length} bytes where ${expected} are due`);
  }
  const target = new ArrayBuffer(length);
  if (bytes) new Uint8Array(target).set(bytes);
  return target;
}
