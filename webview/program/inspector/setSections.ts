/** Parts of the inspector that tell of many operations at once. */

import { formatBytes, formatCount } from '../../../extension/core/format/units';
import type { NodeIndex } from '../../../extension/core/graph/graph';
import { cutText, html, linkButton } from '../../ui/elements';
import { timeOfNodes, timeText } from '../../ui/layerTimes';
import { isConstant } from '../../ui/nodeKind';
import { type ProgramModel, nounOf, nounsTitle, titleOf, whereItRuns } from '../../ui/programModel';
import { type Fact, longList, nodeLine, runsInLabel, section } from '../../ui/sections';
import { listSome, shortOperator } from '../../ui/words';
import { breakLabel } from '../breakLabel';
import type { PanelContext } from './inspector';
import { type Border, type Counted, type InBlock, outputTotal } from './nodeSet';

/** Lines of a list of tensors before its "more". */
const TENSORS = 40;

/** "linear × 24", some of them and a button for more. */
export function countSection(title: string, counts: readonly Counted[], most = 6): HTMLElement[] {
  if (counts.length === 0) return [];
  const line = ({ label, count }: Counted): HTMLElement => html('li', {}, cutText(label, 'code'), timesText(count));
  return [
    section(
      title,
      longList(
        counts.map((counted) => () => line(counted)),
        most,
      ),
    ),
  ];
}

/** "146 µs a run · 45 %" of the layers that operations are part of; undefined where no time is known. */
export function timeFact({ times }: ProgramModel, nodes: Iterable<NodeIndex>): string | undefined {
  const time = times && timeOfNodes(times, nodes);
  return time === undefined ? undefined : timeText(times!, time);
}

/** The one block that all is in. */
export function blockFact(context: PanelContext, blocks: readonly InBlock[]): Fact {
  const [only, another] = blocks;
  return [runsInLabel(context.model), only && !another ? blockLink(context, only.block) : undefined];
}

/** The blocks that operations are spread over, where that is more than one. */
export function blockSection(context: PanelContext, blocks: readonly InBlock[]): HTMLElement[] {
  if (blocks.length < 2) return [];
  const lines = blocks.map(
    ({ block, count }) =>
      () =>
        html(
          'li',
          {},
          blockLink(context, block),
          html('span', { class: 'dim' }, formatCount(count, nounOf(context.model))),
        ),
  );
  return [section(`Blocks (${formatCount(blocks.length)})`, longList(lines))];
}

/** Graph breaks whose blocks hold some of the operations. */
export function breakSection(context: PanelContext, blocks: readonly InBlock[]): HTMLElement[] {
  const { model, go } = context;
  const lines = blocks.flatMap(({ block, count }) => {
    const index = model.breakOfBlock.get(block);
    if (index === undefined) return [];
    return () =>
      html(
        'li',
        {},
        linkButton(breakLabel(model, index), () => go({ kind: 'break', index })),
        html('span', { class: 'dim' }, formatCount(count, nounOf(context.model))),
      );
  });
  if (lines.length === 0) return [];
  return [
    section(lines.length === 1 ? 'Graph break' : `Graph breaks (${formatCount(lines.length)})`, longList(lines, 5)),
  ];
}

/** Tensors that come in from other operations and the program's inputs, weights in one line, and tensors that go out. */
export function borderSections(context: PanelContext, { inputs, outputs, isInside }: Border): HTMLElement[] {
  const { graph } = context.model.program;
  const constants = inputs.filter((node) => isConstant(context.model, node));
  const readers = (node: number): string => {
    const outside = [...new Set(graph.users(node))].filter((user) => !isInside(user));
    return `to ${listSome(
      outside.map((user) => graph.name(user)),
      2,
    )}`;
  };
  return [
    ...tensorSection(
      context,
      'Comes in',
      inputs.filter((node) => !isConstant(context.model, node)),
    ),
    ...(constants.length > 0 ? [section('Constants', html('p', {}, totalText(context, constants)))] : []),
    ...tensorSection(context, 'Goes out', outputs, readers),
  ];
}

/** "12 tensors · 4.2 MB"; where a size is open "12 tensors · 4.2 MB and 3 whose size depends on the input". */
export function totalText({ model }: PanelContext, nodes: Uint32Array): string {
  const { bytes, tensors, open } = outputTotal(model.program.graph, nodes);
  const known = bytes > 0 ? formatBytes(bytes) : '';
  const unknown = open > 0 ? `${formatCount(open)} of a size that depends on the input` : '';
  return [formatCount(tensors, 'tensor'), [known, unknown].filter(Boolean).join(' and ')].filter(Boolean).join(' · ');
}

/** The operations themselves, each with its operator. */
export function operationSection({ model, go }: PanelContext, nodes: Uint32Array, most = 5): HTMLElement {
  const { graph } = model.program;
  const lines = Array.from(
    nodes,
    (node) => () => nodeLine(model, node, (to) => go({ kind: 'node', node: to }), shortOperator(graph.target(node))),
  );
  return section(nounsTitle(model), longList(lines, most));
}

function tensorSection(
  { model, go }: PanelContext,
  title: string,
  nodes: Uint32Array,
  where?: (node: number) => string,
): HTMLElement[] {
  if (nodes.length === 0) return [];
  const lines = Array.from(
    nodes,
    (node) => () => nodeLine(model, node, (to) => go({ kind: 'node', node: to }), where?.(node)),
  );
  return [section(`${title} (${formatCount(nodes.length)})`, longList(lines, TENSORS))];
}

function blockLink({ model, go }: PanelContext, index: number): HTMLElement {
  const block = model.program.partition.blocks[index]!;
  const link = linkButton(titleOf(model, block), () => go({ kind: 'block', block: index }));
  return html('span', { class: `of-${whereItRuns(model, block).class}` }, link);
}

function timesText(count: number): HTMLElement {
  return html('span', { class: 'dim' }, `× ${formatCount(count)}`);
}
