/**
 * Reads GraphProto and FunctionProto (onnx/onnx.proto). The graphs in a graph's attributes are read after it, one by one
 * and however deep they are nested, so that none is read twice and no stack grows.
 */

import { FormatDamage } from '../bytes';
import { type Field, requireMessage } from './fieldWalker';
import {
  type OnnxFunction,
  type OnnxGraph,
  type OnnxSubgraph,
  type OnnxTensor,
  type OnnxValue,
  operatorOf,
} from './model';
import type { GraphPlace } from './nodeReader';
import { OnnxNodes } from './nodes';
import type { PartReader } from './partReader';

const DEEPEST = 64;

interface PendingGraph extends GraphPlace {
  /** Graphs of the graph that its node is of. */
  readonly siblings: OnnxSubgraph[];
  readonly node: number;
  readonly depth: number;
}

type GraphInMaking = ReturnType<typeof emptyGraph>;

export class GraphReader {
  private pending: PendingGraph[] = [];

  constructor(private readonly parts: PartReader) {}

  /** With all graphs within it. */
  async readGraph(field: Field): Promise<OnnxGraph> {
    const graph = await this.graphAt(field, 0);
    await this.readInner();
    return graph;
  }

  async readFunction(field: Field): Promise<OnnxFunction> {
    requireMessage(field);
    const { parts } = this;
    const graph = emptyGraph(this.parts);
    let [domain, overload] = ['', ''];
    await parts.walker.walk(field.start, field.end, async (each) => {
      switch (each.number) {
        case 1:
          graph.name = await parts.text(each);
          break;
        case 4:
          graph.inputs.push(await parts.name(each));
          break;
        case 5:
          graph.outputs.push(await parts.name(each));
          break;
        case 7:
          await this.node(each, graph, 0);
          break;
        case 10:
          domain = await parts.text(each);
          break;
        case 12:
          await parts.value(each, graph.values);
          break;
        case 13:
          overload = await parts.text(each);
          break;
      }
    });
    await this.readInner();
    return { operator: operatorOf(graph.name, domain, overload), graph };
  }

  /** The list grows while it is read: graphs around others come first. */
  private async readInner(): Promise<void> {
    for (const { siblings, node, attribute, start, end, depth } of this.pending) {
      if (depth > DEEPEST) throw new FormatDamage(`graphs are nested more than ${DEEPEST} deep`, start);
      const graph = await this.graphAt({ number: 6, wireType: 2, start, end, value: 0 }, depth);
      siblings.push({ node, attribute, graph });
    }
    this.pending = [];
  }

  private async graphAt(field: Field, depth: number): Promise<OnnxGraph> {
    requireMessage(field);
    const { parts } = this;
    const graph = emptyGraph(parts);
    const weight = (tensor: OnnxTensor): unknown => graph.initializers.push(tensor);
    await parts.walker.walk(field.start, field.end, (each) => {
      switch (each.number) {
        case 1:
          return this.node(each, graph, depth);
        case 2:
          return parts.text(each).then((text) => void (graph.name = text));
        case 5:
          return parts.tensor(each, weight);
        case 11:
          return parts.value(each, graph.inputs);
        case 12:
          return parts.value(each, graph.outputs);
        case 13:
          return parts.value(each, graph.values);
        case 15:
          return parts.sparseTensor(each, weight);
        default:
          return undefined;
      }
    });
    return graph;
  }

  private node(field: Field, { nodes, subgraphs }: GraphInMaking, depth: number): void | Promise<void> {
    const node = nodes.count;
    return this.parts.node(field, nodes, (place) =>
      this.pending.push({ ...place, siblings: subgraphs, node, depth: depth + 1 }),
    );
  }
}

function emptyGraph({ texts }: PartReader) {
  return {
    name: '',
    nodes: new OnnxNodes(texts),
    initializers: [] as OnnxTensor[],
    inputs: [] as OnnxValue[],
    outputs: [] as OnnxValue[],
    values: [] as OnnxValue[],
    subgraphs: [] as OnnxSubgraph[],
  };
}
