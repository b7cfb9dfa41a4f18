/** Partitions that need no Python: those that a compiled program holds, and what is worked out for an exported one. */

import { decodeFinding } from '../core/findings/codec';
import type { Finding } from '../core/findings/finding';
import { withPartition } from '../core/partition/replay/openedPartition';
import { breakFindings } from '../core/partition/breakFindings';
import { openArtifactAt } from '../jobs/analysis/openArtifact';
import type { ModelRun } from './runModel';

/** Undefined for a model that is still to be cut. */
export async function storedPartition(path: string): Promise<ModelRun | undefined> {
  if (!isProgram(path)) return undefined;
  const { artifact, report } = await openArtifactAt(path);
  if (artifact.kind !== 'compiled-program') return undefined;
  return { mode: 'partition', report, files: [], findings: (artifact.findings ?? []).map(decodeFinding) };
}

/** As Torch-TensorRT would cut it by all that is known without it. `settings` by Torch-TensorRT's names. */
export async function workedOutPartition(path: string, settings: Readonly<Record<string, unknown>>): Promise<ModelRun> {
  if (!isProgram(path)) return { mode: 'partition', report: undefined, files: [], findings: [needsPython(path)] };
  const opened = await openArtifactAt(path);
  const { report } = withPartition(opened, settings);
  if (!report) {
    const findings = (opened.artifact.findings ?? []).map(decodeFinding);
    return { mode: 'partition', report: undefined, files: [], findings };
  }
  const partitioned = { ...report, outcome: 'partitioned' } as const;
  const findings = [...partitioned.findings, ...breakFindings(partitioned)];
  return { mode: 'partition', report: partitioned, files: [], findings };
}

/** True for a file whose graph can be read without Python. */
export function isProgram(path: string): boolean {
  return /\.(pt2|ep)$/i.test(path);
}

function needsPython(path: string): Finding {
  return {
    code: 'partition.needs-python',
    severity: 'error',
    message: 'Only exported programs (.pt2, .ep) can be partitioned without Python.',
    places: [{ kind: 'archive', file: path }],
    remedies: [{ title: 'Export the model with torch.export.save, or leave out --no-python.' }],
  };
}
