/** The Graph Breaks panel: a table of the breaks of the report that is open, and details of the selected one. */

import { NO_BLOCK } from '../../extension/core/partition/partition';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import type { Actions, Shown } from '../ui/documents';
import { cutText, html } from '../ui/elements';
import { findingCard } from '../ui/findingCard';
import { keepChildren, keepFocus } from '../ui/focus';
import { type ProgramModel, programModel } from '../ui/programModel';
import { button } from '../ui/toolkit';
import { type BreakRow, breakRows, commonCause, copyText, noBreaksText, summaryText } from './breakRows';
import { breakDetail } from './detail';
import { BreakTable } from './table';

/** Keeps the name of the selected break's block. */
export interface SelectionStore {
  load(): string;
  save(block: string): void;
}

/** The other surfaces follow a selection when it has stayed for this long, in milliseconds. */
const SELECT_DELAY = 120;

export class BreaksView {
  private readonly bar = html('header', { class: 'bar' });
  private readonly body = html('div', { class: 'body' });
  private readonly detail = html('aside', { class: 'detail', 'aria-label': 'Selected break', tabindex: 0 });
  private readonly status = html('span', { class: 'cut dim', role: 'status' });
  private readonly copy = button('Copy', () => this.copyAll(), { title: 'Copy all breaks as text' });
  private readonly table: BreakTable;
  private readonly main: HTMLElement;
  private model: ProgramModel | undefined;
  private rows: readonly BreakRow[] = [];
  private title = '';
  private selected = -1;
  private selectTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly actions: Actions,
    private readonly store: SelectionStore,
  ) {
    this.table = new BreakTable({
      onSelect: (index) => this.select(index, true),
      onReveal: (index) => this.actions.select({ graphBreak: index }),
    });
    this.main = html('main', { class: 'main' }, this.table.element);
    root.replaceChildren(this.bar, this.body);
  }

  show(shown: Shown): void {
    const { title, report } = shown;
    const before = this.rows[this.selected]?.block ?? this.store.load();
    clearTimeout(this.selectTimer);
    this.title = title;
    this.model = report?.program && programModel(report, report.program);
    this.rows = this.model ? breakRows(this.model) : [];
    this.selected = -1;
    keepFocus(this.root, () => {
      if (this.model && this.rows.length > 0) this.showRows(this.model, before);
      else this.showEmpty(shown);
    });
  }

  /** Follows another surface: the break itself, or the one that a node or block belongs to. */
  reveal(target: trtlens.IRevealTarget): void {
    const index = this.model ? breakOf(this.model, target) : undefined;
    if (index === undefined) return;
    clearTimeout(this.selectTimer);
    this.table.select(index, false);
    this.select(index, false);
  }

  /** Shows one line for something that happened. */
  say(text: string): void {
    this.status.textContent = text;
  }

  /** `before`: block of the break that was selected. */
  private showRows(model: ProgramModel, before: string): void {
    const { table } = this;
    const hadFocus = table.element.contains(document.activeElement);
    this.showBar(model);
    table.show(this.rows, this.actions);
    keepChildren(this.body, [this.main, this.detail]);
    const kept = this.rows.findIndex((row) => row.block === before);
    table.select(Math.max(0, kept), hadFocus);
    this.select(Math.max(0, kept), false);
  }

  private showEmpty(shown: Shown): void {
    const { report, findings } = shown;
    const more = report?.outcome === 'failed' || report?.outcome === 'cancelled' ? report.findings : [];
    const worst = [...findings, ...more].filter((finding) => !finding.code.startsWith('break.')).slice(0, 3);
    const cards = worst.map((finding) => findingCard(finding, this.actions));
    this.bar.replaceChildren();
    this.body.replaceChildren(html('main', { class: 'empty' }, ...this.emptyText(shown), ...cards));
  }

  private copyAll(): void {
    if (this.model) this.actions.copyText(copyText(this.model, this.title));
  }

  private showBar(model: ProgramModel): void {
    const cause = commonCause(this.rows);
    keepChildren(this.bar, [
      html('h1', { class: 'cut', title: this.title }, this.title),
      cutText(summaryText(model)),
      ...(cause
        ? [html('span', { class: 'one-cause' }, html('span', { class: 'chip' }, 'common cause'), cutText(cause))]
        : []),
      html('span', { class: 'grow' }),
      this.status,
      this.copy,
    ]);
  }

  private emptyText({ title, report, findings }: Shown): HTMLElement[] {
    const heading = (text: string): HTMLElement[] => [html('h1', {}, text)];
    if (this.model) return heading(noBreaksText(this.model));
    if (report?.outcome === 'opened') return heading(`${title} holds no graph that is cut into blocks.`);
    if (report) return heading(`The compile of ${report.model.name} ended before there was a graph.`);
    if (findings.length > 0) return heading('This file cannot be shown.');
    return [
      ...heading('No report is open.'),
      html(
        'p',
        { class: 'dim' },
        'Compile a model with TensorRT, or open a .trtlens report, to see its graph breaks here.',
      ),
    ];
  }

  private select(index: number, tell: boolean): void {
    const row = this.rows[index];
    if (!this.model || !row) return;
    this.selected = index;
    this.store.save(row.block);
    const reveal = (): void => this.actions.select({ graphBreak: index });
    const panel = breakDetail(this.model, row, this.actions, reveal);
    keepFocus(this.detail, () => this.detail.replaceChildren(...panel));
    this.detail.scrollTop = 0;
    this.status.textContent = '';
    clearTimeout(this.selectTimer);
    if (tell) this.selectTimer = setTimeout(reveal, SELECT_DELAY);
  }
}

function breakOf(model: ProgramModel, target: trtlens.IRevealTarget): number | undefined {
  const { graph, partition } = model.program;
  if (target.node) {
    const node = graph.find(target.node);
    return node === undefined ? undefined : model.breakOfBlock.get(model.blockOf[node] ?? NO_BLOCK);
  }
  if (target.block) return model.breakOfBlock.get(partition.blocks.findIndex((block) => block.name === target.block));
  const index = target.graphBreak ?? -1;
  return index >= 0 && index < model.breaks.length ? index : undefined;
}
