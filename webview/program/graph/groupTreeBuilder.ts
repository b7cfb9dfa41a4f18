/** Builds the tree of a graph's groups from blocks and module paths, node after node as the program runs them. */

import { type Graph, type NodeIndex, NodeOp } from '../../../extension/core/graph/graph';
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
  /** Graphs that operations run, as groups. */
  private readonly subgraphs = new Map<NodeIndex, Group[]>();

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
    this.moduleIn(this.blocks[block]!, node, this.modulePrefix).children.push(node);
  }

  /** The graphs that operations run, with their inputs and outputs as items like their operations; weights have none. */
  addSubgraphs(): void {
    const { graph } = this;
    for (const { owner, name, first, count } of graph.columns.subgraphs) {
      const group = newGroup(ItemKind.subgraph, name);
      const siblings = this.subgraphs.get(owner);
      if (siblings) siblings.push(group);
      else this.subgraphs.set(owner, [group]);
      for (let node = first; node < first + count; node++) {
        const op = graph.op(node);
        // What is within an operation need not share what modules of the program do.
        if (graph.isOperation(node)) this.moduleIn(group, node, '').children.push(node);
        else if (op === NodeOp.placeholder || op === NodeOp.output) group.children.push(node);
      }
    }
  }

  /**
   * `nameOf`: of a node, for sections, which are called by their first and last one. `folded`: runs of alike groups as one
   * group each. The tree is built once.
   */
  build(nameOf: (node: NodeIndex) => string, folded: boolean): GroupTree {
    const { graph, root, ends, subgraphs, modulePrefix } = this;
    // What is within operations is like nothing outside: it is settled and folded by itself.
    const within = { ...newGroup(ItemKind.root, ''), children: [...subgraphs.values()].flat() };
    for (const each of [root, within]) {
      const groups = settled(each);
      if (folded) foldAlike(graph, groups);
    }
    return { ...flatten({ graph, root, ends, subgraphs }, nameOf), modulePrefix };
  }

  /** The group of the module that a node is in, within `outer`. `prefix`: of its path, without a group. */
  private moduleIn(outer: Group, node: NodeIndex, prefix: string): Group {
    const { module: modules, strings } = this.graph.columns;
    const module = modules[node]!;
    let known = this.paths.get(outer);
    if (!known) this.paths.set(outer, (known = new Map<number, Group>()));
    const found = known.get(module);
    if (found) return found;
    const group = this.groupAt(outer, withoutModule(strings.at(module), prefix));
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

/** What a tree is made from. */
interface Built {
  readonly graph: Graph;
  readonly root: Group;
  readonly ends: ReadonlyMap<NodeIndex, Group>;
  readonly subgraphs: ReadonlyMap<NodeIndex, readonly Group[]>;
}

const NOTHING: readonly Child[] = [];

function flatten(built: Built, nameOf: (node: NodeIndex) => string): Omit<GroupTree, 'modulePrefix'> {
  const items: Child[] = [built.root];
  const parent = [-1];
  const depth = [0];
  const firstChild: number[] = [];
  const childCount: number[] = [];
  for (let item = 0; item < items.length; item++) {
    const of = items[item]!;
    const children = typeof of === 'number' ? (built.subgraphs.get(of) ?? NOTHING) : childrenOf(of, nameOf);
    firstChild.push(children.length > 0 ? items.length : 0);
    childCount.push(children.length);
    for (const child of children) {
      items.push(child);
      parent.push(item);
      depth.push(depth[item]! + 1);
    }
  }
  return columnsOf({ items, parent, firstChild, childCount, depth }, built);
}

/** The root keeps its blocks as they are: their order is what it shows. */
function childrenOf(group: Group, nameOf: (node: NodeIndex) => string): readonly Child[] {
  return group.kind === ItemKind.root ? group.children : divided(group, nameOf);
}

function columnsOf({ items, ...links }: Linked, { graph, ends }: Built): Omit<GroupTree, 'modulePrefix'> {
  const itemOfNode = new Int32Array(graph.nodeCount).fill(-1);
  const nodeCount = new Int32Array(items.length);
  const endItems = new Map<Group, ItemIndex>();
  items.forEach((of, item) => {
    if (typeof of === 'number') {
      itemOfNode[of] = item;
      nodeCount[item] = graph.isOperation(of) ? 1 : 0;
    } else if (of.kind === ItemKind.inputs || of.kind === ItemKind.outputs) endItems.set(of, item);
  });
  for (const [node, end] of ends) itemOfNode[node] = endItems.get(end)!;
  // Children come after their parents.
  for (let item = items.length - 1; item > 0; item--) {
    const parent = links.parent[item]!;
    if (typeof items[parent] !== 'number') nodeCount[parent]! += nodeCount[item]!;
  }
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
