/** Several operations that were selected together. */

import { formatCount } from '../../../extension/core/format/units';
import { html } from '../../ui/elements';
import { nounOf } from '../../ui/programModel';
import { facts } from '../../ui/sections';
import type { PanelContext } from './inspector';
import { blockCounts, borderOf, dtypeCounts, operatorCounts, sidesOf } from './nodeSet';
import { panelButtons, textButton } from './panelButtons';
import { pathButtons } from './pathButtons';
import {
  blockFact,
  blockSection,
  borderSections,
  breakSection,
  countSection,
  operationSection,
  timeFact,
  totalText,
} from './setSections';

/** `nodes`: ascending. `lost`: of those that were selected, how many this program does not have. */
export function nodesPanel(context: PanelContext, nodes: Uint32Array, lost = 0): HTMLElement[] {
  const { model, actions } = context;
  const { graph } = model.program;
  const blocks = blockCounts(model.blockOf, nodes);
  const border = borderOf(graph, nodes);
  const names = (): string => Array.from(nodes, (node) => graph.name(node)).join('\n');
  return [
    html('div', { class: 'kind' }, 'Selection'),
    html('h2', {}, formatCount(nodes.length, nounOf(model))),
    ...(lost > 0 ? [html('p', {}, lostText(lost, nounOf(model)))] : []),
    ...panelButtons(
      textButton('Copy names', () => actions.copyText(names())),
      ...pathButtons(context, nodes, sidesOf(border)),
    ),
    facts([blockFact(context, blocks), ['Time', timeFact(model, nodes)], ['Makes', totalText(context, nodes)]]),
    ...breakSection(context, blocks),
    ...blockSection(context, blocks),
    ...countSection('Operators', operatorCounts(graph, nodes)),
    ...countSection('Dtypes of outputs', dtypeCounts(graph, nodes)),
    ...borderSections(context, border),
    operationSection(context, nodes, 40),
  ];
}

function lostText(lost: number, noun: string): string {
  const isOne = lost === 1;
  return `${formatCount(lost, `other ${noun}`)} that ${isOne ? 'was' : 'were'} selected ${isOne ? 'is' : 'are'} not in this program.`;
}
