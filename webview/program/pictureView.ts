/** The picture as a control: shows a program, selects, opens and closes blocks, walks with the keyboard. */

import { html, svg } from '../ui/elements';
import type { ProgramModel } from '../ui/programModel';
import { type Rulers, themeRulers } from '../ui/text';
import { drawDefinitions } from './drawParts';
import { type Item, type Selection, blockOfSelection, itemsOf, selectionId, selectionOf } from './items';
import { moveFor } from './keyboard';
import { OpenBlocks } from './openBlocks';
import { type Drawn, drawScene } from './picture';
import { flash, markSelection, setTabStop } from './pictureMarks';
import { type Box, SCENE, type Scene, buildScene } from './scene';
import type { Place, ViewState } from './viewState';
import { Viewport } from './viewport';

export interface PictureListener {
  /** The user selected something, or nothing. */
  onSelect(selection: Selection | undefined): void;
  /** The user asked for what is behind a node or break. */
  onOpen(selection: Selection): void;
  /** Zoom, place or open blocks changed. */
  onChange(): void;
}

/** A program as it is drawn now. */
interface Showing {
  readonly model: ProgramModel;
  readonly open: OpenBlocks;
  scene: Scene;
  items: readonly Item[];
  drawn: Drawn;
}

export class PictureView {
  readonly element: HTMLElement;
  private readonly svg: SVGSVGElement;
  private readonly world = svg('g');
  private readonly viewport: Viewport;
  private showing: Showing | undefined;
  private rulers: Rulers | undefined;
  private selection: Selection | undefined;
  /** Id of the item that has the tab stop. */
  private current = '';
  /** True once the user has moved or zoomed: a resize then leaves the picture alone. */
  private moved = false;

  constructor(private readonly listener: PictureListener) {
    this.svg = svg(
      'svg',
      { class: 'picture', role: 'group', 'aria-label': 'The program' },
      drawDefinitions(),
      this.world,
    );
    this.element = html('div', { class: 'picture-pane' }, this.svg);
    this.viewport = new Viewport(this.svg, this.world, (byUser) => {
      this.moved ||= byUser;
      listener.onChange();
    });
    this.svg.addEventListener('click', (event) => this.clicked(event));
    this.svg.addEventListener('dblclick', (event) => this.doubleClicked(event));
    this.svg.addEventListener('keydown', (event) => this.pressed(event));
    new ResizeObserver(() => this.resized()).observe(this.svg);
  }

  /** Shows a program with what was open and selected by name, at the place where it stood. */
  show(model: ProgramModel, state: ViewState): void {
    const open = new OpenBlocks(model, state.open);
    this.selection = state.selected === '' ? undefined : selectionOf(model, state.selected);
    this.showing = { model, open, ...this.drawProgram(model, open) };
    this.afterDrawing();
    const { place } = state;
    const box = place && this.showing.drawn.boxes.get(place.anchor);
    this.moved = box !== undefined;
    if (place && box) this.viewport.place(box, place.scale, place.x, place.y);
    else this.viewport.fit(false);
  }

  get zoom(): number {
    return this.viewport.scale;
  }

  /** Operations that are drawn now. */
  get nodesShown(): number {
    return this.showing?.items.filter((item) => item.kind === 'node').length ?? 0;
  }

  get selected(): Selection | undefined {
    return this.selection;
  }

  get state(): ViewState {
    const { showing, selection } = this;
    return {
      open: showing?.open.saved ?? {},
      selected: showing && selection ? selectionId(showing.model, selection) : '',
      place: this.moved ? this.place() : undefined,
    };
  }

  /** Selects without telling the listener, opens the block that a node is in, and brings what is selected into sight. */
  select(selection: Selection | undefined, focus: boolean): void {
    const { showing } = this;
    if (!showing) return;
    this.selection = selection;
    if (selection?.kind === 'node') {
      const block = blockOfSelection(showing.model, selection);
      if (block !== undefined && showing.open.showNode(block, selection.node)) this.redrawAround(block);
    }
    this.mark();
    const id = this.selectedItem();
    if (id === undefined) return;
    this.moveTabStop(id);
    this.bringIntoSight(id);
    if (focus) showing.drawn.elements.get(id)?.focus({ preventScroll: true });
    else flash(showing.drawn.elements.get(id));
  }

  fit(): void {
    this.viewport.fit(true);
    this.moved = false;
    this.listener.onChange();
  }

  zoomIn(): void {
    this.viewport.zoomIn();
  }

  zoomOut(): void {
    this.viewport.zoomOut();
  }

  /** Draws anew: another theme may have other fonts. */
  redraw(): void {
    this.rulers = undefined;
    this.draw();
  }

  private drawProgram(model: ProgramModel, open: OpenBlocks): Pick<Showing, 'scene' | 'items' | 'drawn'> {
    this.rulers ??= themeRulers(document);
    const scene = buildScene(model, open.first, this.rulers);
    return { scene, items: itemsOf(model, scene), drawn: drawScene(this.world, model, scene, this.rulers) };
  }

  private draw(): void {
    const { showing } = this;
    if (!showing) return;
    const hadFocus = this.world.contains(document.activeElement);
    Object.assign(showing, this.drawProgram(showing.model, showing.open));
    this.afterDrawing();
    if (hadFocus) showing.drawn.elements.get(this.current)?.focus({ preventScroll: true });
  }

  private afterDrawing(): void {
    const { showing } = this;
    if (!showing) return;
    this.viewport.setBounds(showing.scene.bounds);
    const known = showing.drawn.elements.has(this.current);
    this.moveTabStop(known ? this.current : (this.selectedItem() ?? showing.items[0]?.id ?? ''));
    this.mark();
  }

  private clicked(event: MouseEvent): void {
    const item = this.itemAt(event.target);
    if (!item) return this.choose(undefined);
    if (item.kind === 'more') return this.showWindow(item);
    const onTwisty = event.target instanceof Element && event.target.closest('.twisty') !== null;
    this.goTo(item.id);
    if (item.kind === 'block' && onTwisty) this.toggle(item.block);
  }

  private doubleClicked(event: MouseEvent): void {
    const item = this.itemAt(event.target);
    const onTwisty = event.target instanceof Element && event.target.closest('.twisty') !== null;
    if (item?.kind === 'block' && !onTwisty) this.toggle(item.block);
    if (item?.kind === 'node') this.listener.onOpen(item);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const items = this.showing?.items ?? [];
    const position = items.findIndex((item) => item.id === this.current);
    const move = moveFor(event.key, items, position);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const item = items[position]!;
    if (move.kind === 'focus') this.goTo(move.id);
    else if (move.kind === 'deselect') this.choose(undefined);
    else if (item.kind === 'block') {
      if (move.kind === 'activate') this.choose(item);
      this.toggle(item.block);
    } else if (item.kind === 'more') this.showWindow(item);
    else if (this.selectedItem() === item.id) this.listener.onOpen(item);
    else this.choose(item);
  }

  /** Moves focus and selection to an item. */
  private goTo(id: string): void {
    const { showing } = this;
    const item = showing?.items.find((each) => each.id === id);
    if (!showing || !item) return;
    this.moveTabStop(id);
    showing.drawn.elements.get(id)?.focus({ preventScroll: true });
    this.bringIntoSight(id);
    if (item.kind !== 'more') this.choose(item);
  }

  private choose(selection: Selection | undefined): void {
    this.selection = selection;
    this.mark();
    this.listener.onSelect(selection);
  }

  private toggle(block: number): void {
    this.showing?.open.toggle(block);
    this.redrawAround(block);
  }

  private showWindow({ block, first }: Item & { kind: 'more' }): void {
    const { showing } = this;
    const node = showing?.model.program.partition.blocks[block]?.nodes[first];
    if (!showing || node === undefined) return;
    showing.open.show(block, first);
    this.redrawAround(block);
    this.select({ kind: 'node', node }, true);
    this.listener.onSelect(this.selection);
  }

  /** Draws after a block changed, with that block where it was on the screen. */
  private redrawAround(block: number): void {
    const before = this.showing?.scene.blocks[block];
    const at = before && this.viewport.onScreen(before);
    this.draw();
    const after = this.showing?.scene.blocks[block];
    if (at && after) this.viewport.place(after, this.viewport.scale, ...at);
    this.listener.onChange();
  }

  /** Item that stands for the selection: the program's inputs for one of them. */
  private selectedItem(): string | undefined {
    const { showing, selection } = this;
    if (!showing || !selection) return undefined;
    const id = selectionId(showing.model, selection);
    if (showing.drawn.elements.has(id)) return id;
    if (selection.kind !== 'node') return undefined;
    return showing.scene.ends.find((end) => end.id === 'inputs' && end.nodes.includes(selection.node))?.id;
  }

  private mark(): void {
    const { showing, selection } = this;
    if (showing) markSelection(this.world, showing, selection, this.selectedItem());
  }

  private moveTabStop(id: string): void {
    this.current = id;
    setTabStop(this.world, this.showing?.drawn.elements.get(id));
  }

  private bringIntoSight(id: string): void {
    const box = this.showing?.drawn.boxes.get(id);
    if (box) this.viewport.bringIntoSight(headOf(box));
  }

  private itemAt(target: EventTarget | null): Item | undefined {
    const element = target instanceof Element ? target.closest<SVGGElement>('.item') : null;
    const id = element?.dataset['id'];
    return this.showing?.items.find((item) => item.id === id);
  }

  /** The uppermost block in sight is what the picture stands by. */
  private place(): Place | undefined {
    const blocks = this.showing?.scene.blocks ?? [];
    const bottom = (box: Box): number => this.viewport.onScreen({ ...box, y: box.y + box.height })[1];
    const box = blocks.find((each) => bottom(each) > 0) ?? blocks.at(-1);
    if (!box) return undefined;
    const [x, y] = this.viewport.onScreen(box);
    return { scale: this.viewport.scale, anchor: box.id, x, y };
  }

  private resized(): void {
    if (this.showing && !this.moved) this.viewport.fit(false);
  }
}

/** The part of an item that has to be in sight: its header, where it is an open block. */
function headOf(box: Box): Box {
  const height = Math.min(box.height, SCENE.blockHeader + 10);
  return { ...box, height, width: Math.min(box.width, SCENE.blockWidth) };
}
