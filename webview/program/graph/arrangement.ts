/**
 * Where every item of a tree stands when some of its groups are open: each open group is laid out by itself, from the
 * innermost outwards, and groups that look the same are laid out once.
 */

import { layoutNodes } from '../layout/layoutNodes';
import type { Point } from '../layout/route';
import { type GroupTree, ItemKind, type ItemIndex, isColumn } from './groupTree';
import type { LiftedEdges } from './liftedEdges';
import type { Placed } from './placed';
import { stackBoxes } from './stackLayout';

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

const LAYOUT = { columnGap: 14, rowGap: 26, bandGap: 44, maxPerRow: 6, nodeWidth: 150, nodeHeight: 36 } as const;

const BREAK_ROOM = ITEM_SIZES.breakGap + ITEM_SIZES.breakWidth;

/** A line between two children of an open group. */
export interface Route {
  readonly from: ItemIndex;
  readonly to: ItemIndex;
  /** How many edges of the graph go along it. */
  readonly weight: number;
  /** From the upper left corner of the group, in the direction of the data. */
  readonly points: readonly Point[];
  /** True where all segments are horizontal or vertical; else they are drawn as curves. */
  readonly square: boolean;
}

/** How a line goes, apart from what it leads between. */
export type RouteShape = Pick<Route, 'points' | 'square'>;

/** Of one look: children by their position, routes by the edges of the group. */
interface Look {
  /** The same number for groups that look the same. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly routes: readonly RouteShape[];
}

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
  private readonly known = new Map<string, Look>();
  private readonly numbered: (readonly RouteShape[])[] = [];

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

  /** Routes of each look that was ever laid out, by its number. */
  get lookRoutes(): readonly (readonly RouteShape[])[] {
    return this.numbered;
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

  /** Lines between the children of an open group; none of a closed one. */
  routes(group: ItemIndex): Route[] {
    const look = this.looks[group];
    if (!look || !this.isOpen(group)) return [];
    const { starts, from, to, weight } = this.edges;
    return look.routes.map((route, position) => {
      const edge = starts[group]! + position;
      return { ...route, from: from[edge]!, to: to[edge]!, weight: weight[edge]! };
    });
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
    const size = closedSize(this.tree.kind[item]!);
    this.width[item] = size[0];
    this.height[item] = size[1];
    this.looks[item] = undefined;
  }

  private layOut(group: ItemIndex): void {
    const { tree } = this;
    const [first, count] = [tree.firstChild[group]!, tree.childCount[group]!];
    const key = this.keyOf(group);
    let look = this.known.get(key);
    if (!look) {
      this.known.set(key, (look = this.lookOf(group, this.known.size)));
      this.numbered.push(look.routes);
    }
    this.looks[group] = look;
    this.width[group] = look.width;
    this.height[group] = look.height;
    for (let position = 0; position < count; position++) {
      this.x[first + position] = look.x[position]!;
      this.y[first + position] = look.y[position]!;
    }
  }

  /** All that a look depends on: kind of the group, sizes of its children, its edges. */
  private keyOf(group: ItemIndex): string {
    const { kind, firstChild, childCount } = this.tree;
    const { starts, from, to } = this.edges;
    const first = firstChild[group]!;
    const parts: number[] = [kind[group]!];
    for (let child = first; child < first + childCount[group]!; child++) {
      const look = this.looks[child];
      if (look) parts.push(-1 - look.number);
      else parts.push(kind[child]!);
    }
    for (let edge = starts[group]!; edge < starts[group + 1]!; edge++)
      parts.push(from[edge]! - first, to[edge]! - first);
    return `${childCount[group]}:${parts.join()}`;
  }

  private lookOf(group: ItemIndex, number: number): Look {
    const { kind, firstChild, childCount } = this.tree;
    const [first, count] = [firstChild[group]!, childCount[group]!];
    const edges = this.edgesOf(group);
    const uprights = edges.map(upright);
    const sizes = {
      widths: this.width.slice(first, first + count),
      heights: this.height.slice(first, first + count),
    };
    if (isColumn(this.tree, group)) {
      const { routes, ...stack } = stackBoxes({ ...sizes, edges: uprights });
      const look = { number, ...stack, routes: routes.map((points, edge) => directed(points, true, edges[edge]!)) };
      // What is folded or divided is a frame around its blocks and their graph breaks.
      return kind[group] === ItemKind.root ? look : framed(look, kind[group]!, BREAK_ROOM);
    }
    const inputs: number[][] = Array.from({ length: count }, () => []);
    for (const { from, to } of uprights) inputs[to]!.push(from);
    const layout = layoutNodes({ count, inputs, ...sizes }, LAYOUT);
    const byEnds = new Map(layout.edges.map((edge) => [edge.from * count + edge.to, edge]));
    const routes = uprights.map(({ from, to }, edge) => {
      const { points, square } = byEnds.get(from * count + to)!;
      return directed(points, square, edges[edge]!);
    });
    return framed({ ...layout, number, routes }, kind[group]!, 0);
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

/** A module that the program comes back to is read by one before it: laid out the other way round, so that there is an order. */
function upright({ from, to }: Ends): Ends {
  return from < to ? { from, to } : { from: to, to: from };
}

/** Around what is laid out: room for the name, a border, and at the right `extra`. */
function framed({ number, width, height, x, y, routes }: Look, kind: number, extra: number): Look {
  const { padding } = ITEM_SIZES;
  const top = kind === ItemKind.block ? ITEM_SIZES.blockHeader : ITEM_SIZES.header;
  return {
    number,
    width: Math.max(closedSize(kind)[0], width + 2 * padding + extra),
    height: top + height + padding,
    x: x.map((each) => each + padding),
    y: y.map((each) => each + top),
    routes: routes.map(({ points, square }) => ({
      points: points.map(([px, py]): Point => [px + padding, py + top]),
      square,
    })),
  };
}

function directed(points: readonly Point[], square: boolean, { from, to }: Ends): Look['routes'][number] {
  return { points: from < to ? points : [...points].reverse(), square };
}

type Size = readonly [width: number, height: number];

/** By kind, made once: there are a hundred thousand items. */
const CLOSED_SIZES: readonly Size[] = Object.values(ItemKind)
  .toSorted((a, b) => a - b)
  .map(sizeOfClosed);

function closedSize(kind: number): Size {
  return CLOSED_SIZES[kind]!;
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
