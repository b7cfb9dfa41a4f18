/**
 * A hierarchy over the nodes of a graph, as columns: groups within groups, with nodes as leaves. Items are numbered level by
 * level, so that a parent comes before its children and the children of an item stand together, in the order in which the
 * program runs them; item 0 is the root.
 */

/** `section`: some of very many children. `fold`: groups that come again and again. */
export const ItemKind = {
  root: 0,
  inputs: 1,
  outputs: 2,
  block: 3,
  module: 4,
  section: 5,
  node: 6,
  fold: 7,
} as const;
export type ItemKind = (typeof ItemKind)[keyof typeof ItemKind];

export type ItemIndex = number;

export interface GroupTree {
  readonly count: number;
  /** -1 for the root. */
  readonly parent: Int32Array;
  /** Position of the first child; 0 where there is none. */
  readonly firstChild: Int32Array;
  readonly childCount: Int32Array;
  /** Levels below the root. */
  readonly depth: Int32Array;
  readonly kind: Uint8Array;
  /** Of a node its index in the graph, of a block that among the blocks; -1 for all else. */
  readonly target: Int32Array;
  /**
   * Of each item: of modules their path below the parent, of sections and folds what they hold; "" for nodes, which have
   * their own.
   */
  readonly labels: readonly string[];
  /** Nodes of the graph below each item. */
  readonly nodeCount: Int32Array;
  /** Of a fold: how often the same groups come one after another in it; 0 elsewhere. */
  readonly repeats: Int32Array;
  /** Part of their path that all modules share and that no group is made for, with its dot: "model."; often "". */
  readonly modulePrefix: string;
  /** By the graph's nodes; -1 for those that are not drawn. */
  readonly itemOfNode: Int32Array;
}

/** True for a group whose children stand one below the other, as all that holds blocks does. */
export function isColumn({ kind, firstChild, childCount }: GroupTree, group: ItemIndex): boolean {
  return kind[group] === ItemKind.root || (childCount[group]! > 0 && kind[firstChild[group]!] === ItemKind.block);
}
