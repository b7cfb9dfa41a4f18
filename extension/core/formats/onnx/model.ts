/** An ONNX model as far as it is read: its structure, and of its tensors everything but their values. */

import type { onnx } from '../../schema/generated/onnx';

export interface OnnxModel {
  readonly irVersion: number;
  /** Who wrote the file: "pytorch" "2.11.0". */
  readonly producerName: string;
  readonly producerVersion: string;
  /** Operator sets by domain; "" is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Functions that the file defines for itself, as "domain.name". */
  readonly functions: readonly string[];
  readonly graph: OnnxGraph;
}

export interface OnnxGraph {
  readonly name: string;
  /** In the file's order, which the parser's node numbers count. */
  readonly nodes: readonly onnx.INodeProto[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Types of values in between, where the file states them. */
  readonly values: readonly OnnxValue[];
}

/** A weight: its values stay on disk. */
export interface OnnxTensor {
  readonly name: string;
  /** TensorProto.DataType. */
  readonly dataType: number;
  readonly dims: readonly number[];
  /** File beside the model that holds the values; undefined where the model does. */
  readonly external: string | undefined;
}

export interface OnnxValue {
  readonly name: string;
  /** TensorProto.DataType; 0 for what is no tensor. */
  readonly dataType: number;
  /** Sizes: a number, a symbol, or "?" where nothing is stated; undefined where not even the rank is. */
  readonly shape: readonly string[] | undefined;
}

/** A size that the file leaves open without giving it a name. */
export const UNNAMED_SIZE = '?';

/** Inputs that a caller has to give: those that are not initializers with a default value. */
export function requiredInputs({ inputs, initializers }: OnnxGraph): OnnxValue[] {
  const defaults = new Set(initializers.map(({ name }) => name));
  return inputs.filter(({ name }) => !defaults.has(name));
}
