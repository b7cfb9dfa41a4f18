/**
 * The partition of an ONNX program: TensorRT names the runs of nodes that it would take (IParser::getSubgraphNodes), and
 * the nodes in no run are those that it cannot take. Blocks are those runs and, between them, the rest, in an order in which
 * they can run.
 */

import TinyQueue from 'tinyqueue';
import type { BlockKind } from './partition';

export interface RunBlock {
  readonly name: string;
  readonly kind: BlockKind;
  /** Positions of nodes, in the order given. */
  readonly nodes: readonly number[];
}

/**
 * `reads`: for each node the nodes that it reads, in topological order of the nodes. `runs`: nodes that TensorRT takes
 * together; a node that is in two belongs to the first.
 */
export function blocksOfRuns(reads: readonly (readonly number[])[], runs: readonly (readonly number[])[]): RunBlock[] {
  const unitOf = unitsOf(reads.length, runs);
  const units = orderUnits(reads, unitOf, runs.length);
  const blocks: { kind: BlockKind; nodes: number[] }[] = [];
  for (const { unit, nodes } of units) {
    const kind: BlockKind = unit < runs.length ? 'tensorrt' : 'torch';
    const last = blocks.at(-1);
    if (kind === 'torch' && last?.kind === 'torch') last.nodes.push(...nodes);
    else blocks.push({ kind, nodes: [...nodes] });
  }
  return blocks.map(({ kind, nodes }, index) => ({
    name: `${kind === 'tensorrt' ? '_run_on_acc' : '_run_on_gpu'}_${index}`,
    kind,
    nodes: nodes.sort((a, b) => a - b),
  }));
}

/** Runs are units 0 and up; every other node is a unit of its own behind them. */
function unitsOf(count: number, runs: readonly (readonly number[])[]): Int32Array {
  const unitOf = new Int32Array(count).fill(-1);
  runs.forEach((run, index) => {
    for (const node of run) if (unitOf[node] === -1) unitOf[node] = index;
  });
  let next = runs.length;
  return unitOf.map((unit) => (unit === -1 ? next++ : unit));
}

interface Unit {
  readonly unit: number;
  readonly nodes: readonly number[];
}

/**
 * Units so that each comes after those that it reads from; of several that could come next the one that continues with what
 * the last one was, so that blocks stay few, and then the one whose first node is first.
 */
function orderUnits(reads: readonly (readonly number[])[], unitOf: Int32Array, runs: number): Unit[] {
  const nodes = new Map<number, number[]>();
  unitOf.forEach((unit, node) => {
    const others = nodes.get(unit);
    if (others) others.push(node);
    else nodes.set(unit, [node]);
  });
  const waitsFor = new Map<number, Set<number>>();
  const readers = new Map<number, Set<number>>();
  for (const unit of nodes.keys()) {
    waitsFor.set(unit, new Set());
    readers.set(unit, new Set());
  }
  reads.forEach((list, node) => {
    const unit = unitOf[node]!;
    for (const read of list) {
      const from = unitOf[read]!;
      if (from === unit) continue;
      waitsFor.get(unit)!.add(from);
      readers.get(from)!.add(unit);
    }
  });
  const first = (unit: number): number => nodes.get(unit)![0]!;
  const ready = (): TinyQueue<number> => new TinyQueue<number>([], (a, b) => first(a) - first(b));
  const [readyRuns, readyRest] = [ready(), ready()];
  const offer = (unit: number): void => (unit < runs ? readyRuns : readyRest).push(unit);
  for (const [unit, waits] of waitsFor) if (waits.size === 0) offer(unit);
  // In the order of their first nodes.
  const left = new Set(nodes.keys());
  const ordered: Unit[] = [];
  let inRest = false;
  while (left.size > 0) {
    const [same, other] = inRest ? [readyRest, readyRuns] : [readyRuns, readyRest];
    // Runs that read each other in a circle cannot be ordered; then the file's order has to do.
    const unit: number = same.pop() ?? other.pop() ?? left.values().next().value!;
    left.delete(unit);
    inRest = unit >= runs;
    ordered.push({ unit, nodes: nodes.get(unit)! });
    for (const reader of readers.get(unit)!) {
      const waits = waitsFor.get(reader)!;
      waits.delete(unit);
      if (waits.size === 0 && left.has(reader)) offer(reader);
    }
  }
  return ordered;
}
