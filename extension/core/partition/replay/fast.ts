/**
 * Torch-TensorRT's fast ("adjacency") partitioner (`dynamo/partitioning/_adjacency_partitioner.py` over torch.fx
 * `splitter_base.py`), in time that grows with nodes and links: what is ready stands in a queue for each of the two kinds.
 */

import type { NodeIndex } from '../../graph/graph';
import { type Lists, listAt, packLists, invert } from '../../graph/lists';
import type { Block, BlockKind } from '../partition';
import { type Fusions, type Links, findFusions, noFusions } from './fusions';
import { type Lowered, operations, supportedOperations } from './lowered';

/** `deadlock`: groups that wait for each other; Torch-TensorRT then takes its global partitioner. */
export type FastResult =
  | { readonly kind: 'blocks'; readonly blocks: readonly Block[]; readonly engines: number; readonly complete: boolean }
  | { readonly kind: 'deadlock'; readonly complete: boolean };

/**
 * `engines`: TensorRT's blocks before small ones are given up. `complete`: false where fusions are missing, because there
 * was too much to search.
 */
export function fastBlocks(lowered: Lowered, minBlockSize: number, keepSmall: boolean): FastResult {
  const links = linksOf(lowered);
  const supported = supportedOperations(lowered.graph, lowered.support);
  const isOperation = operations(lowered.graph);
  const all = isOperation.every((operation, node) => operation === supported[node]);
  const fusions = all ? noFusions(links.count) : findFusions(links, supported, lowered.tensorMeta);
  const runs = takeTurns(waitsOf(links, fusions), fusions, isOperation, supported);
  if (!runs) return { kind: 'deadlock', complete: fusions.complete };
  const engines = runs.filter(({ kind }) => kind === 'tensorrt').length;
  const size = ({ nodes }: Run): number =>
    lowered.weights ? nodes.reduce((sum, node) => sum + lowered.weights![node]!, 0) : nodes.length;
  const kept = keepSmall ? runs : withoutSmall(runs, (run) => size(run) < minBlockSize);
  return { kind: 'blocks', blocks: named(kept), engines, complete: fusions.complete };
}

export function linksOf({ graph }: Lowered): Links {
  const count = graph.mainCount;
  const isOperation = operations(graph);
  const reads = packLists(
    Array.from({ length: count }, (_, node) =>
      isOperation[node] === 1 ? [...graph.inputs(node)].filter((input) => isOperation[input] === 1) : [],
    ),
  );
  return { count, reads, readers: invert(reads, count) };
}

/**
 * What waits for what. Behind the nodes come two more for each group of fused operations: its door, which waits for all that
 * its operations read from outside and for which each of them waits; and its seal, which waits for all of them and for which
 * each reader outside waits.
 */
function waitsOf({ count, reads, readers }: Links, { groups, groupOf }: Fusions): Lists {
  if (groups.length === 0) return reads;
  const waits: number[][] = Array.from({ length: count }, (_, node) => [...listAt(reads, node)]);
  groups.forEach((group, index) => {
    const inside = new Set(group);
    const door: number[] = [];
    const seal: number[] = [];
    const [doorUnit, sealUnit] = [count + 2 * index, count + 2 * index + 1];
    // Operations that a later group has taken over wait at that one's door only, as in torch.
    for (const node of group) {
      if (groupOf[node] === index) {
        waits[node]!.push(doorUnit);
        seal.push(node);
      }
      for (const read of listAt(reads, node)) if (!inside.has(read)) door.push(read);
      for (const reader of listAt(readers, node)) if (!inside.has(reader)) waits[reader]!.push(sealUnit);
    }
    waits[doorUnit] = seal.length > 0 ? door : [];
    waits[sealUnit] = seal;
  });
  return packLists(waits);
}

interface Run {
  kind: BlockKind;
  readonly nodes: NodeIndex[];
}

/**
 * All of one kind that is ready and becomes ready, then all of the other, and so on; undefined where nothing of either kind
 * is ready. Begins with TensorRT's unless some operation of PyTorch's waits for nothing.
 */
function takeTurns(
  waits: Lists,
  { groups }: Fusions,
  isOperation: Uint8Array,
  supported: Uint8Array,
): Run[] | undefined {
  const nodes = isOperation.length;
  const units = nodes + 2 * groups.length;
  const waiting = invert(waits, units);
  const left = Uint32Array.from({ length: units }, (_, unit) => waits.starts[unit + 1]! - waits.starts[unit]!);
  const ready: Record<'tensorrt' | 'torch', NodeIndex[]> = { tensorrt: [], torch: [] };
  let remaining = 0;
  const offer = (first: number): void => {
    // Doors and seals belong to nobody: they open at once.
    const opened = [first];
    for (let unit = opened.pop(); unit !== undefined; unit = opened.pop()) {
      if (unit < nodes) ready[supported[unit] === 1 ? 'tensorrt' : 'torch'].push(unit);
      else for (const next of listAt(waiting, unit)) if (countDown(left, next)) opened.push(next);
    }
  };
  // Those that waited for nothing from the start; what a door of no waits opens comes by the door.
  const free = [...left.keys()].filter((unit) => left[unit] === 0 && (unit >= nodes || isOperation[unit] === 1));
  for (const operation of isOperation) remaining += operation;
  for (const unit of free) offer(unit);
  const runs: Run[] = [];
  let kind: 'tensorrt' | 'torch' = ready.torch.length > 0 ? 'torch' : 'tensorrt';
  while (remaining > 0) {
    const run: Run = { kind, nodes: [] };
    for (let node = ready[kind].pop(); node !== undefined; node = ready[kind].pop()) {
      run.nodes.push(node);
      for (const next of listAt(waiting, node)) if (countDown(left, next)) offer(next);
    }
    if (run.nodes.length === 0) return undefined;
    remaining -= run.nodes.length;
    runs.push(run);
    kind = kind === 'torch' ? 'tensorrt' : 'torch';
  }
  return runs;
}

/** A small block of TensorRT's joins what is before it, or is PyTorch's where nothing is; PyTorch's neighbours become one. */
function withoutSmall(runs: readonly Run[], isSmall: (run: Run) => boolean): Run[] {
  const kept: Run[] = [];
  for (const run of runs) {
    const last = kept.at(-1);
    const stays = run.kind === 'tensorrt' && !isSmall(run);
    if (!last || stays || last.kind === 'tensorrt') kept.push({ kind: stays ? 'tensorrt' : 'torch', nodes: run.nodes });
    else for (const node of run.nodes) last.nodes.push(node);
  }
  return kept;
}

function named(runs: readonly Run[]): Block[] {
  return runs.map(({ kind, nodes }, index) => ({
    name: `${kind === 'tensorrt' ? '_run_on_acc' : '_run_on_gpu'}_${index}`,
    kind,
    nodes: Uint32Array.from(nodes).sort(),
  }));
}

/** True once it has come to none. */
function countDown(left: Int32Array | number[] | Uint32Array, at: number): boolean {
  return (left[at] = left[at]! - 1) === 0;
}
