/**
 * TensorRT's layers and the nodes of a graph that they came from, by what their names tell: node, module and operator have to
 * agree. What cannot be joined is counted, and nothing is guessed.
 */

import type { Graph, NodeIndex } from './graph';
import { type LayerPart, parseLayerName } from './layerNames';

/** Words that a converter may add, and room to spare: a name that is made to have thousands takes no longer. */
const MOST_TRIES = 64;

export interface NamedLayer {
  readonly name: string;
  /** As the engine inspector has it; "" for none. */
  readonly metadata?: string;
}

export interface JoinedLayers {
  /** Nodes of each layer, in the order of its name; of a run of layers its first and its last. None where not known. */
  readonly nodes: readonly (readonly NodeIndex[])[];
  /** Layers of which all that is named was found. */
  readonly joined: number;
  /** Layers of which some was found. */
  readonly partly: number;
  /** Layers that name what the graph does not have. */
  readonly notFound: number;
  /** Layers whose names tell nothing: kernels that TensorRT made, and copies between formats. */
  readonly unnamed: number;
}

export function joinLayers(graph: Graph, layers: readonly NamedLayer[]): JoinedLayers {
  const counts = { joined: 0, partly: 0, notFound: 0, unnamed: 0 };
  const nodes = layers.map(({ name, metadata }) => {
    const { parts } = parseLayerName(name, metadata);
    const found = parts.map((part) => nodeOf(graph, part));
    const known = found.filter((node) => node !== undefined);
    if (parts.length === 0) counts.unnamed++;
    else if (known.length === parts.length) counts.joined++;
    else if (known.length > 0) counts.partly++;
    else counts.notFound++;
    return [...new Set(known)];
  });
  return { nodes, ...counts };
}

/** Undefined where the graph has none that agrees. */
export function nodeOf(graph: Graph, part: LayerPart): NodeIndex | undefined {
  if (part.source === 'onnx') return operation(graph, part.node);
  if (part.source === 'other') {
    const whole = operation(graph, part.node);
    if (whole !== undefined) return whole;
    // Weights: "encoder.layer.0/linear_weight".
    const slash = part.node.lastIndexOf('/');
    if (slash < 0) return undefined;
    return ofConverter(graph, { ...part, module: part.node.slice(0, slash), node: part.node.slice(slash + 1) });
  }
  return ofConverter(graph, part);
}

/**
 * Converters add words to a node's name ("linear_2_matrix_multiply" for `linear_2`), and names of nodes have underscores of
 * their own: the longest one that the graph has, and that agrees, is meant. A number behind an underscore belongs to the name.
 */
function ofConverter(graph: Graph, { node, module, operator }: LayerPart): NodeIndex | undefined {
  let tries = 0;
  for (let end = node.length; end > 0 && tries < MOST_TRIES; end = node.lastIndexOf('_', end - 1), tries++) {
    if (/^_\d/.test(node.slice(end))) continue;
    const found = operation(graph, node.slice(0, end));
    if (found !== undefined && agrees(graph, found, module, operator)) return found;
  }
  return undefined;
}

function operation(graph: Graph, name: string): NodeIndex | undefined {
  const node = graph.find(name);
  return node !== undefined && graph.isOperation(node) ? node : undefined;
}

function agrees(graph: Graph, node: NodeIndex, module: string, operator: string): boolean {
  // Both are empty at the root, and where the program does not say.
  const [ofNode, target] = [graph.module(node), graph.target(node)];
  if (module !== '' && ofNode !== '' && module !== ofNode) return false;
  const wanted = operator.replace(/^\w+_ops\./, '').replace(/^torch\.ops\.\w+\./, '');
  return wanted === '' || target === wanted || target.endsWith(`.${wanted}`);
}
