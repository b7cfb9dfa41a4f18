/** TensorRT's layers of the engines that were just built, as their plans name them, with the operations that they came from. */

import { blockName } from '../../core/formats/exportedProgram/stored';
import { parseLayerName } from '../../core/graph/layerNames';
import { joinLayers } from '../../core/graph/layerJoin';
import type { Graph } from '../../core/graph/graph';
import type { Layer } from '../../core/report/report';
import { openArtifactAt } from '../analysis/openArtifact';

/**
 * By the name of the engine's block. Empty where the program has no engines with names in clear: those of TensorRT-RTX keep
 * the names of the network's layers, and of the runs of layers that it compiled as one.
 */
export async function layersOfPlans(program: string, graph: Graph): Promise<ReadonlyMap<string, readonly Layer[]>> {
  const { artifact } = await openArtifactAt(program);
  return new Map(
    (artifact.engines ?? []).map(({ name, layerNames }) => [blockName(name ?? ''), joined(graph, layerNames ?? [])]),
  );
}

function joined(graph: Graph, names: readonly string[]): Layer[] {
  const { nodes } = joinLayers(
    graph,
    names.map((name) => ({ name })),
  );
  return names.map((name, index) => ({ name, type: typeOf(name), inputs: [], outputs: [], nodes: nodes[index]! }));
}

/** "MATRIX_MULTIPLY"; TensorRT calls a run of layers that one compiler took over a ForeignNode. */
function typeOf(name: string): string {
  const { isRange, parts } = parseLayerName(name);
  return isRange ? 'ForeignNode' : (parts[0]?.type ?? '');
}
