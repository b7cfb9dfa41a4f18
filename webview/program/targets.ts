/** What other surfaces, the list of hits and the status line know a part of a program by. */

import { formatCount } from '../../extension/core/format/units';
import type { Frame } from '../../extension/core/graph/graph';
import { sourceOfNode } from '../../extension/core/graph/source';
import { ownerInProgram } from '../../extension/core/graph/subgraphs';
import { NO_BLOCK } from '../../extension/core/partition/partition';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { nodeKind } from '../ui/nodeKind';
import { type ProgramModel, nounOf, titleOf, whereItRuns } from '../ui/programModel';
import { tensorText } from '../ui/words';
import { breakLabel } from './breakLabel';
import { operatorText } from './nodeFacts';
import type { NodeDescription } from './search/rowText';
import { type Selection, selectionOf } from './selection';

/** Undefined for what this program does not have. */
export function targetSelection(model: ProgramModel, target: trtlens.IRevealTarget): Selection | undefined {
  if (target.node) return selectionOf(model, `node:${target.node}`);
  if (target.block) return selectionOf(model, `block:${target.block}`);
  const index = target.graphBreak ?? -1;
  return index >= 0 && index < model.breaks.length ? { kind: 'break', index } : undefined;
}

/** Undefined for what other surfaces do not show. */
export function revealTarget(model: ProgramModel, selection: Selection): trtlens.IRevealTarget | undefined {
  switch (selection.kind) {
    case 'node':
      // Other surfaces know the nodes of the program itself.
      return { node: model.program.graph.name(ownerInProgram(model.program.graph, selection.node)) };
    case 'block':
      return { block: model.program.partition.blocks[selection.block]!.name };
    case 'break':
      return { graphBreak: selection.index };
    default:
      return undefined;
  }
}

/** What the path of a selection leaves out. `hasPath`: false for what the picture shows no item of. */
export function selectionText(model: ProgramModel, selection: Selection, hasPath: boolean): string {
  switch (selection.kind) {
    case 'break':
      return breakLabel(model, selection.index);
    case 'nodes':
      return formatCount(selection.nodes.length, nounOf(model));
    case 'block':
      return hasPath ? '' : titleOf(model, model.program.partition.blocks[selection.block]!);
    default:
      return '';
  }
}

export function operationCount({ program }: ProgramModel): number {
  return program.partition.blocks.reduce((sum, block) => sum + block.nodes.length, 0);
}

/** "12 of 110 operations shown · 75 %". */
export function countText(model: ProgramModel, shown: number, zoom: number): string {
  const all = formatCount(operationCount(model), nounOf(model));
  return `${formatCount(shown)} of ${all} shown · ${Math.round(zoom * 100)} %`;
}

/** The source line behind an operation or a break; null for one that has none, undefined for what is neither. */
export function sourceBehind(model: ProgramModel, selection: Selection): Frame | null | undefined {
  const node =
    selection.kind === 'node'
      ? selection.node
      : selection.kind === 'break'
        ? model.breaks[selection.index]?.causes[0]?.node
        : undefined;
  return node === undefined ? undefined : (sourceOfNode(model.program.graph, node)?.frame ?? null);
}

/** Of a hit while another document comes. */
const NOT_THERE: NodeDescription = { title: '', operator: '', detail: '', block: '', blockClass: '' };

/** What a hit of the search is listed by. */
export function describeHit(model: ProgramModel | undefined, node: number): NodeDescription {
  if (!model) return NOT_THERE;
  const { graph, partition } = model.program;
  const block = partition.blocks[model.blockOf[node] ?? NO_BLOCK];
  return {
    title: graph.name(node),
    operator: operatorText(graph, node),
    detail: [graph.module(node), ...graph.outputs(node).slice(0, 2).map(tensorText)].filter(Boolean).join(' · '),
    block: block ? titleOf(model, block) : nodeKind(model, node),
    blockClass: block ? whereItRuns(model, block).class : '',
  };
}
