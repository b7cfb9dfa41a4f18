/**
 * Torch-TensorRT reads records of its own ABI version alone, neither older nor newer ones (`core/runtime/TRTEngine.cpp`,
 * `verify_serialization_fmt`): first the length of the list is held against its own, then the text.
 */

import { FIELD_COUNT, abiOfRelease, recordLengths, releasesOfAbi } from '../formats/engines/layout';
import type { trtlens } from '../schema/generated/trtlens';
import { type Check, PASSED, doubtful, refused, unknown } from './check';

export function checkAbi(engine: trtlens.IArtifactEngine, target: trtlens.ITarget): Check {
  const { abi } = engine;
  const release = target.torchTensorrt ?? '';
  // A plan of its own has no record.
  if (!abi) return PASSED;
  if (release === '') return unknown('the version of Torch-TensorRT');
  const own = abiOfRelease(release);
  if (own === undefined) return unknown(`the ABI version that Torch-TensorRT ${release} reads`);
  const [length] = recordLengths(own);
  const counted = Number.parseInt(engine.facts?.find(({ name }) => name === FIELD_COUNT)?.value ?? '', 10);
  const fields = Number.isNaN(counted) ? recordLengths(abi)[0] : counted;
  if (abi === own && fields === length) return PASSED;
  const writers = releasesOfAbi(abi);
  const which = `The engine’s record is of ABI "${abi}"${writers === '' ? '' : ` (Torch-TensorRT ${writers})`}`;
  const remedies = [
    `Compile the model again with Torch-TensorRT ${release}.`,
    ...(writers === '' ? [] : [`Load it with Torch-TensorRT ${writers}.`]),
  ];
  if (fields !== length) {
    const has = fields === undefined ? '' : ` with ${fields} fields`;
    const message = `${which}${has}, and Torch-TensorRT ${release} reads ABI "${own}" with ${length} fields alone.`;
    return refused('load.abi', message, ...remedies);
  }
  const message = `${which}, and Torch-TensorRT ${release} reads ABI "${own}" alone`;
  // The Python runtime of 2.12 and 2.13 looks at the length alone (dynamo/runtime/_TRTEngine.py).
  return own === '9'
    ? doubtful(
        'load.abi',
        `${message}; its Python runtime looks at the ${length} fields only and takes it.`,
        ...remedies,
      )
    : refused('load.abi', `${message}.`, ...remedies);
}
