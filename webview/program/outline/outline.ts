/**
 * The outline: all that the picture shows as a tree of lines, with the same groups open. What cannot see the picture reads
 * this; whoever looks for a name in a large graph may find it faster here.
 */

import { html } from '../../ui/elements';
import { type Marks, NO_MARKS } from '../canvas/composeMarks';
import type { Stop } from '../graph/steps';
import { shownFor } from '../graph/walk';
import type { Showing } from '../graphView';
import { tellStop } from '../layerItems';
import { type StopTarget, isGroup, takeKey } from '../stopKeys';
import { VirtualList } from '../virtualList';
import { outlineRows, rowOfStop, stopOfRow } from './outlineRows';

/** In the font's size. */
const ROW_HEIGHT = 1.7;
/** Pixels a level, and levels from which on rows stand no further in. */
const INDENT = 12;
const DEEPEST = 12;

export class Outline {
  private readonly tree = html('div', {
    class: 'outline-rows',
    id: 'outline',
    role: 'tree',
    tabindex: 0,
    'aria-label': 'Outline of the program',
    'aria-multiselectable': 'true',
  });
  readonly element = html('aside', { class: 'outline', 'aria-label': 'Outline', hidden: true }, this.tree);
  private readonly list: VirtualList;
  private rows: Int32Array = new Int32Array();
  private showing: Showing | undefined;
  /** Groups that were open, of the tree that the rows are of. */
  private openFlags: Uint8Array | undefined;
  /** What the keyboard stands on, and the row that shows it. */
  private cursor: Stop | undefined;
  private current: Stop | undefined;
  private selected: ReadonlySet<number> = new Set();
  private marks: Marks = NO_MARKS;

  constructor(private readonly target: StopTarget) {
    this.list = new VirtualList(this.tree, {
      content: (row) => this.draw(stopOfRow(this.rows[row]!)),
      height: () => ROW_HEIGHT,
      chosen: (row, event) => this.chosen(stopOfRow(this.rows[row]!), event),
      isSelected: (row) => this.isSelected(stopOfRow(this.rows[row]!)),
    });
    this.tree.addEventListener('keydown', (event) => takeKey(event, this.target, this.showing, this.current));
  }

  get isShown(): boolean {
    return !this.element.hidden;
  }

  set isShown(isShown: boolean) {
    this.element.hidden = !isShown;
  }

  focus(): void {
    this.tree.focus();
  }

  /** Follows the picture; costs nothing while the outline is not shown. `current`: what the keyboard stands on. */
  follow(showing: Showing | undefined, current: Stop | undefined, marks: Marks): void {
    if (!this.isShown) return;
    const open = showing?.placed.openFlags;
    const isSameTree = this.showing?.parts === showing?.parts;
    const isSame = isSameTree && this.openFlags === open;
    const isSameStop = current?.item === this.cursor?.item && current?.isBreak === this.cursor?.isBreak;
    this.showing = showing;
    this.openFlags = open;
    this.cursor = current;
    this.current = showing && current && shownStop(showing, current);
    if (marks.selected !== this.marks.selected) this.selected = new Set(marks.selected);
    this.marks = marks;
    if (!isSame) this.rows = showing && open ? rowsOf(showing, open) : new Int32Array();
    const active = this.current ? rowOfStop(this.rows, this.current) : -1;
    if (isSame) this.list.mark({ active, current: -1 });
    // Whoever opens and closes groups elsewhere in the list goes on there.
    else this.list.show({ count: this.rows.length, active, current: -1 }, isSameTree && isSameStop);
    const { activeId } = this.list;
    if (activeId) this.tree.setAttribute('aria-activedescendant', activeId);
    else this.tree.removeAttribute('aria-activedescendant');
  }

  private isSelected({ item, isBreak }: Stop): boolean {
    return isBreak ? this.marks.selectedBreak === item : this.selected.has(item);
  }

  private draw(stop: Stop): HTMLElement {
    const { kind, text, level, position, siblings, isOpen: wasOpen } = tellStop(this.showing!, stop);
    // While the picture moves, a group looks closed in it that is open already.
    const isOpen = wasOpen === undefined ? undefined : this.openFlags![stop.item] === 1;
    const [title, detail] = this.words(stop);
    const row = html(
      'div',
      {
        class: `outline-row ${kind}`,
        role: 'treeitem',
        title: text,
        'aria-level': level,
        'aria-posinset': position,
        'aria-setsize': siblings,
        'aria-expanded': isOpen !== undefined && String(isOpen),
      },
      html('span', { class: 'outline-twisty', 'aria-hidden': 'true' }, isOpen === undefined ? '' : isOpen ? '▾' : '▸'),
      html('span', { class: 'outline-title cut' }, title),
      detail !== '' && html('span', { class: 'outline-detail dim cut' }, detail),
    );
    row.style.paddingLeft = `${4 + INDENT * (Math.min(level, DEEPEST) - 1)}px`;
    return row;
  }

  private words({ item, isBreak }: Stop): [title: string, detail: string] {
    const { parts, placed } = this.showing!;
    if (isBreak) return [parts.pills.of(item)!.label, ''];
    const { title, details, right } = parts.texts.of(item);
    return [title, placed.tree.childCount[item]! > 0 ? (details.at(-1) ?? '') : right];
  }

  private chosen(stop: Stop, event: MouseEvent): void {
    const opens = isGroup(this.showing, stop);
    const onTwisty = event.target instanceof Element && event.target.closest('.outline-twisty') !== null;
    const adds = event.ctrlKey || event.metaKey;
    if (!onTwisty && adds) this.target.alsoSelect(stop, false);
    else if (!onTwisty) this.target.goTo(stop);
    if (opens && (onTwisty || event.detail === 2)) this.target.toggle(stop.item);
    else if (event.detail === 2) this.target.activate(stop);
    this.focus();
  }
}

/** The group that something is in, where that is closed. */
function shownStop({ placed }: Showing, stop: Stop): Stop {
  const item = shownFor(placed, stop.item);
  return item === stop.item ? stop : { item, isBreak: false };
}

function rowsOf({ placed: { tree }, parts }: Showing, open: Uint8Array): Int32Array {
  return outlineRows(tree, open, new Set(parts.pills.items));
}
