/** One operation: what it is, where it runs and is written, what it reads and makes, why it is not in TensorRT. */

import { formatBytes } from '../../../extension/core/format/units';
import type { Graph } from '../../../extension/core/graph/graph';
import { ownerInProgram } from '../../../extension/core/graph/subgraphs';
import { explainCause } from '../../../extension/core/partition/explain';
import { NO_BLOCK, isDecided, isOnnxPartition } from '../../../extension/core/partition/partition';
import { Reason } from '../../../extension/core/partition/reasons';
import type { Layer, Program } from '../../../extension/core/report/report';
import { cutText, html, linkButton } from '../../ui/elements';
import { engineTrouble, nounOf, showsLayers, titleOf, whereItRuns } from '../../ui/programModel';
import { facts, longList, runsInLabel, section, sourceFact } from '../../ui/sections';
import { nodeKind } from '../../ui/nodeKind';
import { tensorText } from '../../ui/words';
import { breakLabel } from '../breakLabel';
import { hasPaths } from '../graph/connections';
import { layerText } from './blockPanel';
import { endSections } from './endSections';
import type { PanelContext } from './inspector';
import { panelButtons, textButton } from './panelButtons';
import { pathButtons } from './pathButtons';
import { timeFact } from './setSections';
import { insideFact, subgraphSections } from './subgraphSections';

export function nodePanel(context: PanelContext, node: number): HTMLElement[] {
  const { model, actions } = context;
  const { graph } = model.program;
  const kind = graph.isOperation(node) ? nounOf(model) : nodeKind(model, node);
  return [
    html('div', { class: 'kind' }, kind.charAt(0).toUpperCase() + kind.slice(1)),
    html('h2', { class: 'code' }, graph.name(node)),
    html('p', { class: 'dim code break-all' }, graph.target(node)),
    ...nodeButtons(context, node),
    facts([
      ['Inside', insideFact(context, node)],
      [runsInLabel(model), runsIn(context, node)],
      ['Support', supportText(model.program, node)],
      ['Module', moduleFact(graph, node)],
      ['Time', timeFact(model, [node])],
      ['Source', graph.isOperation(node) ? sourceFact(model, node, actions) : undefined],
      ['Arguments', graph.arguments(node) && html('code', { class: 'wrap' }, graph.arguments(node))],
    ]),
    ...whySection(context, node),
    section(graph.outputs(node).length === 1 ? 'Output' : 'Outputs', outputList(context, node)),
    ...layerSection(context, node),
    ...subgraphSections(context, node),
    ...endSections(context, node),
  ];
}

function nodeButtons(context: PanelContext, node: number): HTMLElement[] {
  const { model, actions } = context;
  const { graph } = model.program;
  const has = { inputs: hasPaths(graph, node, 'inputs'), outputs: hasPaths(graph, node, 'outputs') };
  return panelButtons(
    textButton('Copy name', () => actions.copyText(graph.name(node))),
    ...pathButtons(context, node, has),
  );
}

function moduleFact(graph: Graph, node: number): HTMLElement | undefined {
  const module = graph.module(node);
  if (module === '') return undefined;
  return html('span', { class: 'stack' }, cutText(module), cutText(graph.moduleType(node), 'dim'));
}

/** Of what is supported; why something is not has a section of its own. */
function supportText({ support, partition }: Program, node: number): string | undefined {
  if (!isDecided(partition) || support.reason(node) !== Reason.supported) return undefined;
  return isOnnxPartition(partition) ? 'TensorRT can take it' : 'Torch-TensorRT can convert it';
}

function runsIn({ model, go }: PanelContext, node: number): HTMLElement | undefined {
  const index = model.blockOf[node] ?? NO_BLOCK;
  const block = model.program.partition.blocks[index];
  if (!block) return undefined;
  const link = linkButton(titleOf(model, block), () => go({ kind: 'block', block: index }));
  const where = `of-${whereItRuns(model, block).class}`;
  const trouble = engineTrouble(model, block);
  return html('span', { class: where }, link, trouble !== '' && html('span', { class: 'bad' }, ` ${trouble}`));
}

const WHY = 'Why it is not in TensorRT';

function whySection({ model, go }: PanelContext, node: number): HTMLElement[] {
  const { program } = model;
  // A weight is where what reads it is, and needs no converter.
  if (!program.graph.isOperation(node)) return [];
  const owner = ownerInProgram(program.graph, node);
  const index = model.blockOf[node] ?? NO_BLOCK;
  const breakIndex = model.breakOfBlock.get(index);
  const graphBreak = breakIndex === undefined ? undefined : model.breaks[breakIndex];
  if (!graphBreak || breakIndex === undefined) return [];
  const toBreak = linkButton(breakLabel(model, breakIndex), () => go({ kind: 'break', index: breakIndex }));
  if (owner !== node) {
    const runner = linkButton(program.graph.name(owner), () => go({ kind: 'node', node: owner }));
    const words = html('span', {}, 'It runs within ', runner, ', which is not in TensorRT.');
    return [section(WHY, html('p', {}, words), html('p', {}, toBreak))];
  }
  const cause = graphBreak.causes.find((each) => each.node === node);
  if (cause) {
    return [
      section(WHY, html('p', {}, explainCause(program, cause, model.report.environment)), html('p', {}, toBreak)),
    ];
  }
  const others = isOnnxPartition(program.partition)
    ? 'TensorRT could take this operation; its neighbours keep it out.'
    : 'Torch-TensorRT can convert this operation; it stays in PyTorch with its neighbours.';
  return [section(WHY, html('p', {}, others), html('p', {}, toBreak))];
}

/** What TensorRT made of the operation. */
function layerSection({ model }: PanelContext, node: number): HTMLElement[] {
  const block = model.program.partition.blocks[model.blockOf[node] ?? NO_BLOCK];
  const layers = block ? (model.engines.get(block.name)?.layers ?? []).filter(({ nodes }) => nodes.includes(node)) : [];
  if (layers.length === 0 || showsLayers(model)) return [];
  const line = (layer: Layer): HTMLElement =>
    html('li', {}, cutText(layer.name, 'code'), cutText(layerText(layer), 'dim'));
  return [section('TensorRT layers', longList(layers.map((layer) => () => line(layer))))];
}

function outputList({ model }: PanelContext, node: number): HTMLElement {
  const types = model.program.graph.outputs(node);
  if (types.length === 0) return html('p', { class: 'dim' }, 'no tensor');
  const line = (text: string, size: string): HTMLElement =>
    html('li', {}, html('span', { class: 'code' }, text), html('span', { class: 'dim' }, size));
  return longList(types.map((type) => () => line(tensorText(type), type.dtype === 0 ? '' : formatBytes(type.bytes))));
}
