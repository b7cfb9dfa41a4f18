/** `trtlens setup`: makes the managed environment, or says which one is there. */

import type { Command } from 'commander';
import { join } from 'node:path';
import type { Interpreter } from '../../core/environment/interpreter';
import { describeInterpreter } from '../../core/environment/interpreter';
import type { LargeDownload } from '../../core/environment/managedEnvironment';
import { describeSize } from '../../core/environment/setupFindings';
import type { Outcome } from '../../core/findings/finding';
import { formatFinding } from '../../core/findings/text';
import { formatBytes } from '../../core/format/units';
import { setUpManagedEnvironment, type SetUpProgress } from '../../jobs/environment/managed';
import type { CliContext } from '../context';

interface SetupFlags {
  readonly python?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('setup')
    .description('make a Python environment with PyTorch, Torch-TensorRT and TensorRT-RTX in the data folder')
    .option('--python <path>', 'Python 3.10 to 3.13 to make it from (default: the best on PATH)')
    .option('--yes', 'agree to the CUDA build of PyTorch where pip finds no CPU build (4.8 GB)')
    .option('--json', 'print the result as JSON')
    .action((flags: SetupFlags) => setup(flags, context));
}

async function setup(flags: SetupFlags, context: CliContext): Promise<void> {
  const workerFolder = join(context.extensionRoot, 'native', 'torch');
  const progress = progressPrinter(context);
  let outcome: Outcome<Interpreter>;
  try {
    outcome = await setUpManagedEnvironment({
      dataFolder: context.dataFolder,
      locksFolder: join(workerFolder, 'locks'),
      workerFolder,
      python: flags.python,
      environment: context.environment,
      confirmLargeDownload: (plan) => confirm(plan, flags, context),
      onProgress: (state) => progress.show(state),
      signal: context.signal,
    });
  } catch (error) {
    if (!context.signal.aborted) throw error;
    progress.end();
    context.stderr('Cancelled; what was downloaded is kept for the next time.\n');
    context.setExitCode(130);
    return;
  }
  progress.end();
  if (flags.json) {
    const environment = outcome.ok ? outcome.value : null;
    context.stdout(`${JSON.stringify({ environment, findings: outcome.findings }, undefined, 2)}\n`);
  } else {
    if (outcome.ok) context.stdout(`Managed environment ready: ${describeInterpreter(outcome.value)}\n`);
    for (const finding of outcome.findings) {
      context.stderr(`${formatFinding(finding)}\n`);
      if (finding.detail !== undefined) context.stderr(`${indent(finding.detail)}\n`);
    }
  }
  context.setExitCode(outcome.ok ? 0 : 1);
}

/** Without a terminal nobody can agree: what it would take is in the finding that follows. */
async function confirm(plan: LargeDownload, flags: SetupFlags, context: CliContext): Promise<boolean> {
  context.stderr(`${plan.reason}. The environment would be ${describeSize(plan.build)}`);
  context.stderr(` (${formatBytes(plan.needed)} free needed), in ${plan.folder}.\n`);
  if (flags.yes) return true;
  if (!context.isTTY || flags.json) return false;
  const answer = await context.ask('Download it? [y/N] ');
  return /^y(es)?$/i.test(answer.trim());
}

/** One line that is written over on a terminal; elsewhere a line for each step. */
function progressPrinter(context: CliContext): { show(state: SetUpProgress): void; end(): void } {
  let step: string | undefined;
  let isOpen = false;
  return {
    show(state) {
      const percent = `${Math.floor((state.fraction ?? 0) * 100)}`.padStart(3);
      const text = `${percent} % ${state.step}${state.detail === undefined ? '' : `: ${state.detail}`}`;
      if (context.isTTY) {
        context.stderr(`\r\u001b[K${text}`);
        isOpen = true;
      } else if (state.step !== step) {
        context.stderr(`${text}\n`);
      }
      step = state.step;
    },
    end() {
      if (isOpen) context.stderr('\n');
      isOpen = false;
    },
  };
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
