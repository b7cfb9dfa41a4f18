/** Which nodes become one partition: torch.fx `CapabilityBasedPartitioner.propose_partitions`, step for step. */

import type { Graph, NodeIndex } from '../../graph/graph';

/** Looks at a node or a partition before the search ends: some seconds. */
export const MOST_STEPS = 200_000_000;

class TooMuch extends Error {}

interface Part {
  readonly id: number;
  nodes: Set<NodeIndex>;
  /** What reads it and is not of it. */
  readers: Set<NodeIndex>;
  /**
   * Partitions that can be reached from it, as far as torch has noted it: partitions that have become part of another one
   * keep their numbers here, and lead nowhere.
   */
  reaches: Set<number>;
  /** Grows with every change. */
  version: number;
}

export class Merging {
  private steps = 0;
  private merges = 0;
  /** Of the partition that each node came into, before merges; -1 for none. */
  private readonly firstPart: Int32Array;
  /** Partition that each one has become part of; itself where it is one still. */
  private readonly partOf: number[] = [];
  private readonly parts = new Map<number, Part>();
  /** In torch's order: the smallest number of those that each is made of. */
  private order: number[] = [];
  /** Partitions among a node and all behind it, and after how many merges that was so. */
  private readonly behind: { parts: Int32Array; merges: number }[];
  /** Pairs that cannot be merged: the sum of their versions when that was found. */
  private readonly refused = new Map<number, Map<number, number>>();

  /** `isTaken`: 1 for each node that may be in a partition. */
  constructor(
    private readonly graph: Graph,
    private readonly isTaken: Uint8Array,
    private readonly mostSteps = MOST_STEPS,
  ) {
    this.firstPart = new Int32Array(graph.mainCount).fill(-1);
    this.behind = new Array<{ parts: Int32Array; merges: number }>(graph.mainCount);
  }

  /** Nodes of each partition in topological order; undefined where there is too much to try. */
  propose(): NodeIndex[][] | undefined {
    try {
      for (let node = this.graph.mainCount - 1; node >= 0; node--) this.visit(node);
    } catch (failure) {
      if (failure instanceof TooMuch) return undefined;
      throw failure;
    }
    // torch lists them in the order in which they were begun; what merges keeps its place.
    return [...this.parts.values()].map(({ nodes }) => [...nodes].sort((a, b) => a - b));
  }

  private visit(node: NodeIndex): void {
    const created = this.isTaken[node] === 1 ? this.create(node) : undefined;
    this.behind[node] = { parts: this.partsBehind(node), merges: this.merges };
    const [first, ...others] =
      created === undefined ? this.order : [created, ...this.order.filter((id) => id !== created)];
    if (first === undefined) return;
    let self = first;
    for (const other of others) self = this.tryToMerge(self, other);
  }

  private users(node: NodeIndex): Uint32Array {
    return this.graph.users(node).filter((user) => user < this.graph.mainCount);
  }

  private create(node: NodeIndex): number {
    const id = this.partOf.length;
    this.partOf.push(id);
    this.firstPart[node] = id;
    const readers = new Set(this.users(node));
    this.parts.set(id, { id, nodes: new Set([node]), readers, reaches: this.reachedFrom(readers, id, id), version: 1 });
    this.order.push(id);
    return id;
  }

  /** The partition itself or the one that it has become part of. */
  private current(id: number): number {
    let root = id;
    while (this.partOf[root] !== root) root = this.partOf[root]!;
    for (let at = id; at !== root;) {
      const next = this.partOf[at]!;
      this.partOf[at] = root;
      at = next;
    }
    return root;
  }

  /** Partitions of a node and of all behind it, those behind being known. */
  private partsBehind(node: NodeIndex): Int32Array {
    const found = new Set<number>();
    if (this.firstPart[node] !== -1) found.add(this.current(this.firstPart[node]!));
    for (const user of this.users(node)) for (const part of this.partsFrom(user)) found.add(part);
    this.count(found.size);
    return Int32Array.from(found);
  }

  private partsFrom(node: NodeIndex): Int32Array {
    const known = this.behind[node]!;
    if (known.merges !== this.merges) {
      known.parts = Int32Array.from(new Set(known.parts.map((part) => this.current(part))));
      known.merges = this.merges;
    }
    this.count(known.parts.length + 1);
    return known.parts;
  }

  private reachedFrom(readers: Iterable<NodeIndex>, ...without: readonly number[]): Set<number> {
    const reached = new Set<number>();
    const seen = new Set<number>();
    for (const reader of readers) {
      for (const part of this.partsFrom(reader)) {
        if (seen.has(part)) continue;
        seen.add(part);
        reached.add(part);
        const { reaches } = this.parts.get(part)!;
        this.count(reaches.size);
        for (const further of reaches) reached.add(further);
      }
    }
    for (const part of without) reached.delete(part);
    return reached;
  }

  /** The number of what has come of the first one. */
  private tryToMerge(one: number, other: number): number {
    const [a, b] = [this.parts.get(one)!, this.parts.get(other)!];
    this.count(1);
    if (this.refused.get(one)?.get(other) === a.version + b.version) return one;
    const readers = new Set<NodeIndex>();
    for (const reader of a.readers) if (!b.nodes.has(reader)) readers.add(reader);
    for (const reader of b.readers) if (!a.nodes.has(reader)) readers.add(reader);
    this.count(a.readers.size + b.readers.size);
    if (this.leadsBack(readers, a, b)) {
      this.refuse(a, b);
      return one;
    }
    const [kept, gone] = a.nodes.size < b.nodes.size ? [b, a] : [a, b];
    this.merge(kept, gone, readers);
    return kept.id;
  }

  /** Whether a way from one of the readers leads into one of the two. */
  private leadsBack(readers: ReadonlySet<NodeIndex>, a: Part, b: Part): boolean {
    const seen = new Set<number>();
    for (const reader of readers) {
      for (const part of this.partsFrom(reader)) {
        if (part === a.id || part === b.id) return true;
        if (seen.has(part)) continue;
        seen.add(part);
        const { reaches } = this.parts.get(part)!;
        if (reaches.has(a.id) || reaches.has(b.id)) return true;
      }
    }
    return false;
  }

  /** Nothing that happens to other partitions makes such a pair fit. */
  private refuse(a: Part, b: Part): void {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const known = this.refused.get(one.id) ?? new Map<number, number>();
      known.set(other.id, a.version + b.version);
      this.refused.set(one.id, known);
    }
  }

  private merge(kept: Part, gone: Part, readers: Set<NodeIndex>): void {
    this.count(gone.nodes.size + gone.reaches.size);
    for (const node of gone.nodes) kept.nodes.add(node);
    this.partOf[gone.id] = kept.id;
    this.merges++;
    this.parts.delete(gone.id);
    this.refused.delete(gone.id);
    const places = [this.order.indexOf(kept.id), this.order.indexOf(gone.id)];
    this.order[Math.min(...places)] = kept.id;
    this.order.splice(Math.max(...places), 1);
    for (const further of gone.reaches) kept.reaches.add(further);
    kept.readers = readers;
    for (const further of this.reachedFrom(readers, kept.id, gone.id)) kept.reaches.add(further);
    kept.reaches.delete(kept.id);
    kept.reaches.delete(gone.id);
    kept.version++;
  }

  private count(steps: number): void {
    this.steps += steps;
    if (this.steps > this.mostSteps) throw new TooMuch();
  }
}
