/** The picture as a control: shows the trees of a program, selects, opens and closes groups, walks with the keyboard. */

import { html } from '../ui/elements';
import type { ProgramModel } from '../ui/programModel';
import { boxOfNode, firstInSight, lookedAt, nodeInTheMiddle, placeIn } from './anchors';
import { Camera } from './camera';
import { CanvasPane } from './canvas/canvasPane';
import { ENTERED, type Drawing, composeFrame } from './canvas/composeFrame';
import { type Marks, NO_MARKS, composeMarks } from './canvas/composeMarks';
import { type DrawingParts, type Highlighting, drawingOf, drawingParts } from './canvas/drawings';
import { Motion, carriedPlaces, moves, placesOf, shifted } from './canvas/motion';
import { paintFrame } from './canvas/paintCanvas';
import { Styles } from './canvas/styles';
import { type Look, ThemeLook } from './canvas/themeLook';
import type { ArrangedTree, Places } from './graph/arrangedTree';
import { NO_CONNECTIONS } from './graph/connections';
import type { ItemIndex } from './graph/groupTree';
import { itemId, itemOfId } from './graph/itemIds';
import type { Stop } from './graph/steps';
import { type Rectangle, itemAt, placeOf, shownFor } from './graph/walk';
import type { GraphTrees } from './graphTrees';
import { ItemLayer } from './itemLayer';
import { Minimap } from './minimap';
import { layerItems, stopId, stopInSight } from './layerItems';
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
  private readonly theme: ThemeLook;
  private motion: Motion | undefined;
  private settleTimer: ReturnType<typeof setTimeout> | undefined;
  /** True until the current item has an element to take the focus. */
  private wantsFocus = false;
  /** True once the user has moved or zoomed: a resize then leaves the picture alone. */
  private moved = false;
  /** True where all of the picture is to fit, once the user has asked for that. */
  private fitsAll = false;
  private highlighting!: Highlighting;

  constructor(private readonly onChange: () => void) {
    this.canvas = new CanvasPane((context, now) => this.draw(context, now));
    this.element = html('div', { class: 'picture-pane' }, this.canvas.element, this.surface);
    this.theme = new ThemeLook(this.element);
    this.camera = new Camera(this.surface, (byUser) => {
      this.moved ||= byUser;
      this.changed();
    });
    this.minimap = new Minimap(this.camera);
    this.element.append(this.minimap.element);
    // Pixels of the display: they change with it while those of the page do not.
    new ResizeObserver(() => this.resized()).observe(this.canvas.element, { box: 'device-pixel-content-box' });
  }

  /** Shows a program in one of its trees, at the place where it stood by name. */
  show(model: ProgramModel, trees: GraphTrees, placed: ArrangedTree, place: Place | undefined): void {
    this.stand();
    this.take(model, trees, placed);
    const item = place && itemOfId(placed.tree, model.program, place.anchor);
    const box = item === undefined ? undefined : placeOf(placed, shownFor(placed, item));
    this.moved = box !== undefined;
    if (place && box) this.camera.place(box, place.scale, place.x, place.y);
    else this.camera.fit(this.fitsAll);
    this.refresh();
  }

  /**
   * Turns to another tree of the program with what is in the middle, or `keep` where that is in sight, where it was. To be
   * refreshed once it is known what the keyboard stands on there.
   */
  async turnTo(key: TreeKey, keep: number | undefined): Promise<void> {
    const { showing, camera } = this;
    if (!showing) return;
    const { placed: before } = showing;
    const after = await showing.trees.arrange(key);
    if (this.showing !== showing) return;
    this.stand();
    const kept = keep === undefined ? undefined : boxOfNode(before, keep);
    const node = kept && camera.sees(kept) ? keep : nodeInTheMiddle(before, camera, this.least);
    const old = node === undefined ? undefined : boxOfNode(before, node);
    const from = before !== after && moves(document, after) ? carriedPlaces(before, after) : undefined;
    const origin = camera.origin;
    const at = old && camera.onScreen(old);
    this.take(showing.model, showing.trees, after);
    const box = node === undefined ? undefined : boxOfNode(after, node);
    if (at && box) camera.place(box, camera.scale, ...at);
    else camera.fit(this.fitsAll);
    if (from && at && box) this.move(after, from, new Uint8Array(after.tree.count), origin);
  }

  /** Opens or closes groups, with `anchor` where it is on the screen. */
  async setOpen(items: readonly ItemIndex[], isOpen: boolean, anchor: ItemIndex): Promise<void> {
    const { showing } = this;
    if (!showing || items.length === 0) return;
    await this.rearrange(showing, anchor, () => showing.trees.setOpen(showing.placed, items, isOpen));
  }

  /** Opens or closes all groups. */
  async setAllOpen(isOpen: boolean): Promise<void> {
    const { showing } = this;
    if (!showing) return;
    await this.rearrange(showing, firstInSight(showing.placed, this.camera), async () => {
      await showing.trees.arrange(showing.placed.key, { all: isOpen, ids: [] });
    });
  }

  highlight(highlighting: Highlighting): void {
    const { showing } = this;
    if (!showing) return;
    this.highlighting = highlighting;
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
    this.fitsAll = true;
    this.changed();
  }

  /** What is in sight now is what a person looks at: a resize or another version of the file leaves it there. */
  keepPlace(): void {
    this.moved = true;
  }

  /** Draws anew: another theme has other colours and perhaps other fonts. What is marked and current stays. */
  restyle(): void {
    this.theme.forget();
    const { showing } = this;
    if (!showing) return;
    showing.parts = drawingParts(showing.model, showing.placed, this.styles, this.look().rulers);
    showing.drawing = drawingOf(showing.parts, this.highlighting);
    this.camera.setBounds(showing.parts.pills.bounds(showing.placed.standing));
    this.refresh();
  }

  /** The look of the theme in force. */
  look(): Look {
    return this.theme.now;
  }

  /** Where an item, or the closed group that it is in, stands in the picture. */
  boxOf(item: ItemIndex): Rectangle | undefined {
    const standing = this.showing?.placed.standing;
    return standing && placeOf(standing, shownFor(standing, item));
  }

  /** What is under a point of the surface, in pixels. */
  stopAt(x: number, y: number): Stop | undefined {
    const { showing } = this;
    if (!showing) return undefined;
    const [px, py] = this.camera.inPicture(x, y);
    const pill = showing.parts.pills.at(showing.placed, px, py);
    if (pill !== undefined) return { item: pill, isBreak: true };
    const item = itemAt(showing.placed, px, py, this.least);
    return item === undefined ? undefined : { item, isBreak: false };
  }

  /** What the picture stands by: what is in the upper middle of the screen. */
  get place(): Place | undefined {
    const { showing, camera } = this;
    if (!showing || !(this.moved || this.fitsAll) || showing.placed.tree.count < 2) return undefined;
    const item = lookedAt(showing.placed, camera, this.least);
    const box = placeOf(showing.placed, item);
    if (!box) return undefined;
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

  private async rearrange(showing: Showing, anchor: ItemIndex, change: () => Promise<void>): Promise<void> {
    const { camera } = this;
    const { placed } = showing;
    this.stand();
    const from = placesOf(placed);
    const opened = placed.openFlags;
    await change();
    if (this.showing !== showing) return;
    // A person may have moved the picture meanwhile: what stood at `from` is still what is on the screen.
    const [before, origin] = [placeIn(placed, from, opened, anchor), camera.origin];
    const at = camera.onScreen(before);
    camera.setBounds(showing.parts.pills.bounds(placed));
    const after = placeOf(placed, shownFor(placed, anchor));
    if (after) camera.place(after, camera.scale, ...at);
    // A group that has just been opened shows what is in it once it is as large as that.
    const hidden = placed.openFlags.map((isOpen, item) => (isOpen === 1 && opened[item] === 0 ? 1 : 0));
    if (moves(document, placed)) this.move(placed, from, hidden, origin);
    this.keepPlace();
    this.refresh();
    this.onChange();
  }

  /** Begins where everything is on the screen now: the camera stands for the new places already. */
  private move(placed: ArrangedTree, from: Places, hidden: Uint8Array, [x, y]: readonly [number, number]): void {
    const [nowX, nowY] = this.camera.origin;
    const { scale } = this.camera;
    this.motion = new Motion(placed, shifted(from, placed.tree, (x - nowX) / scale, (y - nowY) / scale), hidden);
  }

  private take(model: ProgramModel, trees: GraphTrees, placed: ArrangedTree): void {
    const { rulers } = this.look();
    const parts = drawingParts(model, placed, this.styles, rulers);
    const none = { tones: [], categories: new Uint8Array(placed.tree.count), lit: undefined, hits: undefined };
    this.highlighting = { ...none, connections: NO_CONNECTIONS };
    this.showing = { model, trees, placed, parts, drawing: drawingOf(parts, this.highlighting) };
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
    this.current = stopInSight(showing.placed, this.current);
    const { current } = this;
    const id = current ? stopId(showing, current) : '';
    const items = current ? layerItems(showing, camera, current, this.marks) : [];
    this.layer.show(items, { scale: camera.scale, x, y }, id);
    if (takesFocus) this.layer.focus(id);
  }

  /** Height in the picture from which on a group shows what is in it. */
  private get least(): number {
    return ENTERED / this.camera.scale;
  }

  private resized(): void {
    this.canvas.resize(this.surface.clientWidth, this.surface.clientHeight);
    this.camera.resized();
    if (this.showing && !this.moved) this.camera.fit(this.fitsAll);
    this.changed();
  }
}
