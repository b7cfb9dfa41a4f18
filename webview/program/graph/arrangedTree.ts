/** A tree as the page has it: laid out by the worker, drawn here. */

import type { Layout, TreeKey } from '../worker/protocol';
import { type GroupTree, ItemKind, type ItemIndex } from './groupTree';
import type { LiftedEdges } from './liftedEdges';
import type { Placed } from './placed';
import { RoutesInSight } from './routesInSight';
import { WideReads } from './wideReads';

export class ArrangedTree implements Placed {
  x: Float32Array;
  y: Float32Array;
  width: Float32Array;
  height: Float32Array;
  private open: Uint8Array;
  private look: Int32Array;
  /** What is read without lines. */
  readonly wide: WideReads;
  private hidden: Uint8Array | undefined;
  private shown: number | undefined;
  /** Those that a group has now, by number. */
  private readonly looks = new Map<number, RoutesInSight>();

  constructor(
    readonly key: TreeKey,
    readonly tree: GroupTree,
    readonly edges: LiftedEdges,
    layout: Layout,
  ) {
    ({ x: this.x, y: this.y, width: this.width, height: this.height, open: this.open, look: this.look } = layout);
    this.wide = new WideReads(edges.wide, tree.count);
    this.take(layout);
  }

  /** Takes a newer layout of the same tree. */
  take(layout: Layout): void {
    ({ x: this.x, y: this.y, width: this.width, height: this.height, open: this.open, look: this.look } = layout);
    this.shown = undefined;
    for (const { number, ...routes } of layout.newLooks) this.looks.set(number, new RoutesInSight(routes));
    this.forgetLooks();
  }

  isOpen(item: ItemIndex): boolean {
    return this.open[item] === 1 && this.hidden?.[item] !== 1;
  }

  get isStill(): boolean {
    return this.hidden === undefined;
  }

  /** Flags of groups that look closed while they move, 1 for each; lines are not drawn then. Undefined once all stand still. */
  hide(hidden: Uint8Array | undefined): void {
    this.hidden = hidden;
  }

  /** 1 for each group that is open, whether it moves or not. */
  get openFlags(): Uint8Array {
    return this.open;
  }

  /** Nodes that are in open groups alone. */
  get nodesShown(): number {
    return (this.shown ??= countShown(this.tree, this.open));
  }

  /** Routes of the edges of an open group, which are those from `edges.starts[group]` on; undefined of a closed or moving one. */
  routesOf(group: ItemIndex): RoutesInSight | undefined {
    return this.hidden ? undefined : this.looks.get(this.look[group]!);
  }

  /** The worker says again what it has forgotten too. */
  private forgetLooks(): void {
    const used = new Set(this.look);
    for (const number of this.looks.keys()) if (!used.has(number)) this.looks.delete(number);
  }
}

function countShown({ count, parent, kind }: GroupTree, open: Uint8Array): number {
  const isShown = new Uint8Array(count);
  let nodes = 0;
  isShown[0] = 1;
  for (let item = 1; item < count; item++) {
    const group = parent[item]!;
    if (isShown[group] === 0 || open[group] === 0) continue;
    isShown[item] = 1;
    if (kind[item] === ItemKind.node) nodes++;
  }
  return nodes;
}
