/** What a file on disk is. */

import { encodeFinding } from '../../core/findings/codec';
import { inspectArtifact } from '../../core/formats/inspect';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { openFile } from './files';

/** Never rejects for what a user can act on: a file that cannot be opened is of kind "unknown", and why is a finding. */
export async function inspectFile(path: string): Promise<trtlens.IArtifact> {
  const file = await openFile(path);
  if (!file.ok) return { kind: 'unknown', path, bytes: 0, findings: file.findings.map(encodeFinding) };
  try {
    return await inspectArtifact(file.value);
  } finally {
    await file.value.close();
  }
}
