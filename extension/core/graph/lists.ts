/** Lists of different lengths in one array: list `i` is `items[starts[i]]` to `items[starts[i + 1]]`. */
export interface Lists {
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
}

export function listAt({ starts, items }: Lists, index: number): Uint32Array {
  return items.subarray(starts[index], starts[index + 1]);
}

/** Packs lists into one array as they come. */
export class ListsBuilder {
  private readonly starts = [0];
  private readonly items: number[] = [];

  add(list: readonly number[]): void {
    for (const item of list) this.items.push(item);
    this.starts.push(this.items.length);
  }

  build(): Lists {
    return { starts: Uint32Array.from(this.starts), items: Uint32Array.from(this.items) };
  }
}

export function packLists(lists: Iterable<readonly number[]>): Lists {
  const builder = new ListsBuilder();
  for (const list of lists) builder.add(list);
  return builder.build();
}

/** The lists turned round: who holds item `i` of `count`, in ascending order. Two passes, no objects. */
export function invert({ starts, items }: Lists, count: number): Lists {
  const inverseStarts = new Uint32Array(count + 1);
  for (let at = 0; at < items.length; at++) inverseStarts[items[at]! + 1]! += 1;
  for (let i = 0; i < count; i++) inverseStarts[i + 1]! += inverseStarts[i]!;

  const next = inverseStarts.slice(0, count);
  const inverseItems = new Uint32Array(items.length);
  for (let holder = 0; holder + 1 < starts.length; holder++) {
    for (let at = starts[holder]!; at < starts[holder + 1]!; at++) inverseItems[next[items[at]!]!++] = holder;
  }
  return { starts: inverseStarts, items: inverseItems };
}
