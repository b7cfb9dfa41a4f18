/** Which nodes one term of a query holds for: a byte a node, 1 where it does. */

import { allStrings } from '../../../extension/core/graph/stringTable';
import { NO_BLOCK } from '../../../extension/core/partition/partition';
import { Reason } from '../../../extension/core/partition/reasons';
import { type Field, type Term, fold, wanted } from './query';
import { NO_FRAME, type SearchIndex, TEXT_PARTS, type TextPart } from './searchIndex';
import { ShapePattern, matchesDtype, matchesFrame, operatorNeedle, wordStart } from './textMatch';

/** A flag for each number of a kind, such as texts, blocks or frames. */
type Flags = Uint8Array;

/** A term that asks for nothing yet holds for every node, also where it excludes. */
export function termMask(index: SearchIndex, term: Term): Uint8Array {
  const alternatives = wanted(term);
  const mask = new Uint8Array(index.graph.nodeCount);
  if (alternatives.length === 0) return mask.fill(1);
  for (const { text } of alternatives) MARKERS[term.field ?? 'any'](index, text, mask);
  if (term.exclude) for (let node = 0; node < mask.length; node++) mask[node]! ^= 1;
  return mask;
}

/** Sets 1 for the nodes that hold, and leaves the others. */
type Marker = (index: SearchIndex, text: string, mask: Uint8Array) => void;

const MARKERS: Readonly<Record<Field | 'any', Marker>> = {
  any: markWord,
  name: (index, text, mask) => markParts(index, fold(text), ['name'], mask),
  op: markOperator,
  module: (index, text, mask) => markParts(index, fold(text), ['module'], mask),
  dtype: markDtype,
  shape: markShape,
  reason: markReason,
  block: markBlock,
  in: (index, text, mask) => markReaders(index, neighbours(index, text), mask),
  out: (index, text, mask) => markRead(index, neighbours(index, text), mask),
  file: markFile,
};

/** Anywhere; a qualified operator name, as the inspector has it, also among the short ones. */
function markWord(index: SearchIndex, text: string, mask: Uint8Array): void {
  markParts(index, fold(text), TEXT_PARTS, mask);
  if (operatorNeedle(text) !== fold(text)) markOperator(index, text, mask);
}

function markParts(index: SearchIndex, needle: string, parts: readonly TextPart[], mask: Uint8Array): void {
  const flags = new Uint8Array(index.folded.length);
  index.joined.flag(needle, flags);
  for (const part of parts) markBy(index.parts[part].ofNode, flags, mask);
}

/** There are few operators: each is tested by itself. */
function markOperator(index: SearchIndex, text: string, mask: Uint8Array): void {
  const needle = operatorNeedle(text);
  const { ofNode, distinct } = index.parts.op;
  const flags = new Uint8Array(index.folded.length);
  for (const id of distinct) if (index.folded[id]!.includes(needle)) flags[id] = 1;
  markBy(ofNode, flags, mask);
}

function markBy(numbers: Uint32Array, flags: Flags, mask: Uint8Array): void {
  for (let node = 0; node < mask.length; node++) mask[node]! |= flags[numbers[node]!]!;
}

/** Nodes with an output that is flagged. */
function markOutputs(index: SearchIndex, numbers: ArrayLike<number>, flags: Flags, mask: Uint8Array): void {
  const { outputStarts } = index.graph.columns;
  for (let node = 0; node < mask.length; node++) {
    for (let at = outputStarts[node]!; at < outputStarts[node + 1]!; at++) mask[node]! |= flags[numbers[at]!]!;
  }
}

function markDtype(index: SearchIndex, text: string, mask: Uint8Array): void {
  const needle = fold(text);
  const flags = Uint8Array.from({ length: 256 }, (_, dtype) => (matchesDtype(dtype, needle) ? 1 : 0));
  markOutputs(index, index.graph.columns.outputDtype, flags, mask);
}

function markShape(index: SearchIndex, text: string, mask: Uint8Array): void {
  const pattern = new ShapePattern(fold(text));
  const flags = new Uint8Array(index.texts.length);
  // The shape of a scalar is the empty text, which is never among the distinct ones.
  for (const id of [0, ...index.shapes]) if (pattern.matches(index.texts[id]!)) flags[id] = 1;
  markOutputs(index, index.graph.columns.outputShape, flags, mask);
}

/** By label and id; a text that no reason has is looked for in what Torch-TensorRT said of each node. */
function markReason(index: SearchIndex, text: string, mask: Uint8Array): void {
  const needle = fold(text);
  const flags = reasonFlags(index, needle);
  if (flags.includes(1)) {
    for (let node = 0; node < mask.length; node++) mask[node]! |= flags[index.reasons[node]!]!;
    return;
  }
  const { details, strings } = index.support;
  const said = Uint8Array.from(allStrings(strings), (each) => (fold(each).includes(needle) ? 1 : 0));
  for (let node = 0; node < mask.length; node++) {
    if (index.reasons[node] !== Reason.notAnOperation) mask[node]! |= said[details[node]!]!;
  }
}

/** Which reasons a text means, by number. */
export function reasonFlags(index: SearchIndex, needle: string): Flags {
  const flags = new Uint8Array(256);
  for (const reason of Object.values(Reason)) {
    if (reason === Reason.notAnOperation) continue;
    if (index.reasonTexts(reason).some((text) => wordStart(fold(text), needle) >= 0)) flags[reason] = 1;
  }
  return flags;
}

function markBlock(index: SearchIndex, text: string, mask: Uint8Array): void {
  const needle = fold(text);
  const { blocks } = index.program.partition;
  const flags = Uint8Array.from(blocks, ({ name }, block) => {
    return matchesBlock(name, index.blockTitles[block]!, needle) ? 1 : 0;
  });
  const { blockOf } = index;
  for (let node = 0; node < mask.length; node++) {
    const block = blockOf[node]!;
    if (block !== NO_BLOCK) mask[node]! |= flags[block]!;
  }
}

/** A number is that of the title alone, so that 1 is not 10; other text may stand anywhere in the title or the name. */
export function matchesBlock(name: string, title: string, needle: string): boolean {
  if (/^\d+$/.test(needle)) return /\d+$/.exec(title)?.[0] === needle;
  return fold(title).includes(needle) || fold(name).includes(needle);
}

/** Nodes that are named so, by name or operator. */
function neighbours(index: SearchIndex, text: string): Uint8Array {
  const mask = new Uint8Array(index.graph.nodeCount);
  MARKERS.name(index, text, mask);
  markOperator(index, text, mask);
  return mask;
}

/** Nodes that read a flagged one. */
function markReaders(index: SearchIndex, flagged: Uint8Array, mask: Uint8Array): void {
  const { starts, items } = index.graph.columns.inputs;
  for (let node = 0; node < mask.length; node++) {
    for (let at = starts[node]!; at < starts[node + 1]!; at++) mask[node]! |= flagged[items[at]!]!;
  }
}

/** Nodes that a flagged one reads. */
function markRead(index: SearchIndex, flagged: Uint8Array, mask: Uint8Array): void {
  const { starts, items } = index.graph.columns.inputs;
  for (let node = 0; node < mask.length; node++) {
    if (flagged[node] === 0) continue;
    for (let at = starts[node]!; at < starts[node + 1]!; at++) mask[items[at]!] = 1;
  }
}

function markFile(index: SearchIndex, text: string, mask: Uint8Array): void {
  const needle = fold(text);
  const { frameFile, frameLine, strings } = index.graph.columns;
  const files = new Map<number, string>();
  const flags = Uint8Array.from(frameFile, (id, frame) => {
    if (!files.has(id)) files.set(id, fold(strings.at(id)));
    return matchesFrame(files.get(id)!, frameLine[frame]!, needle) ? 1 : 0;
  });
  const { frameOf } = index;
  for (let node = 0; node < mask.length; node++) {
    if (frameOf[node] !== NO_FRAME) mask[node]! |= flags[frameOf[node]!]!;
  }
}
