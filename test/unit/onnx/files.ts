/** ONNX files for tests: in memory, and with a count of what is read of them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileAccess } from '../../../extension/core/formats/fileAccess';
import type { OnnxModel } from '../../../extension/core/formats/onnx/model';
import { readOnnxModel } from '../../../extension/core/formats/onnx/read';
import { ROOT } from '../bundles';

export interface CountedAccess extends FileAccess {
  readonly count: { bytes: number };
}

/** Counts what its reader is given, in bytes. */
export function counted(file: FileAccess): CountedAccess {
  const count = { bytes: 0 };
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const bytes = await file.read(offset, length);
    count.bytes += bytes.length;
    return bytes;
  };
  return { path: file.path, size: file.size, read, count };
}

export function inMemory(bytes: Uint8Array, path = '/models/model.onnx'): FileAccess {
  return {
    path,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

export function read(bytes: Uint8Array): Promise<OnnxModel> {
  return readOnnxModel(inMemory(bytes));
}

export function example(name: 'segnet' | 'recognizer'): Uint8Array {
  return readFileSync(join(ROOT, 'examples', `${name}.onnx`));
}
