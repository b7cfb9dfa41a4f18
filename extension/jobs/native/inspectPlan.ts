/** What TensorRT says of an engine on this machine: whether it is valid here, and with a GPU all that is in it. */

import { readFile } from 'node:fs/promises';
import { joinShape } from '../../core/graph/shape';
import { tensorrtTypeName } from '../../core/graph/tensorrtDtype';
import type { Binding } from '../../core/report/report';
import type { EngineInspection, EngineTensor, Library, PlanValidity } from './addon';

/** The fields of the event `engine_inspected` (docs/protocol.md). */
export async function inspectPlan(library: Library, path: string): Promise<Record<string, unknown>> {
  const plan = await readFile(path);
  const validity = await library.planValidity(plan.subarray(0, await library.planHeaderBytes()));
  return inspectedEvent(library.version, validity, await library.inspectEngine(plan));
}

export function inspectedEvent(
  tensorrt: string,
  { validity, reasons }: PlanValidity,
  inspected: EngineInspection,
): Record<string, unknown> {
  const common = { tensorrt, validity, reasons, message: inspected.message };
  if (!inspected.deserialised) return common;
  const { refittable, deviceMemoryBytes, streamableWeightBytes, tensors, layers } = inspected;
  return {
    ...common,
    engine: {
      refittable,
      device_memory_bytes: deviceMemoryBytes,
      streamable_weight_bytes: streamableWeightBytes,
      inputs: tensors.filter(({ input }) => input).map(bindingOf),
      outputs: tensors.filter(({ input }) => !input).map(bindingOf),
      layers,
    },
  };
}

/** An open size by the smallest and the largest that the first optimization profile takes: "1..8". */
function bindingOf({ name, dataType, shape, profiles }: EngineTensor): Binding {
  const [profile] = profiles;
  const sizes = shape.map((size, axis) => {
    if (size >= 0) return String(size);
    return profile ? `${profile.min[axis]}..${profile.max[axis]}` : '?';
  });
  return { name, dtype: tensorrtTypeName(dataType), shape: joinShape(sizes) };
}
