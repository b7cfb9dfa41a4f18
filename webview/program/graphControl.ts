/** Gestures and keys over the picture, and what is selected in it. */

import { html } from '../ui/elements';
import { type ProgramModel, givenInputs } from '../ui/programModel';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { type Marks, NO_MARKS } from './canvas/composeMarks';
import type { ArrangedTree } from './graph/arrangedTree';
import { NO_CONNECTIONS, type Connections, connectionsOf, countIn, reachOf } from './graph/connections';
import type { ItemIndex } from './graph/groupTree';
import { itemId, itemOfId } from './graph/itemIds';
import { type Stop, stepFor } from './graph/steps';
import { shownFor } from './graph/walk';
import { GraphTrees } from './graphTrees';
import { GraphView } from './graphView';
import { placeOfStop } from './layerItems';
import { rubberBand } from './rubberBand';
import { type Selection, blockOfSelection, selectionId, selectionOf } from './selection';
import { type OverlayKind, type ViewState, NO_STATE } from './viewState';
import { Legend } from './legend';
import { type Overlay, itemCategories, overlayOf } from './overlays/overlay';
import type { GraphClient } from './worker/graphClient';
import type { Hierarchy, TreeKey } from './worker/protocol';

export interface GraphListener {
  /** The user selected something, or nothing. */
  onSelect(selection: Selection | undefined): void;
  /** The user asked for what is behind a node or break. */
  onOpen(selection: Selection): void;
  /** Zoom, place, tree or open groups changed. */
  onChange(): void;
  /** Another tree is shown, with other items. */
  onTree(): void;
  /** Something could not be shown. */
  onTrouble(message: string): void;
}

/** Pixels at a zoom of 100 % in which a press opens or closes a group. */
const TWISTY = 27;
const HEADER = 28;

export class GraphControl {
  readonly view: GraphView;
  private readonly busy = html('div', { class: 'busy' });
  private loading: Promise<unknown> | undefined;
  private trees: GraphTrees | undefined;
  private model: ProgramModel | undefined;
  private selection: Selection | undefined;
  private connections: Connections = NO_CONNECTIONS;
  private hierarchy: Hierarchy = NO_STATE.hierarchy;
  private folded: readonly Hierarchy[] = NO_STATE.folded;
  private overlayKind: OverlayKind = NO_STATE.overlay;
  private overlay: Overlay | undefined;
  /** The category that is singled out. */
  private focusedCategory: number | undefined;
  private hits: Uint32Array | undefined;
  private readonly legend = new Legend((category) => {
    this.focusedCategory = category;
    this.paint();
  });
  /** Nodes that lead to a node or follow from it, where a person asked for that. */
  private paths: Uint8Array | undefined;
  private hovered: ItemIndex | undefined;
  private hit: number | undefined;
  private version = 0;

  constructor(
    private readonly client: GraphClient,
    private readonly listener: GraphListener,
  ) {
    this.view = new GraphView(() => listener.onChange());
    const { surface } = this.view;
    this.view.element.append(this.legend.element, this.busy);
    surface.addEventListener('click', (event) => this.clicked(event));
    surface.addEventListener('dblclick', (event) => this.doubleClicked(event));
    surface.addEventListener('keydown', (event) => this.pressed(event));
    surface.addEventListener('pointermove', (event) => this.pointed(event));
    surface.addEventListener('pointerleave', () => this.hover(undefined));
    rubberBand(this.view, (nodes) => this.choose(nodes.length > 0 ? { kind: 'nodes', nodes } : undefined));
  }

  get element(): HTMLElement {
    return this.view.element;
  }

  /** Hands an encoded report to the worker, as soon as it is there; `show` follows once it is decoded here too. */
  load(report: Uint8Array, artifact: trtlens.IArtifact | undefined): void {
    const own = report.slice();
    this.loading = this.client.request('load', { report: own, inputs: givenInputs(artifact) }, [own.buffer]);
    // A report without a graph is not shown as one.
    this.loading.catch(() => undefined);
  }

  /** Shows the program of the report that was loaded last, with what was open and selected by name. */
  async show(model: ProgramModel, state: ViewState): Promise<void> {
    const version = ++this.version;
    this.model = model;
    ({ hierarchy: this.hierarchy, folded: this.folded, overlay: this.overlayKind } = state);
    this.showOverlay();
    this.selection = state.selected === '' ? undefined : selectionOf(model, state.selected);
    this.paths = undefined;
    this.busy.textContent = 'Laying out the graph…';
    const trees = new GraphTrees(this.client, model, state.open);
    try {
      await this.loading;
      if (version !== this.version) return;
      this.trees = trees;
      await this.view.show(model, trees, state, this.key);
    } catch (failure) {
      this.busy.textContent = '';
      this.listener.onTrouble(
        `The graph could not be laid out: ${failure instanceof Error ? failure.message : String(failure)}`,
      );
      return;
    }
    if (version !== this.version) return;
    this.busy.textContent = '';
    await this.mark();
    const item = this.selectedItem;
    if (item !== undefined && !state.place) {
      this.view.current = { item, isBreak: this.selection?.kind === 'break' };
      this.bringIntoSight();
      this.view.refresh();
    }
    this.listener.onTree();
  }

  get key(): TreeKey {
    return { hierarchy: this.hierarchy, folded: this.folded.includes(this.hierarchy) };
  }

  get selected(): Selection | undefined {
    return this.selection;
  }

  get state(): ViewState {
    const { model, selection, trees } = this;
    return {
      ...NO_STATE,
      hierarchy: this.hierarchy,
      folded: this.folded,
      open: trees?.saved ?? {},
      overlay: this.overlayKind,
      selected: model && selection ? selectionId(model, selection) : '',
      place: this.view.place,
    };
  }

  /** Turns to the other hierarchy. */
  async setHierarchy(hierarchy: Hierarchy): Promise<void> {
    if (hierarchy === this.hierarchy) return;
    this.hierarchy = hierarchy;
    await this.turn();
  }

  /** Folds runs of alike groups into one, or shows each. */
  async setFolded(isFolded: boolean): Promise<void> {
    const others = this.folded.filter((each) => each !== this.hierarchy);
    this.folded = isFolded ? [...others, this.hierarchy] : others;
    await this.turn();
  }

  setOverlay(kind: OverlayKind): void {
    this.overlayKind = kind;
    this.showOverlay();
    this.paint();
    this.listener.onChange();
  }

  async setAllOpen(isOpen: boolean): Promise<void> {
    await this.view.setAllOpen(isOpen);
    await this.mark();
  }

  /** Selects without telling the listener, opens what it is in, and brings it into sight. */
  async select(selection: Selection | undefined, focus: boolean): Promise<void> {
    this.selection = selection;
    this.paths = undefined;
    const item = this.itemOf(selection);
    if (item !== undefined) await this.uncover(item);
    await this.mark();
    if (item === undefined || this.selection !== selection) return;
    this.view.current = { item, isBreak: selection?.kind === 'break' };
    this.bringIntoSight();
    if (!focus) this.flash(item);
    this.view.refresh(focus);
  }

  /** All that leads to an operation, or follows from it, is shown; the rest becomes faint. */
  showPaths(node: number, side: 'inputs' | 'outputs' | undefined): void {
    const { model } = this;
    this.paths = side && model && reachOf(model.program.graph, node, side);
    this.paint();
  }

  /** Marks what a search has found. */
  showHits(nodes: Uint32Array | undefined): void {
    this.hits = nodes;
    this.hit = undefined;
    this.paint();
    this.remark();
  }

  /** The hit that was stepped to. */
  set currentHit(node: number | undefined) {
    this.hit = node;
    this.remark();
  }

  zoomToSelection(): void {
    const item = this.itemOf(this.selection);
    const box = item === undefined ? undefined : this.view.boxOf(item);
    if (box) this.view.camera.zoomTo(box);
    else this.view.fit();
  }

  /** Operations that are drawn now. */
  get nodesShown(): number {
    return this.view.showing?.placed.nodesShown ?? 0;
  }

  /** The tree that is shown; undefined while the picture is still that of another program. */
  private get placed(): ArrangedTree | undefined {
    const { showing } = this.view;
    return showing && showing.model === this.model ? showing.placed : undefined;
  }

  /** Item of what is selected in the tree that is shown; undefined where it has none. */
  get selectedItem(): ItemIndex | undefined {
    return this.itemOf(this.selection);
  }

  /** What an item of the tree that is shown is as a selection. */
  selectionOfItem(item: ItemIndex): Selection | undefined {
    return item > 0 ? this.selectionAt({ item, isBreak: false }) : undefined;
  }

  /** Item that stands for a selection in the tree that is shown; undefined for what is not in it. */
  private itemOf(selection: Selection | undefined): ItemIndex | undefined {
    const { model } = this;
    const tree = this.placed?.tree;
    if (!tree || !model || !selection || selection.kind === 'nodes') return undefined;
    if (selection.kind === 'node') {
      const item = tree.itemOfNode[selection.node]!;
      return item < 0 ? undefined : item;
    }
    const block = selection.kind === 'break' ? blockOfSelection(model, selection) : undefined;
    const id = selectionId(model, block === undefined ? selection : { kind: 'block', block });
    return itemOfId(tree, model.program, id);
  }

  private selectionAt({ item, isBreak }: Stop): Selection | undefined {
    const { model } = this;
    const { placed } = this;
    if (!placed || !model) return undefined;
    const { tree } = placed;
    const target = tree.target[item]!;
    if (isBreak) return { kind: 'break', index: model.breakOfBlock.get(target)! };
    return selectionOf(model, itemId(tree, model.program, item));
  }

  private async turn(): Promise<void> {
    const keep = this.selection?.kind === 'node' ? this.selection.node : undefined;
    await this.view.turnTo(this.key, keep);
    await this.mark();
    this.listener.onTree();
  }

  /** Opens the groups that an item is in. */
  private async uncover(item: ItemIndex): Promise<void> {
    const { placed } = this;
    if (!placed) return;
    const closed: ItemIndex[] = [];
    for (let at = placed.tree.parent[item]!; at > 0; at = placed.tree.parent[at]!)
      if (!placed.isOpen(at)) closed.push(at);
    if (closed.length > 0) await this.view.setOpen(closed, true, closed.at(-1)!);
  }

  private async toggle(item: ItemIndex): Promise<void> {
    const { placed } = this;
    if (!placed || placed.tree.childCount[item] === 0) return;
    await this.view.setOpen([item], !placed.isOpen(item), item);
    await this.mark();
    this.listener.onChange();
  }

  private choose(selection: Selection | undefined): void {
    this.selection = selection;
    this.paths = undefined;
    void this.mark();
    this.listener.onSelect(selection);
  }

  /** Marks the selection with what it is connected with. */
  private async mark(): Promise<void> {
    const { placed, model } = this;
    if (!placed || !model) return;
    const item = this.itemOf(this.selection);
    this.connections = item === undefined ? NO_CONNECTIONS : connectionsOf(placed, model.program.graph, item);
    this.paint();
    this.remark();
    this.view.refresh();
    await Promise.resolve();
  }

  private showOverlay(): void {
    const { model } = this;
    this.overlay = model && overlayOf(model, this.overlayKind);
    this.focusedCategory = undefined;
    if (this.overlay) this.legend.show(this.overlay);
  }

  /** Colours, what is lit, and hits, in the tree that is shown. */
  private paint(): void {
    const { overlay, paths, focusedCategory, hits } = this;
    const { placed } = this;
    if (!placed || !overlay) return;
    const isLit =
      focusedCategory !== undefined
        ? (node: number) => overlay.ofNode[node] === focusedCategory
        : paths && ((node: number) => paths[node] === 1);
    const lit = isLit && { items: Uint8Array.from(countIn(placed, isLit), (count) => (count > 0 ? 1 : 0)) };
    const flags = new Uint8Array(hits ? overlay.ofNode.length : 0);
    for (const node of hits ?? []) flags[node] = 1;
    this.view.highlight({
      tones: overlay.categories,
      categories: itemCategories(placed.tree, overlay),
      lit,
      hits: hits && countIn(placed, (node) => flags[node] === 1),
      connections: this.connections,
    });
  }

  private remark(changes: Partial<Marks> = {}): void {
    const { selection, hovered, hit } = this;
    const tree = this.placed?.tree;
    if (!tree) return;
    const item = this.itemOf(selection);
    const many =
      selection?.kind === 'nodes'
        ? [...selection.nodes].map((node) => tree.itemOfNode[node]!).filter((each) => each >= 0)
        : [];
    const isBreak = selection?.kind === 'break';
    this.view.marks = {
      ...NO_MARKS,
      selected: item === undefined || isBreak ? many : [item],
      selectedBreak: isBreak ? item : undefined,
      neighbours: this.connections.neighbours,
      direct: [...this.connections.direct, ...this.tagLines(hovered)],
      hovered,
      currentHit: hit === undefined ? undefined : tree.itemOfNode[hit]!,
      ...changes,
    };
    this.view.canvas.soon();
  }

  /** Lines to the values that a node reads as many others do. */
  private tagLines(item: ItemIndex | undefined): [ItemIndex, ItemIndex][] {
    const { showing } = this.view;
    const tags = item === undefined ? undefined : showing?.parts.tags.get(item);
    return (tags ?? []).flatMap((node): [ItemIndex, ItemIndex][] => {
      const from = showing!.placed.tree.itemOfNode[node]!;
      return from < 0 ? [] : [[from, item!]];
    });
  }

  private flash(item: ItemIndex): void {
    this.remark({ flash: item });
    setTimeout(() => this.remark(), 700);
  }

  private bringIntoSight(): void {
    const { showing, current, camera } = this.view;
    const box = showing && current ? placeOfStop(showing, current) : undefined;
    if (!box) return;
    // Of an open group its header has to be in sight.
    camera.bringIntoSight({ ...box, height: Math.min(box.height, 56), width: Math.min(box.width, 330) });
    this.view.keepPlace();
  }

  private goTo(stop: Stop): void {
    this.view.current = stop;
    this.bringIntoSight();
    this.choose(this.selectionAt(stop));
    this.view.refresh(true);
  }

  private clicked(event: MouseEvent): void {
    const stop = this.stopAt(event);
    if (!stop) return this.choose(undefined);
    const onTwisty = this.isOnTwisty(event, stop);
    this.goTo(stop);
    if (onTwisty) void this.toggle(stop.item);
  }

  private doubleClicked(event: MouseEvent): void {
    const stop = this.stopAt(event);
    if (!stop || this.isOnTwisty(event, stop)) return;
    const isGroup = (this.view.showing?.placed.tree.childCount[stop.item] ?? 0) > 0;
    if (isGroup && !stop.isBreak) void this.toggle(stop.item);
    else this.activate(stop);
  }

  private activate(stop: Stop): void {
    const selection = this.selectionAt(stop);
    if (selection) this.listener.onOpen(selection);
  }

  private pressed(event: KeyboardEvent): void {
    const { showing, current } = this.view;
    if (!showing || !current || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepFor(event.key, showing.placed, showing.parts.pills, current);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const isGroup = showing.placed.tree.childCount[current.item]! > 0 && !current.isBreak;
    if (step.kind === 'to') this.goTo(step.stop);
    else if (step.kind === 'deselect') this.choose(undefined);
    else if (step.kind !== 'activate') void this.toggle(current.item);
    else if (isGroup) {
      this.choose(this.selectionAt(current));
      void this.toggle(current.item);
    } else if (this.isSelected(current)) this.activate(current);
    else this.choose(this.selectionAt(current));
  }

  private isSelected(stop: Stop): boolean {
    const { model, selection } = this;
    const own = this.selectionAt(stop);
    return !!model && !!selection && !!own && selectionId(model, selection) === selectionId(model, own);
  }

  private pointed(event: PointerEvent): void {
    if (event.buttons !== 0) return;
    const stop = this.stopAt(event);
    this.hover(stop && !stop.isBreak ? stop.item : undefined);
  }

  private hover(item: ItemIndex | undefined): void {
    if (item === this.hovered) return;
    this.hovered = item;
    this.remark();
  }

  private stopAt(event: MouseEvent): Stop | undefined {
    const { left, top } = this.view.surface.getBoundingClientRect();
    return this.view.stopAt(event.clientX - left, event.clientY - top);
  }

  private isOnTwisty(event: MouseEvent, { item, isBreak }: Stop): boolean {
    const { placed } = this;
    const box = this.view.boxOf(item);
    if (!placed || !box || isBreak || placed.tree.childCount[item] === 0 || shownFor(placed, item) !== item)
      return false;
    const { left, top } = this.view.surface.getBoundingClientRect();
    const [x, y] = this.view.camera.inPicture(event.clientX - left, event.clientY - top);
    return x - box.x < TWISTY && y - box.y < Math.max(HEADER, Math.min(box.height, 46));
  }
}
