/** Values that are read too widely for lines, looked up from either end: by the item that reads, and by the one that is read. */

import type { NodeIndex } from '../../../extension/core/graph/graph';
import { orderByKey } from '../columns';
import type { ItemIndex } from './groupTree';
import type { WideValues } from './liftedEdges';

/** Lists of positions among the values, by item. */
type ByItem = ReturnType<typeof orderByKey>;

const NONE = new Uint32Array();

export class WideReads {
  private readonly read: ByItem;
  private readonly sources: ByItem;

  /** `items`: how many the tree has. */
  constructor(
    readonly values: WideValues,
    items: number,
  ) {
    const { node, from, starts, to } = values;
    const all = new Uint32Array(node.length).map((_, value) => value);
    const valueOf = new Uint32Array(to.length);
    for (const value of all) valueOf.fill(value, starts[value], starts[value + 1]);
    this.read = orderByKey(valueOf, to, to.length > 0 ? items : 0);
    this.sources = orderByKey(all, from, to.length > 0 ? items : 0);
  }

  /** Positions of the values that an item reads. */
  readBy(item: ItemIndex): Uint32Array {
    return listAt(this.read, item);
  }

  /** Positions of the values that come from an item. */
  comingFrom(item: ItemIndex): Uint32Array {
    return listAt(this.sources, item);
  }

  /** True where an item reads a node as many others do. */
  isRead(node: NodeIndex, item: ItemIndex): boolean {
    const values = this.readBy(item);
    // They are in the order of their nodes.
    let [first, end] = [0, values.length];
    while (first < end) {
      const middle = (first + end) >> 1;
      if (this.values.node[values[middle]!]! < node) first = middle + 1;
      else end = middle;
    }
    return first < values.length && this.values.node[values[first]!] === node;
  }

  /** Items that a value is read in. */
  readersOf(value: number): Int32Array {
    const { starts, to } = this.values;
    return to.subarray(starts[value], starts[value + 1]);
  }
}

function listAt({ starts, items }: ByItem, item: ItemIndex): Uint32Array {
  return item + 1 < starts.length ? items.subarray(starts[item], starts[item + 1]) : NONE;
}
