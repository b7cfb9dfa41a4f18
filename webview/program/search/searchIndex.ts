/**
 * What search reads of a program: the texts of its nodes as numbers, each distinct text folded once. A query tests every
 * distinct text, then looks up the numbers of each node; nothing is kept as an object a node.
 */

import { Graph, NODE_OP_NAMES, type NodeIndex } from '../../../extension/core/graph/graph';
import { packLists } from '../../../extension/core/graph/lists';
import { sourceOfNode } from '../../../extension/core/graph/source';
import { allStrings } from '../../../extension/core/graph/stringTable';
import { operatorName } from '../../../extension/core/partition/operators';
import { blockOfNodes, isOnnxPartition } from '../../../extension/core/partition/partition';
import { type Reason, reasonId, reasonLabel } from '../../../extension/core/partition/reasons';
import { type SupportTable, supportTable } from '../../../extension/core/partition/support';
import type { Program } from '../../../extension/core/report/report';
import { reasonColumn } from '../nodeFacts';
import { inputsOf, titleOfBlock } from '../../ui/programModel';
import { indicesOf } from '../columns';
import { programEnds } from '../graph/hierarchies';
import { JoinedTexts } from './joinedTexts';
import { fold } from './query';

/** Which text each node has, and the texts that occur, each once. Numbers are those of `SearchIndex.texts`. */
export interface TextColumn {
  readonly ofNode: Uint32Array;
  readonly distinct: Uint32Array;
}

/** The parts of a node that a free word is looked for in. */
export type TextPart = 'name' | 'op' | 'module' | 'arguments';
export const TEXT_PARTS: readonly TextPart[] = ['name', 'op', 'module', 'arguments'];

/** No frame of a node is the user's. */
export const NO_FRAME = 0xffffffff;

export class SearchIndex {
  readonly graph: Graph;
  /** The graph's string table, and behind it the operators' short names. */
  readonly texts: readonly string[];
  /** `texts` in lower case, as far as a part of a node has them; positions in both are the same. */
  readonly folded: readonly string[];
  readonly parts: Readonly<Record<TextPart, TextColumn>>;
  /** `folded` of what occurs in any part. */
  readonly joined: JoinedTexts;
  /** Texts of the outputs' shapes that occur. */
  readonly shapes: Uint32Array;
  /** Index of each node's block, with that of its owner for what is in a subgraph; `NO_BLOCK` for ends and weights. */
  readonly blockOf: Int32Array;
  /** "Engine 2", a block each. */
  readonly blockTitles: readonly string[];
  readonly reasons: Uint8Array;
  /** What Torch-TensorRT said of nodes, with strings of its own. */
  readonly support: SupportTable;
  /** 1 for operations, and what is given to the program and what it returns: what a person looks for first. */
  readonly comesFirst: Uint8Array;
  private readonly byParser: boolean;
  private frames: Uint32Array | undefined;

  /** `inputs`: placeholders that a user gives tensors for. */
  constructor(
    readonly program: Program,
    inputs: readonly NodeIndex[] = inputsOf(program.graph, undefined),
  ) {
    const { graph, support, partition } = program;
    const { columns } = graph;
    this.graph = graph;
    const { texts, op } = withOperators(graph);
    this.texts = texts;
    const column = (ofNode: Uint32Array): TextColumn => ({ ofNode, distinct: distinctOf(ofNode, texts.length) });
    this.parts = {
      name: column(columns.name),
      op: column(op),
      module: column(columns.module),
      arguments: column(columns.arguments),
    };
    const anyPart = union(Object.values(this.parts), texts.length);
    this.folded = foldSome(texts, anyPart);
    this.joined = new JoinedTexts(this.folded, anyPart);
    this.shapes = distinctOf(columns.outputShape, texts.length);
    this.blockOf = blockOfNodes(graph, partition);
    this.blockTitles = partition.blocks.map((block) => titleOfBlock(block, partition));
    this.reasons = reasonColumn(program);
    this.support = supportTable(graph, support);
    this.comesFirst = firstNodes(graph, inputs);
    this.byParser = isOnnxPartition(partition);
  }

  text(part: TextPart, node: NodeIndex): string {
    return this.texts[this.parts[part].ofNode[node] ?? 0] ?? '';
  }

  /** "no converter", as the surfaces show it, and "no_converter". */
  reasonTexts(reason: Reason): readonly [label: string, id: string] {
    return [reasonLabel(reason, this.byParser), reasonId(reason)];
  }

  /** The frame of each node that is shown as its source, by its position in the frame columns; `NO_FRAME` for none. */
  get frameOf(): Uint32Array {
    this.frames ??= sourceFrames(this.graph);
    return this.frames;
  }

  /** "modeling_bert.py:142" with its folder. */
  frameText(frame: number): string {
    const { frameFile, frameLine, strings } = this.graph.columns;
    return `${strings.at(frameFile[frame] ?? 0)}:${frameLine[frame] ?? 0}`;
  }
}

/** Appends the short name of each operator to the strings, and says which each node has. */
function withOperators(graph: Graph): { texts: string[]; op: Uint32Array } {
  const { target, strings } = graph.columns;
  const texts = allStrings(strings);
  const numbers = new Map([['', 0]]);
  const add = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, texts.push(text) - 1);
    return texts.length - 1;
  };
  const ofTarget = new Map<number, number>();
  const op = target.map((id, node) => {
    if (!graph.isOperation(node)) return add(NODE_OP_NAMES[graph.op(node)]);
    const known = ofTarget.get(id);
    if (known !== undefined) return known;
    const number = add(operatorName(strings.at(id)));
    ofTarget.set(id, number);
    return number;
  });
  return { texts, op };
}

function firstNodes(graph: Graph, inputs: readonly NodeIndex[]): Uint8Array {
  const comesFirst = new Uint8Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) if (graph.isOperation(node)) comesFirst[node] = 1;
  const { output } = programEnds(graph, inputs);
  for (const node of output === undefined ? inputs : [...inputs, output]) comesFirst[node] = 1;
  return comesFirst;
}

/** Numbers below `count` that occur, ascending, without that of the empty text. */
function distinctOf(ids: Uint32Array, count: number): Uint32Array {
  const seen = new Uint8Array(count);
  for (const id of ids) seen[id] = 1;
  seen[0] = 0;
  return indicesOf(seen);
}

function union(columns: readonly TextColumn[], count: number): Uint32Array {
  const seen = new Uint8Array(count);
  for (const { distinct } of columns) for (const id of distinct) seen[id] = 1;
  return indicesOf(seen);
}

function foldSome(texts: readonly string[], ids: Uint32Array): string[] {
  const folded = new Array<string>(texts.length).fill('');
  for (const id of ids) folded[id] = fold(texts[id] ?? '');
  return folded;
}

/** The innermost frame outside torch, as `sourceOfNode` finds it, with every frame judged once. */
function sourceFrames(graph: Graph): Uint32Array {
  const { frames, frameFile } = graph.columns;
  const alone = Array.from(frameFile, (_, frame) => [frame]);
  const aFrameANode = new Graph({ ...graph.columns, frames: packLists(alone) });
  const isSource = Uint8Array.from(frameFile, (_, frame) => (sourceOfNode(aFrameANode, frame) ? 1 : 0));
  const frameOf = new Uint32Array(graph.nodeCount).fill(NO_FRAME);
  for (let node = 0; node < frameOf.length; node++) {
    for (let at = frames.starts[node + 1]! - 1; at >= frames.starts[node]!; at--) {
      const frame = frames.items[at]!;
      if (isSource[frame] !== 1) continue;
      frameOf[node] = frame;
      break;
    }
  }
  return frameOf;
}
