/** TensorRT's layers as a plan names them, with the operations of a graph that they came from. */

import type { Graph } from '../../graph/graph';
import { joinLayers } from '../../graph/layerJoin';
import { parseLayerName } from '../../graph/layerNames';
import type { Layer } from '../../report/report';

/** Of each layer its type and nodes, none where its name tells of none in the graph; bindings are not known from names. */
export function planLayers(graph: Graph, names: readonly string[]): Layer[] {
  const named = names.map((name) => ({ name }));
  const { nodes } = joinLayers(graph, named);
  return names.map((name, index) => ({ name, type: typeOf(name), inputs: [], outputs: [], nodes: nodes[index]! }));
}

/** "MATRIX_MULTIPLY"; TensorRT calls a run of layers that one compiler took over a ForeignNode. */
function typeOf(name: string): string {
  const { isRange, parts } = parseLayerName(name);
  return isRange ? 'ForeignNode' : (parts[0]?.type ?? '');
}
