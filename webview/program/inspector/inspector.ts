/** The inspector: all there is to say about what is selected, or about the report where nothing is. */

import type { Report } from '../../../extension/core/report/report';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';
import type { Actions } from '../../ui/documents';
import { html } from '../../ui/elements';
import type { ProgramModel } from '../../ui/programModel';
import { longList, nodeLine, section } from '../../ui/sections';
import type { Selection } from '../selection';
import { blockPanel } from './blockPanel';
import { breakPanel } from './breakPanel';
import { nodePanel } from './nodePanel';
import { overviewPanel } from './overviewPanel';
import { programOutputs } from '../../ui/programModel';

/** What a panel can do. */
export interface PanelContext {
  readonly model: ProgramModel;
  readonly actions: Actions;
  /** Selects something else and shows it in the picture. */
  go(selection: Selection): void;
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
    case 'nodes':
      return overviewPanel(report, context, actions, artifact);
  }
}

function endPanel({ model, go }: PanelContext, title: string, nodes: readonly number[]): HTMLElement[] {
  const lines = nodes.map((node) => () => nodeLine(model, node, (to) => go({ kind: 'node', node: to })));
  return [html('h2', {}, title), section('Tensors', longList(lines, 40))];
}
