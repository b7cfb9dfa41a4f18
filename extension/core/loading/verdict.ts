/** Whether a machine can load what a file holds, before anyone tries. */

import { encodeFinding } from '../findings/codec';
import type { Finding, Place } from '../findings/finding';
import type { trtlens } from '../schema/generated/trtlens';
import { checkAbi } from './abi';
import { checkCapability } from './capability';
import type { Check } from './check';
import { checkPlatform } from './platform';
import { checkSchema } from './schemaVersion';
import { checkFlavour, checkVersion } from './tensorrt';

type EngineCheck = (engine: trtlens.IArtifactEngine, target: trtlens.ITarget) => Check;

/** In the order that Torch-TensorRT's runtime asks. */
const ENGINE_CHECKS: readonly EngineCheck[] = [checkAbi, checkPlatform, checkCapability, checkFlavour, checkVersion];

/** Kinds of files that are loaded onto a machine, and have engines. */
const WITH_ENGINES = new Set(['compiled-program', 'engine', 'torchscript']);
const MOST_PLACES = 20;

/** True for what is loaded as it is, so that what it was made for speaks for or against a machine. */
export function isLoadable({ kind }: trtlens.IArtifact): boolean {
  return kind === 'exported-program' || WITH_ENGINES.has(kind ?? '');
}

/** `refused` with every reason that speaks against it; `unknown` where nothing does, and not all is known. */
export function verdictOn(artifact: trtlens.IArtifact, target: trtlens.ITarget): trtlens.IVerdict {
  const answers = answersOn(artifact, target);
  const isRefused = answers.some(({ check }) => check.outcome === 'refused');
  const isOpen = answers.some(({ check }) => check.outcome === 'doubtful' || check.outcome === 'unknown');
  const state = artifact.kind === 'unknown' ? 'unknown' : isRefused ? 'refused' : isOpen ? 'unknown' : 'loads';
  const reasons = [...speakingAgainst(answers), ...notKnown(answers, target)];
  return { target: target.name ?? '', state, reasons: reasons.map(encodeFinding) };
}

interface Answer {
  readonly check: Check;
  /** Name of the engine; "" where it is about the whole file. */
  readonly engine: string;
}

function answersOn(artifact: trtlens.IArtifact, target: trtlens.ITarget): Answer[] {
  const answers: Answer[] = [];
  const kind = artifact.kind ?? '';
  if (kind === 'exported-program' || kind === 'compiled-program') {
    answers.push({ check: checkSchema(artifact, target), engine: '' });
  }
  if (!WITH_ENGINES.has(kind)) return answers;
  for (const engine of artifact.engines ?? []) {
    for (const check of ENGINE_CHECKS) answers.push({ check: check(engine, target), engine: engine.name ?? '' });
  }
  return answers;
}

/** A finding for each message, with the engines that it holds for. */
function speakingAgainst(answers: readonly Answer[]): Finding[] {
  const found = new Map<string, { finding: Finding; places: Place[] }>();
  for (const { check, engine } of answers) {
    if (check.outcome !== 'refused' && check.outcome !== 'doubtful') continue;
    const { code, message, remedies } = check;
    const entry = found.get(message) ?? {
      finding: { code, severity: severityOf(check), message, places: [], remedies },
      places: [],
    };
    found.set(message, entry);
    if (engine !== '' && entry.places.length < MOST_PLACES) entry.places.push({ kind: 'engine', engine });
  }
  return [...found.values()].map(({ finding, places }) => ({ ...finding, places }));
}

function severityOf(check: Check): Finding['severity'] {
  return check.outcome === 'refused' ? 'error' : 'warning';
}

function notKnown(answers: readonly Answer[], target: trtlens.ITarget): Finding[] {
  const missing = answers.flatMap(({ check }) => (check.outcome === 'unknown' ? [check.missing] : []));
  if (missing.length === 0) return [];
  return [
    {
      code: 'load.not-known',
      severity: 'information',
      message: `Not known, and so not held against ${target.name || 'the machine'}: ${[...new Set(missing)].join('; ')}.`,
      places: [],
      remedies: [],
    },
  ];
}
