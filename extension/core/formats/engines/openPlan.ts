/** An engine plan, `.engine`, `.plan` or `.trt`: what it says by itself, without TensorRT and without a GPU. */

import { encodeFinding } from '../../findings/codec';
import type { Finding } from '../../findings/finding';
import type { trtlens } from '../../schema/generated/trtlens';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type Opened, openedReport, unreadable } from '../opened';
import { partOf } from './base64';
import { foreignKind } from './foreignKind';
import { type DescribedPlan, beginning, describePlan } from './plan';
import { type PlanPrefix, readPlanPrefix } from './planPrefix';

/** Never rejects for what the file holds; a file that is no plan is said to be what it is. */
export async function openPlan(file: FileAccess): Promise<Opened> {
  try {
    const prefix = await readPlanPrefix(file);
    const plan = await describePlan(prefix ? partOf(file, prefix.bytes, file.size - prefix.bytes) : file);
    if (!plan.header) return unreadable(await notAPlan(file, prefix));
    const artifact = artifactOf(file, plan, prefix);
    const [engine] = artifact.engines!;
    const report = openedReport(file, {
      kind: 'engine',
      engines: [
        {
          name: engine!.name!,
          state: 'built',
          bytes: engine!.bytes!,
          buildMilliseconds: 0,
          sha256: '',
          inputs: [],
          outputs: [],
          layers: [],
        },
      ],
      findings: [bindingsUnknown(file.path)],
    });
    return { artifact, report };
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(planDamage(file.path, failure));
  }
}

function artifactOf(file: FileAccess, plan: DescribedPlan, prefix: PlanPrefix | undefined): trtlens.IArtifact {
  const header = plan.header!;
  return {
    kind: 'engine',
    facts: [...(prefix?.facts ?? []), ...plan.facts],
    madeBy: { tensorrt: header.version, flavour: header.flavour },
    engines: [
      {
        name: engineName(file.path),
        bytes: file.size - (prefix?.bytes ?? 0),
        computeCapabilities: [...header.computeCapabilities],
        tensorrt: header.version,
        flavour: header.flavour,
        serialization: header.serialization ?? 0,
        facts: [...plan.facts],
        layerNames: [...plan.layerNames],
      },
    ],
    findings: [encodeFinding(bindingsUnknown(file.path))],
  };
}

/** The file's name without its ending. */
function engineName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]+$/, '');
}

function bindingsUnknown(file: string): Finding {
  return {
    code: 'load.bindings-need-gpu',
    severity: 'information',
    message: 'Inputs, outputs and layers of a plan are known only to TensorRT, which asks for a GPU to load it.',
    places: [{ kind: 'archive', file }],
    remedies: [
      {
        title:
          'Run trtlens inspect on a machine with a GPU and the same TensorRT; in VS Code open the folder there by Remote.',
      },
    ],
  };
}

async function notAPlan(file: FileAccess, prefix: PlanPrefix | undefined): Promise<Finding> {
  const foreign = prefix ? undefined : await foreignKind(file);
  const place = { kind: 'archive', file: file.path, offset: prefix?.bytes ?? 0 } as const;
  if (foreign) {
    return {
      code: 'load.foreign-format',
      severity: 'error',
      message: `The file is named as an engine and is ${foreign.what}.`,
      places: [place],
      remedies: [{ title: foreign.remedy }],
    };
  }
  const rest = prefix ? partOf(file, prefix.bytes, file.size - prefix.bytes) : file;
  return {
    code: 'load.unknown-format',
    severity: 'error',
    message: `The file ${prefix ? 'has metadata in front, and what follows' : 'is named as an engine and'} is no plan of TensorRT 8 or 10 or of TensorRT-RTX: it ${await beginning(rest)}.`,
    places: [place],
    remedies: [{ title: 'A plan of another TensorRT can still be inspected on the machine that built it.' }],
  };
}

function planDamage(file: string, { message, offset }: FormatDamage): Finding {
  return {
    code: 'load.truncated',
    severity: 'error',
    message: `The engine is not whole: ${message}.`,
    places: [{ kind: 'archive', file, ...(offset === undefined ? {} : { offset }) }],
    remedies: [{ title: 'Copy or build it again.' }],
  };
}
