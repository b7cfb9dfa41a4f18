/** What is selected in the picture: what it is called, where it is in the tree that is shown, what leads to it or follows. */

import type { ProgramModel } from '../ui/programModel';
import type { ArrangedTree } from './graph/arrangedTree';
import type { PathStart } from './graph/connections';
import type { ItemIndex } from './graph/groupTree';
import type { Rectangle } from './graph/walk';
import type { GraphView } from './graphView';
import type { Highlights } from './highlights';
import { type Selection, blockOfSelection, selectionId } from './selection';
import { itemOfSelection, itemsOfNodes } from './selectionItems';
import { boxOfItems, bringBoxIntoSight, bringStopIntoSight } from './sight';

/** All that leads to operations, or follows from them, stands out. */
export interface Paths {
  readonly node: PathStart;
  readonly side: 'inputs' | 'outputs';
}

/** The picture that it is in. */
export interface SelectionPicture {
  readonly view: GraphView;
  readonly highlights: Highlights;
  model(): ProgramModel | undefined;
  /** The tree that is shown; undefined while the picture is still that of another program. */
  placed(): ArrangedTree | undefined;
}

export class PictureSelection {
  private selection: Selection | undefined;
  private shownPaths: Paths | undefined;

  constructor(private readonly picture: SelectionPicture) {}

  get now(): Selection | undefined {
    return this.selection;
  }

  /** What was shown of the one before is not of this one. */
  set now(selection: Selection | undefined) {
    this.selection = selection;
    this.shownPaths = undefined;
    this.picture.highlights.endPaths();
  }

  /** "" for nothing. */
  get id(): string {
    const { selection } = this;
    const model = this.picture.model();
    return model && selection ? selectionId(model, selection) : '';
  }

  /** Item in the tree that is shown; undefined where that has none. */
  get item(): ItemIndex | undefined {
    const { selection } = this;
    const [model, placed] = [this.picture.model(), this.picture.placed()];
    return placed && model && selection && itemOfSelection(placed.tree, model, selection);
  }

  /** True where something of it is in the tree that is shown. */
  get isInPicture(): boolean {
    return this.items.length > 0;
  }

  get paths(): Paths | undefined {
    return this.shownPaths;
  }

  /** All that leads to operations, or follows from them, is shown; the rest becomes faint. */
  showPaths(node: PathStart, side: Paths['side'] | undefined): void {
    this.shownPaths = side && { node, side };
    const model = this.picture.model();
    if (model) this.picture.highlights.showPaths(model, node, side);
  }

  /** Marks it with what it is connected with. */
  mark(): void {
    const { selection, item } = this;
    const model = this.picture.model();
    if (!model) return;
    const ofBreak = selection?.kind === 'break' ? item : undefined;
    this.picture.highlights.select(model, { items: ofBreak === undefined ? this.items : [], ofBreak });
  }

  /** The keyboard stands on it, where it is in the picture. */
  standOn(): void {
    const { item } = this;
    if (item !== undefined) this.picture.view.current = { item, isBreak: this.selection?.kind === 'break' };
  }

  /** Several as they are; one as what the keyboard stands on, so that it can be read. */
  bringIntoSight(): void {
    const { view } = this.picture;
    if (this.item !== undefined) {
      if (view.current) bringStopIntoSight(view, view.current, true);
      return;
    }
    const { box } = this;
    if (box) bringBoxIntoSight(view, box);
  }

  /** To the whole picture where nothing of it is in that. */
  zoomTo(): void {
    const { view } = this.picture;
    const { box } = this;
    if (box) view.camera.zoomTo(box, view.covers());
    else view.fit();
  }

  /** Around all of it; undefined where nothing of it is in the picture. */
  private get box(): Rectangle | undefined {
    return boxOfItems(this.picture.view, this.items);
  }

  /** A block has no item among modules, but its operations do. */
  private get items(): readonly ItemIndex[] {
    const { selection, item } = this;
    const [model, placed] = [this.picture.model(), this.picture.placed()];
    if (item !== undefined || !model || !placed || !selection) return item === undefined ? [] : [item];
    if (selection.kind === 'nodes') return itemsOfNodes(placed.tree, selection.nodes);
    if (selection.kind !== 'block' && selection.kind !== 'break') return [];
    const block = model.program.partition.blocks[blockOfSelection(model, selection)!]!;
    return itemsOfNodes(placed.tree, block.nodes);
  }
}
