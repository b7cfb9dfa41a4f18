/** The nodes of an ONNX graph as columns: a hundred thousand objects with lists in them take seconds to make and collect. */

import { type Lists, ListsBuilder, listAt } from '../../graph/lists';
import type { OnnxOperator, OnnxTensor } from './model';
import { type Origin, withScopes } from './origin';
import { TextTable } from './textTable';

/** What a reader hands over of one node. Names of values are numbers in the table of texts, 0 for one that is left out. */
export interface NodeParts {
  readonly name: number;
  readonly operator: OnnxOperator;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** As text: "axis=1, keepdims=0". Graphs are none of them. */
  readonly attributes: string;
  readonly origin: Origin;
  /** Value of a Constant, without its elements. */
  readonly constant: OnnxTensor | undefined;
}

/** A node as TensorRT's layers are joined to it. */
export interface NamedNode {
  readonly name?: string | null;
  readonly output?: readonly string[] | null;
}

export class OnnxNodes {
  private readonly names: number[] = [];
  private readonly operators: OnnxOperator[] = [];
  private readonly attributes: string[] = [];
  private readonly origins: Origin[] = [];
  private located: readonly Origin[] | undefined;
  private readonly constants = new Map<number, OnnxTensor>();
  private readonly inputsBuilder = new ListsBuilder();
  private readonly outputsBuilder = new ListsBuilder();
  private parts = 0;
  private lists: { readonly inputs: Lists; readonly outputs: Lists } | undefined;

  /** Nodes may share a table; a graph and the graphs within it have to. */
  constructor(readonly texts: TextTable = new TextTable()) {}

  get count(): number {
    return this.names.length;
  }

  /** Nodes, what they read and make, and their source frames: what it takes to show them. */
  get partCount(): number {
    return this.parts;
  }

  add({ name, operator, inputs, outputs, attributes, origin, constant }: NodeParts): void {
    if (constant) this.constants.set(this.count, constant);
    this.names.push(name);
    this.operators.push(operator);
    this.attributes.push(attributes);
    this.origins.push(origin);
    this.inputsBuilder.add(inputs);
    this.outputsBuilder.add(outputs);
    this.parts += 1 + inputs.length + outputs.length + origin.frames.length;
    this.lists = undefined;
    this.located = undefined;
  }

  operator(node: number): OnnxOperator {
    return this.operators[node]!;
  }

  attributeText(node: number): string {
    return this.attributes[node]!;
  }

  origin(node: number): Origin {
    // Whether names have scopes is seen in all of them.
    this.located ??= withScopes(this.origins, () => this.names.map((name) => this.texts.text(name)));
    return this.located[node]!;
  }

  constant(node: number): OnnxTensor | undefined {
    return this.constants.get(node);
  }

  inputs(node: number): Uint32Array {
    return listAt(this.inputLists, node);
  }

  outputs(node: number): Uint32Array {
    return listAt(this.outputLists, node);
  }

  /** Inputs of all nodes, for those who go through them all: a list of its own for each takes longer than looking at it. */
  get inputLists(): Lists {
    return this.built.inputs;
  }

  get outputLists(): Lists {
    return this.built.outputs;
  }

  /** As TensorRT calls a node: by its name, else by the first value that it makes. */
  name(node: number): string {
    const name = this.names[node]!;
    if (name !== 0) return this.texts.text(name);
    const made = this.outputs(node).find((value) => value !== 0);
    return `node_of_${this.texts.text(made ?? 0)}`;
  }

  /** By name, and by the names of the values that they make. */
  named(): NamedNode[] {
    return Array.from({ length: this.count }, (_, node) => ({
      name: this.name(node),
      output: Array.from(this.outputs(node), (value) => this.texts.text(value)),
    }));
  }

  private get built(): { readonly inputs: Lists; readonly outputs: Lists } {
    return (this.lists ??= { inputs: this.inputsBuilder.build(), outputs: this.outputsBuilder.build() });
  }
}
