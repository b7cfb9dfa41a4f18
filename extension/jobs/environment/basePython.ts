/** Which Python the managed environment is made from. */

import type { Candidate, Interpreter, Probe } from '../../core/environment/interpreter';
import type { Outcome } from '../../core/findings/finding';
import { locksIn, plansFor, type Plan } from '../../core/environment/managedEnvironment';
import { noLock, noPython, unsuitable } from '../../core/environment/setupFindings';
import { minorOf } from '../../core/environment/version';
import { onPath } from './discover';
import { probeInterpreter, type ProbeOptions } from './probe';

const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];

export interface BaseOptions extends ProbeOptions {
  /** The base that a person named; then no other is looked at. */
  readonly python: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly locksFolder: string;
  /** Names in the folder of the locks. */
  readonly locks: readonly string[];
}

/** What to try, best first, or why there is nothing to try. */
export async function choosePlans(options: BaseOptions): Promise<Outcome<readonly Plan<Interpreter>[]>> {
  const candidates = candidatesFor(options);
  const probes = await Promise.all(candidates.map((candidate) => probeInterpreter(candidate, options)));
  const bases = oneOfEach(probes.flatMap((probe) => (isSuitable(probe) ? [probe.interpreter] : [])));
  if (bases.length === 0) return { ok: false, findings: [noPython(probes, options.python !== undefined)] };
  const plans = plansFor(bases, locksIn(options.locks));
  if (plans.length === 0) return { ok: false, findings: [noLock(options.locksFolder)] };
  return { ok: true, value: plans, findings: [] };
}

function candidatesFor({ python, environment }: BaseOptions): readonly Candidate[] {
  if (python !== undefined) return [{ executable: python, origin: 'argument' }];
  return onPath(NAMES, environment).map((executable) => ({ executable, origin: 'path' }));
}

function isSuitable(probe: Probe): probe is Extract<Probe, { kind: 'answered' }> {
  return probe.kind === 'answered' && unsuitable(probe) === undefined;
}

/** The first of each minor version: `python3` is mostly one of the others. */
function oneOfEach(interpreters: readonly Interpreter[]): readonly Interpreter[] {
  return interpreters.filter(
    (each, index) => interpreters.findIndex((other) => minorOf(other.python) === minorOf(each.python)) === index,
  );
}
