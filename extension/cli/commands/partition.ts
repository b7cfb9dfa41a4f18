/** `trtlens partition MODEL`: how Torch-TensorRT would cut the model, without building anything. */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { CliContext } from '../context';
import { type ModelFlags, addModelOptions, addSettingOptions } from '../options';
import { exitCodeOf } from '../exitCode';
import { storedPartition } from '../offline';
import { type ModelCommand, printRun, runModelCommand } from '../runModel';

export function register(program: Command, context: CliContext): void {
  const command = program
    .command('partition')
    .description(
      'show how a .py, .pt2, .ep or .onnx is cut into engines, and why; builds and writes nothing; of a compiled program, the blocks in it',
    )
    .argument('<model>', 'the .py, .pt2, .ep or .onnx');
  addSettingOptions(addModelOptions(command)).action((model: string, flags: ModelFlags) =>
    partition({ mode: 'partition', model: resolve(model), files: undefined, flags }, context),
  );
}

async function partition(command: ModelCommand, context: CliContext): Promise<void> {
  const stored = await storedPartition(command.model);
  if (stored) printRun(stored, command, exitCodeOf(stored.findings), context);
  else await runModelCommand(command, context);
}
