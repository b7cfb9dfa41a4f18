/** The program view: header, picture, inspector and status line over one report. */

import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { sourceOfNode } from '../../extension/core/graph/source';
import type { Report } from '../../extension/core/report/report';
import type { Actions, Shown } from '../ui/documents';
import { html, linkButton } from '../ui/elements';
import { type GoTo, findingCard } from '../ui/findingCard';
import { type ProgramModel, programModel } from '../ui/programModel';
import { button } from '../ui/toolkit';
import { formatCount } from '../../extension/core/format/units';
import { headline, madeByText, titleRow } from './header';
import { type PanelContext, inspectorPanel } from './inspector/inspector';
import { reportFindings } from './inspector/overviewPanel';
import { Breadcrumbs, partsOf } from './breadcrumbs';
import { Exporter } from './exporter';
import { History } from './history';
import { menuButton } from './menu';
import type { Hierarchy } from './worker/protocol';
import { GraphControl } from './graphControl';
import { type Selection, hitSelection, placeSelection, selectionOf } from './selection';
import type { NodeDescription } from './search/rowText';
import { SearchBox } from './search/searchBox';
import { breakText, describeHit, revealTarget, targetSelection } from './targets';
import { SidePanes } from './sidePanes';
import { Toolbar } from './toolbar';
import { NO_STATE, type ViewState } from './viewState';
import type { GraphClient } from './worker/graphClient';

/** Keeps view state while the page is hidden. */
export interface StateStore {
  load(): ViewState;
  /** `state` is asked for when it is time to save: while the picture moves, its state changes with every frame. */
  save(state: () => ViewState): void;
}

/** The other surfaces follow a selection when it has stayed for this long, in milliseconds: arrow keys pass over many. */
const SELECT_DELAY = 120;

/** Of a hit while another document comes. */
const NOT_THERE: NodeDescription = { title: '', operator: '', detail: '', block: '', blockClass: '' };

/** A place to come back to. */
interface Visit {
  readonly hierarchy: Hierarchy;
  /** Id of what was selected. */
  readonly selected: string;
}

export class ProgramView {
  private readonly top = html('header', { class: 'top' });
  private readonly picture: GraphControl;
  private readonly toolbar: Toolbar;
  private readonly search: SearchBox;
  private readonly exporter: Exporter;
  private readonly inspector = html('aside', { class: 'inspector', 'aria-label': 'Details', tabindex: 0 });
  /** Instead of picture and inspector, for a file without a graph: it is all that its details say. */
  private readonly page = html('main', { class: 'inspector whole', 'aria-label': 'Details', tabindex: 0 });
  private readonly message = html('div', { class: 'message' });
  private readonly body = html('div', { class: 'body' });
  private readonly crumbs = new Breadcrumbs((item) => this.go(this.picture.selectionOfItem(item)));
  private readonly history = new History<Visit>(({ hierarchy, selected }) => `${hierarchy} ${selected}`);
  private readonly status = html('span', { class: 'cut', role: 'status' });
  private readonly counts = html('span', { class: 'dim counts' });
  private readonly panes: SidePanes;
  private report: Report | undefined;
  private artifact: trtlens.IArtifact | undefined;
  private model: ProgramModel | undefined;
  private selectTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: HTMLElement,
    private readonly actions: Actions,
    private readonly store: StateStore,
    client: GraphClient,
  ) {
    this.picture = new GraphControl(client, {
      onSelect: (selection) => this.selected(selection),
      onOpen: (selection) => this.openSource(selection),
      onChange: () => this.changed(),
      onTree: () => {
        this.showSelection();
        this.changed();
      },
      onTrouble: (message) => this.say(message),
    });
    this.panes = new SidePanes(this.picture.outline.element, this.inspector, () => this.changed());
    this.toolbar = new Toolbar(this.picture);
    this.exporter = new Exporter(this.picture, client, actions, (message) => this.say(message));
    this.search = new SearchBox({
      search: (text) => client.request('search', { text }),
      complete: (text, cursor) => client.request('complete', { text, cursor }),
      explain: (text, nodes) => client.request('explain', { text, nodes }),
      selectAll: (nodes) => {
        const selection = this.model && hitSelection(this.model, nodes);
        if (selection) this.go(selection);
        else this.say('None of the hits is an operation.');
      },
      describe: (node) => (this.model ? describeHit(this.model, node) : NOT_THERE),
      onHits: (hits) => {
        this.picture.showHits(hits?.nodes);
        this.changed();
      },
      go: (node) => {
        void this.picture.select({ kind: 'node', node }, false);
        this.picture.showHit(node);
        this.selected({ kind: 'node', node });
      },
    });
    root.replaceChildren(
      this.top,
      this.body,
      html('footer', { class: 'status' }, this.crumbs.element, this.status, this.counts),
    );
    document.addEventListener('keydown', (event) => this.pressed(event));
    this.body.append(this.message);
    this.message.append(html('p', { class: 'dim' }, 'Reading the file…'));
  }

  show({ title, report, encoded, findings, artifact }: Shown): void {
    const last = this.model ? this.state : this.store.load();
    const hasTimes = report?.times !== undefined;
    // The overlay of a profile that was there before.
    const state = last.overlay === 'time' && !hasTimes ? { ...last, overlay: NO_STATE.overlay } : last;
    if (report) this.picture.load(report, encoded, artifact, state);
    this.report = report;
    this.artifact = artifact;
    this.model = report?.program && programModel(report, report.program, artifact);
    this.top.replaceChildren(titleRow(title, madeByText(report, artifact), this.model ? this.controls() : []));
    if (report) this.top.append(headline(report, this.model, artifact));
    if (this.model) {
      this.body.replaceChildren(
        this.picture.outline.element,
        html('main', { class: 'main' }, ...this.notice(report), this.picture.element, this.panes.edge),
        this.inspector,
      );
      this.panes.state = state;
      this.toolbar.show(state, hasTimes);
      void this.picture.show(this.model, state).then(() => {
        // What is not asked costs no index.
        if (this.search.text !== '') this.search.refresh();
        else if (state.search !== '') this.search.text = state.search;
      });
    } else {
      this.message.replaceChildren(...this.explanation(report, findings));
      this.inspector.hidden = false;
      const main = html('main', { class: 'main' }, this.message);
      this.body.replaceChildren(...(report && artifact ? [this.page] : report ? [main, this.inspector] : [main]));
      this.counts.textContent = '';
    }
    this.showSelection();
    this.changed();
  }

  /** Follows another surface; nothing is said back. */
  reveal(target: trtlens.IRevealTarget): void {
    const selection = this.model && targetSelection(this.model, target);
    if (!selection) return;
    clearTimeout(this.selectTimer);
    void this.picture.select(selection, false);
    this.showSelection();
    this.changed();
  }

  /** Shows one line for something that happened. */
  say(text: string): void {
    this.status.textContent = text;
  }

  /** The theme changed, and with it perhaps the fonts. */
  restyle(): void {
    this.picture.view.restyle();
  }

  private get state(): ViewState {
    return { ...this.picture.state, ...this.panes.state, search: this.search.text };
  }

  private controls(): HTMLElement[] {
    const { picture } = this;
    return [
      this.search.element,
      this.toolbar.element,
      menuButton('Export', 'Export the picture or the graph', this.exporter.entries),
      button('‹', () => void this.revisit(this.history.back()), { appearance: 'icon', title: 'Back (Alt+←)' }),
      button('›', () => void this.revisit(this.history.forward()), { appearance: 'icon', title: 'Forward (Alt+→)' }),
      button('−', () => picture.view.camera.zoomOut(), { appearance: 'icon', title: 'Zoom out (−)' }),
      button('+', () => picture.view.camera.zoomIn(), { appearance: 'icon', title: 'Zoom in (+)' }),
      button('Fit', () => picture.view.fit(), { appearance: 'icon', title: 'Fit the whole program (F)' }),
    ];
  }

  /** The worst finding above the picture, where the run did not end well. */
  private notice(report: Report | undefined): HTMLElement[] {
    if (!report || (report.outcome !== 'failed' && report.outcome !== 'cancelled')) return [];
    const worst = reportFindings(report)[0];
    if (!worst) return [];
    // Short: the whole of it is in the overview.
    const best = worst.remedies.find((remedy) => remedy.action) ?? worst.remedies[0];
    const { code, severity, message, places } = worst;
    const short = { code, severity, message, places: places.slice(0, 6), remedies: best ? [best] : [] };
    const overview = linkButton('All findings', () => this.go(undefined));
    return [html('div', { class: 'notice' }, findingCard(short, this.actions, this.goTo), overview)];
  }

  private explanation(report: Report | undefined, findings: Shown['findings']): HTMLElement[] {
    const all = [...findings, ...(report ? reportFindings(report) : [])];
    const title = !report
      ? findings.length > 0
        ? 'This file cannot be shown'
        : 'No file is open'
      : report.outcome === 'cancelled'
        ? 'The compile was cancelled before there was a graph'
        : 'The compile ended before there was a graph';
    return [html('h2', {}, title), ...all.map((finding) => findingCard(finding, this.actions, this.goTo))];
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
    if (selection) this.visit();
    this.showSelection();
    this.changed();
    clearTimeout(this.selectTimer);
    const target = selection && this.model && revealTarget(this.model, selection);
    if (target) this.selectTimer = setTimeout(() => this.actions.select(target), SELECT_DELAY);
  }

  private visit(): void {
    const { hierarchy, selected } = this.picture.state;
    this.history.visit({ hierarchy, selected });
  }

  /** To a place that a person has been at before. */
  private async revisit(visit: Visit | undefined): Promise<void> {
    const { model, picture } = this;
    const selection = visit && model && selectionOf(model, visit.selected);
    if (!visit || !selection) return;
    if (visit.hierarchy !== picture.key.hierarchy) {
      await picture.setHierarchy(visit.hierarchy);
      this.toolbar.show(this.state, model.report.times !== undefined);
    }
    await picture.select(selection, true);
    this.showSelection();
    this.changed();
  }

  private showSelection(): void {
    const { report, model, artifact } = this;
    if (!report) return;
    const selection = model && this.picture.selected;
    const { picture } = this;
    // Until the worker has laid it out, the picture shows what was there before.
    const { showing } = picture.view;
    const tree = showing && showing.model === model ? showing.placed.tree : undefined;
    const context: PanelContext | undefined = model && {
      model,
      actions: this.actions,
      go: (to) => this.go(to),
      tree,
      item: picture.selectedItem,
      showPaths: (node, side) => picture.showPaths(node, side),
      paths: picture.paths,
    };
    // The message beside it has the findings already.
    const shown = model || artifact ? report : { ...report, findings: [] };
    const details = artifact && !model ? this.page : this.inspector;
    details.replaceChildren(...inspectorPanel(shown, context, this.actions, selection, artifact));
    details.scrollTop = 0;
    this.status.textContent = selection ? breakText(model, selection) : '';
    this.crumbs.show(
      model && tree && picture.selectedItem !== undefined ? partsOf(tree, model, picture.selectedItem) : [],
    );
  }

  private changed(): void {
    const { model } = this;
    if (!model) return;
    const all = model.program.partition.blocks.reduce((sum, block) => sum + block.nodes.length, 0);
    const zoom = `${Math.round(this.picture.view.zoom * 100)} %`;
    this.counts.textContent = `${formatCount(this.picture.nodesShown)} of ${formatCount(all, 'operation')} shown · ${zoom}`;
    this.store.save(() => this.state);
  }

  private openSource(selection: Selection): void {
    const node =
      selection.kind === 'node'
        ? selection.node
        : selection.kind === 'break'
          ? this.model?.breaks[selection.index]?.causes[0]?.node
          : undefined;
    const source = node === undefined || !this.model ? undefined : sourceOfNode(this.model.program.graph, node);
    if (source) this.actions.openSource(source.frame.file, source.frame.line);
    else if (node !== undefined) this.say('The model has no source line for this operation.');
  }

  /** Keys that work wherever the focus is. */
  private pressed(event: KeyboardEvent): void {
    if (!this.model) return;
    const withCommand = event.ctrlKey || event.metaKey;
    const { picture, search } = this;
    if (event.altKey && event.key === 'ArrowLeft') void this.revisit(this.history.back());
    else if (event.altKey && event.key === 'ArrowRight') void this.revisit(this.history.forward());
    else if (event.key === 'F3') search.step(event.shiftKey ? -1 : 1);
    else if (withCommand && (event.key === 'f' || event.key === 'F')) search.focus();
    else if (withCommand || event.altKey) return;
    else if (event.key === '/') search.focus();
    else if (event.key === '+' || event.key === '=') picture.view.camera.zoomIn();
    else if (event.key === '-') picture.view.camera.zoomOut();
    else if (event.key === 'f' || event.key === 'F') picture.view.fit();
    else if (event.key === 'z' || event.key === 'Z') picture.zoomToSelection();
    else if (event.key === 'm' || event.key === 'M') this.toolbar.switchHierarchy();
    else if (event.key === 'o' || event.key === 'O') this.toolbar.switchOutline();
    else if (event.key === 'i' || event.key === 'I') this.panes.switchInspector();
    else return;
    event.preventDefault();
  }
}
