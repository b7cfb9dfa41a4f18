/**
 * Platforms as Torch-TensorRT spells them. Its C++ runtime (`core/runtime/Platform.cpp`) and its Python runtime
 * (`_enums.py`) differ on Windows: what the one writes as "windows_x86_64" the other writes as "win_x86_64", and the C++
 * runtime takes a spelling that it does not know for an unknown platform, which it refuses.
 */

import type { trtlens } from '../schema/generated/trtlens';
import { type Check, PASSED, doubtful, refused, unknown } from './check';

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    linux_x86_64: 'Linux on x86-64',
    linux_aarch64: 'Linux on ARM64',
    win_x86_64: 'Windows on x86-64',
    windows_x86_64: 'Windows on x86-64',
    windows_arm64: 'Windows on ARM64',
  }),
);

/** What only the Python runtime writes and knows. */
const PYTHON_ONLY = 'win_x86_64';

/** "Windows on x86-64" for both of its spellings; the text itself where it is none that is known. */
export function platformName(platform: string): string {
  return SPELLINGS.get(platform) ?? platform;
}

export function checkPlatform(engine: trtlens.IArtifactEngine, target: trtlens.ITarget): Check {
  const [own, wanted] = [engine.platform ?? '', target.platform ?? ''];
  // Releases before 2.5 noted none, and looked at none.
  if (own === '' && engine.abi) return PASSED;
  if (own === '') return unknown('the platform that the plan was built for');
  if (wanted === '') return unknown('the platform of the machine');
  const again = `Compile the model again on ${platformName(wanted)}, or for it.`;
  if (platformName(own) !== platformName(wanted)) {
    const message = `The engine is for the platform "${own}", and the machine is "${wanted}" (${platformName(wanted)}).`;
    return refused('load.platform', message, again);
  }
  if (own !== PYTHON_ONLY) return PASSED;
  return doubtful(
    'load.platform',
    `The engine names its platform "${own}", which Torch-TensorRT’s Python runtime takes for ${platformName(own)}; its C++ runtime spells it "windows_x86_64", takes "${own}" for unknown and refuses it.`,
    'Load it where torch_tensorrt has no C++ runtime, or compile the model on Windows.',
  );
}
