/** Numbers and letters of a plan's header. */

/** Little-endian; exact up to 2^53, and no size is larger. */
export function u64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** A letter a byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
