/** Graphs that an operation runs, such as the branches of torch.cond, and what is in one of them. */

import { formatCount } from '../../../extension/core/format/units';
import type { NodeIndex, Subgraph } from '../../../extension/core/graph/graph';
import { subgraphOf, subgraphsOf } from '../../../extension/core/graph/subgraphs';
import { html, linkButton } from '../../ui/elements';
import { longList, nodeLine, section } from '../../ui/sections';
import { operatorText } from '../nodeFacts';
import type { PanelContext } from './inspector';

/** "cond (true_graph_0)" for what is inside the operation cond, which is a link; undefined for a node of the program itself. */
export function insideFact({ model, go }: PanelContext, node: NodeIndex): HTMLElement | undefined {
  const { graph } = model.program;
  const within = subgraphOf(graph, node);
  if (!within) return undefined;
  const owner = linkButton(graph.name(within.owner), () => go({ kind: 'node', node: within.owner }));
  return html('span', {}, owner, ` (${within.name})`);
}

/** A section for each graph that the operation runs. */
export function subgraphSections(context: PanelContext, owner: NodeIndex): HTMLElement[] {
  return subgraphsOf(context.model.program.graph, owner).map((each) => subgraphSection(context, each));
}

function subgraphSection({ model, go }: PanelContext, { name, first, count }: Subgraph): HTMLElement {
  const { graph } = model.program;
  const inner = Array.from({ length: count }, (_, at) => first + at);
  const operations = inner.filter((node) => graph.isOperation(node));
  const lines = operations.map(
    (node) => () => nodeLine(model, node, (to) => go({ kind: 'node', node: to }), operatorText(graph, node)),
  );
  const title = `Runs ${name} (${formatCount(operations.length, 'operation')})`;
  return section(title, lines.length > 0 ? longList(lines) : html('p', { class: 'dim' }, 'nothing'));
}
