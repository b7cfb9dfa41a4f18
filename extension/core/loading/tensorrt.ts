/**
 * A plan is for the TensorRT that built it: flavour, version of its format, and, unless it was built `version_compatible`,
 * release. TensorRT holds the version of the format that stands within the plan against its own ("Current Version: 240,
 * Serialized Engine Version: 239"); which release has which is known for those whose plans were seen.
 */

import type { trtlens } from '../schema/generated/trtlens';
import { type Check, PASSED, doubtful, refused, unknown } from './check';

/** Version of the plan's format by flavour and release, as seen in plans. */
const SERIALIZATION: ReadonlyMap<string, number> = new Map(
  Object.entries({
    'standard 8.2.1': 205,
    'standard 8.6.1': 236,
    'standard 10.15.1': 240,
    'rtx 1.4.0': 94,
    'rtx 1.5.0': 94,
    'rtx 1.7.1': 100,
  }),
);

const FLAVOURS: ReadonlyMap<string, string> = new Map(Object.entries({ rtx: 'TensorRT-RTX', standard: 'TensorRT' }));

/** "TensorRT-RTX" for "rtx". */
export function flavourName(flavour: string): string {
  return FLAVOURS.get(flavour) ?? flavour;
}

export function checkFlavour(engine: trtlens.IArtifactEngine, target: trtlens.ITarget): Check {
  const [own, wanted] = [engine.flavour ?? '', target.flavour ?? ''];
  if (own === '') return unknown('the TensorRT that built the plan');
  if (wanted === '') return unknown('whether the machine has TensorRT or TensorRT-RTX');
  if (own === wanted) return PASSED;
  return refused(
    'load.flavour',
    `The engine is one of ${flavourName(own)}, and the machine has ${flavourName(wanted)}; neither loads plans of the other.`,
    `Build it again with ${flavourName(wanted)}, or use a torch_tensorrt for ${flavourName(own)}.`,
  );
}

export function checkVersion(engine: trtlens.IArtifactEngine, target: trtlens.ITarget): Check {
  const [own, wanted] = [engine.tensorrt ?? '', target.tensorrt ?? ''];
  const flavour = engine.flavour ?? '';
  if (own === '') return flavour === '' ? PASSED : unknown('the version of TensorRT that built the plan');
  // Versions of different flavours say nothing of each other, and checkFlavour has said so.
  if (target.flavour && target.flavour !== flavour) return PASSED;
  if (wanted === '') return unknown(`the version of ${flavourName(flavour)} on the machine`);
  const name = flavourName(flavour);
  const again = `Build it again with ${name} ${wanted}, or load it with ${name} ${own}.`;
  if (parts(own, 3) === parts(wanted, 3)) return PASSED;
  const both = `The plan is of ${name} ${own}, and the machine has ${name} ${wanted}`;
  if (isVersionCompatible(engine) && parts(own, 1) === parts(wanted, 1)) {
    return doubtful('load.tensorrt-version', `${both}; it was built version-compatible, which may be enough.`, again);
  }
  const theirs = SERIALIZATION.get(`${flavour} ${parts(wanted, 3)}`);
  if (engine.serialization && theirs !== undefined && theirs !== engine.serialization) {
    const message = `The plan is of ${name} ${own} with format version ${engine.serialization}, and ${name} ${wanted} reads ${theirs} alone.`;
    return refused('load.tensorrt-version', message, again);
  }
  if (theirs !== undefined && theirs === engine.serialization) {
    const same = `${both}; the format version ${theirs} is the same, which need not be enough.`;
    return doubtful('load.tensorrt-version', same, again);
  }
  if (parts(own, 2) === parts(wanted, 2)) {
    return doubtful('load.tensorrt-version', `${both}; plans of one patch release may not load in another.`, again);
  }
  return refused('load.tensorrt-version', `${both}; plans load in the version that built them.`, again);
}

function isVersionCompatible({ settings }: trtlens.IArtifactEngine): boolean {
  return settings?.['version_compatible'] === 'true';
}

/** "1.5" for the first two of "1.5.0.114". */
function parts(version: string, count: number): string {
  return version.split('.').slice(0, count).join('.');
}
