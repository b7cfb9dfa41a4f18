/** Builds the tree of a graph's groups from blocks and module paths, node after node as the program runs them. */

import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import { withoutModule } from '../../ui/words';
import { foldAlike } from './alike';
import { type GroupTree, ItemKind, type ItemIndex } from './groupTree';
import { type Child, type Group, divided, newGroup, settled } from './groups';

/** Levels of a module's path: deeper ones stay in the last. */
const DEEPEST = 64;

export class GroupTreeBuilder {
  private readonly root = newGroup(ItemKind.root, '');
  private readonly blocks: Group[] = [];
  /** Groups of module paths by the path's number in the graph, by the group that the path is in. */
  private readonly paths = new Map<Group, Map<number, Group>>();
  private readonly ends = new Map<NodeIndex, Group>();

  /** `modulePrefix`: part of the path that all modules share, with its dot; there is no group for it. */
  constructor(
    private readonly graph: Graph,
    private readonly modulePrefix: string,
  ) {}

  /** The program's inputs or outputs, as one item that stands for `nodes`. */
  addEnd(kind: typeof ItemKind.inputs | typeof ItemKind.outputs, label: string, nodes: Iterable<NodeIndex>): void {
    const end = newGroup(kind, label);
    this.root.children.push(end);
    for (const node of nodes) this.ends.set(node, end);
  }

  /**
   * A block of the partition; nodes are added to it by its position among the blocks that were added. Blocks of different
   * sorts are never folded as alike.
   */
  addBlock(label: string, target: number, sort: string): void {
    const block = newGroup(ItemKind.block, label, { target, sort });
    this.blocks.push(block);
    this.root.children.push(block);
  }

  /** `block`: position among the blocks. */
  addNode(node: NodeIndex, block: number): void {
    this.moduleIn(this.blocks[block]!, this.graph.columns.module[node]!).children.push(node);
  }

  /**
   * `nameOf`: of a node, for sections, which are called by their first and last one. `folded`: runs of alike groups as one
   * group each. The tree is built once.
   */
  build(nameOf: (node: NodeIndex) => string, folded: boolean): GroupTree {
    const groups = settled(this.root);
    if (folded) foldAlike(this.graph, groups);
    const { modulePrefix } = this;
    return { ...flatten(this.root, this.ends, this.graph.nodeCount, nameOf), modulePrefix };
  }

  private moduleIn(outer: Group, module: number): Group {
    let known = this.paths.get(outer);
    if (!known) this.paths.set(outer, (known = new Map<number, Group>()));
    const found = known.get(module);
    if (found) return found;
    const group = this.groupAt(outer, withoutModule(this.graph.columns.strings.at(module), this.modulePrefix));
    known.set(module, group);
    return group;
  }

  /** `path`: "layer.0.attention", "" for the outer group itself. */
  private groupAt(outer: Group, path: string): Group {
    let at = outer;
    for (const name of path === '' ? [] : path.split('.', DEEPEST)) {
      let next = at.byName?.get(name);
      if (!next) {
        next = newGroup(ItemKind.module, name);
        (at.byName ??= new Map<string, Group>()).set(name, next);
        at.children.push(next);
      }
      at = next;
    }
    return at;
  }
}

/** Links between items as they are found. */
interface Linked {
  readonly items: readonly Child[];
  readonly parent: readonly number[];
  readonly firstChild: readonly number[];
  readonly childCount: readonly number[];
  readonly depth: readonly number[];
}

function flatten(
  root: Group,
  ends: ReadonlyMap<NodeIndex, Group>,
  nodes: number,
  nameOf: (node: NodeIndex) => string,
): Omit<GroupTree, 'modulePrefix'> {
  const items: Child[] = [root];
  const parent = [-1];
  const depth = [0];
  const firstChild: number[] = [];
  const childCount: number[] = [];
  for (let item = 0; item < items.length; item++) {
    const of = items[item]!;
    if (typeof of === 'number') {
      firstChild.push(0);
      childCount.push(0);
      continue;
    }
    // The root keeps its blocks as they are: their order is what it shows.
    const children = of.kind === ItemKind.root ? of.children : divided(of, nameOf);
    firstChild.push(children.length > 0 ? items.length : 0);
    childCount.push(children.length);
    for (const child of children) {
      items.push(child);
      parent.push(item);
      depth.push(depth[item]! + 1);
    }
  }
  return columnsOf({ items, parent, firstChild, childCount, depth }, ends, nodes);
}

function columnsOf(
  { items, ...links }: Linked,
  ends: ReadonlyMap<NodeIndex, Group>,
  nodes: number,
): Omit<GroupTree, 'modulePrefix'> {
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
    parent: new Int32Array(links.parent),
    firstChild: new Int32Array(links.firstChild),
    childCount: new Int32Array(links.childCount),
    depth: new Int32Array(links.depth),
    kind: new Uint8Array(items.map((of) => (typeof of === 'number' ? ItemKind.node : of.kind))),
    target: new Int32Array(items.map((of) => (typeof of === 'number' ? of : of.target))),
    labels: items.map((of) => (typeof of === 'number' ? '' : of.label)),
    nodeCount,
    repeats: new Int32Array(items.map((of) => (typeof of === 'number' ? 0 : (of.fold?.repeats ?? 0)))),
    itemOfNode,
  };
}
