/** Mutants of a subject, each of which follows from the seed, the subject's name and its number alone. */

import { crc32 } from 'node:zlib';
import { mutant, randomNumbers } from '../unit/formats/files';
import { zip } from '../unit/formats/zipWriter';
import { jsonMutant } from './jsonMutants';
import { protobufMutant } from './protobufMutants';
import type { Subject } from './subjects';

export function mutantOf(subject: Subject, seed: number, index: number): Uint8Array {
  const random = randomNumbers(crc32(`${seed} ${subject.id} ${index}`));
  const { members, bytes } = subject;
  if (members && random() < 0.7) {
    const names = Object.keys(members).filter((name) => members[name]!.length > 0);
    const name = names[Math.floor(random() * names.length)]!;
    return zip({ ...members, [name]: mutated(members[name]!, random) });
  }
  if (PROTOBUF.has(subject.extension) && random() < 0.6) return protobufMutant(bytes, random);
  return mutated(bytes, random);
}

const PROTOBUF = new Set(['onnx', 'trtlens']);

/** JSON is changed as JSON more often than not, so that it stays one and gets past its parser. */
function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  const isJson = bytes[0] === 0x7b || bytes[0] === 0x5b;
  if (isJson && random() < 0.7) return jsonMutant(bytes, random);
  return random() < 0.4 ? integerMutant(bytes, random) : mutant(bytes, random);
}

/** As sizes, counts and offsets at their limits, in each width. */
const INTEGERS = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  (1n << 63n) - 1n,
];

function integerMutant(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (end: number): number => Math.floor(random() * end);
  const changed = Buffer.from(bytes);
  for (let count = 1 + below(3); count > 0 && changed.length >= 8; count--) {
    // Headers stand at both ends: of an archive its directory, of a plan its sections.
    const where = below(3);
    const span = where === 2 ? changed.length - 8 : Math.min(512, changed.length - 8);
    const at = where === 1 ? changed.length - 8 - below(span + 1) : below(span + 1);
    const value = INTEGERS[below(INTEGERS.length)]!;
    switch (below(4)) {
      case 0:
        changed[at] = Number(value & 0xffn);
        break;
      case 1:
        changed.writeUInt16LE(Number(value & 0xffffn), at);
        break;
      case 2:
        changed.writeUInt32LE(Number(value & 0xffffffffn), at);
        break;
      default:
        changed.writeBigUInt64LE(value, at);
    }
  }
  return changed;
}
