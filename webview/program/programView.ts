/** The program view: header, picture, inspector and status line over one report. */

import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import type { Report } from '../../extension/core/report/report';
import type { Actions, Shown } from '../ui/documents';
import { type GoTo } from '../ui/findingCard';
import { keepFocus } from '../ui/focus';
import { type ProgramModel, nounOf, programModel } from '../ui/programModel';
import { Breadcrumbs, partsOf } from './breadcrumbs';
import { type Commands, commandsOf, controlsOf } from './controls';
import { Exporter } from './exporter';
import { Frame } from './frame';
import type { GroupTree } from './graph/groupTree';
import { GraphControl } from './graphControl';
import { headline, madeByText } from './header';
import { Help } from './help';
import { type PanelContext, inspectorPanel } from './inspector/inspector';
import { commandOf } from './keys';
import { explanation, runNotice } from './notices';
import { PaneNote } from './paneNote';
import { Places } from './places';
import { SearchBox } from './search/searchBox';
import { type Selection, hitSelection, placeSelection, selectionId } from './selection';
import { SidePanes } from './sidePanes';
import { StatusLine } from './statusLine';
import {
  countText,
  describeHit,
  operationCount,
  revealTarget,
  selectionText,
  sourceBehind,
  targetSelection,
} from './targets';
import { TitleRow } from './titleRow';
import { Toolbar } from './toolbar';
import { NO_STATE, type StateStore, type ViewState } from './viewState';
import type { GraphClient } from './worker/graphClient';

export interface Surroundings {
  readonly actions: Actions;
  readonly store: StateStore;
  readonly client: GraphClient;
  /** Begins anew: another worker, and the document once more. */
  reload(): void;
}

/** The other surfaces follow a selection when it has stayed for this long, in milliseconds: arrow keys pass over many. */
const SELECT_DELAY = 120;

export class ProgramView {
  private readonly actions: Actions;
  private readonly store: StateStore;
  private readonly picture: GraphControl;
  private readonly toolbar: Toolbar;
  private readonly search: SearchBox;
  private readonly places: Places;
  private readonly commands: Commands;
  private readonly panes: SidePanes;
  private readonly note: PaneNote;
  private readonly frame: Frame;
  private readonly status = new StatusLine(new Breadcrumbs((item) => this.go(this.picture.selectionOfItem(item))));
  private readonly help = new Help(() => this.focusPicture());
  private report: Report | undefined;
  private artifact: trtlens.IArtifact | undefined;
  private model: ProgramModel | undefined;
  /** False until a program was shown: what is to be kept is what the page remembers. */
  private hasState = false;
  /** Why something could not be shown, the last time that something could not. */
  private trouble = '';
  /** Which groups were open when something could be shown the last time. */
  private openFlags: Uint8Array | undefined;
  private selectTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    { actions, store, client, reload }: Surroundings,
  ) {
    [this.actions, this.store] = [actions, store];
    this.picture = new GraphControl(client, {
      onSelect: (selection) => this.selected(selection),
      onOpen: (selection) => this.openSource(selection),
      onChange: () => this.changed(),
      onTree: () => {
        this.toolbar.showKey();
        this.showSelection();
        this.changed();
      },
      onCopy: (name) => actions.copyText(name),
      onTrouble: (message) => this.failed(message),
    });
    this.panes = new SidePanes(this.picture.outline.element, () => this.changed());
    this.toolbar = new Toolbar(this.picture, (text) => this.say(text));
    this.places = new Places(this.picture, { onArrive: (selection) => this.arrived(selection) });
    this.search = this.searchBox(client);
    const exporter = new Exporter(this.picture, client, actions, (message) => this.say(message));
    const { picture, search, toolbar, places, help, panes } = this;
    const parts = { picture, search, toolbar, exporter, places, help, panes };
    this.commands = commandsOf(parts);
    this.note = new PaneNote(picture.element, { reload, lost: () => this.focusPicture() });
    client.onFailure = (failure) => this.workerEnded(failure);
    this.frame = new Frame(root, {
      titleRow: new TitleRow(controlsOf(parts, this.commands)),
      outline: picture.outline.element,
      panes,
      picture: picture.element,
      footer: this.status.element,
      help: help.element,
    });
    document.addEventListener('keydown', (event) => this.pressed(event));
  }

  show(shown: Shown): void {
    const { report, encoded, artifact } = shown;
    const state = this.lastState(report);
    if (report) this.picture.load(report, encoded, artifact, state);
    this.report = report;
    this.artifact = artifact;
    this.model = report?.program && programModel(report, report.program, artifact);
    clearTimeout(this.selectTimer);
    this.status.settle();
    keepFocus(this.root, () => {
      this.search.forget();
      this.search.noun = this.noun;
      this.places.show(this.model);
      this.showFrame(shown);
      if (this.model) this.showProgram(this.model, state);
      this.showSelection();
    });
    this.changed();
  }

  /** Follows another surface; nothing is said back. */
  reveal(target: trtlens.IRevealTarget): void {
    const selection = this.model && targetSelection(this.model, target);
    if (!selection) return;
    clearTimeout(this.selectTimer);
    void this.picture.select(selection, false);
    this.places.visit(selection);
    this.showSelection();
    this.changed();
  }

  /** Shows one line for something that happened. */
  say(text: string): void {
    this.status.say(text);
  }

  /** The theme changed, and with it perhaps the fonts. */
  restyle(): void {
    this.picture.restyle();
  }

  private searchBox(client: GraphClient): SearchBox {
    return new SearchBox({
      search: (text) => client.request('search', { text }),
      complete: (text, cursor) => client.request('complete', { text, cursor }),
      explain: (text, nodes) => client.request('explain', { text, nodes }),
      describe: (node) => describeHit(this.model, node),
      onHits: (hits) => {
        this.picture.showHits(hits?.nodes);
        this.changed();
      },
      go: (node) => {
        void this.picture.select({ kind: 'node', node }, false);
        this.picture.showHit(node);
        this.selected({ kind: 'node', node });
      },
      selectAll: (nodes) => {
        const selection = this.model && hitSelection(this.model, nodes);
        if (selection) this.go(selection);
        else this.say(`None of the hits is ${this.noun === 'layer' ? 'a' : 'an'} ${this.noun}.`);
      },
    });
  }

  private get noun(): string {
    return this.model ? nounOf(this.model) : 'operation';
  }

  private get state(): ViewState {
    return { ...this.picture.state, ...this.panes.state, search: this.search.text, visits: this.places.trail };
  }

  /** As the page was before, or as it was left when it was hidden. */
  private lastState(report: Report | undefined): ViewState {
    const last = this.hasState ? this.state : this.store.load();
    // The overlay of a profile that was there before.
    return last.overlay === 'time' && !report?.times ? { ...last, overlay: NO_STATE.overlay } : last;
  }

  private showProgram(model: ProgramModel, state: ViewState): void {
    if (!this.hasState) this.places.trail = state.visits;
    this.hasState = true;
    this.panes.state = state;
    this.note.hide();
    void this.picture.show(model, state).then(() => this.laidOut(model));
    this.panes.state = state;
    this.toolbar.show(state, model.report.times !== undefined);
    // The worker answers in order: once this program is laid out. What is not asked costs no index.
    if (this.search.text !== '') this.search.refresh();
    else if (state.search !== '') this.search.text = state.search;
  }

  private showFrame({ title, report, findings, artifact }: Shown): void {
    const { model, actions, goTo } = this;
    const all = (): void => this.go(undefined);
    this.frame.show({
      title,
      madeBy: madeByText(report, artifact),
      headline: report ? [headline(report, model, artifact)] : [],
      notice: runNotice(report, actions, goTo, all),
      message: model ? [] : explanation(report, findings, actions, goTo),
      layout: model ? 'picture' : report && artifact ? 'page' : report ? 'message with details' : 'message',
    });
  }

  private laidOut(model: ProgramModel): void {
    if (model !== this.model) return;
    if (!this.isLaidOut) this.note.fail('There is no picture of this program', this.trouble, true);
    else if (operationCount(model) === 0) this.note.tell(`This program has no ${nounOf(model)}s.`);
  }

  private get isLaidOut(): boolean {
    return this.model !== undefined && this.picture.view.showing?.model === this.model;
  }

  private failed(message: string): void {
    this.trouble = message;
    this.status.warn(message);
    this.toolbar.showKey();
  }

  /** Where nothing is laid out yet, `laidOut` says so. */
  private workerEnded({ message }: Error): void {
    if (!this.model || !this.isLaidOut) return;
    this.note.fail(
      'The picture can change no more',
      `What lays it out and searches in it has ended: ${message}`,
      false,
    );
  }

  private readonly goTo: GoTo = (place) => {
    const selection = this.model && placeSelection(this.model, place);
    return selection && (() => this.go(selection));
  };

  private go(selection: Selection | undefined): void {
    void this.picture.select(selection, true);
    this.selected(selection);
  }

  private selected(selection: Selection | undefined): void {
    if (selection) this.places.visit(selection);
    this.arrived(selection);
  }

  private arrived(selection: Selection | undefined): void {
    this.showSelection();
    this.changed();
    clearTimeout(this.selectTimer);
    const target = selection && this.model && revealTarget(this.model, selection);
    if (target) this.selectTimer = setTimeout(() => this.actions.select(target), SELECT_DELAY);
  }

  private showSelection(): void {
    const { report, model, artifact, picture, tree } = this;
    const selection = model && picture.selected;
    const item = tree && picture.selectedItem;
    const parts = model && tree && item !== undefined ? partsOf(tree, model, item) : [];
    const words = selection ? selectionText(model, selection, parts.length > 0) : '';
    this.status.showSelection(parts, words, () => this.focusPicture());
    if (!report) return;
    const context: PanelContext | undefined = model && {
      model,
      actions: this.actions,
      go: (to) => this.go(to),
      tree,
      item: picture.selectedItem,
      showPaths: (node, side) => {
        picture.showPaths(node, side);
        // The button that was pressed says so already.
        this.frame.keepDetails(this.detailsAbout);
      },
      paths: picture.paths,
    };
    // The message beside it has the findings already.
    const shown = model || artifact ? report : { ...report, findings: [] };
    this.frame.showDetails(this.detailsAbout, () => inspectorPanel(shown, context, this.actions, selection, artifact));
  }

  /** All that the details depend on. */
  private get detailsAbout(): readonly unknown[] {
    const { report, model, artifact, picture } = this;
    const selection = model && picture.selected;
    const id = model && selection && selectionId(model, selection);
    const lost = selection?.kind === 'nodes' ? selection.lost : undefined;
    // Only what is said of a group depends on the picture.
    const group = selection?.kind === 'group' ? [this.tree, picture.selectedItem] : [];
    return [report, model, artifact, id, lost, picture.paths, ...group];
  }

  /** Until the worker has laid it out, the picture shows what was there before. */
  private get tree(): GroupTree | undefined {
    return this.isLaidOut ? this.picture.view.showing?.placed.tree : undefined;
  }

  private changed(): void {
    const { model, picture } = this;
    const shown = this.isLaidOut ? picture.nodesShown : 0;
    this.status.count(model ? countText(model, shown, picture.view.zoom) : '');
    if (!model) return;
    const openFlags = picture.view.showing?.placed.openFlags;
    if (openFlags !== this.openFlags) this.status.settle();
    this.openFlags = openFlags;
    this.store.save(() => this.state);
  }

  private openSource(selection: Selection): void {
    const frame = this.model && sourceBehind(this.model, selection);
    if (frame) this.actions.openSource(frame.file, frame.line);
    else if (frame === null) this.say('The model has no source line for this operation.');
  }

  /** To what the keyboard stands on there. */
  private focusPicture(): void {
    this.picture.view.refresh(true);
  }

  /** Keys that work wherever the focus is. VS Code hears of every other, and has commands of its own for some of these. */
  private pressed(event: KeyboardEvent): void {
    const command = this.model && !this.help.isOpen ? commandOf(event) : undefined;
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    this.commands[command]();
  }
}
