/** An ONNX model as far as it is read: its structure, and of its tensors everything but their values. */

import type { OnnxNodes } from './nodes';

export interface OnnxModel {
  readonly irVersion: number;
  /** Who wrote the file: "pytorch" "2.11.0". */
  readonly producerName: string;
  readonly producerVersion: string;
  /** Operator sets by domain; "" is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Operations that the file defines for itself. */
  readonly functions: readonly OnnxFunction[];
  /** What its writer noted: "author" "Ultralytics". */
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
  readonly graph: OnnxGraph;
  /** Files with values of tensors, as the model names them: of weights and in attributes, in every graph. */
  readonly externalFiles: readonly string[];
}

export interface OnnxGraph {
  readonly name: string;
  /** In the file's order, which the parser's node numbers count. */
  readonly nodes: OnnxNodes;
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Types of values in between, where the file states them. */
  readonly values: readonly OnnxValue[];
  /** Graphs in the nodes' attributes, in the order of the nodes. */
  readonly subgraphs: readonly OnnxSubgraph[];
}

/** A branch of If, a body of Loop or Scan. */
export interface OnnxSubgraph {
  /** Number of the node that runs it. */
  readonly node: number;
  /** "then_branch"; "bodies[1]" of an attribute with several. */
  readonly attribute: string;
  readonly graph: OnnxGraph;
}

/** Its graph has no weights, and of its inputs and outputs only the names are known. */
export interface OnnxFunction {
  /** As nodes call it. */
  readonly operator: OnnxOperator;
  readonly graph: OnnxGraph;
}

export interface OnnxOperator {
  /** "" is ONNX's own. */
  readonly domain: string;
  /** "Conv". */
  readonly type: string;
  /** Which of several functions of this name; "" as a rule. */
  readonly overload: string;
  /** "Conv", or with its domain where that is not ONNX's own: "com.microsoft.FusedConv"; with ":" and the overload. */
  readonly text: string;
}

/** `domain`: "ai.onnx" is another name of ONNX's own. */
export function operatorOf(type = '', domain = '', overload = ''): OnnxOperator {
  const own = domain === 'ai.onnx' ? '' : domain;
  return { type, domain: own, overload, text: [own && `${own}.`, type, overload && `:${overload}`].join('') };
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

/** The graph and all graphs within it, those around others first. */
export function allGraphs(graph: OnnxGraph): OnnxGraph[] {
  const graphs = [graph];
  for (const each of graphs) graphs.push(...each.subgraphs.map((inner) => inner.graph));
  return graphs;
}
