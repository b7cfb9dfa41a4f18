/** Graph breaks as rows of a table, what they have in common, and all of it as text. Pure. */

import { formatBytes, formatCount } from '../../extension/core/format/units';
import type { Remedy } from '../../extension/core/findings/finding';
import type { Frame } from '../../extension/core/graph/graph';
import { sourceOfNode } from '../../extension/core/graph/source';
import { type GraphBreak, innerBreaks } from '../../extension/core/partition/breaks';
import { explainCause } from '../../extension/core/partition/explain';
import { isStored, isUncut } from '../../extension/core/partition/partition';
import { remediesFor } from '../../extension/core/partition/remedies';
import {
  type ProgramModel,
  crossingBytes,
  groupOf,
  operationShare,
  operatorsOf,
  reasonsOf,
  titleOf,
} from '../ui/programModel';
import { crossingSummary } from '../ui/crossings';
import { distinct, frameText, outerBreaksText } from '../ui/words';

export interface BreakRow {
  /** Position in the list of breaks. */
  readonly index: number;
  /** Name of its block: what a page remembers it by. */
  readonly block: string;
  readonly operators: string;
  readonly reasons: string;
  readonly frame: Frame | undefined;
  /** Each line that its operations come from; "" for one that is not known. */
  readonly lines: readonly string[];
  /** "layer.0"; "" where the operations are of no module. */
  readonly module: string;
  readonly tensors: number;
  /** A run; 0 where some size is not known before one. */
  readonly bytes: number;
  readonly remedies: readonly Remedy[];
}

export function breakRows(model: ProgramModel): BreakRow[] {
  return model.breaks.map((graphBreak, index) => {
    const { causes, block, crossings, bytes } = graphBreak;
    const first = causes[0];
    return {
      index,
      block: model.program.partition.blocks[block]!.name,
      operators: operatorsOf(model, causes),
      reasons: reasonsOf(model, causes),
      frame: first && sourceOfNode(model.program.graph, first.node)?.frame,
      lines: [...new Set(causes.map((cause) => lineOf(model, cause.node)))],
      module: first ? groupOf(model, first.node) : '',
      tensors: crossings.length,
      bytes,
      remedies: remediesFor(model.report, graphBreak),
    };
  });
}

function lineOf({ program: { graph } }: ProgramModel, node: number): string {
  const frame = sourceOfNode(graph, node)?.frame;
  return frame ? `${frame.file}:${frame.line}` : '';
}

/** "4 tensors · 262 KB", or "4 tensors" where not all sizes are known before a run. */
export function crossesText({ tensors, bytes }: BreakRow): string {
  if (tensors === 0) return 'nothing';
  return formatCount(tensors, 'tensor') + (bytes > 0 ? ` · ${formatBytes(bytes)}` : '');
}

/** One sentence where several breaks come from one line or one operator; "" where they do not. */
export function commonCause(rows: readonly BreakRow[]): string {
  if (rows.length < 2) return '';
  const all = rows.length === 2 ? 'Both' : `All ${rows.length}`;
  const lines = new Set(rows.flatMap((row) => row.lines));
  if (lines.size === 1 && rows[0]?.frame) return `${all} breaks come from one line, ${frameText(rows[0].frame)}.`;
  const operators = distinct(rows.map((row) => row.operators));
  if (operators.length === 1) return `${all} breaks come from one operator, ${operators[0]}.`;
  const counts = operators.map((name) => ({ name, count: rows.filter((row) => row.operators === name).length }));
  const most = counts.sort((a, b) => b.count - a.count)[0];
  return most && most.count > 1 ? `${most.count} of ${rows.length} breaks come from ${most.name}.` : '';
}

/** "8 graph breaks · 524 KB cross in a run", with what is not between two engines named apart. */
export function summaryText(model: ProgramModel): string {
  const inner = innerBreaks(model.breaks).length;
  const outer = model.breaks.length - inner;
  const { bytes, symbolic } = crossingBytes(model);
  const crossing = bytes > 0 ? `${formatBytes(bytes)}${symbolic ? ' and more' : ''} cross in a run` : '';
  const atEnds = outer > 0 ? `${outerBreaksText(model.breaks, ' more')} of the program` : '';
  return [formatCount(inner, 'graph break'), atEnds, crossing].filter((part) => part !== '').join(' · ');
}

/** What to say where there is no break. */
export function noBreaksText(model: ProgramModel): string {
  const { partition } = model.program;
  const { all } = operationShare(model);
  if (partition.skippedWholeGraph) {
    return `Torch-TensorRT made no engine: it left the whole graph, ${formatCount(all, 'operation')}, to PyTorch.`;
  }
  const engines = partition.blocks.filter((block) => block.kind === 'tensorrt').length;
  if (isUncut(partition)) return 'Nobody has cut this graph into blocks yet: compile it, or partition it.';
  if (isStored(partition)) return `No graph breaks: ${formatCount(engines, 'engine')} and nothing between.`;
  const hold = engines === 1 ? 'holds' : 'hold';
  return `No graph breaks: ${formatCount(engines, 'engine')} ${hold} all ${formatCount(all, 'operation')}.`;
}

/** "Engine 2, 30 operations, ends with add_4" and so on: the blocks before, of and after a break. */
export function neighbours(model: ProgramModel, { before, block, after }: GraphBreak): string[] {
  const { graph, partition } = model.program;
  const describe = (index: number | null, edge: 'ends' | 'begins'): string => {
    if (index === null) return edge === 'ends' ? 'start of the program' : 'end of the program';
    const { nodes } = partition.blocks[index]!;
    const node = edge === 'ends' ? nodes.at(-1) : nodes[0];
    const count = formatCount(nodes.length, 'operation');
    const title = titleOf(model, partition.blocks[index]!);
    return node === undefined ? title : `${title} (${count}, ${edge} with ${graph.name(node)})`;
  };
  return [describe(before, 'ends'), titleOf(model, partition.blocks[block]!), describe(after, 'begins')];
}

/** All breaks as plain text, for a chat or an issue. */
export function copyText(model: ProgramModel, title: string): string {
  const rows = breakRows(model);
  if (rows.length === 0) return `${title}: ${noBreaksText(model)}\n`;
  const lines = rows.flatMap((row) => {
    const graphBreak = model.breaks[row.index]!;
    const words = distinct(
      graphBreak.causes.map((cause) => explainCause(model.program, cause, model.report.environment)),
    );
    const module = graphBreak.causes[0] ? model.program.graph.module(graphBreak.causes[0].node) : '';
    return [
      '',
      `${row.index + 1}. ${row.operators}: ${row.reasons}`,
      `   ${neighbours(model, graphBreak).join(' -> ')}`,
      ...words.map((text) => `   ${text}`),
      ...(row.frame ? [`   at ${row.frame.file}:${row.frame.line}${module && ` in ${module}`}`] : []),
      `   crosses: ${crossingSummary(graphBreak)}`,
      ...row.remedies.map((remedy) => `   try: ${remedy.title}${remedy.effect ? ` (${remedy.effect})` : ''}`),
    ];
  });
  const cause = commonCause(rows);
  return [`${title}: ${summaryText(model)}.`, ...(cause ? [cause] : []), ...lines, ''].join('\n');
}
