/** Files on disk for readers that know none: opened, read by position, closed. */

import { open } from 'node:fs/promises';
import type { Finding, Outcome } from '../../core/findings/finding';
import type { FileAccess } from '../../core/formats/fileAccess';

export interface OpenFile extends FileAccess {
  close(): Promise<void>;
}

/** Findings: `load.not-found`, `load.empty`. */
export async function openFile(path: string): Promise<Outcome<OpenFile>> {
  try {
    const handle = await open(path, 'r');
    const { size } = await handle.stat();
    if (size === 0) {
      await handle.close();
      return { ok: false, findings: [empty(path)] };
    }
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return { ok: true, value: { path, size, read, close: () => handle.close() }, findings: [] };
  } catch (failure) {
    return { ok: false, findings: [notFound(path, failure)] };
  }
}

function notFound(path: string, failure: unknown): Finding {
  const { code, message } = failure as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
  return loadFinding('load.not-found', `The file cannot be read: ${reason}.`, path);
}

function empty(path: string): Finding {
  return loadFinding('load.empty', 'The file is empty.', path);
}

function loadFinding(code: string, message: string, file: string): Finding {
  return { code, severity: 'error', message, places: [{ kind: 'archive', file }], remedies: [] };
}
