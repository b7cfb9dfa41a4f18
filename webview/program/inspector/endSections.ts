/** What an operation reads and what reads it, each once, with the places among the inputs. */

import { formatCount } from '../../../extension/core/format/units';
import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import { NodeOp } from '../../../extension/core/graph/graph';
import { readsOf } from '../../../extension/core/graph/subgraphs';
import { html } from '../../ui/elements';
import { longList, nodeLine, section } from '../../ui/sections';
import { MOST_SHOWN } from '../graph/tagLines';
import type { PanelContext } from './inspector';

export function endSections(context: PanelContext, node: NodeIndex): HTMLElement[] {
  const { graph } = context.model.program;
  const op = graph.op(node);
  const reads = graph.isOperation(node) || op === NodeOp.output;
  return [
    ...(reads ? [inputSection(context, node), ...innerReadSection(context, node)] : []),
    ...(op === NodeOp.output ? [] : [readerSection(context, node)]),
  ];
}

function inputSection(context: PanelContext, node: NodeIndex): HTMLElement {
  const { graph } = context.model.program;
  const inputs = graph.inputs(node);
  // Of one input the place says nothing.
  const place = (input: NodeIndex): string => (inputs.length > 1 ? inputPlaces(graph, input, node) : '');
  return listOf(context, 'Inputs', inputs.length, inputs, place);
}

/** What the graphs that an operation runs read from around it, besides what it is given. */
function innerReadSection(context: PanelContext, node: NodeIndex): HTMLElement[] {
  const { graph } = context.model.program;
  const read = readsOf(graph, node);
  for (const input of graph.inputs(node)) read.delete(input);
  return read.size > 0 ? [listOf(context, 'Read by what it runs', read.size, read, () => '')] : [];
}

function readerSection(context: PanelContext, node: NodeIndex): HTMLElement {
  const { graph } = context.model.program;
  const readers = new Set(graph.users(node));
  const place = (reader: NodeIndex): string =>
    graph.inputs(reader).length > 1 ? `as ${inputPlaces(graph, node, reader)}` : '';
  return listOf(context, 'Used by', readers.size, readers, place);
}

/** "input 0, 1": where a reader has a value among its inputs. The graph does not record what its arguments are called. */
export function inputPlaces(graph: Graph, input: NodeIndex, reader: NodeIndex): string {
  const places = [...graph.inputs(reader).entries()].flatMap(([place, each]) => (each === input ? [place] : []));
  return `input ${places.join(', ')}`;
}

function listOf(
  { model, go }: PanelContext,
  title: string,
  count: number,
  nodes: Iterable<NodeIndex>,
  place: (node: NodeIndex) => string,
): HTMLElement {
  const lines = [...new Set(nodes)].map(
    (each) => () => nodeLine(model, each, (to) => go({ kind: 'node', node: to }), undefined, place(each)),
  );
  if (lines.length === 0) return section(title, html('p', { class: 'dim' }, 'nothing'));
  const isCut = lines.length > MOST_SHOWN && `The picture marks the first ${formatCount(MOST_SHOWN)} of them.`;
  const note = isCut && html('p', { class: 'dim' }, isCut);
  return section(count > 1 ? `${title} (${formatCount(count)})` : title, note, longList(lines));
}
