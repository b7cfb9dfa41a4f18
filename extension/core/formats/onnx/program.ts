/** A whole ONNX model as one graph: its own nodes, then the graphs within them and the functions that they call. */

import type { Graph, NodeIndex } from '../../graph/graph';
import { GraphBuilder } from '../../graph/graphBuilder';
import type { trtlens } from '../../schema/generated/trtlens';
import { onnxTypeName } from './dataType';
import { type OnnxFunction, type OnnxGraph, type OnnxModel, allGraphs } from './model';
import { GraphRows } from './nodeRows';

/**
 * Nodes of functions' bodies with all that they read and make, every call counted: a function that calls another twice,
 * which calls another twice, would otherwise have no end.
 */
const MOST_FUNCTION_PARTS = 500_000;
const DEEPEST_CALL = 64;

interface Body {
  readonly called: OnnxFunction;
  readonly parts: number;
}

export interface OnnxProgram {
  readonly graph: Graph;
  /** How many values have which dtype, the most frequent first. */
  readonly dtypes: readonly trtlens.IDtypeCount[];
  /** Calls of functions whose bodies are not in the graph, because there are too many. */
  readonly unopenedCalls: number;
  /** Functions that call themselves, by way of others too. */
  readonly recursive: readonly string[];
}

/** Throws FormatDamage where nodes read each other in a circle. */
export function buildProgram(model: OnnxModel): OnnxProgram {
  return new ProgramBuilder(model.functions).build(model.graph);
}

interface Inner {
  readonly owner: NodeIndex;
  readonly name: string;
  readonly graph: OnnxGraph;
  /** Rows whose values can be read in it; undefined for a function's body. */
  readonly outer: GraphRows | undefined;
  /** Functions whose bodies it is in. */
  readonly calls: readonly OnnxFunction[];
}

class ProgramBuilder {
  private readonly builder = new GraphBuilder();
  private readonly functions: ReadonlyMap<string, Body>;
  private readonly pending: Inner[] = [];
  private readonly dataTypes = new Map<number, number>();
  private readonly recursive = new Set<string>();
  private functionParts = 0;
  private unopenedCalls = 0;

  constructor(functions: readonly OnnxFunction[]) {
    this.functions = new Map(
      functions.map((called) => [called.operator.text, { called, parts: partCount(called.graph) }]),
    );
  }

  build(graph: OnnxGraph): OnnxProgram {
    this.addGraph(graph, undefined, []);
    // The list grows while it is gone through: an owner's rows are there before those that it owns.
    for (const { owner, name, graph: inner, outer, calls } of this.pending) {
      this.builder.beginSubgraph(owner, name);
      this.addGraph(inner, outer, calls);
    }
    const counts = [...this.dataTypes].sort(([, many], [, few]) => few - many);
    return {
      graph: this.builder.build(),
      dtypes: counts.map(([dataType, tensors]) => ({ dtype: onnxTypeName(dataType), tensors })),
      unopenedCalls: this.unopenedCalls,
      recursive: [...this.recursive],
    };
  }

  private addGraph(graph: OnnxGraph, outer: GraphRows | undefined, calls: readonly OnnxFunction[]): void {
    const rows = new GraphRows(graph, outer);
    const places = new Uint32Array(graph.nodes.count);
    rows.visit((row, node) => {
      const place = this.builder.add(row);
      if (node !== undefined) places[node] = place;
    });
    for (const { node, attribute, graph: inner } of graph.subgraphs) {
      this.pending.push({ owner: places[node]!, name: attribute, graph: inner, outer: rows, calls });
    }
    if (this.functions.size > 0) places.forEach((owner, node) => this.call(graph, node, owner, calls));
    for (const [type, count] of rows.dataTypes) this.dataTypes.set(type, (this.dataTypes.get(type) ?? 0) + count);
  }

  private call({ nodes }: OnnxGraph, node: number, owner: NodeIndex, calls: readonly OnnxFunction[]): void {
    const name = nodes.operator(node).text;
    const body = this.functions.get(name);
    if (!body) return;
    const { called, parts } = body;
    if (calls.includes(called)) {
      this.recursive.add(name);
      return;
    }
    if (this.functionParts + parts > MOST_FUNCTION_PARTS || calls.length >= DEEPEST_CALL) {
      this.unopenedCalls++;
      return;
    }
    this.functionParts += parts;
    this.pending.push({ owner, name, graph: called.graph, outer: undefined, calls: [...calls, called] });
  }
}

/** Of a graph and those within it. */
function partCount(graph: OnnxGraph): number {
  const parts = allGraphs(graph).map(
    ({ nodes, inputs, outputs, initializers, values }) =>
      1 + nodes.partCount + inputs.length + outputs.length + initializers.length + values.length,
  );
  return parts.reduce((sum, count) => sum + count, 0);
}
