/**
 * A hierarchy over the nodes of a graph, as columns: groups within groups, with nodes as leaves. Items are numbered level by
 * level, so that a parent comes before its children and the children of an item stand together, in the order in which the
 * program runs them; item 0 is the root.
 */

import type { NodeIndex } from '../../../extension/core/graph/graph';

export const ItemKind = { root: 0, inputs: 1, outputs: 2, block: 3, module: 4, section: 5, node: 6 } as const;
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
  /** Of each item: of modules their path below the parent, of sections what they hold; "" for nodes, which have their own. */
  readonly labels: readonly string[];
  /** Nodes of the graph below each item. */
  readonly nodeCount: Int32Array;
  /** By the graph's nodes; -1 for those that are not drawn. */
  readonly itemOfNode: Int32Array;
}

/** A group while the tree is built. */
interface Group {
  readonly kind: ItemKind;
  label: string;
  readonly target: number;
  /** Groups, or nodes as they are numbered in the graph. */
  children: (Group | NodeIndex)[];
  readonly byName: Map<string, Group>;
}

/** Children that one group is drawn with at most; more are divided into sections. */
const MOST_CHILDREN = 256;
/** Children of a section. */
const SECTION = 128;
/** Levels of a module's path: deeper ones stay in the last. */
const DEEPEST = 64;

export class GroupTreeBuilder {
  private readonly root = group(ItemKind.root, '', -1);
  private readonly blocks: Group[] = [];
  /** Groups of module paths, by the group that the path is in. */
  private readonly paths = new Map<Group, Map<string, Group>>();
  private readonly ends = new Map<NodeIndex, Group>();

  constructor(private readonly nodeCount: number) {}

  /** The program's inputs or outputs, as one item that stands for `nodes`. */
  addEnd(kind: typeof ItemKind.inputs | typeof ItemKind.outputs, label: string, nodes: Iterable<NodeIndex>): void {
    const end = group(kind, label, -1);
    this.root.children.push(end);
    for (const node of nodes) this.ends.set(node, end);
  }

  /** A block of the partition; nodes are added to it by its position among the blocks that were added. */
  addBlock(label: string, target: number): void {
    const block = group(ItemKind.block, label, target);
    this.blocks.push(block);
    this.root.children.push(block);
  }

  /** `block`: position among the blocks, or undefined for a tree of modules alone. `module`: "encoder.layer.0", "" at the root. */
  addNode(node: NodeIndex, block: number | undefined, module: string): void {
    const outer = block === undefined ? this.root : this.blocks[block]!;
    this.moduleIn(outer, module).children.push(node);
  }

  /** `nameOf`: of a node, for sections, which are called by their first and last one. */
  build(nameOf: (node: NodeIndex) => string): GroupTree {
    return flatten(this.root, this.ends, this.nodeCount, nameOf);
  }

  private moduleIn(outer: Group, path: string): Group {
    if (path === '') return outer;
    let known = this.paths.get(outer);
    if (!known) this.paths.set(outer, (known = new Map<string, Group>()));
    const found = known.get(path);
    if (found) return found;
    let at = outer;
    for (const name of path.split('.', DEEPEST)) {
      let next = at.byName.get(name);
      if (!next) {
        next = group(ItemKind.module, name, -1);
        at.byName.set(name, next);
        at.children.push(next);
      }
      at = next;
    }
    known.set(path, at);
    return at;
  }
}

function group(kind: ItemKind, label: string, target: number): Group {
  return { kind, label, target, children: [], byName: new Map() };
}

/** A module that holds nothing but one other is drawn as one with it: "encoder.layer". */
function joined(group: Group): Group {
  let at = group;
  for (let only = at.children[0]; at.kind === ItemKind.module && at.children.length === 1; only = at.children[0]) {
    if (typeof only !== 'object' || only.kind !== ItemKind.module) break;
    only.label = `${at.label}.${only.label}`;
    at = only;
  }
  return at;
}

/** A child as it is drawn; of a module that holds one operation and nothing else the operation, which a frame would hide. */
function drawn(child: Group | NodeIndex): Group | NodeIndex {
  if (typeof child === 'number') return child;
  const group = joined(child);
  const [only, another] = group.children;
  return group.kind === ItemKind.module && typeof only === 'number' && another === undefined ? only : group;
}

/** Children as they are drawn: many are divided, level upon level, so that no group has too many. */
function divided(children: (Group | NodeIndex)[], nameOf: (child: Group | NodeIndex) => string): (Group | NodeIndex)[] {
  let level = children;
  while (level.length > MOST_CHILDREN) {
    const sections: Group[] = [];
    for (let first = 0; first < level.length; first += SECTION) {
      const part = level.slice(first, first + SECTION);
      const section = group(ItemKind.section, `${nameOf(part[0]!)} … ${nameOf(part.at(-1)!)}`, -1);
      section.children = part;
      sections.push(section);
    }
    level = sections;
  }
  return level;
}

function flatten(
  root: Group,
  ends: ReadonlyMap<NodeIndex, Group>,
  nodes: number,
  nameOf: (node: NodeIndex) => string,
): GroupTree {
  const childName = (child: Group | NodeIndex): string =>
    typeof child === 'number' ? nameOf(child) : (child.label.split(' … ')[0] ?? '');
  const items: (Group | NodeIndex)[] = [root];
  const [parent, firstChild, childCount, depth]: number[][] = [[-1], [], [], [0]];
  for (let item = 0; item < items.length; item++) {
    const of = items[item]!;
    if (typeof of === 'number') {
      firstChild!.push(0);
      childCount!.push(0);
      continue;
    }
    // The root keeps its blocks as they are: their order is what it shows.
    const own = of.children.map(drawn);
    const children = of.kind === ItemKind.root ? own : divided(own, childName);
    firstChild!.push(children.length > 0 ? items.length : 0);
    childCount!.push(children.length);
    for (const child of children) {
      items.push(child);
      parent!.push(item);
      depth!.push(depth![item]! + 1);
    }
  }
  return columnsOf(
    items,
    { parent: parent!, firstChild: firstChild!, childCount: childCount!, depth: depth! },
    ends,
    nodes,
  );
}

function columnsOf(
  items: readonly (Group | NodeIndex)[],
  links: Record<'parent' | 'firstChild' | 'childCount' | 'depth', number[]>,
  ends: ReadonlyMap<NodeIndex, Group>,
  nodes: number,
): GroupTree {
  const itemOfNode = new Int32Array(nodes).fill(-1);
  const nodeCount = new Int32Array(items.length);
  const endItems = new Map<Group, ItemIndex>();
  items.forEach((of, item) => {
    if (typeof of === 'number') {
      itemOfNode[of] = item;
      nodeCount[item] = 1;
    } else if (of.kind === ItemKind.inputs || of.kind === ItemKind.outputs) endItems.set(of, item);
  });
  for (const [node, end] of ends) itemOfNode[node] = endItems.get(end)!;
  // Children come after their parents.
  for (let item = items.length - 1; item > 0; item--) nodeCount[links.parent[item]!]! += nodeCount[item]!;
  return {
    count: items.length,
    parent: Int32Array.from(links.parent),
    firstChild: Int32Array.from(links.firstChild),
    childCount: Int32Array.from(links.childCount),
    depth: Int32Array.from(links.depth),
    kind: Uint8Array.from(items, (of) => (typeof of === 'number' ? ItemKind.node : of.kind)),
    target: Int32Array.from(items, (of) => (typeof of === 'number' ? of : of.target)),
    labels: items.map((of) => (typeof of === 'number' ? '' : of.label)),
    nodeCount,
    itemOfNode,
  };
}
