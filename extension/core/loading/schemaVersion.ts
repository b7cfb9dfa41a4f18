/** Exported programs: torch reads a schema of its own major version (`torch/_export/serde/serialize.py`). */

import type { trtlens } from '../schema/generated/trtlens';
import { type Check, PASSED, refused, unknown } from './check';

/** torch 2.6 to 2.13 have major version 8. Torch-TensorRT's release is that of the torch it is made for. */
const KNOWN_MAJOR = 8;
const FIRST_MINOR_RELEASE = 6;
const LAST_MINOR_RELEASE = 13;

export function checkSchema(artifact: trtlens.IArtifact, target: trtlens.ITarget): Check {
  const schema = artifact.facts?.find(({ name }) => name === 'schema')?.value ?? '';
  const release = target.torchTensorrt ?? '';
  if (!/^\d+\.\d+$/.test(schema)) return unknown('the schema version of the program');
  if (release === '') return unknown('the version of torch');
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  const isKnown = major === '2' && Number(minor) >= FIRST_MINOR_RELEASE && Number(minor) <= LAST_MINOR_RELEASE;
  if (!isKnown) return unknown(`the schema version that torch ${release} reads`);
  if (Number.parseInt(schema, 10) === KNOWN_MAJOR) return PASSED;
  return refused(
    'load.schema',
    `The program has schema version ${schema}, and torch ${major}.${minor} reads version ${KNOWN_MAJOR} alone.`,
    `Export it again with torch ${major}.${minor}.`,
  );
}
