/** The blocks that a compiled program holds: an engine is one node of it, and the operations between engines stay in PyTorch. */

import type { Graph, NodeIndex } from '../../graph/graph';
import type { Block, Partition } from '../../partition/partition';

const GETITEM = '_operator.getitem';

/**
 * `engines`: names of engines by node, such as `_run_on_acc_0_engine`. Blocks are in the order in which the program runs
 * them, named as Torch-TensorRT named them; those in PyTorch have the numbers that the engines leave free.
 */
export function storedPartition(graph: Graph, engines: ReadonlyMap<NodeIndex, string>): Partition {
  const groups: { kind: Block['kind']; name: string; nodes: NodeIndex[] }[] = [];
  const groupOf = new Map<NodeIndex, (typeof groups)[number]>();
  for (let node = 0; node < graph.mainCount; node++) {
    if (!graph.isOperation(node)) continue;
    const engine = engines.get(node);
    const source = graph.target(node) === GETITEM ? graph.inputs(node)[0] : undefined;
    // What is taken out of an engine's outputs is the engine's.
    let group = source === undefined ? undefined : groupOf.get(source);
    if (engine !== undefined) group = { kind: 'tensorrt', name: blockName(engine), nodes: [] };
    else if (group?.kind !== 'tensorrt') {
      const last = groups.at(-1);
      group = last?.kind === 'torch' ? last : { kind: 'torch', name: '', nodes: [] };
    }
    if (group.nodes.length === 0) groups.push(group);
    group.nodes.push(node);
    groupOf.set(node, group);
  }
  return { blocks: named(groups), partitioner: 'stored', skippedWholeGraph: false, exact: true };
}

/** "_run_on_acc_0" for `_run_on_acc_0_engine` and for `obj__run_on_acc_0_engine_1`. */
export function blockName(engine: string): string {
  return /_run_on_acc_\d+/.exec(engine)?.[0] ?? (engine || 'engine');
}

function named(groups: readonly { kind: Block['kind']; name: string; nodes: NodeIndex[] }[]): Block[] {
  const taken = new Set(groups.map(({ name }) => Number(/_run_on_acc_(\d+)$/.exec(name)?.[1] ?? NaN)));
  const counts = new Map<string, number>();
  let next = 0;
  return groups.map(({ kind, name, nodes }) => {
    if (kind === 'tensorrt') {
      next = Number(/_run_on_acc_(\d+)$/.exec(name)?.[1] ?? next) + 1;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      // Two engines of one name, which Torch-TensorRT does not make.
      return { name: count === 1 ? name : `${name}#${count}`, kind, nodes: Uint32Array.from(nodes) };
    }
    while (taken.has(next)) next++;
    taken.add(next);
    return { name: `_run_on_gpu_${next++}`, kind, nodes: Uint32Array.from(nodes) };
  });
}
