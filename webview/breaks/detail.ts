/** All there is to say about one break: why, between which blocks, what crosses, what to try. */

import { explainCause } from '../../extension/core/partition/explain';
import type { Actions } from '../ui/documents';
import { html, linkButton } from '../ui/elements';
import { type ProgramModel } from '../ui/programModel';
import { longList, nodeLine, remedySection, section } from '../ui/sections';
import { distinct } from '../ui/words';
import { type BreakRow, neighbours } from './breakRows';

export function breakDetail(model: ProgramModel, row: BreakRow, actions: Actions, reveal: () => void): HTMLElement[] {
  const graphBreak = model.breaks[row.index]!;
  const { causes, crossings } = graphBreak;
  const [before, block, after] = neighbours(model, graphBreak);
  const words = distinct(causes.map((cause) => explainCause(model.program, cause, model.report.environment)));
  const goToNode = (node: number): void => actions.select({ node: model.program.graph.name(node) });
  const nodes = (list: readonly number[]): HTMLElement =>
    longList(
      [...new Set(list)].map((node) => () => nodeLine(model, node, goToNode)),
      6,
    );
  const { frame } = row;
  return [
    html('h2', {}, `Break ${row.index + 1} · ${row.operators}`),
    html('p', {}, `${before} → `, html('b', { class: 'of-torch' }, block), ` → ${after}`),
    ...words.slice(0, 3).map((text) => html('p', {}, text)),
    html(
      'p',
      { class: 'links' },
      linkButton('Show in graph', reveal),
      frame &&
        linkButton(
          'Go to source',
          () => actions.openSource(frame.file, frame.line),
          `Open ${frame.file}:${frame.line}`,
        ),
    ),
    remedySection(row.remedies, actions),
    section(causes.length === 1 ? 'Operation' : 'Operations', nodes(causes.map((cause) => cause.node))),
    ...(crossings.length > 0 ? [section('What crosses', nodes(crossings.map((crossing) => crossing.node)))] : []),
  ];
}
