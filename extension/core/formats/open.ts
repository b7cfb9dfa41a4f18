/** Opens a file of any kind that is known, from its own bytes: nothing of it is run, imported or unpickled. */

import type { Finding } from '../findings/finding';
import { openReport } from './describeReport';
import { openPlan } from './engines/openPlan';
import { startsAsZip } from './exportedProgram/archive';
import { openExportedProgram } from './exportedProgram/open';
import type { FileAccess } from './fileAccess';
import { openOnnx } from './onnx/open';
import { type Opened, unreadable } from './opened';

/** Never rejects for what the file holds: that is among the findings. */
export async function openArtifact(file: FileAccess): Promise<Opened> {
  const { artifact, report } = await openByKind(file);
  return { artifact: { ...artifact, path: file.path, bytes: file.size }, report };
}

async function openByKind(file: FileAccess): Promise<Opened> {
  const extension = /\.(\w+)$/.exec(file.path)?.[1]?.toLowerCase() ?? '';
  if (isEnginePlan(file.path)) return openPlan(file);
  if (extension === 'onnx') return openOnnx(file);
  if (extension === 'trtlens') return openReport(file);
  if (['pt2', 'ep'].includes(extension) || (await startsAsZip(file))) return openExportedProgram(file);
  return unreadable(notKnown(file));
}

/** True for a file that holds an engine, by its name. */
export function isEnginePlan(path: string): boolean {
  return /\.(engine|plan|trt)$/i.test(path);
}

function notKnown(file: FileAccess): Finding {
  return {
    code: 'load.unknown-format',
    severity: 'error',
    message: 'The file is no report (.trtlens), exported program (.pt2, .ep), ONNX model (.onnx) or engine.',
    places: [{ kind: 'archive', file: file.path }],
    remedies: [],
  };
}
