/** Files on disk as artifacts: what they are, and their graph for the program view. */

import { basename, dirname, join } from 'node:path';
import type { FilesBeside } from '../../core/formats/fileAccess';
import { openArtifact } from '../../core/formats/open';
import { type Opened, unopened } from '../../core/formats/opened';
import { openFile } from './files';

/** Never rejects for what a user can act on: a file that cannot be opened is of kind "unknown", and why is a finding. */
export async function openArtifactAt(path: string): Promise<Opened> {
  const file = await openFile(path);
  if (!file.ok) return unopened(path, file.findings);
  try {
    return await openArtifact(file.value, filesBeside(path));
  } finally {
    await file.value.close();
  }
}

/** Those in the folder of `path` alone, whatever a name says. */
function filesBeside(path: string): FilesBeside {
  return async (name, most) => {
    const file = await openFile(join(dirname(path), basename(name)));
    if (!file.ok) return undefined;
    const { value } = file;
    try {
      return value.size <= most ? await value.read(0, value.size) : undefined;
    } catch {
      return undefined;
    } finally {
      await value.close();
    }
  };
}
