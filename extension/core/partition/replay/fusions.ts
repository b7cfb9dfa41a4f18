/**
 * Groups of operations that Torch-TensorRT's fast partitioner keeps together (torch.fx `FxNetAccFusionsFinder`): an operation
 * without `tensor_meta`, all that reads it, all without `tensor_meta` that it reads, the same for each of these, and whatever
 * lies on a way from the group back into it. A group with an unsupported operation is none, and its operations are in no
 * later group either.
 *
 * torch begins with the operations in the order of a Python set, which is no order that anyone could know; it matters only
 * where one group lies within another that is dropped. Here they are begun with in topological order.
 */

import TinyQueue from 'tinyqueue';
import type { NodeIndex } from '../../graph/graph';
import { type Lists, listAt } from '../../graph/lists';

export interface Fusions {
  /** Operations of each group. Two groups can share some, and one can lie within another. */
  readonly groups: readonly (readonly NodeIndex[])[];
  /** The last group of each node; -1 for none. */
  readonly groupOf: Int32Array;
  /** False where there was more to search than `MOST_STEPS`; then groups are missing. */
  readonly complete: boolean;
}

/** Links between nodes that are looked at before the search ends: some seconds. Real graphs take a few per node. */
export const MOST_STEPS = 50_000_000;

/** Operations only: what they read of each other, and what reads them. */
export interface Links {
  readonly count: number;
  readonly reads: Lists;
  readonly readers: Lists;
}

export function noFusions(count: number): Fusions {
  return { groups: [], groupOf: new Int32Array(count).fill(-1), complete: true };
}

/** `supported` and `tensorMeta`: 1 or 0 a node. */
export function findFusions(
  links: Links,
  supported: Uint8Array,
  tensorMeta: Uint8Array,
  mostSteps = MOST_STEPS,
): Fusions {
  const groupOf = new Int32Array(links.count).fill(-1);
  const groups: NodeIndex[][] = [];
  const candidates = supported.slice();
  const search = new GroupSearch(links, tensorMeta, mostSteps);
  for (let start = 0; start < links.count; start++) {
    if (candidates[start] !== 1 || tensorMeta[start] === 1 || groupOf[start] !== -1) continue;
    const group = search.from(start);
    if (!group) return { groups, groupOf, complete: false };
    if (group.every((node) => candidates[node] === 1)) {
      for (const node of group) groupOf[node] = groups.length;
      groups.push(group);
    } else {
      for (const node of group) candidates[node] = 0;
    }
  }
  return { groups, groupOf, complete: true };
}

/** Which way the search goes: down to what reads a node, or up to what it reads. */
interface Direction {
  readonly next: Lists;
  /** Number of the search that reached each node going this way. */
  readonly reached: Uint32Array;
  /** Reached, but past the group's far end: nothing behind them leads back yet. Nearest first. */
  readonly waiting: TinyQueue<NodeIndex>;
  /** 1 down, -1 up: times a node's index, smaller is nearer to the group. */
  readonly sign: 1 | -1;
}

class GroupSearch {
  private search = 0;
  private steps = 0;
  private readonly inGroup: Uint32Array;
  private readonly down: Direction;
  private readonly up: Direction;
  private group: NodeIndex[] = [];
  private first = 0;
  private last = 0;

  constructor(
    private readonly links: Links,
    private readonly tensorMeta: Uint8Array,
    private readonly mostSteps: number,
  ) {
    this.inGroup = new Uint32Array(links.count);
    this.down = direction(links.readers, links.count, 1);
    this.up = direction(links.reads, links.count, -1);
  }

  /** Undefined once too much was searched, in this search and those before it. */
  from(start: NodeIndex): NodeIndex[] | undefined {
    this.search++;
    this.group = [];
    this.first = this.last = start;
    this.down.waiting.data.length = this.down.waiting.length = 0;
    this.up.waiting.data.length = this.up.waiting.length = 0;
    this.add(start);
    // The group grows while it is walked over.
    for (const node of this.group) {
      if (this.steps > this.mostSteps) return undefined;
      this.addNeighbours(node);
      this.walk(node, this.down, this.up);
      this.walk(node, this.up, this.down);
      this.resume();
    }
    return this.group;
  }

  private add(node: NodeIndex): void {
    if (this.inGroup[node] === this.search) return;
    this.inGroup[node] = this.search;
    this.group.push(node);
    this.first = Math.min(this.first, node);
    this.last = Math.max(this.last, node);
  }

  private addNeighbours(node: NodeIndex): void {
    const readers = listAt(this.links.readers, node);
    const reads = listAt(this.links.reads, node);
    this.steps += readers.length + reads.length;
    if (this.tensorMeta[node] !== 1) for (const reader of readers) this.add(reader);
    for (const read of reads) if (this.tensorMeta[read] !== 1) this.add(read);
  }

  /** Marks what is reached from a node; what is reached both ways lies between two of the group. */
  private walk(from: NodeIndex, way: Direction, other: Direction): void {
    const todo = [from];
    way.reached[from] = this.search;
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      for (const next of listAt(way.next, node)) {
        this.steps++;
        if (way.reached[next] === this.search) continue;
        way.reached[next] = this.search;
        if (other.reached[next] === this.search) this.add(next);
        if (this.isPast(next, way)) way.waiting.push(next);
        else todo.push(next);
      }
    }
  }

  /** The group has grown: what was past its end may be within it now. */
  private resume(): void {
    for (const [way, other] of [
      [this.down, this.up],
      [this.up, this.down],
    ] as const) {
      for (let node = way.waiting.peek(); node !== undefined && !this.isPast(node, way); node = way.waiting.peek()) {
        way.waiting.pop();
        this.walk(node, way, other);
      }
    }
  }

  private isPast(node: NodeIndex, way: Direction): boolean {
    return way.sign === 1 ? node >= this.last : node <= this.first;
  }
}

function direction(next: Lists, count: number, sign: 1 | -1): Direction {
  return {
    next,
    reached: new Uint32Array(count),
    waiting: new TinyQueue<NodeIndex>([], (a, b) => sign * (a - b)),
    sign,
  };
}
