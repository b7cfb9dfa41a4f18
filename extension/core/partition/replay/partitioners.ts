/** Torch-TensorRT's two partitioners over a lowered graph: what `dynamo/_compiler.py` `compile_module` makes of them. */

import { type Partition, uncut } from '../partition';
import { fastBlocks } from './fast';
import { globalBlocks } from './global';
import { type Lowered, type ReplaySettings, exclude, supportedOperations } from './lowered';

export interface Replayed {
  readonly partition: Partition;
  /** `require_full_compilation` was asked for and cannot be had: Torch-TensorRT ends the compile. */
  readonly refused: boolean;
  /**
   * What was too much to work out, as it would be for Torch-TensorRT: `fusions`, groups of operations that are kept together
   * are missing; `global`, the graph is not cut.
   */
  readonly leftOut: 'fusions' | 'global' | undefined;
}

/**
 * Cuts the graph as Torch-TensorRT would: with the fast partitioner unless the settings or a deadlock of its groups want the
 * global one. Where the whole graph is left to PyTorch the blocks are those that it would have had. `exact` is true, as far
 * as support and `tensorMeta` are Torch-TensorRT's own. `lowered.support` is that without exclusions.
 */
export function replayLowered(lowered: Lowered, settings: ReplaySettings): Replayed {
  const support = exclude(lowered.graph, lowered.support, settings.torchExecutedOps);
  const left = { ...lowered, support };
  const supported = weightOfSupported(left);
  const skipped = supported === 0 || supported < settings.minBlockSize;
  return settings.useFastPartitioner || skipped
    ? fastOrGlobal(left, settings, skipped)
    : global(left, settings, skipped);
}

function weightOfSupported({ graph, support, weights }: Lowered): number {
  if (!weights) return support.supported;
  const isSupported = supportedOperations(graph, support);
  return weights.reduce((sum, weight, node) => sum + (isSupported[node] === 1 ? weight : 0), 0);
}

/** The fast partitioner alone is what most want. */
export function fastPartition(lowered: Lowered, settings: ReplaySettings): Replayed {
  return replayLowered(lowered, { ...settings, useFastPartitioner: true });
}

export function globalPartition(lowered: Lowered, settings: ReplaySettings): Replayed {
  return replayLowered(lowered, { ...settings, useFastPartitioner: false });
}

function fastOrGlobal(lowered: Lowered, settings: ReplaySettings, skippedWholeGraph: boolean): Replayed {
  const fast = fastBlocks(lowered, settings.minBlockSize, settings.requireFullCompilation);
  const leftOut = fast.complete ? undefined : 'fusions';
  if (fast.kind === 'deadlock') {
    const result = global(lowered, settings, skippedWholeGraph);
    return { ...result, leftOut: result.leftOut ?? leftOut };
  }
  const { blocks, engines } = fast;
  return {
    partition: { blocks, partitioner: 'fast', skippedWholeGraph, exact: fast.complete },
    refused: isRefused(lowered, settings, skippedWholeGraph, engines),
    leftOut,
  };
}

function global(lowered: Lowered, settings: ReplaySettings, skippedWholeGraph: boolean): Replayed {
  const result = globalBlocks(lowered, settings.minBlockSize, settings.requireFullCompilation);
  if (!result) return { partition: { ...uncut(lowered.graph), exact: false }, refused: false, leftOut: 'global' };
  return {
    partition: { blocks: result.blocks, partitioner: 'global', skippedWholeGraph, exact: true },
    refused: isRefused(lowered, settings, skippedWholeGraph, result.engines),
    leftOut: undefined,
  };
}

/** One engine of everything is what `require_full_compilation` asks for; a graph that is skipped is never asked. */
function isRefused({ support }: Lowered, settings: ReplaySettings, skipped: boolean, engines: number): boolean {
  return settings.requireFullCompilation && !skipped && (engines !== 1 || support.supported !== support.total);
}
