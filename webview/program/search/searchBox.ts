/**
 * The search box of the program view: a text field with the position among the hits, and below it a list of completions
 * and hits that grows as one types. What is typed is searched elsewhere; answers for a text that is no longer there are
 * dropped.
 */

import { html } from '../../ui/elements';
import { VirtualList } from '../virtualList';
import type { Hits } from '../worker/protocol';
import {
  type BoxState,
  NOTHING_ASKED,
  accept,
  answered,
  completed,
  currentNode,
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
import type { NodeDescription } from './rowText';
import { SearchField } from './searchField';
import { SearchPopup } from './searchPopup';

export interface SearchListener extends Answerer {
  describe(node: number): NodeDescription;
  /** The hits that are listed now; undefined where nothing is asked. */
  onHits(hits: Hits | undefined): void;
  /** A hit was chosen or stepped to. */
  go(node: number): void;
}

/** Options that PageUp and PageDown pass over. */
const PAGE = 8;
/** A box of fewer pixels has no room for the position and the buttons. */
const NARROW = 200;

let boxes = 0;

export class SearchBox {
  readonly element: HTMLElement;
  private readonly field: SearchField;
  private readonly popup: SearchPopup;
  private readonly list: VirtualList;
  private state: BoxState = NOTHING_ASKED;
  private readonly answers: LatestAnswers;
  /** A step that was asked for before the hits were there. */
  private waitingStep: 1 | -1 | 0 = 0;

  constructor(private readonly listener: SearchListener) {
    this.answers = new LatestAnswers(listener, {
      answered: (answers) => this.receive(answered(this.state, answers)),
      completed: (text, completions) => this.show(completed(this.state, text, completions)),
      failed: (message) => this.receive({ ...NOTHING_ASKED, troubles: [message] }),
    });
    const id = `search-${++boxes}`;
    const options = html('div', { class: 'search-options', role: 'listbox', id, 'aria-label': 'Completions and hits' });
    this.list = new VirtualList(options, {
      content: (option) => asOption(this.content(option), option, optionCount(this.state)),
      height: (option) => (option < this.state.completions.length ? COMPLETION_HEIGHT : HIT_HEIGHT),
      chosen: (option) => this.choose(option),
    });
    this.field = new SearchField(id, {
      step: (by) => this.step(by),
      clear: () => {
        this.text = '';
        this.focus();
      },
    });
    this.popup = new SearchPopup(this.list.element);
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
    if (!this.answers.isWaiting) this.takeStep();
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
    input.addEventListener('keydown', (event) => this.pressed(event));
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
    const resized = (): void => {
      this.element.classList.toggle('narrow', this.element.clientWidth < NARROW);
      this.popup.place(this.element);
    };
    new ResizeObserver(resized).observe(this.element);
    window.addEventListener('resize', resized);
  }

  /** Asks for hits and completions of the text as it is now. */
  private ask(isCompleting = true): void {
    const { text } = this;
    this.waitingStep = 0;
    this.field.isEmpty = text === '';
    if (this.state.active >= 0) this.mark({ ...this.state, active: -1 });
    this.answers.ask(text, this.field.cursor, isCompleting);
    // Hits are gone at once; completions of fields are still to come.
    if (text.trim() === '') this.take(NOTHING_ASKED);
  }

  private receive(state: BoxState): void {
    this.take(state);
    this.takeStep();
  }

  private take(state: BoxState): void {
    const { hits } = this.state;
    this.show(state);
    if (hits !== state.hits) this.listener.onHits(state.hits);
  }

  private takeStep(): void {
    const by = this.waitingStep;
    this.waitingStep = 0;
    if (by !== 0) this.go(step(this.state, by));
  }

  private go(state: BoxState): void {
    this.mark(state);
    if (state.current >= 0) this.listener.go(currentNode(state));
  }

  private choose(option: number): void {
    const chosen = optionAt(this.state, option);
    if (chosen?.kind === 'completion') this.accept(chosen.completion);
    else if (chosen) this.go(goTo(this.state, chosen.position));
  }

  private accept(completion: Completion): void {
    const { text, cursor } = accept(this.text, completion);
    this.field.input.value = text;
    this.field.input.setSelectionRange(cursor, cursor);
    // Behind a field come its values; a value is whole.
    this.ask(completion.kind === 'field');
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const isTaken = isPlain && this.takeKey(event);
    if (isTaken) event.preventDefault();
    // What is typed here is no command of the view; what goes with Ctrl may be one of VS Code.
    if (isTaken || (isPlain && event.key.length === 1)) event.stopPropagation();
  }

  /** Whether the key did something here. */
  private takeKey({ key, shiftKey }: KeyboardEvent): boolean {
    switch (key) {
      case 'ArrowDown':
      case 'ArrowUp':
        return this.walk(key === 'ArrowDown' ? 1 : -1);
      case 'PageDown':
      case 'PageUp':
        return this.walk(key === 'PageDown' ? PAGE : -PAGE);
      case 'Enter':
        this.enter(shiftKey ? -1 : 1);
        return true;
      case 'F3':
        this.step(shiftKey ? -1 : 1);
        return true;
      case 'Tab':
        return !shiftKey && this.acceptByTab();
      case 'Escape':
        return this.escape();
      default:
        return false;
    }
  }

  private walk(by: number): boolean {
    if (!this.popup.isOpen) this.open();
    else this.mark(walk(this.state, by));
    return true;
  }

  /** Takes the active option; where that is the hit that the view is at, or none, goes on to the next one. */
  private enter(by: 1 | -1): void {
    const { active, completions, current } = this.state;
    const isElsewhere = active >= 0 && active !== completions.length + current;
    if (by > 0 && this.popup.isOpen && isElsewhere) this.choose(active);
    else this.step(by);
  }

  /** In an empty box the key leads on, unless a completion was walked to. */
  private acceptByTab(): boolean {
    const { active, completions } = this.state;
    const completion = completions[active] ?? (this.text.trim() === '' ? undefined : completions[0]);
    if (!completion || !this.popup.isOpen) return false;
    this.accept(completion);
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
    this.field.tellPosition(position, statusText(this.state));
    this.popup.tellPosition(position);
    this.field.tellOptions(hasOptions, hasOptions ? this.list.activeId : undefined);
  }

  private content(option: number): HTMLElement {
    const shown = optionAt(this.state, option);
    if (shown?.kind === 'completion') return completionRow(shown.completion);
    const { position, node } = shown ?? { position: -1, node: -1 };
    return hitRow(this.listener.describe(node), this.state.hits?.rows[position]?.highlights ?? []);
  }
}
