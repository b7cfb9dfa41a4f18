/**
 * A hierarchy over the nodes of a graph, as columns: groups within groups, with nodes as leaves. An operation that runs graphs
 * has these as its children. Items are numbered level by level, so that a parent comes before its children and the children of
 * an item stand together, in the order in which the program runs them; item 0 is the root.
 */

/** `section`: some of very many children. `fold`: groups that come again and again. `subgraph`: what an operation runs. */
export const ItemKind = {
  root: 0,
  inputs: 1,
  outputs: 2,
  block: 3,
  module: 4,
  section: 5,
  node: 6,
  fold: 7,
  subgraph: 8,
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
  /**
   * Operations below each item; of an operation 1, whatever it runs, and 0 of the inputs and outputs of a subgraph. So a group
   * has as many as are in the program itself.
   */
  readonly nodeCount: Int32Array;
  /** Of a fold: how often the same groups come one after another in it; 0 elsewhere. */
  readonly repeats: Int32Array;
  /**
   * Part of their path that all modules of the program share and that no group is made for, with its dot: "model."; often "".
   * Those in subgraphs have their whole path.
   */
  readonly modulePrefix: string;
  /** By the graph's nodes; -1 for those that are not drawn. */
  readonly itemOfNode: Int32Array;
}

/** True for a group whose children stand one below the other, as all that holds blocks does. */
export function isColumn({ kind, firstChild, childCount }: GroupTree, group: ItemIndex): boolean {
  return kind[group] === ItemKind.root || (childCount[group]! > 0 && kind[firstChild[group]!] === ItemKind.block);
}

/** True for an operation that runs graphs, which are its children. */
export function runsGraphs({ kind, childCount }: GroupTree, item: ItemIndex): boolean {
  return kind[item] === ItemKind.node && childCount[item]! > 0;
}

/** Operations that open with an item: those of a group, and of an operation those of the graphs that it runs. */
export function operationsWithin(tree: GroupTree, item: ItemIndex): number {
  if (!runsGraphs(tree, item)) return tree.nodeCount[item]!;
  let count = 0;
  const first = tree.firstChild[item]!;
  for (let child = first; child < first + tree.childCount[item]!; child++) count += tree.nodeCount[child]!;
  return count;
}
