/** `trtlens doctor`: what this machine has and what it lacks, check by check. */

import type { Command } from 'commander';
import { join } from 'node:path';
import { checkMachine, type Check } from '../../core/environment/checks';
import { pathCandidates } from '../../jobs/environment/discover';
import { gatherFacts } from '../../jobs/environment/machine';
import type { CliContext } from '../context';

interface DoctorFlags {
  readonly python?: string;
  readonly json?: boolean;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('check Python, packages, GPU, driver and disk, with what to do about each problem')
    .option('--python <path>', 'interpreter to use (default: the first on PATH that has torch_tensorrt)')
    .option('--json', 'print the checks as JSON')
    .action((flags: DoctorFlags) => doctor(flags, context));
}

async function doctor(flags: DoctorFlags, context: CliContext): Promise<void> {
  const named = flags.python === undefined ? [] : [{ executable: flags.python, origin: 'argument' } as const];
  const facts = await gatherFacts(
    {
      candidates: [...named, ...pathCandidates(context.environment)],
      dataFolder: context.dataFolder,
      workerFolder: join(context.extensionRoot, 'native', 'torch'),
      signal: context.signal,
    },
    context.environment,
  );
  const { choice } = facts;
  const checks = checkMachine(facts);
  if (flags.json) {
    const answer = { checks, interpreter: choice.ok ? choice.value : null, findings: choice.findings };
    context.stdout(`${JSON.stringify(answer, undefined, 2)}\n`);
  } else {
    context.stdout(`${checks.map(formatCheck).join('\n')}\n`);
  }
  context.setExitCode(choice.ok ? 0 : 3);
}

/** `problem  gpu: message`, then a remedy a line. */
function formatCheck({ id, state, message, remedies }: Check): string {
  const lines = [`${state.padEnd(8)} ${id}: ${message}`, ...remedies.map(({ title }) => `  try: ${title}`)];
  return lines.join('\n');
}
