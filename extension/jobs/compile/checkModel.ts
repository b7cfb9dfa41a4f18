/** What can be said about a model before Python is started, which takes seconds. */

import { MODEL_EXTENSIONS } from '../../core/compile/task';
import { decodeFinding } from '../../core/findings/codec';
import type { Finding, Outcome } from '../../core/findings/finding';
import { openArtifact } from '../../core/formats/open';
import { openFile } from '../analysis/files';

/** Findings that end the matter; of anything else the worker knows better. */
const CERTAIN = new Set(['load.not-found', 'load.empty', 'load.truncated']);

/** Findings: `load.not-found`, `load.empty`, `load.truncated`, `load.unknown-format`, `load.already-compiled`. */
export async function checkModel(path: string): Promise<Outcome<undefined>> {
  const extension = MODEL_EXTENSIONS.find((each) => path.toLowerCase().endsWith(each));
  if (extension === undefined) return refused(unknownFormat(path));
  const opened = await openFile(path);
  if (!opened.ok) return refused(opened.findings[0]);
  try {
    if (extension === '.py' || extension === '.onnx') return accepted;
    const { kind, findings } = (await openArtifact(opened.value)).artifact;
    if (kind === 'compiled-program') return refused(alreadyCompiled(path));
    const certain = (findings ?? []).map(decodeFinding).find(({ code }) => CERTAIN.has(code));
    return certain ? refused(certain) : accepted;
  } finally {
    await opened.value.close();
  }
}

const accepted: Outcome<undefined> = { ok: true, value: undefined, findings: [] };

function refused(finding: Finding): Outcome<undefined> {
  return { ok: false, findings: [finding] };
}

function alreadyCompiled(path: string): Finding {
  return {
    code: 'load.already-compiled',
    severity: 'error',
    message: 'The program has TensorRT engines already; compile the model that it was made from.',
    places: [{ kind: 'archive', file: path }],
    remedies: [{ title: 'See what is in it: trtlens inspect' }],
  };
}

function unknownFormat(path: string): Finding {
  return {
    code: 'load.unknown-format',
    severity: 'error',
    message: `Only Python files, exported programs and ONNX models can be compiled: ${MODEL_EXTENSIONS.join(', ')}.`,
    places: [{ kind: 'archive', file: path }],
    remedies: [],
  };
}
