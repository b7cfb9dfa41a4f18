/** One graph break: why, by which operations, what crosses, and what can be done about it. */

import { formatBytes } from '../../../extension/core/format/units';
import { explainCause } from '../../../extension/core/partition/explain';
import { remediesFor } from '../../../extension/core/partition/remedies';
import { html, linkButton } from '../../ui/elements';
import { operatorsOf, reasonsOf, titleOf } from '../../ui/programModel';
import { crossingSummary } from '../../ui/crossings';
import { facts, longList, nodeLine, remedySection, runsInLabel, section, sourceFact } from '../../ui/sections';
import { breakLabel } from '../breakLabel';
import type { PanelContext } from './inspector';
import { panelButtons, textButton } from './panelButtons';

export function breakPanel(context: PanelContext, index: number): HTMLElement[] {
  const { model, actions, go } = context;
  const graphBreak = model.breaks[index]!;
  const { causes, crossings, block, bytes } = graphBreak;
  const goToNode = (node: number): void => go({ kind: 'node', node });
  const words = [...new Set(causes.map((cause) => explainCause(model.program, cause, model.report.environment)))];
  const remedies = remediesFor(model.report, graphBreak);
  const first = causes[0];
  const module = first ? model.program.graph.module(first.node) : '';
  const nodes = [...new Set(crossings.map((crossing) => crossing.node))];
  return [
    html('div', { class: 'kind of-torch' }, 'Graph break'),
    html('h2', {}, `Break ${index + 1} · ${operatorsOf(model, causes)}`),
    ...panelButtons(textButton('Copy name', () => actions.copyText(breakLabel(model, index)))),
    facts([
      ['Reason', reasonsOf(model, causes, 4)],
      [runsInLabel(model), blockLink(context, block)],
      ['Between', between(context, index)],
      ['Module', module],
      ['Source', first && sourceFact(model, first.node, actions)],
      ['Crosses', crossingSummary(graphBreak)],
    ]),
    section('Why it breaks the graph', ...words.slice(0, 3).map((text) => html('p', {}, text))),
    remedySection(remedies, actions),
    section(
      causes.length === 1 ? 'Operation' : `${causes.length} operations`,
      longList(causes.map((cause) => () => nodeLine(model, cause.node, goToNode))),
    ),
    section(
      bytes > 0 ? `What crosses · ${formatBytes(bytes)} a run` : 'What crosses',
      nodes.length > 0
        ? longList(nodes.map((node) => () => nodeLine(model, node, goToNode)))
        : html('p', { class: 'dim' }, 'No tensor goes between this block and TensorRT.'),
    ),
  ];
}

function blockLink({ model, go }: PanelContext, block: number): HTMLElement {
  return linkButton(titleOf(model, model.program.partition.blocks[block]!), () => go({ kind: 'block', block }));
}

/** "Engine 0 and Engine 2", as links. */
function between(context: PanelContext, index: number): HTMLElement | string {
  const { before, after } = context.model.breaks[index]!;
  if (before === null && after === null) return 'the whole program';
  if (before === null) return html('span', {}, 'the start and ', blockLink(context, after!));
  if (after === null) return html('span', {}, blockLink(context, before), ' and the end');
  return html('span', {}, blockLink(context, before), ' and ', blockLink(context, after));
}
