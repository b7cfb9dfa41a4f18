/** The .onnx as a worker needs it: its structure, and its bytes for TensorRT's parser. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding, Outcome } from '../../core/findings/finding';
import { externalDataOutside } from '../../core/formats/onnx/externalData';
import { onnxDamage } from '../../core/formats/onnx/findings';
import type { OnnxModel } from '../../core/formats/onnx/model';
import { readOnnxModel } from '../../core/formats/onnx/read';
import { FormatDamage } from '../../core/formats/bytes';
import { openFile } from '../analysis/files';

/** A protobuf message cannot be larger, and neither can what Node reads at once. */
const SIZE_LIMIT = 2 ** 31 - 1;

export interface ModelFile {
  readonly structure: OnnxModel;
  readonly bytes: Uint8Array;
}

/**
 * Findings: `load.not-found`, `load.empty`, `load.corrupt`, `load.unknown-format`, `load.too-large`,
 * `load.external-data-missing`, `load.external-data-outside`.
 */
export async function readModelFile(path: string): Promise<Outcome<ModelFile>> {
  const opened = await openFile(path);
  if (!opened.ok) return opened;
  try {
    if (opened.value.size > SIZE_LIMIT) return refused(tooLarge(path));
    const structure = await readOnnxModel(opened.value);
    const outside = externalDataOutside(path, structure.externalFiles);
    if (outside) return refused(outside);
    const missing = externalFiles(structure).filter((name) => !existsSync(join(dirname(path), name)));
    if (missing.length > 0) return refused(externalDataMissing(path, missing));
    return { ok: true, value: { structure, bytes: await opened.value.read(0, opened.value.size) }, findings: [] };
  } catch (failure) {
    if (failure instanceof FormatDamage) return refused(onnxDamage(path, failure));
    // Gone, or unreadable, since it was opened.
    if (isSystemError(failure)) return refused(vanished(path, failure));
    throw failure;
  } finally {
    await opened.value.close();
  }
}

function refused(finding: Finding): { ok: false; findings: [Finding] } {
  return { ok: false, findings: [finding] };
}

function externalFiles({ externalFiles: named }: OnnxModel): string[] {
  return named.filter((name) => name !== '');
}

function isSystemError(failure: unknown): failure is NodeJS.ErrnoException {
  return failure instanceof Error && 'syscall' in failure;
}

function tooLarge(file: string): Finding {
  return {
    code: 'load.too-large',
    severity: 'error',
    message: 'The file is larger than 2 GB, more than an ONNX model can be.',
    places: [{ kind: 'archive', file }],
    remedies: [{ title: 'Save the model with its weights as external data.' }],
  };
}

function externalDataMissing(file: string, missing: readonly string[]): Finding {
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  return {
    code: 'load.external-data-missing',
    severity: 'error',
    message: `The weights of the model are in ${missing[0]}${more}, which is not beside it.`,
    places: [{ kind: 'archive', file }],
    remedies: [{ title: 'Put the file with the weights into the folder of the model.' }],
  };
}

function vanished(file: string, { message }: NodeJS.ErrnoException): Finding {
  return {
    code: 'load.not-found',
    severity: 'error',
    message: `The file could be opened and then no longer be read: ${message}.`,
    places: [{ kind: 'archive', file }],
    remedies: [],
  };
}
