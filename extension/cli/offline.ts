/** Partitions that need no Python: those that a compiled program holds. */

import { decodeFinding } from '../core/findings/codec';
import { openArtifactAt } from '../jobs/analysis/openArtifact';
import type { ModelRun } from './runModel';

/** Undefined for a model that is still to be cut. */
export async function storedPartition(path: string): Promise<ModelRun | undefined> {
  if (!/\.(pt2|ep)$/i.test(path)) return undefined;
  const { artifact, report } = await openArtifactAt(path);
  if (artifact.kind !== 'compiled-program') return undefined;
  return { mode: 'partition', report, files: [], findings: (artifact.findings ?? []).map(decodeFinding) };
}
