/**
 * TensorRT's layers and the ONNX nodes that they came from. The parser writes a node's name into a layer's metadata:
 * "[ONNX Layer: NAME]", and of a node within a branch "[ONNX Layer: NAME | BRANCH (then_branch) | OUTER (If)]". Constants
 * carry none and are known by the value that they make. What neither tells is left open.
 */

import type { NamedNode } from './nodes';

/** What of a layer tells where it comes from. */
export interface LayerOrigin {
  readonly metadata: string;
  /** Names of the values that it makes. */
  readonly outputs: readonly string[];
}

export class LayerJoin {
  private readonly byName = new Map<string, number[]>();
  private readonly byValue = new Map<string, number>();

  constructor(nodes: readonly NamedNode[]) {
    nodes.forEach((node, index) => {
      const name = layerName(node);
      const alike = this.byName.get(name);
      if (alike) alike.push(index);
      else this.byName.set(name, [index]);
      for (const value of node.output ?? []) if (value !== '') this.byValue.set(value, index);
    });
  }

  /** Positions of nodes in the file's order; none where it is not known. */
  nodesOf({ metadata, outputs }: LayerOrigin): number[] {
    const named = this.byName.get(outermostName(metadata)) ?? [];
    if (named.length === 1) return named;
    // A name that several nodes have says less than what the layer makes.
    const made = outputs.flatMap((value) => this.byValue.get(value) ?? []);
    return [...new Set(named.length === 0 ? made : made.filter((node) => named.includes(node)))];
  }
}

/** As TensorRT calls a node: by its name, else by the first value that it makes. */
function layerName({ name, output }: NamedNode): string {
  return name || `node_of_${output?.find((value) => value !== '') ?? ''}`;
}

function outermostName(metadata: string): string {
  const [, inside] = /^\[ONNX Layer: (.*)\]$/s.exec(metadata) ?? [];
  if (inside === undefined) return '';
  const parts = inside.split(' | ');
  return parts.length === 1 ? inside : (parts.at(-1) ?? '').replace(/ \([^()]*\)$/, '');
}
