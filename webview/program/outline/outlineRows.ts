/** The rows of the outline: what the picture shows, one below the other, as the keyboard walks it. */

import type { GroupTree, ItemIndex } from '../graph/groupTree';
import type { Stop } from '../graph/steps';

/**
 * One number a row: the item, or the complement of that of a block whose break it is, which comes after all that is in the
 * block. `open`: 1 for each group that is open.
 */
export function outlineRows(tree: GroupTree, open: Uint8Array, breaks: ReadonlySet<ItemIndex>): Int32Array {
  const { firstChild, childCount, parent } = tree;
  const rows = new Int32Array(tree.count + breaks.size);
  let count = 0;
  let item = childCount[0]! > 0 ? firstChild[0]! : 0;
  while (item > 0) {
    rows[count++] = item;
    if (open[item] === 1 && childCount[item]! > 0) {
      item = firstChild[item]!;
      continue;
    }
    // Up to the first that has a sibling after it, past the breaks of all that end here.
    for (;;) {
      if (breaks.has(item)) rows[count++] = ~item;
      const group = parent[item]!;
      if (item + 1 < firstChild[group]! + childCount[group]!) {
        item++;
        break;
      }
      item = group;
      if (item <= 0) break;
    }
  }
  return rows.slice(0, count);
}

export function stopOfRow(row: number): Stop {
  return row < 0 ? { item: ~row, isBreak: true } : { item: row, isBreak: false };
}

/** Position of a row; -1 for what is not among them. */
export function rowOfStop(rows: Int32Array, { item, isBreak }: Stop): number {
  return rows.indexOf(isBreak ? ~item : item);
}
