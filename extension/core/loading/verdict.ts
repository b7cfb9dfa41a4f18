/** Whether a machine can load what a file holds, before anyone tries. */

import type { trtlens } from '../schema/generated/trtlens';

/** `refused` with every reason that speaks against it; `unknown` where nothing does, and not all is known. */
export function verdictOn(_artifact: trtlens.IArtifact, target: trtlens.ITarget): trtlens.IVerdict {
  return { target: target.name ?? '', state: 'unknown', reasons: [] };
}
