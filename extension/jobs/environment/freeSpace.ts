import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes that a user without privileges may still write on the disk of `folder`, or of the nearest parent that exists. */
export async function freeSpace(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
    return freeSpace(dirname(folder));
  }
}
