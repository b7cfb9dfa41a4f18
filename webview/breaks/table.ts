/** The table of breaks: one row is selected, arrow keys move it, Enter shows it in the graph. */

import type { Actions } from '../ui/documents';
import { type Child, html, linkButton } from '../ui/elements';
import { frameText } from '../ui/words';
import { type BreakRow, crossesText } from './breakRows';

export interface TableListener {
  onSelect(index: number): void;
  /** Enter or a double click. */
  onReveal(index: number): void;
}

const COLUMNS: readonly (readonly [className: string, title: string])[] = [
  ['number', '#'],
  ['operation', 'Operation'],
  ['reason', 'Why not in TensorRT'],
  ['where', 'Where'],
  ['crosses', 'Crosses in a run'],
  ['best', 'Best remedy'],
];

export class BreakTable {
  readonly element = html('div', { class: 'table-pane' });
  private rows: readonly HTMLTableRowElement[] = [];
  private selected = -1;

  constructor(private readonly listener: TableListener) {}

  show(rows: readonly BreakRow[], actions: Actions): void {
    this.rows = rows.map((row) => this.drawRow(row, actions));
    const head = html(
      'tr',
      {},
      ...COLUMNS.map(([name, title]) => html('th', { scope: 'col', class: name, title }, title)),
    );
    const table = html(
      'table',
      { role: 'grid', 'aria-label': 'Graph breaks' },
      html('thead', {}, head),
      html('tbody', {}, ...this.rows),
    );
    this.element.replaceChildren(table);
    this.selected = -1;
  }

  /** Selects without telling the listener. */
  select(index: number, focus: boolean): void {
    this.selected = index;
    this.rows.forEach((row, position) => {
      row.setAttribute('aria-selected', String(position === index));
      row.tabIndex = position === Math.max(0, index) ? 0 : -1;
    });
    const row = this.rows[index];
    row?.scrollIntoView({ block: 'nearest' });
    if (focus) row?.focus({ preventScroll: true });
  }

  private drawRow(row: BreakRow, actions: Actions): HTMLTableRowElement {
    const { frame, remedies, index, module } = row;
    const source =
      frame &&
      linkButton(
        frameText(frame),
        () => actions.openSource(frame.file, frame.line),
        `Open ${frame.file}:${frame.line}`,
      );
    // The row is the stop for the Tab key; its link is also in the detail area.
    if (source) source.tabIndex = -1;
    const best = remedies[0];
    const cell = (name: string, title: string, ...children: readonly Child[]): HTMLElement =>
      html('td', { class: name, title }, ...children);
    const effect = best?.effect ?? '';
    const element = html(
      'tr',
      { 'aria-selected': 'false', tabindex: index === 0 ? 0 : -1 },
      cell('number', '', String(index + 1)),
      cell('operation code', row.operators, row.operators),
      cell('reason', row.reasons, row.reasons),
      cell(
        'where',
        [frame && frameText(frame), module].filter(Boolean).join(' · '),
        source,
        module !== '' && more(module),
      ),
      cell('crosses', crossesText(row), crossesText(row)),
      cell(
        'best',
        [best?.title, effect].filter(Boolean).join(': '),
        best ? best.title : html('span', { class: 'dim' }, 'none known'),
        effect !== '' && more(effect),
      ),
    );
    element.addEventListener('click', () => this.choose(index));
    element.addEventListener('dblclick', () => this.listener.onReveal(index));
    element.addEventListener('keydown', (event) => this.pressed(event, index));
    return element;
  }

  private choose(index: number): void {
    if (index < 0 || index >= this.rows.length) return;
    const changed = index !== this.selected;
    this.select(index, true);
    if (changed) this.listener.onSelect(index);
  }

  private pressed(event: KeyboardEvent, index: number): void {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: this.rows.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) this.choose(to);
    else if (event.key === 'Enter' || event.key === ' ') this.listener.onReveal(index);
    else return;
    event.preventDefault();
    // VS Code hears of every other key.
    event.stopPropagation();
  }
}

function more(text: string): HTMLElement {
  return html('span', { class: 'dim more' }, text);
}
