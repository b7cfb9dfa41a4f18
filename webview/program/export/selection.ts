/** What of a program is written: all nodes or some, with what both forms say of them. Pure. */

import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import { flagWithin } from '../../../extension/core/graph/subgraphs';
import { blockOfNodes } from '../../../extension/core/partition/partition';
import type { Program } from '../../../extension/core/report/report';
import { indicesOf } from '../columns';
import { reasonColumn } from '../nodeFacts';
import { titleOfBlock } from '../../ui/programModel';

export interface ExportOptions {
  /** What the file is called by: the model's name. */
  readonly title?: string;
  /** Indices of the nodes to write, in any order, and with them what they run; all nodes where it is absent. */
  readonly nodes?: Uint32Array;
}

/** A program as exports read it. */
export interface Exported {
  readonly program: Program;
  readonly graph: Graph;
  readonly title: string;
  /** Ascending, each once, all of them in the graph. */
  readonly nodes: Uint32Array;
  /** 1 for a node that is written. */
  readonly isWritten: Uint8Array;
  /** Index of the block of each node of the graph; `NO_BLOCK` for ends and weights. */
  readonly blockOf: Int32Array;
  readonly blockTitles: readonly string[];
  readonly reasons: Uint8Array;
  /** Index of the subgraph of each node; -1 for those of the program itself. */
  readonly subgraphOf: Int32Array;
}

export function exported(program: Program, { title = '', nodes }: ExportOptions): Exported {
  const { graph, partition } = program;
  const isWritten = new Uint8Array(graph.nodeCount);
  if (nodes) for (const node of nodes) isWritten[node] = 1;
  else isWritten.fill(1);
  flagWithin(graph, isWritten);
  const subgraphOf = new Int32Array(graph.nodeCount).fill(-1);
  graph.columns.subgraphs.forEach(({ first, count }, index) => subgraphOf.fill(index, first, first + count));
  return {
    program,
    graph,
    title,
    nodes: indicesOf(isWritten),
    isWritten,
    blockOf: blockOfNodes(graph, partition),
    blockTitles: partition.blocks.map((block) => titleOfBlock(block, partition)),
    reasons: reasonColumn(program),
    subgraphOf,
  };
}

/** Nodes that a node reads, each once, in argument order. */
export function distinctInputs(graph: Graph, node: NodeIndex): NodeIndex[] {
  return [...new Set(graph.inputs(node))];
}
