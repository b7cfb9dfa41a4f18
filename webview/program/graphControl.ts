/** The picture as the program view uses it: what is shown, how it is grouped and coloured, what is selected in it. */

import type { Report } from '../../extension/core/report/report';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { html } from '../ui/elements';
import { type ProgramModel, givenInputs } from '../ui/programModel';
import { AskedTree, keyOf } from './askedTree';
import { followGestures } from './gestures';
import type { ArrangedTree } from './graph/arrangedTree';
import type { PathStart } from './graph/connections';
import type { ItemIndex } from './graph/groupTree';
import type { Stop } from './graph/steps';
import { GraphTrees } from './graphTrees';
import { GraphView } from './graphView';
import { Highlights } from './highlights';
import { Outline } from './outline/outline';
import { type Paths, PictureSelection } from './pictureSelection';
import { type PictureOfStops, PictureStops } from './pictureStops';
import { rubberBand } from './rubberBand';
import { bringStopIntoSight } from './sight';
import { type Selection, selectionOf } from './selection';
import { selectionOfStop } from './selectionItems';
import { type ChangingPicture, TreeChanges } from './treeChanges';
import { type OverlayKind, type ViewState, NO_STATE } from './viewState';
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

export class GraphControl {
  readonly view: GraphView;
  readonly outline: Outline;
  private readonly busy = html('div', { class: 'busy' });
  private readonly highlights: Highlights;
  private readonly selection: PictureSelection;
  private readonly changes: TreeChanges;
  /** The program that was handed over last, once it is laid out. */
  private coming: Promise<{ trees: GraphTrees; placed: ArrangedTree }> | undefined;
  private trees: GraphTrees | undefined;
  private model: ProgramModel | undefined;
  private readonly asked = new AskedTree();
  private overlayKind: OverlayKind = NO_STATE.overlay;
  /** What was remembered of the program: what of it is open and in sight until its picture is there. */
  private remembered: ViewState = NO_STATE;
  private version = 0;

  constructor(
    private readonly client: GraphClient,
    private readonly listener: GraphListener,
  ) {
    this.view = new GraphView(() => listener.onChange());
    this.highlights = new Highlights(this.view, () => this.placed);
    this.view.element.append(this.highlights.legend.element, this.busy);
    const { view, highlights } = this;
    const [model, placed] = [() => this.model, () => this.placed];
    this.selection = new PictureSelection({ view, highlights, model, placed });
    const failed = (failure: unknown): void => this.failed(failure);
    this.changes = new TreeChanges(this.view, this.asked, this.changingPicture(), failed);
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
    this.asked.state = state;
    this.overlayKind = state.overlay;
    this.highlights.forget();
    this.highlights.showOverlay(model, this.overlayKind);
    this.outline.isShown = state.outline;
    const remembered = state.selected === '' ? undefined : selectionOf(model, state.selected);
    this.selection.now = remembered;
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
      return this.failed(failure);
    }
    this.standOnSelection();
    this.mark();
    // A person may have asked for another tree meanwhile, or another surface have shown something.
    await this.changes.turn();
    if (version !== this.version) return;
    if (this.selected !== remembered) await this.select(this.selected, false);
    else if (this.selection.isInPicture && !state.place) this.selection.bringIntoSight();
    this.view.refresh();
    this.listener.onTree();
  }

  get key(): TreeKey {
    return this.asked.key;
  }

  get selected(): Selection | undefined {
    return this.selection.now;
  }

  /** Id of what is selected; "" for nothing. */
  get selectedId(): string {
    return this.selection.id;
  }

  get state(): ViewState {
    const { remembered, placed } = this;
    return {
      ...remembered,
      ...this.asked.state,
      overlay: this.overlayKind,
      outline: this.outline.isShown,
      selected: this.selectedId,
      // Until the picture is there, it is to come as it was remembered.
      ...(placed && { open: this.trees?.saved ?? {}, place: this.view.place }),
    };
  }

  /** Turns to the other hierarchy. */
  async setHierarchy(hierarchy: Hierarchy): Promise<void> {
    this.asked.turnTo(hierarchy);
    await this.changes.turn();
  }

  /** Folds runs of alike groups into one, or shows each. */
  async setFolded(isFolded: boolean): Promise<void> {
    this.asked.fold(isFolded);
    await this.changes.turn();
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
    return this.changes.setAllOpen(isOpen);
  }

  /** Selects without telling the listener, opens what it is in, and brings it into sight. */
  async select(selection: Selection | undefined, focus: boolean): Promise<void> {
    this.selection.now = selection;
    this.mark();
    await this.changes.uncover(selection);
    if (this.selected !== selection) return;
    this.standOnSelection();
    this.mark();
    if (!this.selection.isInPicture) return;
    const item = this.selectedItem;
    this.selection.bringIntoSight();
    if (!focus && item !== undefined) this.highlights.flash(item);
    this.view.refresh(focus);
  }

  /** All that leads to operations, or follows from them, is shown; the rest becomes faint. */
  showPaths(node: PathStart, side: 'inputs' | 'outputs' | undefined): void {
    this.selection.showPaths(node, side);
  }

  get paths(): Paths | undefined {
    return this.selection.paths;
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
    this.selection.zoomTo();
  }

  /** Operations that are drawn now. */
  get nodesShown(): number {
    return this.view.showing?.placed.nodesShown ?? 0;
  }

  /** Item of what is selected in the tree that is shown; undefined where it has none. */
  get selectedItem(): ItemIndex | undefined {
    return this.selection.item;
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

  private get shown(): { model: ProgramModel; placed: ArrangedTree } | undefined {
    const { model, placed } = this;
    return model && placed && { model, placed };
  }

  /** As the gestures see it. `takesFocus`: the element of what is chosen gets the focus. */
  private pictureOfStops(takesFocus: boolean): PictureOfStops {
    return {
      shown: () => this.shown,
      selected: () => this.selected,
      choose: (selection, current, moves) => void this.chooseAt(selection, current, moves ?? false, takesFocus),
      toggle: (item) => void this.changes.toggle(item),
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
    if (moves && current) bringStopIntoSight(this.view, current);
    this.view.refresh(takesFocus && current !== undefined);
  }

  /** As what changes it sees it. */
  private changingPicture(): ChangingPicture {
    return {
      placed: () => this.placed,
      selected: () => this.selected,
      selectedItem: () => this.selectedItem,
      turned: () => {
        this.highlights.hover(undefined);
        this.standOnSelection();
        this.mark();
        this.listener.onTree();
      },
      changed: () => {
        this.mark();
        this.listener.onChange();
      },
    };
  }

  private choose(selection: Selection | undefined): void {
    this.selection.now = selection;
    this.mark();
    this.listener.onSelect(selection);
  }

  private mark(): void {
    if (!this.shown) return;
    this.selection.mark();
    this.view.refresh();
    this.followOutline();
  }

  private standOnSelection(): void {
    this.selection.standOn();
    this.followOutline();
  }

  private followOutline(): void {
    this.outline.follow(this.placed && this.view.showing, this.view.current, this.view.marks);
  }

  private failed(failure: unknown): void {
    const why = failure instanceof Error ? failure.message : String(failure);
    this.listener.onTrouble(`The graph could not be laid out: ${why}`);
  }
}
