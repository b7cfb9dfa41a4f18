/**
 * Where every item of a tree stands when some of its groups are open: each open group is laid out by itself, from the
 * innermost outwards, and groups that look the same are laid out once.
 */

import { layoutNodes } from '../layout/layoutNodes';
import type { LookRoutes } from '../worker/protocol';
import { type GroupTree, ItemKind, type ItemIndex, isColumn, runsGraphs } from './groupTree';
import type { LiftedEdges } from './liftedEdges';
import { KnownLooks, type LaidOut, type Look } from './knownLooks';
import type { Placed } from './placed';
import { RouteColumns } from './routeColumns';
import { type StackInput, lanesOf, stackBoxes } from './stackLayout';

/** Pixels at a zoom of 100 %. */
export const ITEM_SIZES = {
  nodeWidth: 150,
  nodeHeight: 36,
  /** Of a closed group. */
  groupWidth: 190,
  groupHeight: 46,
  blockWidth: 330,
  /** Of a closed fold, with the cards that look out from under it. */
  foldWidth: 226,
  foldHeight: 52,
  endWidth: 240,
  endHeight: 28,
  /** Room for the name of an open group. */
  header: 28,
  blockHeader: 46,
  padding: 14,
  /** From a block to the graph break beside it, and most that this takes. */
  breakGap: 38,
  breakWidth: 320,
} as const;

const BREAK_ROOM = ITEM_SIZES.breakGap + ITEM_SIZES.breakWidth;

export class Arrangement implements Placed {
  /** Upper left corner from that of the parent, and size; of items that are in a closed group as they were last. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
  readonly isStill = true;
  private readonly opened: Uint8Array;
  private readonly dirty: Uint8Array;
  private readonly looks: (Look | undefined)[];
  private readonly known = new KnownLooks();
  private rootLanes: Int32Array | undefined;

  constructor(
    readonly tree: GroupTree,
    private readonly edges: LiftedEdges,
  ) {
    const { count, childCount } = tree;
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.width = new Float64Array(count);
    this.height = new Float64Array(count);
    this.opened = new Uint8Array(count);
    this.opened[0] = 1;
    this.dirty = new Uint8Array(count);
    this.looks = new Array<Look | undefined>(count);
    for (let item = 0; item < count; item++) {
      if (childCount[item]! > 0) this.dirty[item] = 1;
      this.close(item);
    }
    this.update();
  }

  isOpen(item: ItemIndex): boolean {
    return this.opened[item] === 1;
  }

  /** Opens or closes groups; items without children and the root stay as they are. */
  setOpen(items: Iterable<ItemIndex>, isOpen: boolean): void {
    for (const item of items) {
      if (item === 0 || this.tree.childCount[item] === 0 || this.isOpen(item) === isOpen) continue;
      this.opened[item] = isOpen ? 1 : 0;
      this.dirty[item] = 1;
    }
    this.update();
  }

  /** Makes exactly those groups open whose flag is 1; the root always is. */
  open(flags: Uint8Array): void {
    for (let item = 1; item < this.tree.count; item++) {
      const isOpen = flags[item] === 1 && this.tree.childCount[item]! > 0;
      if (this.isOpen(item) === isOpen) continue;
      this.opened[item] = isOpen ? 1 : 0;
      this.dirty[item] = 1;
    }
    this.update();
  }

  /** Lines of the looks that there are now and were not the last time that this was asked for; they are not kept. */
  takeNewLooks(): LookRoutes[] {
    return this.known.takeNew();
  }

  /** Number of the look of each open group; -1 elsewhere. */
  lookNumbers(): Int32Array {
    const { looks } = this;
    // A loop: of a hundred thousand items, `from` with a function takes several times as long.
    const numbers = new Int32Array(looks.length).fill(-1);
    for (let item = 0; item < numbers.length; item++) {
      const look = looks[item];
      if (look && this.opened[item] === 1) numbers[item] = look.number;
    }
    return numbers;
  }

  /** Lays out what has changed, and what that is in. Children come after their parents, so one pass from the end is enough. */
  private update(): void {
    const { count, parent } = this.tree;
    for (let item = count - 1; item >= 0; item--) {
      if (!this.dirty[item]) continue;
      this.dirty[item] = 0;
      const before = this.looks[item];
      if (this.opened[item]) this.layOut(item);
      else this.close(item);
      if (item > 0 && this.looks[item] !== before) this.dirty[parent[item]!] = 1;
    }
  }

  private close(item: ItemIndex): void {
    const size = closedSize(shapeOf(this.tree, item));
    this.width[item] = size[0];
    this.height[item] = size[1];
    this.setLook(item, undefined);
  }

  private layOut(group: ItemIndex): void {
    const { tree } = this;
    const [first, count] = [tree.firstChild[group]!, tree.childCount[group]!];
    // Nothing looks like the root, and of tens of thousands of blocks the key alone would take long.
    const look = this.known.get(group === 0 ? undefined : this.keyOf(group), () => this.laidOut(group));
    this.setLook(group, look);
    this.width[group] = look.width;
    this.height[group] = look.height;
    for (let position = 0; position < count; position++) {
      this.x[first + position] = look.x[position]!;
      this.y[first + position] = look.y[position]!;
    }
  }

  private setLook(group: ItemIndex, look: Look | undefined): void {
    const before = this.looks[group];
    this.looks[group] = look;
    if (look) this.known.hold(look);
    if (before) this.known.release(before);
  }

  /** All that a look depends on: shape of the group, sizes of its children, its edges. */
  private keyOf(group: ItemIndex): string {
    const { tree } = this;
    const { firstChild, childCount } = tree;
    const { starts, from, to } = this.edges;
    const first = firstChild[group]!;
    const parts: number[] = [shapeOf(tree, group)];
    for (let child = first; child < first + childCount[group]!; child++) {
      const look = this.looks[child];
      if (look) parts.push(-1 - look.number);
      else parts.push(shapeOf(tree, child));
    }
    for (let edge = starts[group]!; edge < starts[group + 1]!; edge++)
      parts.push(from[edge]! - first, to[edge]! - first);
    return `${childCount[group]}:${parts.join()}`;
  }

  private laidOut(group: ItemIndex): LaidOut {
    const { tree } = this;
    const [first, count] = [tree.firstChild[group]!, tree.childCount[group]!];
    const shape = shapeOf(tree, group);
    const edges = this.edgesOf(group);
    const sizes = {
      widths: this.width.slice(first, first + count),
      heights: this.height.slice(first, first + count),
    };
    const frame = frameOf(shape);
    const routes = new RouteColumns(frame.left, frame.top);
    if (isColumn(tree, group)) {
      const stack = stackBoxes({ ...sizes, ...this.lanedEdges(group, edges) });
      edges.forEach((ends, edge) => routes.add(stack.routeOf(edge), true, isBack(ends)));
      // What is folded or divided is a frame around its blocks and their graph breaks.
      return framed(stack, routes, shape, shape === ItemKind.root ? 0 : BREAK_ROOM);
    }
    const inputs: number[][] = Array.from({ length: count }, () => []);
    for (const { from, to } of edges.map(upright)) inputs[to]!.push(from);
    const layout = layoutNodes({ count, inputs, ...sizes });
    const byEnds = new Map(layout.edges.map((edge) => [edge.from * count + edge.to, edge]));
    for (const ends of edges) {
      const { from, to } = upright(ends);
      const { points, square } = byEnds.get(from * count + to)!;
      routes.add(points, square, isBack(ends));
    }
    return framed(layout, routes, shape, 0);
  }

  /** With their lanes; for those of the root, which is laid out at each toggle of a block, these are found once. */
  private lanedEdges(group: ItemIndex, edges: readonly Ends[]): Pick<StackInput, 'edges' | 'lanes'> {
    const uprights = edges.map(upright);
    const lanes = (): Int32Array => lanesOf(this.tree.childCount[group]!, uprights);
    return { edges: uprights, lanes: group === 0 ? (this.rootLanes ??= lanes()) : lanes() };
  }

  /** By positions among the group's children. */
  private edgesOf(group: ItemIndex): Ends[] {
    const { starts, from, to } = this.edges;
    const first = this.tree.firstChild[group]!;
    const edges: Ends[] = [];
    for (let edge = starts[group]!; edge < starts[group + 1]!; edge++) {
      edges.push({ from: from[edge]! - first, to: to[edge]! - first });
    }
    return edges;
  }
}

interface Ends {
  readonly from: number;
  readonly to: number;
}

/** True for a line to a module that the program comes back to, from one after it. */
function isBack({ from, to }: Ends): boolean {
  return from > to;
}

/** Laid out the other way round where it leads back, so that there is an order. */
function upright({ from, to }: Ends): Ends {
  return from < to ? { from, to } : { from: to, to: from };
}

/** Around what is laid out: room for the name and a border; none around the root. */
function frameOf(shape: number): { readonly left: number; readonly top: number; readonly bottom: number } {
  if (shape === ItemKind.root) return { left: 0, top: 0, bottom: 0 };
  const top = shape === ItemKind.block ? ITEM_SIZES.blockHeader : ITEM_SIZES.header;
  return { left: ITEM_SIZES.padding, top, bottom: ITEM_SIZES.padding };
}

/** With its frame; at the right of what is in it `extra`. */
function framed(inner: Omit<LaidOut, 'routes'>, routes: RouteColumns, shape: number, extra: number): LaidOut {
  const { left, top, bottom } = frameOf(shape);
  const least = shape === ItemKind.root ? 0 : closedSize(shape)[0];
  return {
    width: Math.max(least, inner.width + 2 * left + extra),
    height: top + inner.height + bottom,
    x: inner.x.map((each) => each + left),
    y: inner.y.map((each) => each + top),
    routes: routes.columns(),
  };
}

type Size = readonly [width: number, height: number];

/** By kind, and of what looks like a group last, made once: there are a hundred thousand items. */
const CLOSED_SIZES: readonly Size[] = [
  ...Object.values(ItemKind)
    .toSorted((a, b) => a - b)
    .map(sizeOfClosed),
  [ITEM_SIZES.groupWidth, ITEM_SIZES.groupHeight],
];
const GROUP = CLOSED_SIZES.length - 1;

/** What an item is laid out as: its kind, but an operation that runs graphs is as large as a group. */
function shapeOf(tree: GroupTree, item: ItemIndex): number {
  return runsGraphs(tree, item) ? GROUP : tree.kind[item]!;
}

function closedSize(shape: number): Size {
  return CLOSED_SIZES[shape]!;
}

function sizeOfClosed(kind: ItemKind): Size {
  const sizes = ITEM_SIZES;
  switch (kind) {
    case ItemKind.node:
      return [sizes.nodeWidth, sizes.nodeHeight];
    case ItemKind.block:
      return [sizes.blockWidth, sizes.blockHeader];
    case ItemKind.fold:
      return [sizes.foldWidth, sizes.foldHeight];
    case ItemKind.inputs:
    case ItemKind.outputs:
      return [sizes.endWidth, sizes.endHeight];
    default:
      return [sizes.groupWidth, sizes.groupHeight];
  }
}
