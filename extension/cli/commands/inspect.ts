/** `trtlens inspect FILE`: what a report or a program is, read without running anything of it. */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import { decodeFinding } from '../../core/findings/codec';
import { inspectFile } from '../../jobs/analysis/inspectFile';
import type { CliContext } from '../context';
import { ExitCode, exitCodeOf } from '../exitCode';
import { artifactJson, jsonText } from '../print/json';
import { artifactText } from '../print/artifactText';

export function register(program: Command, context: CliContext): void {
  program
    .command('inspect')
    .description('say what a report (.trtlens), a program (.pt2, .ep) or an ONNX model is, without running anything')
    .argument('<file>', 'the .trtlens, .pt2, .ep or .onnx')
    .option('--json', 'print the answer as JSON')
    .action((file: string, flags: { readonly json?: boolean }) => inspect(resolve(file), flags.json ?? false, context));
}

async function inspect(path: string, asJson: boolean, context: CliContext): Promise<void> {
  const artifact = await inspectFile(path);
  const findings = (artifact.findings ?? []).map(decodeFinding);
  context.stdout(asJson ? jsonText(artifactJson(artifact, findings)) : artifactText(artifact, findings));
  // A report tells of a failed run without being a failure itself.
  context.setExitCode(artifact.kind === 'report' ? ExitCode.done : exitCodeOf(findings));
}
