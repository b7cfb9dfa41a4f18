/** What stands out in the picture: the selection and what it is connected with, hits, paths, and the colours of an overlay. */

import type { ProgramModel } from '../ui/programModel';
import { type Marks, NO_MARKS } from './canvas/composeMarks';
import type { ArrangedTree } from './graph/arrangedTree';
import { type Connections, NO_CONNECTIONS, type PathStart, connectionsOf, countIn, reachOf } from './graph/connections';
import type { GroupTree, ItemIndex } from './graph/groupTree';
import { tagLines } from './graph/tagLines';
import type { GraphView } from './graphView';
import { drawnFor, itemOfNode } from './selectionItems';
import { Legend } from './legend';
import { type Overlay, itemCategories, overlayOf } from './overlays/overlay';
import type { OverlayKind } from './viewState';

/** Milliseconds for which something that was selected elsewhere stands out. */
const FLASH = 700;

/** What is selected, in the tree that is shown. */
export interface Selected {
  readonly items: readonly ItemIndex[];
  /** Item of the block whose break is selected. */
  readonly ofBreak: ItemIndex | undefined;
}

const NOTHING: Selected = { items: [], ofBreak: undefined };

export class Highlights {
  readonly legend = new Legend((category) => {
    this.category = category;
    this.paint();
  });
  private overlay: Overlay | undefined;
  /** By tree: a selection changes more often than the colours. */
  private categories = new WeakMap<GroupTree, Uint8Array>();
  /** The category that is singled out. */
  private category: number | undefined;
  /** 1 for nodes that lead to others or follow from them, where a person asked for that. */
  private paths: Uint8Array | undefined;
  private hits: Uint32Array | undefined;
  private hit: number | undefined;
  private hovered: ItemIndex | undefined;
  private selected: Selected = NOTHING;
  private connections: Connections = NO_CONNECTIONS;

  /** `placed`: the tree that is shown; undefined while that is of another program. */
  constructor(
    private readonly view: GraphView,
    private readonly placed: () => ArrangedTree | undefined,
  ) {}

  /** Another program comes: what was found and pointed at in the one before is not in it. */
  forget(): void {
    this.hits = undefined;
    this.hit = undefined;
    this.hovered = undefined;
    this.paths = undefined;
  }

  showOverlay(model: ProgramModel, kind: OverlayKind): void {
    this.overlay = overlayOf(model, kind);
    this.categories = new WeakMap();
    this.category = undefined;
    if (this.overlay) this.legend.show(this.overlay);
    this.paint();
  }

  /** Marks the selection with what it is connected with. */
  select(model: ProgramModel, selected: Selected): void {
    const placed = this.placed();
    if (!placed) return;
    const [item, another] = selected.items;
    const alone = another === undefined ? (item ?? selected.ofBreak) : undefined;
    this.selected = selected;
    this.connections = alone === undefined ? NO_CONNECTIONS : connectionsOf(placed, model.program.graph, alone);
    this.paint();
    this.mark();
  }

  /** All that leads to operations, or follows from them; the rest becomes faint. */
  showPaths(model: ProgramModel, node: PathStart, side: 'inputs' | 'outputs' | undefined): void {
    this.paths = side && reachOf(model.program.graph, node, side);
    this.paint();
  }

  endPaths(): void {
    this.paths = undefined;
  }

  showHits(nodes: Uint32Array | undefined): void {
    this.hits = nodes;
    this.hit = undefined;
    this.paint();
    this.mark();
  }

  /** The hit that was stepped to. */
  showHit(node: number): void {
    this.hit = node;
    this.mark();
  }

  hover(item: ItemIndex | undefined): void {
    if (item === this.hovered) return;
    this.hovered = item;
    this.mark();
  }

  /** Draws the eye to something that was selected elsewhere. */
  flash(item: ItemIndex): void {
    this.mark({ flash: item });
    setTimeout(() => this.mark(), FLASH);
  }

  private paint(): void {
    const { overlay, hits } = this;
    const placed = this.placed();
    if (!placed || !overlay) return;
    const isLit = this.isLit(overlay);
    const lit = isLit && { items: Uint8Array.from(countIn(placed, isLit), (count) => (count > 0 ? 1 : 0)) };
    const { graph } = this.view.showing!.model.program;
    const flags = new Uint8Array(hits ? overlay.ofNode.length : 0);
    for (const node of hits ?? []) flags[drawnFor(placed.tree, graph, node)] = 1;
    this.view.highlight({
      tones: overlay.categories,
      categories: this.categoriesOf(placed.tree, overlay),
      lit,
      hits: hits && countIn(placed, (node) => flags[node] === 1),
      connections: this.connections,
    });
  }

  private isLit({ ofNode }: Overlay): ((node: number) => boolean) | undefined {
    const { category, paths } = this;
    if (category === undefined) return paths && ((node) => paths[node] === 1);
    return (node) => ofNode[node] === category && (!paths || paths[node] === 1);
  }

  private categoriesOf(tree: GroupTree, overlay: Overlay): Uint8Array {
    let categories = this.categories.get(tree);
    if (!categories) this.categories.set(tree, (categories = itemCategories(tree, overlay)));
    return categories;
  }

  private mark(changes: Partial<Marks> = {}): void {
    const { selected, connections, hovered, hit } = this;
    const placed = this.placed();
    const graph = this.view.showing?.model.program.graph;
    if (!placed || !graph) return;
    const tagged = hovered === undefined ? [] : tagLines(placed, graph, hovered);
    this.view.marks = {
      ...NO_MARKS,
      selected: selected.items,
      selectedBreak: selected.ofBreak,
      neighbours: connections.neighbours,
      direct: [...connections.direct, ...tagged],
      hovered,
      currentHit: hit === undefined ? undefined : itemOfNode(placed.tree, graph, hit),
      ...changes,
    };
    this.view.canvas.soon();
  }
}
