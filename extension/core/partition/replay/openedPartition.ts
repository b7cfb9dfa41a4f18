/** An exported program that was opened, with the partition that is worked out for it. */

import type { Opened } from '../../formats/opened';
import { DEFAULT_REPLAY_SETTINGS, type ReplaySettings } from './lowered';
import { rawPartition } from './rawPartition';

/** Other files, and programs that cannot be read, as they are. `settings` by Torch-TensorRT's names. */
export function withPartition(opened: Opened, settings: Readonly<Record<string, unknown>> = {}): Opened {
  const { artifact, report } = opened;
  if (artifact.kind !== 'exported-program' || !report?.program) return opened;
  const userInputs = new Set((artifact.inputs ?? []).map(({ name }) => name ?? ''));
  const { program, findings } = rawPartition(report.program.graph, userInputs, replaySettings(settings));
  return { artifact, report: { ...report, settings, program, findings: [...report.findings, ...findings] } };
}

/** Settings that have no part in how a graph is cut are passed over. */
function replaySettings(settings: Readonly<Record<string, unknown>>): ReplaySettings {
  const {
    min_block_size: minBlockSize,
    torch_executed_ops: operators,
    use_fast_partitioner: useFastPartitioner,
    require_full_compilation: requireFullCompilation,
  } = settings;
  const given: { -readonly [Name in keyof ReplaySettings]: ReplaySettings[Name] } = { ...DEFAULT_REPLAY_SETTINGS };
  if (typeof minBlockSize === 'number') given.minBlockSize = minBlockSize;
  if (Array.isArray(operators)) given.torchExecutedOps = operators.filter((each) => typeof each === 'string');
  if (typeof useFastPartitioner === 'boolean') given.useFastPartitioner = useFastPartitioner;
  if (typeof requireFullCompilation === 'boolean') given.requireFullCompilation = requireFullCompilation;
  return given;
}
