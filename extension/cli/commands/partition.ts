/** `trtlens partition MODEL`: how Torch-TensorRT would cut the model, without building anything. */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { CliContext } from '../context';
import type { Finding } from '../../core/findings/finding';
import { checkModel } from '../../jobs/compile/checkModel';
import { type ModelFlags, addModelOptions, addSettingOptions, readSettings } from '../options';
import { exitCodeOf } from '../exitCode';
import { isProgram, storedPartition, workedOutPartition } from '../offline';
import { type ModelCommand, type ModelRun, printRun, runModelCommand } from '../runModel';

interface PartitionFlags extends Omit<ModelFlags, 'python'> {
  /** False with --no-python. */
  readonly python?: string | false;
}

export function register(program: Command, context: CliContext): void {
  const command = program
    .command('partition')
    .description(
      'show how a .py, .pt2, .ep or .onnx is cut into engines, and why; builds and writes nothing; of a compiled program, the blocks in it',
    )
    .argument('<model>', 'the .py, .pt2, .ep or .onnx');
  addSettingOptions(addModelOptions(command))
    .option('--no-python', 'of a .pt2 or .ep: work it out without Torch-TensorRT; not exact')
    .action((model: string, flags: PartitionFlags) => partition(resolve(model), flags, context));
}

async function partition(model: string, given: PartitionFlags, context: CliContext): Promise<void> {
  const { python, ...others } = given;
  const flags: ModelFlags = typeof python === 'string' ? { ...others, python } : others;
  const command: ModelCommand = { mode: 'partition', model, files: undefined, flags };
  const done = await withoutPython(command, python === false);
  if (done) printRun(done, command, exitCodeOf(done.findings), context);
  else await runModelCommand(command, context, workedOut);
}

async function withoutPython({ model, flags }: ModelCommand, isAskedFor: boolean): Promise<ModelRun | undefined> {
  if (isAskedFor) {
    const missing = await checkModel(model);
    if (!missing.ok) return { mode: 'partition', report: undefined, files: [], findings: missing.findings };
  }
  return (
    (await storedPartition(model)) ?? (isAskedFor ? workedOutPartition(model, readSettings({ ...flags })) : undefined)
  );
}

/** Where no Python has torch_tensorrt: an exported program can still be looked at. */
async function workedOut({ model, flags }: ModelCommand, why: readonly Finding[]): Promise<ModelRun | undefined> {
  if (!isProgram(model) || flags.python !== undefined) return undefined;
  const run = await workedOutPartition(model, readSettings({ ...flags }));
  const known = why.map((finding) => ({ ...finding, severity: 'warning' as const }));
  return run.report && { ...run, findings: [...known, ...run.findings] };
}
