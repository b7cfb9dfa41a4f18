/** The inspector: all there is to say about what is selected, or about the report where nothing is. */

import type { Report } from '../../../extension/core/report/report';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';
import type { Actions } from '../../ui/documents';
import { html } from '../../ui/elements';
import type { ProgramModel } from '../../ui/programModel';
import { longList, nodeLine, section } from '../../ui/sections';
import type { PathStart } from '../graph/connections';
import type { GroupTree, ItemIndex } from '../graph/groupTree';
import type { Selection } from '../selection';
import { blockPanel } from './blockPanel';
import { breakPanel } from './breakPanel';
import { groupPanel } from './groupPanel';
import { nodePanel } from './nodePanel';
import { nodesPanel } from './nodesPanel';
import { overviewPanel } from './overviewPanel';
import { panelButtons, textButton } from './panelButtons';
import { programOutputs } from '../../ui/programModel';

/** What a panel can do. */
export interface PanelContext {
  readonly model: ProgramModel;
  readonly actions: Actions;
  /** Selects something else and shows it in the picture. */
  go(selection: Selection): void;
  /** The tree that is shown, and the item in it that a selected group is; absent where it has none of that name. */
  readonly tree?: GroupTree | undefined;
  readonly item?: ItemIndex | undefined;
  /** Shows all that leads to operations, or follows from them; undefined ends that. */
  readonly showPaths?: (node: PathStart, side: 'inputs' | 'outputs' | undefined) => void;
  /** What that is shown of now. */
  readonly paths?: { readonly node: PathStart; readonly side: 'inputs' | 'outputs' } | undefined;
}

export function inspectorPanel(
  report: Report,
  context: PanelContext | undefined,
  actions: Actions,
  selection: Selection | undefined,
  artifact: trtlens.IArtifact | undefined,
): HTMLElement[] {
  if (!context || !selection) return overviewPanel(report, context, actions, artifact);
  switch (selection.kind) {
    case 'node':
      return nodePanel(context, selection.node);
    case 'block':
      return blockPanel(context, selection.block);
    case 'break':
      return breakPanel(context, selection.index);
    case 'inputs':
      return endPanel(context, 'Program inputs', context.model.inputs);
    case 'outputs':
      return endPanel(context, 'Program outputs', programOutputs(context.model));
    case 'group':
      return context.tree && context.item !== undefined
        ? groupPanel(context, context.tree, context.item)
        : overviewPanel(report, context, actions, artifact);
    case 'nodes':
      return nodesPanel(context, selection.nodes, selection.lost);
  }
}

function endPanel({ model, go, actions }: PanelContext, title: string, nodes: readonly number[]): HTMLElement[] {
  const lines = nodes.map((node) => () => nodeLine(model, node, (to) => go({ kind: 'node', node: to })));
  const names = nodes.map((node) => model.program.graph.name(node)).join('\n');
  const label = nodes.length === 1 ? 'Copy name' : 'Copy names';
  return [
    html('h2', {}, title),
    ...panelButtons(nodes.length > 0 && textButton(label, () => actions.copyText(names))),
    section('Tensors', longList(lines, 40)),
  ];
}
