/** What can be typed next: fields, and behind a field the values that this graph has, most frequent first. */

import { dtypeName } from '../../../extension/core/graph/dtype';
import type { Lists } from '../../../extension/core/graph/lists';
import { NO_BLOCK } from '../../../extension/core/partition/partition';
import { Reason } from '../../../extension/core/partition/reasons';
import { fileName } from '../../ui/words';
import { indicesOf, orderByKey } from '../columns';
import { FIELDS, type Field, type Span, type Term, fold, parseQuery } from './query';
import { NO_FRAME, type SearchIndex } from './searchIndex';

/** `insert` goes in the place of the span. */
export interface Completion extends Span {
  readonly kind: 'field' | 'value';
  /** As it is listed: "op:", "aten.linear", "Engine 3". */
  readonly label: string;
  readonly insert: string;
  /** Nodes of the whole graph that have the value, with `in` and `out` a neighbour that has it; undefined for a field. */
  readonly count: number | undefined;
}

const MOST = 20;

/** Values of a field, numbered. */
interface Values {
  /** Numbers of those that occur, most frequent first. */
  readonly order: Uint32Array;
  /** Nodes, by number. */
  readonly counts: Uint32Array;
  label(value: number): string;
  /** What is typed for it. */
  typed(value: number): string;
}

export class Completer {
  private readonly known = new Map<Field, Values>();

  constructor(private readonly index: SearchIndex) {}

  /** For the word that the cursor is in or behind; `cursor` counts from 0, in front of the first character. */
  complete(text: string, cursor: number, most = MOST): Completion[] {
    const term = parseQuery(text).terms.findLast(({ start, end }) => start <= cursor && cursor <= end);
    if (!term) return fieldsLike('', { start: cursor, end: cursor }, most);
    const word = term.alternatives.findLast(({ start, end }) => start <= cursor && cursor <= end);
    if (!word) return [];
    if (term.field !== undefined) return this.valuesLike(term.field, word.text, word, most);
    return isPlainWord(term, text) ? fieldsLike(word.text, word, most) : [];
  }

  private valuesLike(field: Field, text: string, { start, end }: Span, most: number): Completion[] {
    const needle = fold(text);
    const values = this.valuesOf(field);
    const completions: Completion[] = [];
    for (const value of values.order) {
      if (completions.length >= most) break;
      const [label, typed] = [values.label(value), values.typed(value)];
      if (!fold(label).includes(needle) && !fold(typed).includes(needle)) continue;
      completions.push({ kind: 'value', label, insert: quoted(typed), count: values.counts[value]!, start, end });
    }
    return completions;
  }

  private valuesOf(field: Field): Values {
    let values = this.known.get(field);
    if (!values) {
      values = VALUES[field](this.index);
      this.known.set(field, values);
    }
    return values;
  }
}

function fieldsLike(text: string, { start, end }: Span, most: number): Completion[] {
  const fields = FIELDS.filter((field) => field.startsWith(fold(text))).slice(0, most);
  return fields.map((field) => ({
    kind: 'field',
    label: `${field}:`,
    insert: `${field}:`,
    count: undefined,
    start,
    end,
  }));
}

/** One free word without quotes and alternatives: what may become a field. */
function isPlainWord({ alternatives }: Term, text: string): boolean {
  return alternatives.length === 1 && text[alternatives[0]!.start] !== '"';
}

/** In quotes where the query would be read otherwise. */
function quoted(text: string): string {
  return /[\s,]|^[":]|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const VALUES: Readonly<Record<Field, (index: SearchIndex) => Values>> = {
  // Most names are one node's: there is nothing to count.
  name: () => ({ order: new Uint32Array(), counts: new Uint32Array(), label: String, typed: String }),
  op: (index) => textValues(index, countNodes(index.parts.op.ofNode, index.texts.length)),
  module: (index) => textValues(index, countNodes(index.parts.module.ofNode, index.texts.length)),
  // Neighbours are asked for by operator more than by name.
  in: (index) => textValues(index, countNeighbours(index, index.graph.columns.inputs)),
  out: (index) => textValues(index, countNeighbours(index, index.graph.allUsers)),
  dtype: (index) => {
    const counts = countOutputs(index, index.graph.columns.outputDtype, 256);
    return { ...ordered(counts), label: dtypeName, typed: dtypeName };
  },
  shape: (index) => {
    const counts = countOutputs(index, index.graph.columns.outputShape, index.texts.length);
    const label = (id: number): string => index.texts[id] || 'scalar';
    return { ...ordered(counts), label, typed: label };
  },
  reason: (index) => {
    const counts = countNodes(index.reasons, 256);
    counts[Reason.notAnOperation] = 0;
    const label = (reason: number): string => index.reasonTexts(reason as Reason)[0];
    return { ...ordered(counts), label, typed: label };
  },
  block: (index) => {
    const counts = new Uint32Array(index.blockTitles.length);
    for (const block of index.blockOf) if (block !== NO_BLOCK) counts[block]! += 1;
    const label = (block: number): string => index.blockTitles[block]!;
    return { ...ordered(counts), label, typed: (block) => /\d+$/.exec(label(block))?.[0] ?? label(block) };
  },
  file: fileValues,
};

function textValues({ texts }: SearchIndex, counts: Uint32Array): Values {
  counts[0] = 0;
  const label = (id: number): string => texts[id]!;
  return { ...ordered(counts), label, typed: label };
}

/** By the last part of their paths. */
function fileValues({ graph, frameOf }: SearchIndex): Values {
  const { frameFile, strings } = graph.columns;
  const numbers = new Map<string, number>();
  const fileOf = Uint32Array.from(frameFile, (id) => {
    const name = fileName(strings.at(id));
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  });
  const names = [...numbers.keys()];
  const counts = new Uint32Array(names.length);
  for (const frame of frameOf) if (frame !== NO_FRAME) counts[fileOf[frame]!]! += 1;
  const label = (file: number): string => names[file]!;
  return { ...ordered(counts), label, typed: label };
}

function countNodes(numbers: Iterable<number>, count: number): Uint32Array {
  const counts = new Uint32Array(count);
  for (const number of numbers) counts[number]! += 1;
  return counts;
}

/** Nodes with an output of each number, a node once. */
function countOutputs({ graph }: SearchIndex, numbers: ArrayLike<number>, count: number): Uint32Array {
  return countInLists(graph.columns.outputStarts, (at) => numbers[at]!, count);
}

/** Nodes with a neighbour of each operator, a node once. */
function countNeighbours({ parts, texts }: SearchIndex, { starts, items }: Lists): Uint32Array {
  const operators = parts.op.ofNode;
  return countInLists(starts, (at) => operators[items[at]!]!, texts.length);
}

/** In how many lists each number occurs; list `i` is what `numberAt` says from `starts[i]` to `starts[i + 1]`. */
function countInLists(starts: Uint32Array, numberAt: (at: number) => number, count: number): Uint32Array {
  const counts = new Uint32Array(count);
  /** The last list counted for each number, plus one. */
  const counted = new Uint32Array(count);
  for (let list = 0; list + 1 < starts.length; list++) {
    for (let at = starts[list]!; at < starts[list + 1]!; at++) {
      const number = numberAt(at);
      if (counted[number] === list + 1) continue;
      counted[number] = list + 1;
      counts[number]! += 1;
    }
  }
  return counts;
}

/** Sorted by how many times a count occurs rather than by comparing: a graph may have a value for every node. */
function ordered(counts: Uint32Array): Pick<Values, 'order' | 'counts'> {
  const occurring = indicesOf(counts.map((count) => Math.min(count, 1)));
  let largest = 0;
  for (const count of counts) largest = Math.max(largest, count);
  const fewer = new Uint32Array(occurring.length);
  for (let i = 0; i < occurring.length; i++) fewer[i] = largest - counts[occurring[i]!]!;
  return { counts, order: orderByKey(occurring, fewer, largest + 1).items };
}
