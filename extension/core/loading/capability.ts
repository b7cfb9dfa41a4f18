/**
 * Compute capabilities. Torch-TensorRT's runtime looks for a GPU of the capability that its record names, or, where the engine
 * is hardware-compatible, for one of 8.0 and later (`core/runtime/runtime.cpp`, `find_compatible_devices`). TensorRT 8 wrote
 * into the plan itself what it was built on. TensorRT-RTX lists those that a plan is for, and was seen to load one on a GPU
 * that the list leaves out, so that its list is no refusal.
 */

import type { trtlens } from '../schema/generated/trtlens';
import { type Check, PASSED, doubtful, refused, unknown } from './check';

const CODE = 'load.capability';
/** From here on engines can be built for all later GPUs. */
const HARDWARE_COMPATIBLE_FROM = 8;

export function checkCapability(engine: trtlens.IArtifactEngine, target: trtlens.ITarget): Check {
  const own = engine.computeCapabilities ?? [];
  const wanted = target.computeCapability ?? '';
  if (own.length === 0) return unknown('the compute capability that the plan was built for');
  if (wanted === '') return unknown('the compute capability of the machine’s GPU');
  if (own.includes(wanted)) return PASSED;
  if (engine.abi) return checkRecord(engine, own[0]!, wanted);
  const built = `The plan is for compute capability ${own.join(', ')}, and the GPU has ${wanted}`;
  if (engine.flavour === 'rtx') {
    return doubtful(
      CODE,
      `${built}; TensorRT-RTX calls that invalid, and was seen to load such plans.`,
      forGpu(wanted),
    );
  }
  if (major(own[0]!) >= HARDWARE_COMPATIBLE_FROM && major(wanted) >= HARDWARE_COMPATIBLE_FROM) {
    return doubtful(
      CODE,
      `${built}; it loads only if it was built hardware-compatible, which a plan does not tell.`,
      forGpu(wanted),
    );
  }
  return refused(CODE, `${built}.`, forGpu(wanted));
}

function checkRecord(engine: trtlens.IArtifactEngine, own: string, wanted: string): Check {
  const built = `The engine was built on a GPU of compute capability ${own}, and the machine’s has ${wanted}`;
  const hardwareCompatible = 'Compile it with hardware_compatible, which compute capability 8.0 and later can share.';
  if (!engine.hardwareCompatible) {
    const canShare = major(own) >= HARDWARE_COMPATIBLE_FROM && major(wanted) >= HARDWARE_COMPATIBLE_FROM;
    const share = canShare && engine.flavour !== 'rtx' ? [hardwareCompatible] : [];
    return refused(CODE, `${built}; Torch-TensorRT looks for the same.`, forGpu(wanted), ...share);
  }
  if (major(wanted) >= HARDWARE_COMPATIBLE_FROM) return PASSED;
  return refused(CODE, `${built}; a hardware-compatible engine needs 8.0 or later.`, forGpu(wanted));
}

function forGpu(capability: string): string {
  return `Compile or build it again on a GPU of compute capability ${capability}.`;
}

function major(capability: string): number {
  return Number.parseInt(capability, 10);
}
