/** The picture as a control: shows the trees of a program, selects, opens and closes groups, walks with the keyboard. */

import { html } from '../ui/elements';
import type { ProgramModel } from '../ui/programModel';
import { type Fonts, type Rulers, rulersOf, themeFonts } from '../ui/text';
import { Camera } from './camera';
import { CanvasPane } from './canvas/canvasPane';
import { ENTERED, type Drawing, composeFrame } from './canvas/composeFrame';
import { type Marks, NO_MARKS, composeMarks } from './canvas/composeMarks';
import { type DrawingParts, type Highlighting, drawingOf, drawingParts } from './canvas/drawings';
import { Motion, carriedPlaces, placesOf, wantsMotion } from './canvas/motion';
import { paintFrame } from './canvas/paintCanvas';
import { type Palette, themePalette } from './canvas/palette';
import { Styles } from './canvas/styles';
import type { ArrangedTree } from './graph/arrangedTree';
import { NO_CONNECTIONS } from './graph/connections';
import type { ItemIndex } from './graph/groupTree';
import { itemId, itemOfId } from './graph/itemIds';
import { type Stop } from './graph/steps';
import { type Rectangle, itemAt, placeOf, shownFor } from './graph/walk';
import type { GraphTrees } from './graphTrees';
import { ItemLayer } from './itemLayer';
import { Minimap } from './minimap';
import { layerItems, stopId } from './layerItems';
import type { Place } from './viewState';
import type { TreeKey } from './worker/protocol';

/** Milliseconds without movement until elements are made for what is in sight. */
const SETTLED = 120;

/** A program as it is drawn now. */
export interface Showing {
  readonly model: ProgramModel;
  readonly trees: GraphTrees;
  placed: ArrangedTree;
  parts: DrawingParts;
  drawing: Drawing;
}

/** Draws what it is told to and keeps it in its place; gestures are in graphControl.ts. */
export class GraphView {
  readonly canvas: CanvasPane;
  readonly layer = new ItemLayer();
  /** Takes gestures and keys, and is the tree that a screen reader finds. */
  readonly surface = html('div', { class: 'picture', role: 'tree', 'aria-label': 'The program' }, this.layer.element);
  readonly element: HTMLElement;
  readonly camera: Camera;
  showing: Showing | undefined;
  marks: Marks = NO_MARKS;
  /** What has the tab stop. */
  current: Stop | undefined;
  private readonly minimap: Minimap;
  private readonly styles = new Styles();
  private fonts: Fonts | undefined;
  private rulers: Rulers | undefined;
  private palette: Palette | undefined;
  private motion: Motion | undefined;
  private settleTimer: ReturnType<typeof setTimeout> | undefined;
  /** True until the current item has an element to take the focus. */
  private wantsFocus = false;
  /** True once the user has moved or zoomed: a resize then leaves the picture alone. */
  private moved = false;

  constructor(private readonly onChange: () => void) {
    this.canvas = new CanvasPane((context, now) => this.draw(context, now));
    this.element = html('div', { class: 'picture-pane' }, this.canvas.element, this.surface);
    this.camera = new Camera(this.surface, (byUser) => {
      this.moved ||= byUser;
      this.changed();
    });
    this.minimap = new Minimap(this.camera);
    this.element.append(this.minimap.element);
    new ResizeObserver(() => this.resized()).observe(this.surface);
  }

  /** Shows a program in one of its trees, at the place where it stood by name. */
  show(model: ProgramModel, trees: GraphTrees, placed: ArrangedTree, place: Place | undefined): void {
    this.stand();
    this.take(model, trees, placed);
    const item = place && itemOfId(placed.tree, model.program, place.anchor);
    const box = item === undefined ? undefined : placeOf(placed, shownFor(placed, item));
    this.moved = box !== undefined;
    if (place && box) this.camera.place(box, place.scale, place.x, place.y);
    else this.camera.fit(false);
    this.refresh();
  }

  /** Turns to another tree of the program with what is in the middle, or selected, where it was. */
  async turnTo(key: TreeKey, keep: number | undefined): Promise<void> {
    const { showing } = this;
    if (!showing) return;
    this.stand();
    const before = showing.placed;
    const node = keep ?? this.nodeInTheMiddle();
    const at = node === undefined ? undefined : this.screenPlaceOf(before, node);
    const placed = await showing.trees.turnTo(key);
    const from = wantsMotion(document) && before.tree !== placed.tree ? carriedPlaces(before, placed) : undefined;
    this.take(showing.model, showing.trees, placed);
    const after = node === undefined ? undefined : this.boxOfNode(placed, node);
    if (at && after) this.camera.place(after, this.camera.scale, ...at);
    else this.camera.fit(false);
    if (from) this.motion = Motion.begin(placed, from, new Uint8Array(placed.tree.count));
    this.refresh();
  }

  /** Opens or closes groups, with `anchor` where it is on the screen. */
  async setOpen(items: readonly ItemIndex[], isOpen: boolean, anchor: ItemIndex): Promise<void> {
    const { showing } = this;
    if (!showing || items.length === 0) return;
    const { placed } = showing;
    await this.rearrange(placed, anchor, () => showing.trees.setOpen(placed, items, isOpen));
  }

  /** Opens or closes all groups. */
  async setAllOpen(isOpen: boolean): Promise<void> {
    const { showing } = this;
    if (!showing) return;
    const { placed } = showing;
    await this.rearrange(placed, this.firstInSight(), async () => {
      await showing.trees.turnTo(placed.key, { all: isOpen, ids: [] });
    });
  }

  highlight(highlighting: Highlighting): void {
    const { showing } = this;
    if (!showing) return;
    showing.drawing = drawingOf(showing.parts, highlighting);
    this.canvas.soon();
  }

  /** What lies over the picture: minimap and legend, in pixels from its corner; none that is hidden. */
  covers(): Rectangle[] {
    if (this.showing) this.minimap.fit(this.showing.drawing);
    const own = this.element.getBoundingClientRect();
    const found = [...this.element.querySelectorAll('.minimap, .legend')].map((each) => each.getBoundingClientRect());
    const shown = found.filter(({ width }) => width > 0);
    return shown.map(({ x, y, width, height }) => ({ x: x - own.x, y: y - own.y, width, height }));
  }

  get zoom(): number {
    return this.camera.scale;
  }

  fit(): void {
    this.camera.fit(true);
    this.moved = false;
    this.changed();
  }

  /** What is in sight now is what a person looks at: a resize or another version of the file leaves it there. */
  keepPlace(): void {
    this.moved = true;
  }

  /** Draws anew: another theme has other colours and perhaps other fonts. */
  restyle(): void {
    this.fonts = undefined;
    const { showing } = this;
    if (!showing) return;
    const { drawing } = showing;
    this.take(showing.model, showing.trees, showing.placed);
    const { tones, categories, lit, hits, hotEdges } = drawing;
    showing.drawing = { ...showing.drawing, tones, categories, lit, hits, hotEdges };
    this.refresh();
  }

  /** The look of the theme in force. */
  look(): { fonts: Fonts; rulers: Rulers; palette: Palette } {
    if (!this.fonts || !this.rulers || !this.palette) {
      this.fonts = themeFonts(document);
      this.rulers = rulersOf(document, this.fonts);
      this.palette = themePalette(this.element);
    }
    return { fonts: this.fonts, rulers: this.rulers, palette: this.palette };
  }

  /** Where an item, or the closed group that it is in, is in the picture. */
  boxOf(item: ItemIndex): Rectangle | undefined {
    const { showing } = this;
    return showing && placeOf(showing.placed, shownFor(showing.placed, item));
  }

  /** What is under a point of the surface, in pixels. */
  stopAt(x: number, y: number): Stop | undefined {
    const { showing } = this;
    if (!showing) return undefined;
    const [px, py] = this.camera.inPicture(x, y);
    const pill = showing.parts.pills.at(showing.placed, px, py);
    if (pill !== undefined) return { item: pill, isBreak: true };
    const item = itemAt(showing.placed, px, py, ENTERED / this.camera.scale);
    return item === undefined ? undefined : { item, isBreak: false };
  }

  /** What the picture stands by: what is in the upper middle of the screen. */
  get place(): Place | undefined {
    const { showing, camera } = this;
    if (!showing || !this.moved) return undefined;
    const item = this.anchor();
    const box = placeOf(showing.placed, item);
    if (item === 0 || !box) return undefined;
    const [x, y] = camera.onScreen(box);
    return { scale: camera.scale, anchor: itemId(showing.placed.tree, showing.model.program, item), x, y };
  }

  /** Draws, and makes elements for what is in sight, at once. `focus`: the current item takes the focus. */
  refresh(focus = false): void {
    this.wantsFocus ||= focus;
    this.canvas.soon();
    this.settle();
  }

  /** Ends what moves, with all in its place. */
  private stand(): void {
    this.motion?.end();
    this.motion = undefined;
  }

  private async rearrange(placed: ArrangedTree, anchor: ItemIndex, change: () => Promise<void>): Promise<void> {
    this.stand();
    const from = placesOf(placed);
    const opened = placed.openFlags;
    const box = placeOf(placed, shownFor(placed, anchor));
    const at = box && this.camera.onScreen(box);
    await change();
    if (this.showing?.placed !== placed) return;
    this.camera.setBounds(this.showing.parts.pills.bounds(placed));
    const after = placeOf(placed, shownFor(placed, anchor));
    if (at && after) this.camera.place(after, this.camera.scale, ...at);
    // A group that has just been opened shows what is in it once it is as large as that.
    const hidden = placed.openFlags.map((isOpen, item) => (isOpen === 1 && opened[item] === 0 ? 1 : 0));
    if (wantsMotion(document)) this.motion = Motion.begin(placed, from, hidden);
    this.keepPlace();
    this.refresh();
    this.onChange();
  }

  private take(model: ProgramModel, trees: GraphTrees, placed: ArrangedTree): void {
    const { rulers } = this.look();
    const parts = drawingParts(model, placed, this.styles, rulers);
    const none = { tones: [], categories: new Uint8Array(placed.tree.count), lit: undefined, hits: undefined };
    this.showing = { model, trees, placed, parts, drawing: drawingOf(parts, { ...none, connections: NO_CONNECTIONS }) };
    this.marks = NO_MARKS;
    this.current = undefined;
    this.camera.setBounds(parts.pills.bounds(placed));
  }

  private draw(context: CanvasRenderingContext2D, now: number): boolean {
    const { showing, camera } = this;
    if (!showing) return false;
    const isMoving = this.motion !== undefined && !this.motion.step(now);
    if (!isMoving && this.motion) {
      this.motion = undefined;
      this.settle();
    }
    const { fonts, palette } = this.look();
    const frame = composeFrame(showing.drawing, camera.area, camera.scale);
    composeMarks(frame, showing.drawing, this.marks, camera.area, camera.scale);
    const [x, y] = camera.origin;
    paintFrame(context, frame, { scale: camera.scale, x, y, ratio: this.canvas.ratio }, palette, fonts);
    this.layer.follow({ scale: camera.scale, x, y });
    if (!isMoving) this.minimap.show(showing.drawing, palette, fonts, this.canvas.ratio);
    this.minimap.follow();
    return isMoving;
  }

  private changed(): void {
    this.canvas.soon();
    clearTimeout(this.settleTimer);
    this.settleTimer = setTimeout(() => this.settle(), SETTLED);
    this.onChange();
  }

  private settle(): void {
    clearTimeout(this.settleTimer);
    const { showing, camera } = this;
    // What moves is told when it stands.
    if (!showing || this.motion) return;
    const [x, y] = camera.origin;
    const takesFocus = this.wantsFocus || this.layer.hasFocus;
    this.wantsFocus = false;
    this.current ??= { item: showing.placed.tree.firstChild[0]!, isBreak: false };
    const current = stopId(showing, this.current);
    this.layer.show(layerItems(showing, camera, this.current, this.marks), { scale: camera.scale, x, y }, current);
    if (takesFocus) this.layer.focus(current);
  }

  /** The innermost item in the upper middle of the screen; the first block in sight where there is none. */
  private anchor(): ItemIndex {
    const { showing, camera } = this;
    if (!showing) return 0;
    const found =
      this.stopAt(camera.width / 2, Math.min(80, camera.height / 3)) ??
      this.stopAt(camera.width / 2, camera.height / 2);
    return found ? found.item : this.firstInSight();
  }

  /** The uppermost child of the root that can be seen. */
  private firstInSight(): ItemIndex {
    const { showing, camera } = this;
    if (!showing) return 0;
    const { tree, y, height } = showing.placed;
    const top = camera.area.y;
    for (let item = tree.firstChild[0]!; item < tree.firstChild[0]! + tree.childCount[0]!; item++) {
      if (y[item]! + height[item]! > top) return item;
    }
    return tree.firstChild[0]!;
  }

  private nodeInTheMiddle(): number | undefined {
    const { showing, camera } = this;
    const item =
      showing &&
      itemAt(showing.placed, ...camera.inPicture(camera.width / 2, camera.height / 2), ENTERED / camera.scale);
    if (item === undefined || !showing) return undefined;
    const { tree } = showing.placed;
    let at = item;
    while (tree.childCount[at]! > 0) at = tree.firstChild[at]!;
    return tree.target[at]! < 0 ? undefined : tree.target[at];
  }

  private boxOfNode(placed: ArrangedTree, node: number): Rectangle | undefined {
    const item = placed.tree.itemOfNode[node]!;
    return item < 0 ? undefined : placeOf(placed, shownFor(placed, item));
  }

  private screenPlaceOf(placed: ArrangedTree, node: number): [number, number] | undefined {
    const box = this.boxOfNode(placed, node);
    return box && this.camera.onScreen(box);
  }

  private resized(): void {
    this.canvas.resize(this.surface.clientWidth, this.surface.clientHeight);
    if (this.showing && !this.moved) this.camera.fit(false);
    this.changed();
  }
}
