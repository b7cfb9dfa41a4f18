/** What a file is that is named as an engine and begins otherwise. */

import type { FileAccess } from '../fileAccess';
import { latin1 } from './numbers';

export interface ForeignKind {
  /** "a zip archive". */
  readonly what: string;
  readonly remedy: string;
}

const ANOTHER_NAME = 'Give it the ending of what it is, and open it again.';

/** Undefined where its first bytes are of nothing that is known here. */
export async function foreignKind(file: FileAccess): Promise<ForeignKind | undefined> {
  const head = await file.read(0, 16);
  const text = latin1(head);
  if (text.startsWith('PK\x03\x04')) {
    return { what: 'a zip archive, as programs of PyTorch are', remedy: 'Name it .pt2, and open it again.' };
  }
  if (text.startsWith('\x1f\x8b')) return { what: 'compressed with gzip', remedy: 'Unpack it with gunzip first.' };
  if (text.startsWith('TR01')) return { what: 'a delegate of ExecuTorch, with an engine inside', remedy: ANOTHER_NAME };
  if (text.startsWith('\x80') && head[1]! >= 2 && head[1]! <= 5) {
    return { what: 'a pickle of Python', remedy: 'Save the engine itself: a pickle is not opened here.' };
  }
  // ModelProto begins with its version (field 1), and exporters write their name (field 2) or the graph (field 7) next.
  if (head[0] === 0x08 && head[1]! > 0 && head[1]! < 0x20 && [0x12, 0x3a, 0x42].includes(head[2] ?? 0)) {
    return { what: 'an ONNX model', remedy: 'Name it .onnx, and open it again.' };
  }
  if (/^\s*[{[]/.test(text)) return { what: 'JSON', remedy: 'Name it .json, and open it again.' };
  return undefined;
}
