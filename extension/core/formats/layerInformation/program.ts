/** Layers of engines as a graph: each layer a node, joined by the names of the tensors between them. */

import { type Graph, NodeOp } from '../../graph/graph';
import { GraphBuilder, type NodeRow } from '../../graph/graphBuilder';
import { parseLayerName } from '../../graph/layerNames';
import type { Block } from '../../partition/partition';
import { type LayerTensor, argumentsOf, tensorType, tensorsOf } from './layer';
import type { InspectedLayers, LayerObject } from './read';

export interface LayerProgram {
  readonly graph: Graph;
  /** A block an engine. */
  readonly blocks: readonly Block[];
  /** Tensors that a layer reads before any layer makes them, as in a loop: the graph has no edge for them. */
  readonly edgesLeftOut: number;
  /** Of each engine, in their order. */
  readonly ends: readonly EngineEnds[];
}

/** Inputs and outputs in the order of the bindings, with the sizes that the layer at that end has them in. */
export interface EngineEnds {
  readonly inputs: readonly LayerTensor[];
  readonly outputs: readonly LayerTensor[];
}

/** Of engines whose layers are objects; names alone make no graph. */
export function layerProgram(engines: readonly InspectedLayers[]): LayerProgram {
  return new ProgramBuilder().build(engines);
}

/** Where a tensor comes from. */
interface Maker {
  readonly node: string;
  readonly tensor: LayerTensor;
  readonly isInput: boolean;
}

class ProgramBuilder {
  private readonly graph = new GraphBuilder();
  private readonly names = new Map<string, number>();
  private readonly blocks: Block[] = [];
  private readonly ends: EngineEnds[] = [];
  private readonly results: string[] = [];
  private edgesLeftOut = 0;

  build(engines: readonly InspectedLayers[]): LayerProgram {
    for (const engine of engines) this.addEngine(engine);
    this.graph.add(row(this.unique('output'), NodeOp.output, { inputs: [...new Set(this.results)] }));
    const { blocks, edgesLeftOut, ends } = this;
    return { graph: this.graph.build(), blocks, edgesLeftOut, ends };
  }

  private addEngine({ engine, layers, bindings }: InspectedLayers): void {
    const objects = layers.filter((layer): layer is LayerObject => typeof layer !== 'string');
    const isBinding = new Set(bindings);
    const makers = new Map<string, Maker>();
    const madeLater = new Set(objects.flatMap((layer) => tensorsOf(layer, 'Outputs').map(({ name }) => name)));
    const nodes: number[] = [];
    for (const layer of objects) {
      const reads = new Set<string>();
      for (const tensor of tensorsOf(layer, 'Inputs')) {
        const maker = makers.get(tensor.name);
        if (maker) reads.add(maker.node);
        else if (isBinding.has(tensor.name) || !madeLater.has(tensor.name)) reads.add(this.addInput(tensor, makers));
        else this.edgesLeftOut++;
      }
      nodes.push(this.addLayer(layer, [...reads], makers));
    }
    const bound = bindings.flatMap((name) => makers.get(name) ?? []);
    const outputs = bound.filter(({ isInput }) => !isInput);
    for (const { node } of outputs) this.results.push(node);
    const inputs = bound.filter(({ isInput }) => isInput);
    this.ends.push({ inputs: inputs.map(({ tensor }) => tensor), outputs: outputs.map(({ tensor }) => tensor) });
    this.blocks.push({ name: engine || 'engine', kind: 'tensorrt', nodes: Uint32Array.from(nodes) });
  }

  /** A binding, or a constant that no layer makes. */
  private addInput(tensor: LayerTensor, makers: Map<string, Maker>): string {
    const node = this.unique(tensor.name);
    this.graph.add(row(node, NodeOp.placeholder, { outputs: [tensorType(tensor)] }));
    makers.set(tensor.name, { node, tensor, isInput: true });
    return node;
  }

  private addLayer(layer: LayerObject, inputs: readonly string[], makers: Map<string, Maker>): number {
    const [name, type, metadata] = ['Name', 'LayerType', 'Metadata'].map((key) => textOf(layer[key]));
    const node = this.unique(name!);
    const outputs = tensorsOf(layer, 'Outputs');
    const [first, ...others] = parseLayerName(name!, metadata).parts;
    const module = first && others.every((part) => part.module === first.module) ? first.module : '';
    const index = this.graph.add(
      row(node, NodeOp.callFunction, {
        target: type || 'layer',
        module,
        arguments: argumentsOf(layer),
        inputs,
        outputs: outputs.map(tensorType),
      }),
    );
    for (const tensor of outputs) makers.set(tensor.name, { node, tensor, isInput: false });
    return index;
  }

  /** Names of layers may repeat, those of several engines do, and a layer may have the name of its input. */
  private unique(name: string): string {
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    if (count === 1) return name;
    // The numbered name may itself be one of the file's.
    return this.unique(`${name} #${count}`);
  }
}

function row(name: string, op: NodeRow['op'], more: Partial<NodeRow>): NodeRow {
  return {
    name,
    op,
    target: '',
    module: '',
    moduleType: '',
    arguments: '',
    inputs: [],
    outputs: [],
    frames: [],
    ...more,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
