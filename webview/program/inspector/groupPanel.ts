/** A group of the picture that is no block: a module, a part of a long list, the frame around the whole program. */

import { formatCount } from '../../../extension/core/format/units';
import { html } from '../../ui/elements';
import { nounsTitle } from '../../ui/programModel';
import { facts, sourceFact } from '../../ui/sections';
import { type GroupTree, ItemKind, type ItemIndex } from '../graph/groupTree';
import type { PanelContext } from './inspector';
import {
  blockCounts,
  borderOf,
  dtypeCounts,
  modulePath,
  moduleTypeAt,
  operationsBelow,
  operatorCounts,
  sidesOf,
} from './nodeSet';
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
} from './setSections';

export function groupPanel(context: PanelContext, tree: GroupTree, item: ItemIndex): HTMLElement[] {
  const { model, actions } = context;
  const { graph } = model.program;
  const nodes = operationsBelow(tree, item);
  const path = modulePath(tree, item);
  const isModule = tree.kind[item] === ItemKind.module;
  const blocks = blockCounts(model.blockOf, nodes);
  const border = borderOf(graph, nodes);
  const first = nodes[0];
  return [
    html('div', { class: 'kind' }, kindOf(tree, item)),
    html('h2', {}, isModule ? path : tree.labels[item] || model.report.model.name),
    ...panelButtons(
      path !== '' && textButton('Copy module path', () => actions.copyText(path)),
      ...pathButtons(context, nodes, sidesOf(border)),
    ),
    facts([
      ['Class', isModule ? moduleTypeAt(graph, nodes, path) : undefined],
      ['Module', isModule ? undefined : path],
      [nounsTitle(model), formatCount(nodes.length)],
      ['Time', timeFact(model, nodes)],
      blockFact(context, blocks),
      ['First line', first === undefined ? undefined : sourceFact(model, first, actions)],
    ]),
    ...breakSection(context, blocks),
    ...blockSection(context, blocks),
    ...borderSections(context, border),
    ...countSection('Operators', operatorCounts(graph, nodes)),
    ...countSection('Dtypes of outputs', dtypeCounts(graph, nodes)),
    operationSection(context, nodes),
  ];
}

function kindOf(tree: GroupTree, item: ItemIndex): string {
  switch (tree.kind[item]) {
    case ItemKind.module:
      return 'Module';
    case ItemKind.section:
      return 'Section';
    case ItemKind.subgraph:
      return 'Subgraph';
    case ItemKind.root:
    case ItemKind.block:
      return 'Program';
    default:
      return 'Group';
  }
}
