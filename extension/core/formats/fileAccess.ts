/** A file as its readers see it: size, and bytes by position. Who opens and closes it is not their business. */
export interface FileAccess {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Fewer than `length` bytes at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * Files in the same folder. `name` has no folder in it; undefined where there is no such file, where it cannot be read, and where
 * it has more than `most` bytes.
 */
export type FilesBeside = (name: string, most: number) => Promise<Uint8Array | undefined>;

export const NOTHING_BESIDE: FilesBeside = () => Promise.resolve(undefined);
