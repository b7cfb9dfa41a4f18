/** A file that stands somewhere as base64, as programs hold their engines: read by parts, never decoded whole. */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { latin1 } from './numbers';

/** Characters of a group, and the bytes that they stand for. */
const GROUP = 4;
const GROUP_BYTES = 3;

/**
 * What a base64 text stands for; `text` gives its characters, one a byte. Throws FormatDamage, with the
 * offset among the bytes that it stands for, where that is no base64, also later, when that part is read.
 */
export async function decodedBase64(text: FileAccess): Promise<FileAccess> {
  if (text.size % GROUP !== 0)
    throw new FormatDamage(`its base64 has ${text.size} characters`, Math.floor(text.size / GROUP) * GROUP_BYTES);
  const tail = latin1(await text.read(Math.max(0, text.size - 2), 2));
  const padding = tail.endsWith('==') ? 2 : tail.endsWith('=') ? 1 : 0;
  const size = (text.size / GROUP) * GROUP_BYTES - padding;
  return {
    path: text.path,
    size,
    read: async (offset, length) => {
      const end = Math.min(offset + length, size);
      if (end <= offset) return new Uint8Array();
      const first = Math.floor(offset / GROUP_BYTES);
      const last = Math.ceil(end / GROUP_BYTES);
      const characters = await text.read(first * GROUP, (last - first) * GROUP);
      const bytes = decode(characters, first * GROUP_BYTES, last * GROUP_BYTES > size ? padding : 0);
      return bytes.subarray(offset - first * GROUP_BYTES, end - first * GROUP_BYTES);
    },
  };
}

function decode(characters: Uint8Array, offset: number, padding: number): Uint8Array {
  const bytes = Buffer.from(latin1(characters), 'base64');
  // Node passes over what is no base64: a part that is damaged comes out too short.
  const expected = (characters.length / GROUP) * GROUP_BYTES - padding;
  if (bytes.length !== expected)
    throw new FormatDamage(
      'its base64 is damaged',
      offset + Math.floor((firstForeign(characters) * GROUP_BYTES) / GROUP),
    );
  return bytes;
}

function firstForeign(characters: Uint8Array): number {
  const at = /[^A-Za-z0-9+/]/.exec(latin1(characters))?.index;
  return at ?? characters.length;
}

/** A text or bytes that are in memory, as a file. */
export function inMemory(path: string, content: string | Uint8Array): FileAccess {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return {
    path,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** Part of another file. */
export function partOf(file: FileAccess, start: number, size: number): FileAccess {
  return {
    path: file.path,
    size,
    read: (offset, length) => file.read(start + offset, Math.max(0, Math.min(length, size - offset))),
  };
}
