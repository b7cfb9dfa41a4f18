/**
 * The search box of the program view: a text field with the position among the hits, and below it a list of completions
 * and hits that grows as one types. What is typed is searched elsewhere; answers for a text that is no longer there are
 * dropped.
 */

import { html } from '../../ui/elements';
import { VirtualList } from '../virtualList';
import type { HitRow, Hits } from '../worker/protocol';
import {
  type BoxState,
  NOTHING_ASKED,
  accept,
  answered,
  completed,
  currentNode,
  failed,
  goTo,
  optionAt,
  optionCount,
  positionText,
  statusText,
  step,
  walk,
} from './boxState';
import type { Completion } from './completions';
import { COMPLETION_HEIGHT, HIT_HEIGHT, asOption, completionRow, hitRow } from './optionRows';
import { type Answerer, LatestAnswers } from './latestAnswers';
import { RowHighlights } from './rowHighlights';
import type { NodeDescription } from './rowText';
import { SearchField } from './searchField';
import { searchKeys } from './searchKeys';
import { SearchPopup } from './searchPopup';

export interface SearchListener extends Answerer {
  describe(node: number): NodeDescription;
  /** The hits that are listed now; undefined where nothing is asked. */
  onHits(hits: Hits | undefined): void;
  /** A hit was chosen or stepped to. */
  go(node: number): void;
  /** All hits are to be selected together. */
  selectAll(nodes: Uint32Array): void;
  /** What made nodes hits of a text. */
  explain(text: string, nodes: readonly number[]): Promise<readonly HitRow[]>;
}

let boxes = 0;

export class SearchBox {
  readonly element: HTMLElement;
  private readonly field: SearchField;
  private readonly popup: SearchPopup;
  private readonly list: VirtualList;
  private state: BoxState = NOTHING_ASKED;
  private readonly highlights: RowHighlights;
  private readonly answers: LatestAnswers;
  /** A step that was asked for before the hits were there. */
  private waitingStep: 1 | -1 | 0 = 0;
  /** The label of a completion that was taken before those of the text were there; "" for the first of them. */
  private waitingLabel: string | undefined;

  constructor(private readonly listener: SearchListener) {
    this.answers = new LatestAnswers(listener, {
      answered: (answers) => this.receive(answered(this.state, answers)),
      completed: (text, completions) => {
        this.show(completed(this.state, text, completions));
        this.takeWaiting();
      },
      failed: (message) => this.receive(failed(message)),
    });
    const id = `search-${++boxes}`;
    const options = html('div', { class: 'search-options', role: 'listbox', id, 'aria-label': 'Completions and hits' });
    this.list = new VirtualList(options, {
      content: (option) => asOption(this.content(option), option, optionCount(this.state)),
      height: (option) => (option < this.state.completions.length ? COMPLETION_HEIGHT : HIT_HEIGHT),
      chosen: (option) => this.choose(option),
    });
    this.highlights = new RowHighlights(
      (text, nodes) => listener.explain(text, nodes),
      () => this.list.redraw(),
    );
    this.field = new SearchField(id, {
      step: (by) => this.step(by),
      clear: () => {
        this.text = '';
        this.focus();
      },
    });
    this.popup = new SearchPopup(this.list.element, () => this.selectAll());
    this.element = html('div', { class: 'search', role: 'search' }, this.field.element, this.popup.element);
    this.listen();
  }

  get text(): string {
    return this.field.input.value;
  }

  /** Searches without opening the list, as for a text that was kept from before. */
  set text(text: string) {
    this.field.input.value = text;
    this.ask();
  }

  /** What is searched for: operations, or layers. */
  set noun(noun: string) {
    this.field.noun = noun;
    this.popup.noun = noun;
  }

  /** Puts the cursor into the box, with its text selected to be typed over. */
  focus(): void {
    this.field.input.focus();
    this.field.input.select();
    this.open();
  }

  /** To the next or previous hit; where nothing is asked yet, into the box. */
  step(by: 1 | -1): void {
    if (this.text.trim() === '') return this.focus();
    this.waitingStep = by;
    this.waitingLabel = undefined;
    if (!this.answers.isWaiting) this.takeWaiting();
  }

  /** Drops the hits and what is asked: another graph is coming, and what was found is not in it. The text stays. */
  forget(): void {
    this.waitingStep = 0;
    this.answers.forget();
    this.take(NOTHING_ASKED);
  }

  /** Searches again, in another graph: nodes have other numbers there. */
  refresh(): void {
    this.take(NOTHING_ASKED);
    this.ask();
  }

  private listen(): void {
    const { input } = this.field;
    input.addEventListener('input', () => {
      this.open();
      this.ask();
    });
    input.addEventListener('focus', () => this.open());
    searchKeys(input, {
      walk: (by) => this.walk(by),
      enter: (by) => this.enter(by),
      step: (by) => this.step(by),
      selectAll: () => this.selectAll(),
      complete: () => this.acceptByTab(),
      escape: () => this.escape(),
    });
    input.addEventListener('keyup', () => this.answers.moveCursor(this.text, this.field.cursor));
    input.addEventListener('click', () => {
      this.open();
      this.answers.moveCursor(this.text, this.field.cursor);
    });
    // The focus stays in the field while the mouse is used on the list and the buttons.
    this.element.addEventListener('mousedown', (event) => {
      if (event.target !== input) event.preventDefault();
    });
    this.element.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget))) this.close();
    });
    this.popup.follow(this.element);
  }

  /** Asks for hits and completions of the text as it is now. */
  private ask(isCompleting = true): void {
    const { text } = this;
    this.waitingStep = 0;
    this.waitingLabel = undefined;
    this.field.isEmpty = text === '';
    if (this.state.active >= 0) this.mark({ ...this.state, active: -1 });
    this.answers.ask(text, this.field.cursor, isCompleting);
    // Hits are gone at once; completions of fields are still to come.
    if (text.trim() === '') this.take(NOTHING_ASKED);
  }

  private receive(state: BoxState): void {
    this.take(state);
    this.takeWaiting();
  }

  private take(state: BoxState): void {
    const { hits } = this.state;
    this.show(state);
    if (hits !== state.hits) this.listener.onHits(state.hits);
  }

  /** What was asked for before its answer was there. */
  private takeWaiting(): void {
    const [by, label] = [this.waitingStep, this.waitingLabel];
    this.waitingStep = 0;
    this.waitingLabel = undefined;
    if (label !== undefined) this.acceptLabelled(label);
    else if (by !== 0) this.go(step(this.state, by));
  }

  private go(state: BoxState): void {
    this.mark(state);
    if (state.current >= 0) this.listener.go(currentNode(state));
  }

  private choose(option: number): void {
    const chosen = optionAt(this.state, option);
    if (chosen?.kind === 'completion') this.acceptLabelled(chosen.completion.label);
    else if (chosen) this.go(goTo(this.state, chosen.position));
  }

  /** "" for the first. Waits for the completions of the text: in another text they would go elsewhere. */
  private acceptLabelled(label: string): boolean {
    const [text, cursor] = [this.text, this.field.cursor];
    if (!this.answers.haveCompleted(text, cursor)) {
      // Its key is down before the one that moved the cursor is up.
      this.answers.moveCursor(text, cursor);
      if (!this.answers.areCompleting(text, cursor)) return false;
      this.waitingLabel = label;
      return true;
    }
    const { completions } = this.state;
    const completion = label === '' ? completions[0] : completions.find((each) => each.label === label);
    if (completion) this.accept(completion);
    return completion !== undefined;
  }

  private accept(completion: Completion): void {
    const { text, cursor } = accept(this.text, completion);
    this.field.input.value = text;
    this.field.input.setSelectionRange(cursor, cursor);
    // Behind a field come its values; a value is whole.
    this.ask(completion.kind === 'field');
  }

  private walk(by: number): boolean {
    if (!this.popup.isOpen) this.open();
    else this.mark(walk(this.state, by));
    return true;
  }

  /** Takes the active option; where that is the hit that the view is at, or none, goes on to the next one. */
  private enter(by: 1 | -1): true {
    const { active, completions, current } = this.state;
    const isElsewhere = active >= 0 && active !== completions.length + current;
    if (by > 0 && this.popup.isOpen && isElsewhere) this.choose(active);
    else this.step(by);
    return true;
  }

  /** In an empty box and on a hit the key leads on. */
  private acceptByTab(): boolean {
    const active = optionAt(this.state, this.state.active);
    if (!this.popup.isOpen || active?.kind === 'hit') return false;
    if (active) return this.acceptLabelled(active.completion.label);
    return this.text.trim() !== '' && this.acceptLabelled('');
  }

  private selectAll(): boolean {
    const { hits } = this.state;
    if (!hits || hits.nodes.length === 0) return false;
    this.close();
    this.listener.selectAll(hits.nodes);
    return true;
  }

  /** Closes the list, then clears the box; then the key is the view's. */
  private escape(): boolean {
    if (this.popup.isOpen) this.close();
    else if (this.text !== '') this.text = '';
    else return false;
    return true;
  }

  private open(): void {
    if (this.popup.isOpen) return;
    this.popup.open(this.element);
    const { completions, current } = this.state;
    this.show({ ...this.state, active: current < 0 ? -1 : completions.length + current });
    // Completions for an empty box, which nobody has asked for yet.
    if (this.text.trim() === '' && !this.answers.isWaiting) this.ask();
  }

  private close(): void {
    if (!this.popup.isOpen) return;
    this.popup.close();
    this.mark(this.state);
  }

  /** Other options. */
  private show(state: BoxState): void {
    this.state = state;
    this.highlights.show(state.hits);
    if (this.popup.isOpen) {
      this.popup.show(state);
      this.list.show(this.options());
    }
    this.tell();
  }

  /** The same options, another of them active or current. */
  private mark(state: BoxState): void {
    this.state = state;
    if (this.popup.isOpen) this.list.mark(this.options());
    this.tell();
  }

  private options(): { count: number; active: number; current: number } {
    const { active, completions, current } = this.state;
    return { count: optionCount(this.state), active, current: current < 0 ? -1 : completions.length + current };
  }

  private tell(): void {
    const hasOptions = this.popup.isOpen && optionCount(this.state) > 0;
    const position = positionText(this.state);
    this.field.tellPosition(position, statusText(this.state), optionCount(this.state) > this.state.completions.length);
    this.popup.tellPosition(position);
    this.field.tellOptions(hasOptions, hasOptions ? this.list.activeId : undefined);
  }

  private content(option: number): HTMLElement {
    const shown = optionAt(this.state, option);
    if (shown?.kind === 'completion') return completionRow(shown.completion);
    const { node } = shown ?? { node: -1 };
    return hitRow(this.listener.describe(node), this.highlights.of(node));
  }
}
