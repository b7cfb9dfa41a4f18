/** `trtlens compile MODEL`: builds the engines and writes the compiled program with its report. */

import type { Command } from 'commander';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type OutputFiles, outputFiles } from '../../core/compile/task';
import type { CliContext } from '../context';
import { type ModelFlags, addModelOptions, addSettingOptions } from '../options';
import { runModelCommand } from '../runModel';

interface CompileFlags extends ModelFlags {
  readonly output?: string;
}

export function register(program: Command, context: CliContext): void {
  const command = program
    .command('compile')
    .description('compile a .py, .pt2, .ep or .onnx: writes NAME.trt.pt2 or NAME.engine, and the report NAME.trtlens')
    .argument('<model>', 'the .py, .pt2, .ep or .onnx')
    .option('--output <path>', 'folder to write into, or the compiled program (default: beside the model)');
  addSettingOptions(addModelOptions(command)).action((model: string, flags: CompileFlags) =>
    runModelCommand(
      { mode: 'compile', model: resolve(model), files: filesFor(resolve(model), flags.output), flags },
      context,
    ),
  );
}

/** `--output` names a folder when it is one, or ends like one; else the program, and the report lies beside it. */
export function filesFor(model: string, output: string | undefined): OutputFiles {
  if (output === undefined) return outputFiles(model, dirname(model));
  const path = resolve(output);
  const isFolder = output.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder) return outputFiles(model, path);
  return { program: path, report: `${path.replace(/((\.trt)?\.(pt2|ep)|\.engine|\.plan)$/i, '')}.trtlens` };
}
