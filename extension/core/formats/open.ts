/** Opens a file of any kind that is known, from its own bytes: nothing of it is run, imported or unpickled. */

import type { Finding } from '../findings/finding';
import { openReport } from './describeReport';
import { looksLikeDryRun } from './dryRun/read';
import { openDryRun } from './dryRun/open';
import { latin1 } from './engines/numbers';
import { openPlan } from './engines/openPlan';
import { openExportedProgram } from './exportedProgram/open';
import { type FileAccess, type FilesBeside, NOTHING_BESIDE } from './fileAccess';
import { openLayerInformation } from './layerInformation/open';
import { openOnnx } from './onnx/open';
import { type Opened, unreadable } from './opened';
import { isTorchScript, openTorchScript } from './torchscript/open';
import { ZipArchive } from './zip';

/** Bytes that tell what a file is: a dry run begins with a line of a hundred. */
const HEAD = 1024;

/** Never rejects for what the file holds: that is among the findings. */
export async function openArtifact(file: FileAccess, beside: FilesBeside = NOTHING_BESIDE): Promise<Opened> {
  const { artifact, report } = await openByKind(file, beside);
  return { artifact: { ...artifact, path: file.path, bytes: file.size }, report };
}

async function openByKind(file: FileAccess, beside: FilesBeside): Promise<Opened> {
  const extension = /\.(\w+)$/.exec(file.path)?.[1]?.toLowerCase() ?? '';
  if (isEnginePlan(file.path)) return openPlan(file);
  if (extension === 'onnx') return openOnnx(file);
  if (extension === 'trtlens') return openReport(file);
  if (['pt2', 'ep'].includes(extension)) return openExportedProgram(file);
  return openByContent(file, beside);
}

/** Files whose ending says nothing, or as much of other files: by their first bytes. */
async function openByContent(file: FileAccess, beside: FilesBeside): Promise<Opened> {
  const head = latin1(await file.read(0, HEAD));
  if (head.startsWith('PK')) return openArchive(file);
  if (/^[fvp]trt/.test(head)) return openPlan(file);
  if (/^(?:\xef\xbb\xbf)?\s*[{[]/.test(head)) return openLayerInformation(file, beside);
  if (looksLikeDryRun(head)) return openDryRun(file);
  return unreadable(notKnown(file));
}

/** A damaged archive is told of as one of a program, which most are. */
async function openArchive(file: FileAccess): Promise<Opened> {
  const archive = await ZipArchive.open(file).catch(() => undefined);
  return archive && isTorchScript(archive) ? openTorchScript(file, archive) : openExportedProgram(file);
}

/** True for a file that holds an engine, by its name. */
export function isEnginePlan(path: string): boolean {
  return /\.(engine|plan|trt)$/i.test(path);
}

function notKnown(file: FileAccess): Finding {
  return {
    code: 'load.unknown-format',
    severity: 'error',
    message:
      'The file is no report (.trtlens), exported program (.pt2, .ep), ONNX model (.onnx), engine, TorchScript, layer information or dry run.',
    places: [{ kind: 'archive', file: file.path }],
    remedies: [],
  };
}
