import type { trtlens } from '../../schema/generated/trtlens';
import { releasesOfAbi } from './layout';

/** What made engines, by the first of them: Torch-TensorRT "2.12 or 2.13" where its record tells no more. */
export function makersOfEngines(engines: readonly trtlens.IArtifactEngine[]): trtlens.IMakers {
  const [engine] = engines;
  return {
    torchTensorrt: releasesOfAbi(engine?.abi ?? ''),
    tensorrt: engine?.tensorrt ?? '',
    flavour: engine?.flavour ?? '',
  };
}
