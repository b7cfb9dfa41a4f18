/** A tree as the page has it: laid out by the worker, drawn here. */

import type { Layout, LookRoutes, TreeKey } from '../worker/protocol';
import type { GroupTree, ItemIndex } from './groupTree';
import type { LiftedEdges } from './liftedEdges';
import type { Placed } from './placed';

export class ArrangedTree implements Placed {
  x: Float32Array;
  y: Float32Array;
  width: Float32Array;
  height: Float32Array;
  private open: Uint8Array;
  private look: Int32Array;
  private readonly looks: LookRoutes[] = [];

  constructor(
    readonly key: TreeKey,
    readonly tree: GroupTree,
    readonly edges: LiftedEdges,
    layout: Layout,
  ) {
    ({ x: this.x, y: this.y, width: this.width, height: this.height, open: this.open, look: this.look } = layout);
    this.take(layout);
  }

  /** Takes a newer layout of the same tree. */
  take(layout: Layout): void {
    ({ x: this.x, y: this.y, width: this.width, height: this.height, open: this.open, look: this.look } = layout);
    for (const look of layout.newLooks) this.looks[look.number] = look;
  }

  isOpen(item: ItemIndex): boolean {
    return this.open[item] === 1;
  }

  /** Routes of the edges of an open group, which are those from `edges.starts[group]` on; undefined of a closed one. */
  routesOf(group: ItemIndex): LookRoutes | undefined {
    const number = this.look[group]!;
    return number < 0 ? undefined : this.looks[number];
  }
}
