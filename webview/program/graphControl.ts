/** The picture as the program view uses it: what is shown, how it is grouped and coloured, what is selected in it. */

import type { Report } from '../../extension/core/report/report';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { html } from '../ui/elements';
import { type ProgramModel, givenInputs } from '../ui/programModel';
import { followGestures } from './gestures';
import type { ArrangedTree } from './graph/arrangedTree';
import type { ItemIndex } from './graph/groupTree';
import type { Stop } from './graph/steps';
import { type Rectangle, around } from './graph/walk';
import { GraphTrees } from './graphTrees';
import { GraphView } from './graphView';
import { Highlights } from './highlights';
import { Outline } from './outline/outline';
import { type PictureOfStops, PictureStops } from './pictureStops';
import { placeOfStop } from './layerItems';
import { rubberBand } from './rubberBand';
import { Sequence } from './sequence';
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
  /** Another tree is shown, with other items; or that failed, and the one before is. */
  onTree(): void;
  /** The user asked for a name in the clipboard. */
  onCopy(text: string): void;
  /** Something could not be shown. */
  onTrouble(message: string): void;
}

/** All that leads to an operation, or follows from it, stands out. */
export interface Paths {
  readonly node: number;
  readonly side: 'inputs' | 'outputs';
}

export class GraphControl {
  readonly view: GraphView;
  readonly outline: Outline;
  private readonly busy = html('div', { class: 'busy' });
  private readonly highlights: Highlights;
  /** What changes the tree that is shown, or which of its groups are open. */
  private readonly changes = new Sequence((failure) => this.failed('The graph could not be laid out', failure));
  /** The program that was handed over last, once it is laid out. */
  private coming: Promise<{ trees: GraphTrees; placed: ArrangedTree }> | undefined;
  private trees: GraphTrees | undefined;
  private model: ProgramModel | undefined;
  private selection: Selection | undefined;
  private hierarchy: Hierarchy = NO_STATE.hierarchy;
  private folded: readonly Hierarchy[] = NO_STATE.folded;
  private overlayKind: OverlayKind = NO_STATE.overlay;
  /** What was remembered of the program: what of it is open and in sight until its picture is there. */
  private remembered: ViewState = NO_STATE;
  private version = 0;
  private shownPaths: Paths | undefined;

  constructor(
    private readonly client: GraphClient,
    private readonly listener: GraphListener,
  ) {
    this.view = new GraphView(() => listener.onChange());
    this.highlights = new Highlights(this.view, () => this.placed);
    this.view.element.append(this.highlights.legend.element, this.busy);
    const stops = new PictureStops(this.pictureOfStops(true));
    followGestures(this.view, stops);
    this.outline = new Outline(new PictureStops(this.pictureOfStops(false)));
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
    const arranged = trees.arrange(keyOf(state));
    this.coming = Promise.all([loaded, arranged]).then(([, placed]) => ({ trees, placed }));
    // `show` says so.
    this.coming.catch(() => undefined);
  }

  /** Shows the program of the report that was loaded last, in the same state. Never rejects. */
  async show(model: ProgramModel, state: ViewState): Promise<void> {
    const version = ++this.version;
    this.model = model;
    this.remembered = state;
    ({ hierarchy: this.hierarchy, folded: this.folded, overlay: this.overlayKind } = state);
    this.shownPaths = undefined;
    this.highlights.forget();
    this.highlights.showOverlay(model, this.overlayKind);
    this.outline.isShown = state.outline;
    this.selection = state.selected === '' ? undefined : selectionOf(model, state.selected);
    const remembered = this.selection;
    this.busy.textContent = 'Laying out the graph…';
    try {
      const coming = await this.coming;
      if (version !== this.version || !coming) return;
      this.trees = coming.trees;
      this.view.show(model, coming.trees, coming.placed, state.place);
      this.busy.textContent = '';
    } catch (failure) {
      if (version !== this.version) return;
      this.busy.textContent = '';
      return this.failed('The graph could not be laid out', failure);
    }
    this.standOnSelection();
    this.mark();
    // A person may have asked for another tree meanwhile, or another surface have shown something.
    await this.turn();
    if (version !== this.version) return;
    if (this.selection !== remembered) await this.select(this.selection, false);
    else if (this.selectedItem !== undefined && !state.place) this.bringIntoSight();
    this.view.refresh();
    this.listener.onTree();
  }

  get key(): TreeKey {
    return keyOf({ hierarchy: this.hierarchy, folded: this.folded });
  }

  get selected(): Selection | undefined {
    return this.selection;
  }

  /** Id of what is selected; "" for nothing. */
  get selectedId(): string {
    const { model, selection } = this;
    return model && selection ? selectionId(model, selection) : '';
  }

  get state(): ViewState {
    const { remembered, placed } = this;
    return {
      ...remembered,
      hierarchy: this.hierarchy,
      folded: this.folded,
      overlay: this.overlayKind,
      outline: this.outline.isShown,
      selected: this.selectedId,
      // Until the picture is there, it is to come as it was remembered.
      ...(placed && { open: this.trees?.saved ?? {}, place: this.view.place }),
    };
  }

  /** Turns to the other hierarchy. */
  async setHierarchy(hierarchy: Hierarchy): Promise<void> {
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

  setAllOpen(isOpen: boolean): Promise<void> {
    return this.changes.next(async () => {
      if (!this.placed) return;
      await this.view.setAllOpen(isOpen);
      this.mark();
    });
  }

  /** Selects without telling the listener, opens what it is in, and brings it into sight. */
  async select(selection: Selection | undefined, focus: boolean): Promise<void> {
    this.selection = selection;
    this.endPaths();
    this.mark();
    await this.changes.next(() => this.uncover(selection));
    if (this.selection !== selection) return;
    this.standOnSelection();
    this.mark();
    const item = this.selectedItem;
    if (item === undefined && selection?.kind !== 'nodes') return;
    this.bringIntoSight();
    if (!focus && item !== undefined) this.highlights.flash(item);
    this.view.refresh(focus);
  }

  /** All that leads to an operation, or follows from it, is shown; the rest becomes faint. */
  showPaths(node: number, side: 'inputs' | 'outputs' | undefined): void {
    this.shownPaths = side && { node, side };
    if (this.model) this.highlights.showPaths(this.model, node, side);
  }

  get paths(): Paths | undefined {
    return this.shownPaths;
  }

  /** Marks what a search has found. */
  showHits(nodes: Uint32Array | undefined): void {
    this.highlights.showHits(nodes);
  }

  /** The hit that was stepped to. */
  showHit(node: number): void {
    this.highlights.showHit(node);
  }

  /** The theme changed, and with it perhaps the fonts. */
  restyle(): void {
    this.view.restyle();
  }

  zoomToSelection(): void {
    const box = this.boxOfSelection();
    if (box) this.view.camera.zoomTo(box);
    else this.view.fit();
  }

  /** Operations that are drawn now. */
  get nodesShown(): number {
    return this.view.showing?.placed.nodesShown ?? 0;
  }

  /** Item of what is selected in the tree that is shown; undefined where it has none. */
  get selectedItem(): ItemIndex | undefined {
    const { model, placed, selection } = this;
    return placed && model && selection && itemOfSelection(placed.tree, model, selection);
  }

  /** What an item of the tree that is shown is as a selection. */
  selectionOfItem(item: ItemIndex): Selection | undefined {
    const { model, placed } = this;
    if (!placed || !model || item <= 0) return undefined;
    return selectionOfStop(placed.tree, model, { item, isBreak: false });
  }

  /** The tree that is shown; undefined while the picture is still that of another program. */
  private get placed(): ArrangedTree | undefined {
    const { showing } = this.view;
    return showing && showing.model === this.model ? showing.placed : undefined;
  }

  /** As the gestures see it. `takesFocus`: the element of what is chosen gets the focus. */
  private pictureOfStops(takesFocus: boolean): PictureOfStops {
    const shown = (): PictureOfStops['shown'] => {
      const { model, placed } = this;
      return model && placed && { model, placed };
    };
    const selected = (): Selection | undefined => this.selection;
    return {
      get shown() {
        return shown();
      },
      get selected() {
        return selected();
      },
      choose: (selection, current, moves) => void this.chooseAt(selection, current, moves ?? false, takesFocus),
      toggle: (item) => void this.toggle(item),
      hover: (item) => this.highlights.hover(item),
      open: (selection) => this.listener.onOpen(selection),
      copy: (text) => this.listener.onCopy(text),
    };
  }

  private async chooseAt(
    selection: Selection | undefined,
    current: Stop | undefined,
    moves: boolean,
    takesFocus: boolean,
  ): Promise<void> {
    if (current) this.view.current = current;
    this.choose(selection);
    // What is not in the picture yet is uncovered first.
    if (!current && selection) return this.select(selection, takesFocus);
    if (moves && current) this.bringStopIntoSight(current);
    this.view.refresh(takesFocus && current !== undefined);
  }

  /** Turns to the tree that is asked for, unless it is there already. */
  private turn(): Promise<void> {
    return this.changes.next(async () => {
      const { placed, selection } = this;
      if (!placed || treeName(placed.key) === treeName(this.key)) return;
      const wanted = this.key;
      this.highlights.hover(undefined);
      try {
        await this.view.turnTo(wanted, selection?.kind === 'node' ? selection.node : undefined);
      } catch (failure) {
        this.backTo(placed.key);
        throw failure;
      } finally {
        this.standOnSelection();
        this.mark();
        this.listener.onTree();
      }
    });
  }

  /** What is asked for is what is shown again. */
  private backTo({ hierarchy, folded }: TreeKey): void {
    this.hierarchy = hierarchy;
    const others = this.folded.filter((each) => each !== hierarchy);
    this.folded = folded ? [...others, hierarchy] : others;
  }

  /** Opens the groups that something is in. */
  private async uncover(selection: Selection | undefined): Promise<void> {
    const { placed, selectedItem } = this;
    if (!placed || selectedItem === undefined || this.selection !== selection) return;
    const { openFlags, tree } = placed;
    const closed: ItemIndex[] = [];
    for (let at = tree.parent[selectedItem]!; at > 0; at = tree.parent[at]!) if (openFlags[at] === 0) closed.push(at);
    if (closed.length > 0) await this.view.setOpen(closed, true, closed.at(-1)!);
  }

  private toggle(item: ItemIndex): Promise<void> {
    const asked = this.placed;
    return this.changes.next(async () => {
      const { placed } = this;
      // Another tree has other items.
      if (!placed || placed !== asked || placed.tree.childCount[item] === 0) return;
      await this.view.setOpen([item], placed.openFlags[item] === 0, item);
      this.mark();
      this.listener.onChange();
    });
  }

  private choose(selection: Selection | undefined): void {
    this.selection = selection;
    this.endPaths();
    this.mark();
    this.listener.onSelect(selection);
  }

  private endPaths(): void {
    this.shownPaths = undefined;
    this.highlights.endPaths();
  }

  private mark(): void {
    const { placed, model, selection } = this;
    if (!placed || !model) return;
    const item = this.selectedItem;
    const own = item === undefined ? [] : [item];
    const items = selection?.kind === 'nodes' ? itemsOfNodes(placed.tree, selection.nodes) : own;
    const isBreak = selection?.kind === 'break';
    this.highlights.select(model, { items: isBreak ? [] : items, ofBreak: isBreak ? item : undefined });
    this.view.refresh();
    this.followOutline();
  }

  /** The keyboard stands on what is selected, where that is in the picture. */
  private standOnSelection(): void {
    const item = this.selectedItem;
    if (item !== undefined) this.view.current = { item, isBreak: this.selection?.kind === 'break' };
    this.followOutline();
  }

  private followOutline(): void {
    this.outline.follow(this.placed && this.view.showing, this.view.current);
  }

  private bringIntoSight(): void {
    const { current } = this.view;
    if (this.selection?.kind === 'nodes') {
      const box = this.boxOfSelection();
      if (box) this.bringBoxIntoSight(box);
    } else if (current) this.bringStopIntoSight(current);
  }

  private bringStopIntoSight(stop: Stop): void {
    const { showing } = this.view;
    const box = showing && placeOfStop(showing, stop);
    // Of an open group its header has to be in sight.
    if (box) this.bringBoxIntoSight({ ...box, height: Math.min(box.height, 56), width: Math.min(box.width, 330) });
  }

  private bringBoxIntoSight(box: Rectangle): void {
    this.view.camera.bringIntoSight(box, this.view.covers());
    this.view.keepPlace();
  }

  /** Around all that is selected; undefined where nothing of it is in the picture. */
  private boxOfSelection(): Rectangle | undefined {
    const { placed, selection, selectedItem } = this;
    if (!placed || !selection) return undefined;
    const items = selection.kind === 'nodes' ? itemsOfNodes(placed.tree, selection.nodes) : [selectedItem ?? -1];
    return around(items.flatMap((item) => (item < 0 ? [] : (this.view.boxOf(item) ?? []))));
  }

  private failed(what: string, failure: unknown): void {
    this.listener.onTrouble(`${what}: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
}

/** The tree that a page remembers as shown. */
function keyOf({ hierarchy, folded }: Pick<ViewState, 'hierarchy' | 'folded'>): TreeKey {
  return { hierarchy, folded: folded.includes(hierarchy) };
}
