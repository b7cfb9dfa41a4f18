/** TensorRT's layers of the engines that were just built, as their plans name them. */

import { planLayers } from '../../core/formats/engines/planLayers';
import { blockName } from '../../core/formats/exportedProgram/stored';
import type { Graph } from '../../core/graph/graph';
import type { Layer } from '../../core/report/report';
import { openArtifactAt } from '../analysis/openArtifact';

/**
 * By the name of the engine's block. Empty where the program has no engines with names in clear: those of TensorRT-RTX keep
 * the names of the network's layers, and of the runs of layers that it compiled as one.
 */
export async function layersOfPlans(program: string, graph: Graph): Promise<ReadonlyMap<string, readonly Layer[]>> {
  const { artifact } = await openArtifactAt(program);
  const engines = artifact.engines ?? [];
  return new Map(engines.map(({ name, layerNames }) => [blockName(name ?? ''), planLayers(graph, layerNames ?? [])]));
}
