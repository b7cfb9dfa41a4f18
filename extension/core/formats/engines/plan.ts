/** What a plan says of itself, as facts: the same for a file of its own and for one within a program. */

import { formatBytes, formatCount } from '../../format/units';
import type { trtlens } from '../../schema/generated/trtlens';
import type { FileAccess } from '../fileAccess';
import { type EmbeddedNames, embeddedNames } from './embeddedNames';
import { latin1 } from './numbers';
import { type PlanHeader, readPlanHeader } from './planHeader';

/** The fields of an ArtifactEngine that its plan fills. */
export interface DescribedPlan {
  /** Undefined where the plan is of no kind that is known; `facts` then say how it begins. */
  readonly header: PlanHeader | undefined;
  /** "TensorRT-RTX 1.5.0.114"; undefined where the header is not known. */
  readonly builtBy: string | undefined;
  readonly facts: readonly trtlens.IFact[];
  readonly layerNames: readonly string[];
}

/** Reads the header and looks for layer names. Throws FormatDamage where the plan is not whole. */
export async function describePlan(plan: FileAccess): Promise<DescribedPlan> {
  const header = await readPlanHeader(plan);
  if (!header) {
    const facts = [{ name: 'plan', value: `of no kind that is known: it ${await beginning(plan)}` }];
    return { header, builtBy: undefined, facts, layerNames: [] };
  }
  const found = await embeddedNames(plan, header);
  const builtBy = header.version === '' ? header.builder : `${header.builder} ${header.version}`;
  return { header, builtBy, facts: factsOf(header, found), layerNames: found.names };
}

function factsOf(header: PlanHeader, found: EmbeddedNames): trtlens.IFact[] {
  const { sections, weightBytes, serialization, platformTag, flavour, computeCapabilities } = header;
  const facts: [string, string][] = [
    ['for GPUs of', computeCapabilities.length > 0 ? `compute capability ${computeCapabilities.join(', ')}` : ''],
    ['serialization version', serialization === undefined ? '' : String(serialization)],
    ['platform tag', flavour === 'rtx' || platformTag === '' ? '' : `"${platformTag}"`],
    ['weights', weightBytes === undefined ? '' : weightBytes > 0 ? formatBytes(weightBytes) : 'none, or streamed'],
    ['sections', sections.map(({ tag, bytes }) => `${tag} ${formatBytes(bytes)}`).join(', ')],
    ['layer names', namesText(found)],
  ];
  return facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }));
}

function namesText({ names, scanned, bytes, cut }: EmbeddedNames): string {
  const many = names.length === 0 ? 'none' : formatCount(names.length);
  const where = scanned < bytes ? `, in the first ${formatBytes(scanned)} of ${formatBytes(bytes)}` : '';
  return `${cut ? 'the first ' : ''}${many} in clear${where}`;
}

/** "begins with 68 65 6c 6c 6f ("hello")". */
export async function beginning(file: FileAccess): Promise<string> {
  const head = (await file.read(0, 8)).slice(0, 8);
  if (head.length === 0) return 'is empty';
  const text = latin1(head).replaceAll(/[^ -~]/g, '.');
  return `begins with ${Array.from(head, (byte) => byte.toString(16).padStart(2, '0')).join(' ')} ("${text}")`;
}
