/** Names of files. Pure. */

/** A name that a page suggests, as the name of a file: no path, and letters of any script as they are. */
export function fileNameOf(suggested: string): string {
  return suggested.replace(/[^\p{L}\p{M}\p{N}_.() -]+/gu, '_') || 'graph';
}
