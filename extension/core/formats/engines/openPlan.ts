/** An engine plan, `.engine`, `.plan` or `.trt`: what its header says, without TensorRT. */

import type { Finding } from '../../findings/finding';
import { formatBytes } from '../../format/units';
import type { trtlens } from '../../schema/generated/trtlens';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type Opened, openedReport, unreadable } from '../opened';
import { type PlanHeader, readPlanHeader } from './planHeader';

/** Undefined where the file does not begin as a plan. */
export async function openPlan(file: FileAccess): Promise<Opened | undefined> {
  try {
    const header = await readPlanHeader(file);
    return header && { artifact: describePlan(header), report: openedReport(file, { kind: 'engine' }) };
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(planDamage(file.path, failure));
  }
}

function describePlan({ builder, version, sections, computeCapabilities, weightBytes }: PlanHeader): trtlens.IArtifact {
  const facts: [string, string][] = [
    ['built by', `${builder} ${version}`],
    ['for GPUs of', computeCapabilities.length > 0 ? `compute capability ${computeCapabilities.join(', ')}` : ''],
    ['weights', weightBytes === undefined ? '' : weightBytes > 0 ? formatBytes(weightBytes) : 'none, or streamed'],
    ['sections', sections.map(({ tag, bytes }) => `${tag} ${formatBytes(bytes)}`).join(', ')],
  ];
  return {
    kind: 'engine',
    facts: facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value })),
    engines: [],
    findings: [],
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
