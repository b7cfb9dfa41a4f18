/** Changes of the tree that is shown and of its open groups, one after the other: each finds what the one before it left. */

import type { AskedTree } from './askedTree';
import type { ArrangedTree } from './graph/arrangedTree';
import type { ItemIndex } from './graph/groupTree';
import type { GraphView } from './graphView';
import type { Selection } from './selection';
import { Sequence } from './sequence';
import { treeName } from './viewState';

/** The picture that changes. */
export interface ChangingPicture {
  /** The tree that is shown; undefined while the picture is still that of another program. */
  placed(): ArrangedTree | undefined;
  selected(): Selection | undefined;
  selectedItem(): ItemIndex | undefined;
  /** Another tree is there, or the same as before where that failed. */
  turned(): void;
  /** Groups were opened or closed. */
  changed(): void;
}

export class TreeChanges {
  private readonly sequence: Sequence;

  constructor(
    private readonly view: GraphView,
    private readonly asked: AskedTree,
    private readonly picture: ChangingPicture,
    onFailure: (failure: unknown) => void,
  ) {
    this.sequence = new Sequence(onFailure);
  }

  /** Turns to the tree that is asked for, unless it is there already. None of these reject. */
  turn(): Promise<void> {
    return this.sequence.next(async () => {
      const { picture } = this;
      const [placed, selected] = [picture.placed(), picture.selected()];
      const { key } = this.asked;
      if (!placed || treeName(placed.key) === treeName(key)) return;
      try {
        await this.view.turnTo(key, selected?.kind === 'node' ? selected.node : undefined);
      } catch (failure) {
        this.asked.backTo(placed.key);
        throw failure;
      } finally {
        picture.turned();
      }
    });
  }

  setAllOpen(isOpen: boolean): Promise<void> {
    return this.sequence.next(async () => {
      if (!this.picture.placed()) return;
      await this.view.setAllOpen(isOpen);
      this.picture.changed();
    });
  }

  toggle(item: ItemIndex): Promise<void> {
    const asked = this.picture.placed();
    return this.sequence.next(async () => {
      const placed = this.picture.placed();
      // Another tree has other items.
      if (!placed || placed !== asked || placed.tree.childCount[item] === 0) return;
      await this.view.setOpen([item], placed.openFlags[item] === 0, item);
      this.picture.changed();
    });
  }

  /** Opens the groups that something is in, if it is still what is selected by then. */
  uncover(selection: Selection | undefined): Promise<void> {
    return this.sequence.next(async () => {
      const { picture } = this;
      const [placed, selectedItem] = [picture.placed(), picture.selectedItem()];
      if (!placed || selectedItem === undefined || picture.selected() !== selection) return;
      const { openFlags, tree } = placed;
      const closed: ItemIndex[] = [];
      for (let at = tree.parent[selectedItem]!; at > 0; at = tree.parent[at]!) {
        if (openFlags[at] === 0) closed.push(at);
      }
      if (closed.length > 0) await this.view.setOpen(closed, true, closed.at(-1)!);
    });
  }
}
