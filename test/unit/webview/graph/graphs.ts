/** Programs for tests of the graph view: small ones by hand, any ones by property. */

import fc from 'fast-check';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import { GraphBuilder, type NodeRow } from '../../../../extension/core/graph/graphBuilder';
import { type Block, type Partition, blockOfNodes } from '../../../../extension/core/partition/partition';
import { buildSupport } from '../../../../extension/core/partition/support';
import type { Program } from '../../../../extension/core/report/report';
import { ArrangedTree } from '../../../../webview/program/graph/arrangedTree';
import { Arrangement } from '../../../../webview/program/graph/arrangement';
import { type ProgramEnds, moduleTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { type LiftedEdges, liftEdges } from '../../../../webview/program/graph/liftedEdges';
import { layoutMessage } from '../../../../webview/program/worker/layoutMessage';

/** A graph that an operation runs. `owner`: of the nodes before it, in the program or in an earlier subgraph. */
export interface SubgraphSpec {
  readonly owner: number;
  readonly name: string;
  readonly nodes: readonly NodeSpec[];
}

export interface NodeSpec {
  readonly name: string;
  readonly module?: string;
  readonly inputs?: readonly string[];
  readonly op?: NodeOp;
}

/** A graph of `nodes`, each of which gives a tensor of 2×4 float32. */
export function graphOf(nodes: readonly NodeSpec[], subgraphs: readonly SubgraphSpec[] = []): Graph {
  const builder = new GraphBuilder();
  for (const node of nodes) builder.add(rowOf(node));
  for (const { owner, name, nodes: inner } of subgraphs) {
    builder.beginSubgraph(owner, name);
    for (const node of inner) builder.add(rowOf(node));
  }
  return builder.build();
}

export function rowOf({ name, module = '', inputs = [], op = NodeOp.callFunction }: NodeSpec): NodeRow {
  return {
    name,
    op,
    target: op === NodeOp.callFunction ? `torch.ops.aten.${name.replace(/\d+$/, '')}.default` : name,
    module,
    moduleType: '',
    arguments: '',
    inputs,
    outputs: op === NodeOp.output ? [] : [{ dtype: 7, shape: '2x4', bytes: 32 }],
    frames: [],
  };
}

const anyModule = fc.constantFrom('', 'a', 'a.b', 'a.b.c', 'layers.0', 'layers.1', 'layers.1.x', 'solo.deep.path');

/** Some inputs, operations of modules that come and go, some of which run graphs, and these graphs too; an output. */
export const anyGraph: fc.Arbitrary<Graph> = fc
  .record({
    inputs: fc.integer({ min: 1, max: 3 }),
    operations: fc.array(
      fc.record({
        module: anyModule,
        reads: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    subgraphs: fc.array(
      fc.record({
        owner: fc.nat(),
        name: fc.constantFrom('body', 'true_graph'),
        nodes: fc.array(fc.record({ op: fc.constantFrom(0, 1, 2, 2, 2, 2, 3), module: anyModule, read: fc.nat() }), {
          maxLength: 5,
        }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ inputs, operations, subgraphs }) => {
    const specs: NodeSpec[] = Array.from({ length: inputs }, (_, index) => ({
      name: `x${index}`,
      op: NodeOp.placeholder,
    }));
    operations.forEach(({ module, reads }, index) => {
      const sources = reads.map((read) => specs[read % specs.length]!.name);
      specs.push({ name: `relu${index}`, module, inputs: sources });
    });
    specs.push({ name: 'output', op: NodeOp.output, inputs: [specs.at(-1)!.name] });
    const owners = operations.map((_, index) => inputs + index);
    let count = specs.length;
    const graphs = subgraphs.map(({ owner, name, nodes }): SubgraphSpec => {
      // In a graph of its own a node may have the name of another one of the program.
      const inner = nodes.map(({ op, module, read }, index): NodeSpec => {
        const outer = specs[read % specs.length]!.name;
        const reads =
          op === NodeOp.placeholder || op === NodeOp.getAttr
            ? []
            : [index > 0 && read % 2 ? `relu${index - 1}` : outer];
        return { name: `relu${index}`, module, op, inputs: reads };
      });
      const within = owners[owner % owners.length]!;
      inner.forEach(({ op }, index) => void (op === NodeOp.callFunction && owners.push(count + index)));
      count += inner.length;
      return { owner: within, name, nodes: inner };
    });
    return graphOf(specs, graphs);
  });

/** An engine of two operations and a PyTorch block of one, `times` over. */
export function alternatingProgram(times: number): { program: Program; blockOf: Int32Array; ends: ProgramEnds } {
  const specs: NodeSpec[] = [{ name: 'x', op: NodeOp.placeholder }];
  for (let index = 0; index < times; index++) {
    for (const op of ['linear', 'relu', 'sort']) specs.push({ name: `${op}${index}`, inputs: [specs.at(-1)!.name] });
  }
  specs.push({ name: 'output', op: NodeOp.output, inputs: [specs.at(-1)!.name] });
  const graph = graphOf(specs);
  const blocks = Array.from({ length: 2 * times }, (_, block): Block => {
    const [isEngine, first] = [block % 2 === 0, 1 + 3 * Math.floor(block / 2)];
    const nodes = Uint32Array.from(isEngine ? [first, first + 1] : [first + 2]);
    return { name: `_run_on_${isEngine ? 'acc' : 'gpu'}_${block}`, kind: isEngine ? 'tensorrt' : 'torch', nodes };
  });
  const partition: Partition = { blocks, partitioner: 'fast', skippedWholeGraph: false, exact: true };
  const program: Program = { graph, support: buildSupport(graph, [], 3 * times, 3 * times), partition };
  return { program, blockOf: blockOfNodes(graph, partition), ends: programEnds(graph, [0]) };
}

/** Inputs of a graph: all its placeholders. */
export function inputsOf(graph: Graph): number[] {
  const nodes = Array.from({ length: graph.mainCount }, (_, node) => node);
  return nodes.filter((node) => graph.op(node) === NodeOp.placeholder);
}

/** By modules, as the page has it from the worker: with all groups open, or none. */
export function placedModules(graph: Graph, areOpen = true): ArrangedTree {
  const tree = moduleTree(graph, programEnds(graph, inputsOf(graph)), 'model', false);
  const edges = liftEdges(graph, tree);
  const arrangement = new Arrangement(tree, edges);
  if (areOpen) arrangement.open(new Uint8Array(tree.count).fill(1));
  return toldTree(arrangement, edges);
}

/** What the page has of an arrangement. */
export function toldTree(arrangement: Arrangement, edges: LiftedEdges): ArrangedTree {
  const key = { hierarchy: 'module', folded: false } as const;
  return new ArrangedTree(key, arrangement.tree, edges, layoutMessage(arrangement));
}

export interface Line {
  readonly from: number;
  readonly to: number;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly square: boolean;
}

/** Lines between the children of a group; none of one that is closed. */
export function linesOf(placed: ArrangedTree, group: number): Line[] {
  const routes = placed.routesOf(group)?.routes;
  if (!routes) return [];
  const { starts, from, to } = placed.edges;
  return Array.from(routes.square, (square, position) => {
    const [first, end] = [routes.starts[position]!, routes.starts[position + 1]!];
    const points = Array.from({ length: end - first }, (_, at) => {
      return [routes.points[2 * (first + at)]!, routes.points[2 * (first + at) + 1]!] as const;
    });
    const edge = starts[group]! + position;
    return { from: from[edge]!, to: to[edge]!, points, square: square === 1 };
  });
}
