/** A tree as the page has it: laid out by the worker, drawn here. */

import type { Layout, TreeKey } from '../worker/protocol';
import { type GroupTree, ItemKind, type ItemIndex } from './groupTree';
import type { LiftedEdges } from './liftedEdges';
import type { Placed } from './placed';
import { RoutesInSight } from './routesInSight';
import { WideReads } from './wideReads';

/** Where all items of a tree are, from their parents. */
export type Places = Record<'x' | 'y' | 'width' | 'height', Float32Array>;

export class ArrangedTree implements Placed {
  /** Where items are drawn: on their way while they move, where they stand else. */
  x!: Float32Array;
  y!: Float32Array;
  width!: Float32Array;
  height!: Float32Array;
  /** What is read without lines. */
  readonly wide: WideReads;
  private layout!: Layout;
  private hidden: Uint8Array | undefined;
  private shown: Shown | undefined;
  /** Those that a group has now, by number. */
  private readonly looks = new Map<number, RoutesInSight>();

  constructor(
    readonly key: TreeKey,
    readonly tree: GroupTree,
    readonly edges: LiftedEdges,
    layout: Layout,
  ) {
    this.wide = new WideReads(edges.wide, tree.count);
    this.take(layout);
  }

  /** Takes a newer layout of the same tree, in which all stands where it is. */
  take(layout: Layout): void {
    this.layout = layout;
    this.shown = undefined;
    for (const { number, ...routes } of layout.newLooks) this.looks.set(number, new RoutesInSight(routes));
    this.forgetLooks();
    this.arrive();
  }

  isOpen(item: ItemIndex): boolean {
    return this.layout.open[item] === 1 && this.hidden?.[item] !== 1;
  }

  get isStill(): boolean {
    return this.hidden === undefined;
  }

  /**
   * Puts all on its way from other places. `hidden`: flags of groups that look closed meanwhile, 1 for each; lines are not
   * drawn until all stands again.
   */
  depart(from: Places, hidden: Uint8Array): void {
    Object.assign(this, from);
    this.hidden = hidden;
  }

  /** Ends what moves, with all where it stands. */
  arrive(): void {
    const { x, y, width, height } = this.layout;
    Object.assign(this, { x, y, width, height });
    this.hidden = undefined;
  }

  /** Where all stands when nothing moves any more: what the camera is to be turned to, and what keys walk. */
  get standing(): Placed {
    if (this.isStill) return this;
    const { x, y, width, height, open } = this.layout;
    return { tree: this.tree, x, y, width, height, isStill: true, isOpen: (item) => open[item] === 1 };
  }

  /** 1 for each group that is open, whether it moves or not. */
  get openFlags(): Uint8Array {
    return this.layout.open;
  }

  /** Operations of the program itself that are in open groups alone. */
  get nodesShown(): number {
    return this.countShown().own;
  }

  /** All that is drawn of the graph in open groups alone, what operations run included. */
  get nodesDrawn(): number {
    return this.countShown().all;
  }

  /** Routes of the edges of an open group, which are those from `edges.starts[group]` on; undefined of a closed or moving one. */
  routesOf(group: ItemIndex): RoutesInSight | undefined {
    return this.hidden ? undefined : this.looks.get(this.layout.look[group]!);
  }

  private countShown(): Shown {
    return (this.shown ??= countShown(this.tree, this.layout.open));
  }

  /** The worker says again what it has forgotten too. */
  private forgetLooks(): void {
    const used = new Set(this.layout.look);
    for (const number of this.looks.keys()) if (!used.has(number)) this.looks.delete(number);
  }
}

/** Nodes in open groups alone. */
interface Shown {
  /** Of the program itself: what operations run is part of these. */
  readonly own: number;
  readonly all: number;
}

function countShown({ count, parent, kind }: GroupTree, open: Uint8Array): Shown {
  /** 2 for what is within an operation. */
  const shown = new Uint8Array(count);
  const nodes = [0, 0, 0];
  shown[0] = 1;
  for (let item = 1; item < count; item++) {
    const group = parent[item]!;
    if (shown[group] === 0 || open[group] === 0) continue;
    shown[item] = kind[group] === ItemKind.node ? 2 : shown[group]!;
    if (kind[item] === ItemKind.node) nodes[shown[item]!]!++;
  }
  return { own: nodes[1]!, all: nodes[1]! + nodes[2]! };
}
