/** Which part of which text made a node a hit: what a list draws in bold. For the few rows that are on the screen. */

import type { NodeIndex } from '../../../extension/core/graph/graph';
import { dtypeName } from '../../../extension/core/graph/dtype';
import { shapeText } from '../../../extension/core/graph/shape';
import { NO_BLOCK } from '../../../extension/core/partition/partition';
import { Reason } from '../../../extension/core/partition/reasons';
import { type Field, type Query, fold, wanted } from './query';
import { NO_FRAME, type SearchIndex, TEXT_PARTS, type TextPart } from './searchIndex';
import { matchesBlock, reasonFlags } from './termMask';
import { ShapePattern, dtypeNeedle, matchesDtype, matchesFrame, operatorNeedle, wordStart } from './textMatch';

/** Positions in a text, the second behind the last character. */
export type Range = readonly [start: number, end: number];

export interface Highlight {
  /** `said`: what Torch-TensorRT said of the node. */
  readonly part: TextPart | Exclude<Field, TextPart> | 'said';
  /** As it is shown: "2×64" for a shape, a neighbour's name for `in` and `out`. */
  readonly text: string;
  /** Ascending, apart from each other. */
  readonly ranges: readonly Range[];
}

/** What the terms found at a node that is a hit; nothing of those that exclude. */
export function highlightsOf(index: SearchIndex, query: Query, node: NodeIndex): Highlight[] {
  const found = new Map<string, Highlight>();
  const add = (part: Highlight['part'], text: string, ranges: readonly Range[]): void => {
    if (ranges.length === 0) return;
    const key = `${part}:${text}`;
    found.set(key, { part, text, ranges: mergeRanges([...(found.get(key)?.ranges ?? []), ...ranges]) });
  };
  for (const term of query.terms) {
    if (term.exclude) continue;
    for (const { text } of wanted(term)) FINDERS[term.field ?? 'any'](index, text, node, add);
  }
  return [...found.values()];
}

type Add = (part: Highlight['part'], text: string, ranges: readonly Range[]) => void;
type Finder = (index: SearchIndex, text: string, node: NodeIndex, add: Add) => void;

const FINDERS: Readonly<Record<Field | 'any', Finder>> = {
  any: (index, text, node, add) => {
    for (const part of TEXT_PARTS) findText(index, part, fold(text), node, add);
    findText(index, 'op', operatorNeedle(text), node, add);
  },
  name: (index, text, node, add) => findText(index, 'name', fold(text), node, add),
  op: (index, text, node, add) => findText(index, 'op', operatorNeedle(text), node, add),
  module: (index, text, node, add) => findText(index, 'module', fold(text), node, add),
  dtype: findDtype,
  shape: findShape,
  reason: findReason,
  block: findBlock,
  in: (index, text, node, add) => findNeighbour(index, 'in', text, index.graph.inputs(node), add),
  out: (index, text, node, add) => findNeighbour(index, 'out', text, index.graph.users(node), add),
  file: findFile,
};

function findText(index: SearchIndex, part: TextPart, needle: string, node: NodeIndex, add: Add): void {
  const text = index.text(part, node);
  add(part, text, occurrences(fold(text), needle));
}

function findDtype({ graph }: SearchIndex, text: string, node: NodeIndex, add: Add): void {
  const { outputStarts, outputDtype } = graph.columns;
  const needle = fold(text);
  for (const dtype of outputDtype.subarray(outputStarts[node], outputStarts[node + 1])) {
    if (matchesDtype(dtype, needle)) add('dtype', dtypeName(dtype), [[0, dtypeNeedle(needle).length]]);
  }
}

function findShape({ graph }: SearchIndex, text: string, node: NodeIndex, add: Add): void {
  const pattern = new ShapePattern(fold(text));
  for (const { shape } of graph.outputs(node)) {
    if (pattern.matches(shape)) add('shape', shapeText(shape), [whole(shapeText(shape))]);
  }
}

function findReason(index: SearchIndex, text: string, node: NodeIndex, add: Add): void {
  const reason = index.reasons[node] as Reason;
  if (reason === Reason.notAnOperation) return;
  const needle = fold(text);
  const flags = reasonFlags(index, needle);
  if (!flags.includes(1)) {
    const said = index.support.detail(node);
    add('said', said, occurrences(fold(said), needle));
  } else if (flags[reason] === 1) {
    const [label] = index.reasonTexts(reason);
    const at = wordStart(fold(label), needle);
    // Found by its id alone, such as "no_converter".
    add('reason', label, [at < 0 ? whole(label) : [at, at + needle.length]]);
  }
}

function findBlock(index: SearchIndex, text: string, node: NodeIndex, add: Add): void {
  const block = index.blockOf[node] ?? NO_BLOCK;
  if (block === NO_BLOCK) return;
  const title = index.blockTitles[block]!;
  const needle = fold(text);
  if (!matchesBlock(index.program.partition.blocks[block]!.name, title, needle)) return;
  const ranges = occurrences(fold(title), needle);
  add('block', title, ranges.length > 0 ? ranges : [whole(title)]);
}

/** The first that is found: a weight may have thousands of readers. */
function findNeighbour(index: SearchIndex, part: 'in' | 'out', text: string, nodes: Uint32Array, add: Add): void {
  const [name, op] = [fold(text), operatorNeedle(text)];
  const { ofNode } = index.parts.name;
  for (const node of nodes) {
    const byName = occurrences(index.folded[ofNode[node]!]!, name);
    const byOperator = occurrences(fold(index.text('op', node)), op);
    if (byName.length === 0 && byOperator.length === 0) continue;
    if (byName.length > 0) add(part, index.text('name', node), byName);
    else add(part, index.text('op', node), byOperator);
    return;
  }
}

function findFile(index: SearchIndex, text: string, node: NodeIndex, add: Add): void {
  const frame = index.frameOf[node]!;
  if (frame === NO_FRAME) return;
  const { frameFile, frameLine, strings } = index.graph.columns;
  const needle = fold(text);
  const shown = index.frameText(frame);
  if (!matchesFrame(fold(strings.at(frameFile[frame]!)), frameLine[frame]!, needle)) return;
  const ranges = occurrences(fold(shown), needle);
  add('file', shown, ranges.length > 0 ? ranges : [whole(shown)]);
}

/** All that do not overlap, from the left. */
function occurrences(text: string, needle: string): Range[] {
  const ranges: Range[] = [];
  if (needle === '') return ranges;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    ranges.push([at, at + needle.length]);
  }
  return ranges;
}

function whole(text: string): Range {
  return [0, text.length];
}

function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)];
    else merged.push([start, end]);
  }
  return merged;
}
