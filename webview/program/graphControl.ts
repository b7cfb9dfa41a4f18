/** The picture as the program view uses it: what is shown, how it is grouped and coloured, what is selected in it. */

import type { Report } from '../../extension/core/report/report';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { html } from '../ui/elements';
import { type ProgramModel, givenInputs } from '../ui/programModel';
import { followGestures } from './gestures';
import type { ArrangedTree } from './graph/arrangedTree';
import type { PathStart } from './graph/connections';
import type { ItemIndex } from './graph/groupTree';
import type { Stop } from './graph/steps';
import { GraphTrees } from './graphTrees';
import { GraphView } from './graphView';
import { Highlights } from './highlights';
import { Outline } from './outline/outline';
import { placeOfStop } from './layerItems';
import { rubberBand } from './rubberBand';
import { type Selection, selectionId, selectionOf } from './selection';
import { itemOfSelection, itemsOfNodes, selectionOfStop } from './selectionItems';
import { type OverlayKind, type ViewState, NO_STATE, treeName } from './viewState';
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

export class GraphControl {
  readonly view: GraphView;
  readonly outline: Outline;
  private readonly busy = html('div', { class: 'busy' });
  private readonly highlights: Highlights;
  /** The program that was handed over last, once it is laid out. */
  private coming: Promise<{ trees: GraphTrees; placed: ArrangedTree }> | undefined;
  private trees: GraphTrees | undefined;
  private model: ProgramModel | undefined;
  private selection: Selection | undefined;
  private hierarchy: Hierarchy = NO_STATE.hierarchy;
  private folded: readonly Hierarchy[] = NO_STATE.folded;
  private overlayKind: OverlayKind = NO_STATE.overlay;
  private version = 0;

  constructor(
    private readonly client: GraphClient,
    private readonly listener: GraphListener,
  ) {
    this.view = new GraphView(() => listener.onChange());
    this.highlights = new Highlights(this.view, () => this.placed);
    this.view.element.append(this.highlights.legend.element, this.busy);
    const asked = {
      toggle: (item: ItemIndex) => void this.toggle(item),
      activate: (stop: Stop) => this.activate(stop),
    };
    followGestures(this.view, {
      ...asked,
      goTo: (stop) => this.goTo(stop, true),
      hover: (item) => this.highlights.hover(item),
    });
    this.outline = new Outline({ ...asked, goTo: (stop) => this.goTo(stop, false) });
    rubberBand(this.view, (nodes) => this.choose(nodes.length > 0 ? { kind: 'nodes', nodes } : undefined));
  }

  get element(): HTMLElement {
    return this.view.element;
  }

  /**
   * Hands a report over to the worker, where it is laid out with what was open by name while this page makes what it says
   * beside it: here the memory of `encoded` is gone. `show` follows.
   */
  load(
    { program, model }: Report,
    encoded: Uint8Array,
    artifact: trtlens.IArtifact | undefined,
    state: ViewState,
  ): void {
    if (!program) return;
    const params = { report: encoded, inputs: givenInputs(artifact) };
    const trees = new GraphTrees(this.client, program, model.name || 'Program', state.open);
    const loaded = this.client.request('load', params, [encoded.buffer as ArrayBuffer]);
    const arranged = trees.turnTo(keyOf(state));
    this.coming = Promise.all([loaded, arranged]).then(([, placed]) => ({ trees, placed }));
    // `show` says so.
    this.coming.catch(() => undefined);
  }

  /** Shows the program of the report that was loaded last, in the same state. */
  async show(model: ProgramModel, state: ViewState): Promise<void> {
    const version = ++this.version;
    this.model = model;
    ({ hierarchy: this.hierarchy, folded: this.folded, overlay: this.overlayKind } = state);
    this.highlights.showOverlay(model, this.overlayKind);
    this.highlights.endPaths();
    this.outline.isShown = state.outline;
    this.selection = state.selected === '' ? undefined : selectionOf(model, state.selected);
    const remembered = this.selection;
    this.busy.textContent = 'Laying out the graph…';
    try {
      const coming = await this.coming;
      if (version !== this.version || !coming) return;
      this.trees = coming.trees;
      this.view.show(model, coming.trees, coming.placed, state.place);
      // A person may have asked for another tree meanwhile.
      if (treeName(this.key) !== treeName(coming.placed.key)) await this.turn();
    } catch (failure) {
      this.busy.textContent = '';
      this.listener.onTrouble(
        `The graph could not be laid out: ${failure instanceof Error ? failure.message : String(failure)}`,
      );
      return;
    }
    if (version !== this.version) return;
    this.busy.textContent = '';
    this.mark();
    const item = this.selectedItem;
    // Another surface may have shown something meanwhile.
    if (this.selection !== remembered) await this.select(this.selection, false);
    else if (item !== undefined) {
      this.view.current = { item, isBreak: this.selection?.kind === 'break' };
      this.followOutline();
      if (!state.place) this.bringIntoSight();
      this.view.refresh();
    }
    this.listener.onTree();
  }

  get key(): TreeKey {
    return keyOf({ hierarchy: this.hierarchy, folded: this.folded });
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
      outline: this.outline.isShown,
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
    if (this.model) this.highlights.showOverlay(this.model, kind);
    this.listener.onChange();
  }

  /** Shows the tree of lines beside the picture. */
  setOutline(isShown: boolean): void {
    this.outline.isShown = isShown;
    this.followOutline();
    this.listener.onChange();
  }

  async setAllOpen(isOpen: boolean): Promise<void> {
    if (!this.placed) return;
    await this.view.setAllOpen(isOpen);
    this.mark();
  }

  /** Selects without telling the listener, opens what it is in, and brings it into sight. */
  async select(selection: Selection | undefined, focus: boolean): Promise<void> {
    this.selection = selection;
    this.highlights.endPaths();
    const item = this.itemOf(selection);
    if (item !== undefined) await this.uncover(item);
    this.mark();
    if (item === undefined || this.selection !== selection) return;
    this.view.current = { item, isBreak: selection?.kind === 'break' };
    this.followOutline();
    this.bringIntoSight();
    if (!focus) this.highlights.flash(item);
    this.view.refresh(focus);
  }

  /** All that leads to operations, or follows from them, is shown; the rest becomes faint. */
  showPaths(node: PathStart, side: 'inputs' | 'outputs' | undefined): void {
    if (this.model) this.highlights.showPaths(this.model, node, side);
  }

  /** Whose paths are shown. */
  get paths(): { readonly node: PathStart; readonly side: 'inputs' | 'outputs' } | undefined {
    return this.highlights.shownPaths;
  }

  /** Marks what a search has found. */
  showHits(nodes: Uint32Array | undefined): void {
    this.highlights.showHits(nodes);
  }

  /** The hit that was stepped to. */
  showHit(node: number): void {
    this.highlights.showHit(node);
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
    const { model, placed } = this;
    return placed && model && selection && itemOfSelection(placed.tree, model, selection);
  }

  private selectionAt(stop: Stop): Selection | undefined {
    const { model, placed } = this;
    return placed && model && selectionOfStop(placed.tree, model, stop);
  }

  private async turn(): Promise<void> {
    if (!this.placed) return;
    const keep = this.selection?.kind === 'node' ? this.selection.node : undefined;
    await this.view.turnTo(this.key, keep);
    this.mark();
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
    this.mark();
    this.listener.onChange();
  }

  private choose(selection: Selection | undefined): void {
    this.selection = selection;
    this.highlights.endPaths();
    this.mark();
    this.listener.onSelect(selection);
  }

  private mark(): void {
    const { placed, model, selection } = this;
    if (!placed || !model) return;
    const item = this.itemOf(selection);
    const own = item === undefined ? [] : [item];
    const items = selection?.kind === 'nodes' ? itemsOfNodes(placed.tree, selection.nodes) : own;
    const isBreak = selection?.kind === 'break';
    this.highlights.select(model, { items: isBreak ? [] : items, ofBreak: isBreak ? item : undefined });
    this.view.refresh();
    this.followOutline();
  }

  private followOutline(): void {
    this.outline.follow(this.placed && this.view.showing, this.view.current, this.view.marks);
  }

  private bringIntoSight(): void {
    const { showing, current, camera } = this.view;
    const box = showing && current ? placeOfStop(showing, current) : undefined;
    if (!box) return;
    // Of an open group its header has to be in sight.
    const head = { ...box, height: Math.min(box.height, 56), width: Math.min(box.width, 330) };
    camera.bringIntoSight(head, this.view.covers());
    this.view.keepPlace();
  }

  private goTo(stop: Stop | undefined, focus: boolean): void {
    if (!stop) return this.choose(undefined);
    this.view.current = stop;
    this.bringIntoSight();
    this.choose(this.selectionAt(stop));
    this.view.refresh(focus);
  }

  private activate(stop: Stop): void {
    const selection = this.selectionAt(stop);
    if (!selection) return;
    if (this.isSelected(stop)) this.listener.onOpen(selection);
    else this.choose(selection);
  }

  private isSelected(stop: Stop): boolean {
    const { model, selection } = this;
    const own = this.selectionAt(stop);
    return !!model && !!selection && !!own && selectionId(model, selection) === selectionId(model, own);
  }
}

/** The tree that a page remembers as shown. */
function keyOf({ hierarchy, folded }: Pick<ViewState, 'hierarchy' | 'folded'>): TreeKey {
  return { hierarchy, folded: folded.includes(hierarchy) };
}
