/** Back and forward: the selections that a person has made or was led to, each in the tree that it was made in. */

import { html } from '../ui/elements';
import type { ProgramModel } from '../ui/programModel';
import type { GraphControl } from './graphControl';
import { History, type Trail } from './history';
import { type Selection, selectionId, selectionOf } from './selection';
import { type Visit, treeName } from './viewState';
import type { TreeKey } from './worker/protocol';

/** Visits that a page remembers, none of which selects so many operations that their names fill its memory. */
const REMEMBERED = 20;
const LONGEST = 2000;

export interface PlacesListener {
  /** A place was gone to. */
  onArrive(selection: Selection): void;
}

export class Places {
  private readonly back = this.button('‹', 'Back (Alt+←)', -1);
  private readonly forward = this.button('›', 'Forward (Alt+→)', 1);
  readonly buttons: readonly HTMLElement[] = [this.back, this.forward];
  private readonly history = new History<Visit>((visit) => `${treeName(visit)} ${visit.selected}`);
  /** Groups that the tree of their visit turned out not to have. */
  private readonly gone = new Set<Visit>();
  /** Counts the ways that were begun: a later one is where a person wants to be. */
  private ways = 0;
  private model: ProgramModel | undefined;

  constructor(
    private readonly picture: GraphControl,
    private readonly listener: PlacesListener,
  ) {}

  /** Another program, which may not have all that was visited. */
  show(model: ProgramModel | undefined): void {
    this.model = model;
    this.gone.clear();
    this.ways++;
    this.tell();
  }

  visit(selection: Selection): void {
    if (!this.model) return;
    this.ways++;
    this.history.visit({ ...this.picture.key, selected: selectionId(this.model, selection) });
    this.tell();
  }

  /** What a page remembers. */
  get trail(): Trail<Visit> {
    const { entries, current } = this.history.trail(REMEMBERED);
    const isShort = ({ selected }: Visit): boolean => selected.length <= LONGEST;
    return { entries: entries.filter(isShort), current: entries.slice(0, current + 1).filter(isShort).length - 1 };
  }

  set trail(trail: Trail<Visit>) {
    this.history.take(trail);
    this.tell();
  }

  /** To the nearest place that is still there. */
  async go(by: 1 | -1): Promise<void> {
    const way = ++this.ways;
    let isThere = false;
    while (!isThere) {
      const visit = this.history.step(by, this.isThere);
      const selection = visit && this.model && selectionOf(this.model, visit.selected);
      if (!visit || !selection) break;
      await this.turnTo(visit);
      if (way !== this.ways) return;
      await this.picture.select(selection, !this.hasFocus);
      if (way !== this.ways) return;
      isThere = selection.kind !== 'group' || this.picture.selectedItem !== undefined || !this.stands;
      if (isThere) this.listener.onArrive(selection);
      else this.gone.add(visit);
    }
    this.tell();
  }

  private async turnTo({ hierarchy, folded }: TreeKey): Promise<void> {
    await this.picture.setHierarchy(hierarchy);
    if (this.picture.key.folded !== folded) await this.picture.setFolded(folded);
  }

  private readonly isThere = (visit: Visit): boolean =>
    !this.gone.has(visit) && this.model !== undefined && selectionOf(this.model, visit.selected) !== undefined;

  /** False while the picture is laid out: what is in it is not known yet. */
  private get stands(): boolean {
    return this.picture.view.showing?.model === this.model;
  }

  /** Whoever presses a button goes on pressing it. */
  private get hasFocus(): boolean {
    return this.buttons.some((each) => each === document.activeElement);
  }

  /** No button of the toolkit, which keeps to itself that it is disabled. */
  private button(sign: string, title: string, by: 1 | -1): HTMLElement {
    const button = html('button', { type: 'button', class: 'icon-button', title, 'aria-label': title }, sign);
    button.addEventListener('click', () => void this.go(by));
    return button;
  }

  private tell(): void {
    this.back.setAttribute('aria-disabled', String(!this.history.can(-1, this.isThere)));
    this.forward.setAttribute('aria-disabled', String(!this.history.can(1, this.isThere)));
  }
}
