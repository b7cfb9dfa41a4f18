/** In which order the nodes of an ONNX graph can run, and what each reads. */

import type { onnx } from '../../schema/generated/onnx';
import { FormatDamage } from '../bytes';
import type { OnnxGraph } from './model';

/**
 * Positions of the nodes in topological order; the file's own order is kept as far as it is one, which ONNX asks for and
 * not every writer does. Throws FormatDamage where nodes read each other in a circle.
 */
export function fileOrderOf({ nodes }: OnnxGraph): number[] {
  const maker = new Map<string, number>();
  nodes.forEach((node, index) => (node.output ?? []).forEach((value) => value !== '' && maker.set(value, index)));
  const order: number[] = [];
  const state = new Uint8Array(nodes.length); // 0 not seen, 1 under way, 2 done
  const pending: { node: number; reads: Iterator<number> }[] = [];
  const begin = (node: number): void => {
    state[node] = 1;
    const reads = valuesRead(nodes[node]!).flatMap((value) => maker.get(value) ?? []);
    pending.push({ node, reads: reads[Symbol.iterator]() });
  };
  for (let first = 0; first < nodes.length; first++) {
    if (state[first] === 0) begin(first);
    for (let top = pending.at(-1); top; top = pending.at(-1)) {
      const next = top.reads.next();
      if (next.done) {
        state[top.node] = 2;
        order.push(top.node);
        pending.pop();
      } else if (state[next.value] === 1) {
        throw new FormatDamage(`node ${next.value} reads what is made from its own result`);
      } else if (state[next.value] === 0) {
        begin(next.value);
      }
    }
  }
  return order;
}

/** Names of the values that a node reads: its inputs, and what the graphs within it take from outside of them. */
export function valuesRead(node: onnx.INodeProto): string[] {
  const own = (node.input ?? []).filter((value) => value !== '');
  const inner = graphsOf(node).flatMap(valuesCaptured);
  return inner.length === 0 ? own : [...new Set([...own, ...inner])];
}

/** The graphs in a node's attributes: branches of If, bodies of Loop and Scan. */
export function graphsOf(node: onnx.INodeProto): onnx.IGraphProto[] {
  return (node.attribute ?? []).flatMap(({ g, graphs }) => [...(g ? [g] : []), ...(graphs ?? [])]);
}

/** Read in a graph and neither made there nor one of its inputs or weights, whose names may be those of values outside. */
function valuesCaptured(graph: onnx.IGraphProto): string[] {
  const nodes = graph.node ?? [];
  const made = new Set(nodes.flatMap((node) => node.output ?? []));
  for (const { name } of [...(graph.input ?? []), ...(graph.initializer ?? [])]) if (name) made.add(name);
  return nodes.flatMap((node) => valuesRead(node).filter((value) => !made.has(value)));
}
