/** In which order the nodes of an ONNX graph can run, and what each reads. */

import { FormatDamage } from '../bytes';
import { type Lists, ListsBuilder } from '../../graph/lists';
import type { OnnxGraph } from './model';

/**
 * Positions of the nodes in topological order; the file's own order is kept as far as it is one, which ONNX asks for and
 * not every writer does. Throws FormatDamage where nodes read each other in a circle.
 */
export function fileOrderOf(graph: OnnxGraph): number[] {
  const { nodes } = graph;
  const sources = nodesRead(graph);
  const order: number[] = [];
  const state = new Uint8Array(nodes.count); // 0 not seen, 1 under way, 2 done
  const next = sources.starts.slice(0, nodes.count);
  const pending: number[] = [];
  for (let first = 0; first < nodes.count; first++) {
    if (state[first] === 0) pending.push(first);
    for (let node = pending.at(-1); node !== undefined; node = pending.at(-1)) {
      state[node] = 1;
      if (next[node] === sources.starts[node + 1]) {
        state[node] = 2;
        order.push(node);
        pending.pop();
        continue;
      }
      const source = sources.items[next[node]!++]!;
      if (state[source] === 1) throw new FormatDamage(`node ${source} reads what is made from its own result`);
      if (state[source] === 0) pending.push(source);
    }
  }
  return order;
}

/** For each node those whose results it reads; of two that make a value of one name the last one. */
function nodesRead(graph: OnnxGraph): Lists {
  const { nodes } = graph;
  const { starts, items } = nodes.outputLists;
  const makers = new ValueNumbers(nodes);
  for (let node = 0; node < nodes.count; node++) {
    for (let at = starts[node]!; at < starts[node + 1]!; at++) if (items[at] !== 0) makers.set(items[at]!, node);
  }
  const reads = readsOf(graph);
  const lists = new ListsBuilder();
  const sources: number[] = [];
  for (let node = 0; node < nodes.count; node++) {
    sources.length = 0;
    reads.visit(node, (value) => {
      const maker = makers.get(value);
      if (maker >= 0) sources.push(maker);
    });
    lists.add(sources);
  }
  return lists.build();
}

/** A number for each value of a graph, -1 where it has none. */
export class ValueNumbers {
  /** For a graph with much of a model's names: faster, and in all no larger, than a map. */
  private readonly dense: Int32Array | undefined;
  private readonly sparse = new Map<number, number>();

  constructor({ texts, count }: OnnxGraph['nodes']) {
    if (16 * count > texts.size) this.dense = new Int32Array(texts.size).fill(-1);
  }

  get(value: number): number {
    const number = this.dense && value < this.dense.length ? this.dense[value] : this.sparse.get(value);
    return number ?? -1;
  }

  set(value: number, number: number): void {
    if (this.dense && value < this.dense.length) this.dense[value] = number;
    else this.sparse.set(value, number);
  }
}

/** The values that nodes read: their inputs, and what the graphs within them take from outside. */
export interface Reads {
  visit(node: number, visit: (value: number) => void): void;
}

export function readsOf({ nodes, subgraphs }: OnnxGraph): Reads {
  const { starts, items } = nodes.inputLists;
  const inputs = (node: number, visit: (value: number) => void): void => {
    for (let at = starts[node]!; at < starts[node + 1]!; at++) if (items[at] !== 0) visit(items[at]!);
  };
  const whole = new Map<number, Set<number>>();
  for (const { node, graph } of subgraphs) {
    let values = whole.get(node);
    if (!values) {
      whole.set(node, (values = new Set()));
      inputs(node, (value) => values!.add(value));
    }
    for (const value of capturedBy(graph)) values.add(value);
  }
  return {
    visit: (node, visit) => {
      const values = whole.size > 0 ? whole.get(node) : undefined;
      if (values) values.forEach(visit);
      else inputs(node, visit);
    },
  };
}

const known = new WeakMap<OnnxGraph, ReadonlySet<number>>();

/** Read in a graph and neither made there nor one of its inputs or weights, whose names may be those of values outside. */
function capturedBy(graph: OnnxGraph): ReadonlySet<number> {
  const before = known.get(graph);
  if (before) return before;
  const { nodes } = graph;
  const { texts } = nodes;
  const made = new Set<number>();
  for (const value of nodes.outputLists.items) made.add(value);
  for (const { name } of [...graph.inputs, ...graph.initializers]) made.add(texts.addText(name));
  const captured = new Set<number>();
  const reads = readsOf(graph);
  for (let node = 0; node < nodes.count; node++) {
    reads.visit(node, (value) => {
      if (!made.has(value)) captured.add(value);
    });
  }
  for (const { name } of graph.outputs) {
    const value = texts.addText(name);
    if (value !== 0 && !made.has(value)) captured.add(value);
  }
  known.set(graph, captured);
  return captured;
}
