/** One block: what is in it, what became of its engine, what crosses its borders. */

import type { NodeIndex } from '../../../extension/core/graph/graph';
import { formatBytes, formatCount, formatMilliseconds } from '../../../extension/core/format/units';
import { shapeText } from '../../../extension/core/graph/shape';
import type { Block } from '../../../extension/core/partition/partition';
import type { Binding, Engine, Layer } from '../../../extension/core/report/report';
import { cutText, html, linkButton } from '../../ui/elements';
import {
  engineTrouble,
  modulesOf,
  nounsTitle,
  operationsOf,
  showsLayers,
  titleOf,
  whereItRuns,
} from '../../ui/programModel';
import { type Fact, facts, longList, nodeLine, section } from '../../ui/sections';
import { distinct, listSome, shortOperator } from '../../ui/words';
import { breakLabel } from '../breakLabel';
import type { PanelContext } from './inspector';
import { borderOf, sidesOf } from './nodeSet';
import { panelButtons, textButton } from './panelButtons';
import { pathButtons } from './pathButtons';
import { timeFact } from './setSections';

const TOP_OPERATORS = 6;

export function blockPanel(context: PanelContext, index: number): HTMLElement[] {
  const { model, go } = context;
  const block = model.program.partition.blocks[index]!;
  const where = whereItRuns(model, block);
  const engine = where.class === 'tensorrt' ? model.engines.get(block.name) : undefined;
  const breakIndex = model.breakOfBlock.get(index);
  return [
    html('div', { class: `kind of-${where.class}` }, where.title),
    html('h2', {}, titleOf(model, block)),
    ...panelButtons(
      textButton('Copy name', () => context.actions.copyText(block.name)),
      ...pathButtons(context, block.nodes, sidesOf(borderOf(model.program.graph, block.nodes))),
    ),
    facts([
      ['Name', html('code', { class: 'cut', title: block.name }, block.name)],
      [nounsTitle(model), formatCount(operationsOf(model, block).length)],
      ['Time', timeFact(model, block.nodes)],
      ['Modules', listSome(modulesOf(model, block), 6)],
      ...engineFacts(context, block, engine),
      [
        'Break',
        breakIndex === undefined
          ? undefined
          : linkButton(breakLabel(model, breakIndex), () => go({ kind: 'break', index: breakIndex })),
      ],
    ]),
    ...bindings('Engine inputs', engine?.inputs ?? []),
    ...bindings('Engine outputs', engine?.outputs ?? []),
    ...crossingSection(context, index, 'Comes in', 'to'),
    ...crossingSection(context, index, 'Goes out', 'from'),
    ...layerSection(context, engine),
    section('Operators', operatorList(context, block)),
    section(nounsTitle(model), operationList(context, block)),
  ];
}

function engineFacts({ model }: PanelContext, block: Block, engine: Engine | undefined): Fact[] {
  if (!engine) return [];
  const trouble = engineTrouble(model, block);
  return [
    [
      'Engine',
      trouble ? html('span', { class: 'bad' }, trouble) : engine.bytes > 0 ? formatBytes(engine.bytes) : undefined,
    ],
    ['Build time', engine.buildMilliseconds > 0 ? formatMilliseconds(engine.buildMilliseconds) : undefined],
    ['SHA-256', engine.sha256 ? html('code', { class: 'cut', title: engine.sha256 }, engine.sha256) : undefined],
  ];
}

function bindings(title: string, list: readonly Binding[]): HTMLElement[] {
  if (list.length === 0) return [];
  const line = ({ name, dtype, shape }: Binding): HTMLElement =>
    html('li', {}, cutText(name, 'code'), cutText(`${shapeText(shape)} ${dtype}`, 'dim'));
  return [section(title, longList(list.map((binding) => () => line(binding))))];
}

/** TensorRT's own layers, each with the operation that it came from where that is known. */
function layerSection({ go, model }: PanelContext, engine: Engine | undefined): HTMLElement[] {
  const layers = engine?.layers ?? [];
  if (layers.length === 0 || showsLayers(model)) return [];
  const lines = layers.map((layer) => () => {
    const [node] = layer.nodes;
    const name = node === undefined ? undefined : linkButton(layer.name, () => go({ kind: 'node', node }));
    return html('li', {}, name ?? cutText(layer.name, 'code'), cutText(layerText(layer), 'dim'));
  });
  const unknown = layers.filter(({ nodes }) => nodes.length === 0).length;
  const why = model.program.partition.partitioner === 'stored' ? ': the file does not keep those of an engine' : '';
  const told = `${formatCount(unknown, 'layer')} could not be joined to an operation${why}.`;
  const note = unknown > 0 && html('p', { class: 'dim' }, told);
  return [section(`TensorRT layers (${formatCount(layers.length)})`, longList(lines, 5), note)];
}

/** "CONVOLUTION float32". */
export function layerText({ type, outputs }: Layer): string {
  return [type, ...distinct(outputs.map(({ dtype }) => dtype))].join(' ');
}

/** Each tensor once, with the blocks at its other end. */
function crossingSection(
  { model, go }: PanelContext,
  index: number,
  title: string,
  side: 'from' | 'to',
): HTMLElement[] {
  const others = new Map<number, string[]>();
  for (const crossing of model.crossings) {
    if (crossing[side] !== index) continue;
    const block = model.program.partition.blocks[side === 'from' ? crossing.to : crossing.from]!;
    others.set(crossing.node, [...(others.get(crossing.node) ?? []), titleOf(model, block)]);
  }
  if (others.size === 0) return [];
  const lines = [...others].map(([node, titles]) => () => {
    const where = `${side === 'from' ? 'to' : 'from'} ${listSome(distinct(titles), 3)}`;
    return nodeLine(model, node, (to) => go({ kind: 'node', node: to }), where);
  });
  return [section(title, longList(lines))];
}

function operatorList({ model }: PanelContext, block: Block): HTMLElement {
  const counts = new Map<string, number>();
  for (const node of operationsOf(model, block)) {
    const operator = shortOperator(model.program.graph.target(node));
    counts.set(operator, (counts.get(operator) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const line = ([operator, count]: [string, number]): HTMLElement =>
    html('li', {}, cutText(operator, 'code'), html('span', { class: 'dim' }, `× ${formatCount(count)}`));
  return longList(
    sorted.map((entry) => () => line(entry)),
    TOP_OPERATORS,
  );
}

function operationList({ model, go }: PanelContext, block: Block): HTMLElement {
  const line = (node: NodeIndex) => (): HTMLElement =>
    nodeLine(model, node, (to) => go({ kind: 'node', node: to }), shortOperator(model.program.graph.target(node)));
  const lines = Array.from(operationsOf(model, block), line);
  return longList(lines, 5);
}
