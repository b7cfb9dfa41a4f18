/** A file as its readers see it: size, and bytes by position. Who opens and closes it is not their business. */
export interface FileAccess {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Fewer than `length` bytes at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}
