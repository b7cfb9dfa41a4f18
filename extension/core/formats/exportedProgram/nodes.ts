/** Nodes of a program as rows of a graph. What the file folds together is told apart again as torch.fx has it. */

import { type Frame, NodeOp } from '../../graph/graph';
import type { NodeRow } from '../../graph/graphBuilder';
import { FormatDamage } from '../bytes';
import { argumentsText, namesIn } from './arguments';
import { type JsonRecord, list, record, text, union } from './fields';
import { FrameReader, moduleOf } from './metadata';

/** A graph that a node runs, as it stands in the node's arguments. */
export interface SubgraphJson {
  readonly name: string;
  readonly graph: JsonRecord;
}

/** A node whose outputs are known by their names: their types stand elsewhere. */
export interface ProgramRow extends Omit<NodeRow, 'outputs'> {
  readonly values: readonly string[];
}

export interface NodeRows {
  /** The node itself after the subgraphs that it reads, and before what is taken out of its outputs. */
  readonly rows: readonly ProgramRow[];
  /** Position of the node itself in `rows`. */
  readonly self: number;
  readonly subgraphs: readonly SubgraphJson[];
}

const NONE: readonly Frame[] = [];
const NOTHING = {
  module: '',
  moduleType: '',
  arguments: '',
  inputs: [] as string[],
  frames: NONE,
  values: [] as string[],
};
/** A tensor that is taken apart gives some hundreds. */
const MOST_OUTPUTS = 100_000;
/** torch names outputs so that nobody reads. */
const UNUSED = /_unused_\d+$/;

export class NodeReader {
  private readonly traces = new FrameReader();
  private nameless = 0;

  /** `offset`: of the node in the file. Throws FormatDamage for an absurd number of outputs. */
  rows(node: unknown, offset: number | undefined): NodeRows {
    const { target, metadata, name, inputs, outputs } = record(node);
    const given = list(inputs).map(record);
    const meta = record(metadata);
    const origin = { ...moduleOf(meta['nn_module_stack']), frames: this.traces.frames(meta['stack_trace']) };
    const results = list(outputs).flatMap(resultsOf);
    if (results.length > MOST_OUTPUTS) throw new FormatDamage(`a node has ${results.length} outputs`, offset);
    const subgraphs = given.flatMap(({ arg }) => subgraphOf(arg));
    const own = text(name) || this.ownName(text(target), results);
    const before = subgraphs.map((each) => ({
      ...NOTHING,
      ...origin,
      name: each.name,
      op: NodeOp.getAttr,
      target: each.name,
    }));
    const row: ProgramRow = {
      name: own,
      op: NodeOp.callFunction,
      target: text(target),
      ...origin,
      arguments: argumentsText(given),
      inputs: [...new Set(given.flatMap(({ arg }) => namesIn(arg)))],
      values: results,
    };
    // A node of one output is called as that is. Of several each is taken out by a node of its own.
    const parts = results.length === 1 && results[0] === own ? [] : results;
    const after = parts.flatMap((part, index) => (UNUSED.test(part) ? [] : [itemRow(part, own, index, origin)]));
    return { rows: [...before, row, ...after], self: before.length, subgraphs };
  }

  /** Older files have no names of nodes: that of its output, or one that no value can have. */
  private ownName(target: string, results: readonly string[]): string {
    const [first] = results;
    if (results.length === 1 && first !== undefined) return first;
    this.nameless++;
    return `${
      target
        .replace(/\.(default|out)$/, '')
        .split('.')
        .at(-1) || 'node'
    }#${this.nameless}`;
  }
}

/** `_operator.getitem`: takes item number `index` out of what `source` returns. */
function itemRow(
  name: string,
  source: string,
  index: number,
  origin: Pick<NodeRow, 'module' | 'moduleType' | 'frames'>,
): ProgramRow {
  return {
    name,
    op: NodeOp.callFunction,
    target: '_operator.getitem',
    ...origin,
    arguments: String(index),
    inputs: [source],
    values: [name],
  };
}

/** Names of the values that an output stands for. */
export function resultsOf(output: unknown): string[] {
  return namesIn(output);
}

function subgraphOf(argument: unknown): SubgraphJson[] {
  const [kind, value] = union(argument);
  if (kind !== 'as_graph') return [];
  const { name, graph } = record(value);
  return [{ name: text(name), graph: record(graph) }];
}
