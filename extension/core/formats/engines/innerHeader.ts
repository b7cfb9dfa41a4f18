/**
 * What begins the section ENGN of a plan, and the whole of a plan of TensorRT 8.2: "ptrt", the version of the format, bytes,
 * then values each behind a tag. Up to TensorRT 8.6 the version of the format stands at 8 and the first two numbers are the
 * compute capability; in TensorRT 10 and TensorRT-RTX it stands at 4, and the compute capability is not among them.
 */

import type { FileAccess } from '../fileAccess';
import { latin1, u64 } from './numbers';

export interface InnerHeader {
  readonly serialization: number;
  /** "8.2.1.8"; "" where it is not found. */
  readonly version: string;
  /** Of the GPU it was built on, up to TensorRT 8.6. */
  readonly computeCapability: string | undefined;
  /** Bytes as it says itself. */
  readonly bytes: number;
  /** Where it says so, in bytes from its start. */
  readonly bytesAt: number;
}

const SIZE = 160;
const VERSION_PART = 0x00018002;
const NUMBER = 0x00018007;
const VERSION_PARTS = 4;
/** Tags without a value that may stand between the version and the first number. */
const MOST_BARE_TAGS = 8;
/** No GPU has a larger one soon; a larger number is no compute capability. */
const LARGEST_MAJOR = 30;

/** Undefined where there is none at that offset, or it is cut. */
export async function readInnerHeader(file: FileAccess, offset: number): Promise<InnerHeader | undefined> {
  const bytes = await file.read(offset, SIZE);
  if (bytes.length < 32 || latin1(bytes.subarray(0, 4)) !== 'ptrt') return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOld = view.getUint32(4, true) === 0;
  const [bytesAt, records] = isOld ? [16, 24] : [8, 20];
  const { text: version, end } = versionAt(view, records);
  return {
    serialization: view.getUint32(isOld ? 8 : 4, true),
    version,
    computeCapability: isOld ? capabilityAt(view, end) : undefined,
    bytes: u64(view, bytesAt),
    bytesAt,
  };
}

function versionAt(view: DataView, start: number): { text: string; end: number } {
  const parts: number[] = [];
  let at = start;
  while (parts.length < VERSION_PARTS && at + 5 <= view.byteLength && view.getUint32(at, true) === VERSION_PART) {
    parts.push(view.getUint8(at + 4));
    at += 5;
  }
  return { text: parts.length === VERSION_PARTS ? parts.join('.') : '', end: at };
}

function capabilityAt(view: DataView, start: number): string | undefined {
  let at = start;
  for (let bare = 0; bare < MOST_BARE_TAGS && at + 16 <= view.byteLength; bare++, at += 4) {
    if (view.getUint32(at, true) !== NUMBER) continue;
    if (view.getUint32(at + 8, true) !== NUMBER) return undefined;
    const [major, minor] = [view.getInt32(at + 4, true), view.getInt32(at + 12, true)];
    return major > 0 && major <= LARGEST_MAJOR && minor >= 0 && minor < 10 ? `${major}.${minor}` : undefined;
  }
  return undefined;
}
