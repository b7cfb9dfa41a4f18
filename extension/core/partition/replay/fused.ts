/**
 * The order in which a globally cut graph runs. torch.fx puts a call of each partition behind its last node, and one getitem
 * after it for each of several results, takes the partition's nodes away and sorts what is left, in the order that it had as
 * far as that can be (`fuser_utils.py` `fuse_by_partitions`).
 */

import TinyQueue from 'tinyqueue';
import type { Graph, NodeIndex } from '../../graph/graph';
import type { Block } from '../partition';

interface Unit {
  readonly waitsFor: Set<Unit>;
  readonly readers: Set<Unit>;
  /** Place before sorting: the node, then the results behind a call. */
  readonly place: readonly [NodeIndex, number];
  readonly partition: number;
  /** The node, where it is in no partition; -1 for a call or one of its results. */
  readonly node: NodeIndex;
}

/**
 * TensorRT's blocks are the partitions, numbered as they come; each run of operations between them is a block of PyTorch's,
 * named `torch_0` and so on.
 */
export function blocksInOrder(graph: Graph, partitions: readonly (readonly NodeIndex[])[]): Block[] {
  const sorted = partitions.map((partition) => sortedWithin(graph, partition));
  const blocks: Block[] = [];
  let loose: NodeIndex[] = [];
  let runs = 0;
  const close = (): void => {
    if (loose.length > 0)
      blocks.push({ name: `torch_${runs++}`, kind: 'torch', nodes: Uint32Array.from(loose).sort() });
    loose = [];
  };
  for (const { partition, node } of inOrder(unitsOf(graph, sorted))) {
    if (node >= 0) {
      if (graph.isOperation(node)) loose.push(node);
      continue;
    }
    close();
    const nodes = Uint32Array.from(sorted[partition]!.filter((each) => graph.isOperation(each))).sort();
    blocks.push({ name: `_run_on_acc_${partition}`, kind: 'tensorrt', nodes });
  }
  close();
  return blocks;
}

/** Of those that wait for nothing the one that is listed first, again and again. */
function sortedWithin(graph: Graph, partition: readonly NodeIndex[]): NodeIndex[] {
  const placeOf = new Map(partition.map((node, place) => [node, place] as const));
  const waits = partition.map((node) => graph.inputs(node).filter((input) => placeOf.has(input)).length);
  const ready = new TinyQueue(
    [...placeOf.values()].filter((place) => waits[place] === 0),
    (a, b) => a - b,
  );
  const sorted: NodeIndex[] = [];
  for (let place = ready.pop(); place !== undefined; place = ready.pop()) {
    sorted.push(partition[place]!);
    for (const user of graph.users(partition[place]!)) {
      const next = placeOf.get(user);
      if (next !== undefined && (waits[next] = waits[next]! - 1) === 0) ready.push(next);
    }
  }
  return sorted;
}

function unitsOf(graph: Graph, partitions: readonly (readonly NodeIndex[])[]): Unit[] {
  const partitionOf = new Int32Array(graph.mainCount).fill(-1);
  partitions.forEach((nodes, index) => nodes.forEach((node) => (partitionOf[node] = index)));
  const units: Unit[] = [];
  const add = (node: NodeIndex, partition: number, place: Unit['place']): Unit => {
    const unit: Unit = { waitsFor: new Set(), readers: new Set(), place, partition, node };
    units.push(unit);
    return unit;
  };
  const calls = partitions.map((nodes, index) => add(-1, index, [nodes.at(-1)!, 1]));
  const isRead = (node: NodeIndex): boolean =>
    graph.users(node).some((user) => user < graph.mainCount && partitionOf[user] !== partitionOf[node]);
  // Where the value of each node comes from: the node, the call of its partition, or a result of that.
  const source = new Map<NodeIndex, Unit>();
  partitions.forEach((nodes, index) => {
    const results = nodes.filter(isRead);
    results.forEach((node, position) => {
      if (results.length === 1) return source.set(node, calls[index]!);
      const result = add(-2, index, [nodes.at(-1)!, 2 + position]);
      wait(result, calls[index]!);
      return source.set(node, result);
    });
  });
  for (let node = 0; node < graph.mainCount; node++)
    if (partitionOf[node] === -1) source.set(node, add(node, -1, [node, 0]));
  for (let node = 0; node < graph.mainCount; node++) {
    const reader = partitionOf[node] === -1 ? source.get(node)! : calls[partitionOf[node]!]!;
    for (const input of graph.inputs(node))
      if (partitionOf[input] === -1 || partitionOf[input] !== partitionOf[node]) wait(reader, source.get(input)!);
  }
  return units;
}

function wait(reader: Unit, source: Unit): void {
  reader.waitsFor.add(source);
  source.readers.add(reader);
}

/** Without the results of calls, which are no operations of the graph. */
function inOrder(units: readonly Unit[]): Unit[] {
  const ready = new TinyQueue(
    units.filter(({ waitsFor }) => waitsFor.size === 0),
    (a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1],
  );
  const ordered: Unit[] = [];
  for (let unit = ready.pop(); unit; unit = ready.pop()) {
    if (unit.node !== -2) ordered.push(unit);
    for (const reader of unit.readers) {
      reader.waitsFor.delete(unit);
      if (reader.waitsFor.size === 0) ready.push(reader);
    }
  }
  return ordered;
}
