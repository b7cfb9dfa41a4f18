/** This machine as a target: what it could load, by what is known without starting anything of the driver. */

import { THIS_MACHINE } from '../../core/artifact/words';
import type { Interpreter } from '../../core/environment/interpreter';
import { capabilityOfGpu } from '../../core/loading/gpus';
import { platformOf } from '../../core/loading/target';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { readGpu } from './machine';

/** `interpreter`: the one that would load it; without it, no version is held against a file. */
export async function thisMachine(
  interpreter: Interpreter | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<trtlens.ITarget> {
  const gpu = await readGpu(environment);
  const capability = gpu.models.map(capabilityOfGpu).find((each) => each !== undefined);
  return {
    name: THIS_MACHINE,
    platform: platformOf(process.platform, process.arch),
    ...(interpreter?.torchTensorrt !== undefined && { torchTensorrt: interpreter.torchTensorrt }),
    ...(interpreter?.tensorrt !== undefined && { tensorrt: interpreter.tensorrt }),
    ...(interpreter?.flavour !== undefined && { flavour: interpreter.flavour }),
    ...(capability !== undefined && { computeCapability: capability }),
  };
}
