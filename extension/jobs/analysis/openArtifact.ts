/** Files on disk as artifacts: what they are, and their graph for the program view. */

import { openArtifact } from '../../core/formats/open';
import { type Opened, unopened } from '../../core/formats/opened';
import { openFile } from './files';

/** Never rejects for what a user can act on: a file that cannot be opened is of kind "unknown", and why is a finding. */
export async function openArtifactAt(path: string): Promise<Opened> {
  const file = await openFile(path);
  if (!file.ok) return unopened(path, file.findings);
  try {
    return await openArtifact(file.value);
  } finally {
    await file.value.close();
  }
}
