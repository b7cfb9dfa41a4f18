/** `trtlens inspect FILE`: what a file is, read without running anything of it. */

import { type Command, InvalidArgumentError } from 'commander';
import { join, resolve } from 'node:path';
import { decodeFinding } from '../../core/findings/codec';
import { TARGET_SYNTAX, parseTarget } from '../../core/loading/target';
import { isLoadable, verdictOn } from '../../core/loading/verdict';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { openArtifactAt } from '../../jobs/analysis/openArtifact';
import { findEnvironment } from '../../jobs/environment/discover';
import { thisMachine } from '../../jobs/environment/thisMachine';
import { type AskedTensorRT, inspectEngine } from '../../jobs/native/inspectEngine';
import { findBridge, findTensorRT } from '../../jobs/native/libraries';
import type { CliContext } from '../context';
import { ExitCode, exitCodeOf } from '../exitCode';
import { artifactText } from '../print/artifactText';
import { artifactJson } from '../print/artifactJson';
import { jsonText } from '../print/json';
import { candidatesFor } from '../runModel';

interface InspectFlags {
  readonly json?: boolean;
  readonly python?: string;
  readonly target: readonly trtlens.ITarget[];
  /** False for --no-tensorrt. */
  readonly tensorrt?: string | boolean;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('inspect')
    .description(
      'say what a report, a program (.pt2, .ep), an ONNX model or an engine is, without running anything of it',
    )
    .argument('<file>', 'the .trtlens, .pt2, .ep, .onnx, .engine, .plan or .trt')
    .option('--python <path>', 'of an engine: Python whose TensorRT-RTX is asked whether it can be used here')
    .option('--tensorrt <folder>', 'of an engine: folder with the libraries of TensorRT-RTX, instead of a Python’s')
    .option('--no-tensorrt', 'of an engine: read the file alone')
    .option(
      '--target <machine>',
      `machine to load it on, beside this one, such as ${TARGET_SYNTAX}; what is left out is not asked for; may be repeated`,
      readTarget,
      [],
    )
    .option('--json', 'print the answer as JSON')
    .action((file: string, flags: InspectFlags) => inspect(resolve(file), flags, context));
}

async function inspect(path: string, flags: InspectFlags, context: CliContext): Promise<void> {
  const opened = (await openArtifactAt(path)).artifact;
  const targets = isLoadable(opened) ? [await hereTarget(flags, context), ...flags.target] : [];
  const own = { ...opened, verdicts: targets.map((target) => verdictOn(opened, target)) };
  const asked = own.kind === 'engine' ? await askTensorRT(path, flags, context) : undefined;
  const facts = [...(own.facts ?? []), ...(asked?.artifact.facts ?? [])];
  const artifact = { ...own, ...asked?.artifact, facts };
  const findings = [...(own.findings ?? []).map(decodeFinding), ...(asked?.findings ?? [])];
  context.stdout(flags.json ? jsonText(artifactJson(artifact, findings)) : artifactText(artifact, findings));
  // A report tells of a failed run without being a failure itself.
  context.setExitCode(artifact.kind === 'report' ? ExitCode.done : exitCodeOf(findings));
}

/** This machine, with the Python that would load the file where there is one. */
async function hereTarget({ python }: InspectFlags, context: CliContext): Promise<trtlens.ITarget> {
  const found = await findEnvironment({
    candidates: candidatesFor(python, context.environment),
    dataFolder: context.dataFolder,
    workerFolder: join(context.extensionRoot, 'native', 'torch'),
    signal: context.signal,
  });
  return thisMachine(found.ok ? found.value : undefined, context.environment);
}

function readTarget(text: string, before: readonly trtlens.ITarget[]): trtlens.ITarget[] {
  const target = parseTarget(text);
  if (typeof target === 'string') throw new InvalidArgumentError(target);
  return [...before, target];
}

/** Undefined where there is no TensorRT-RTX to ask and nobody named one: what the file says is told all the same. */
async function askTensorRT(
  path: string,
  { python, tensorrt }: InspectFlags,
  context: CliContext,
): Promise<AskedTensorRT | undefined> {
  const bridge = findBridge(context.extensionRoot);
  if (tensorrt === false || !bridge) return undefined;
  const folder = typeof tensorrt === 'string' ? resolve(tensorrt) : undefined;
  const found = await findTensorRT({
    candidates: candidatesFor(python, context.environment),
    dataFolder: context.dataFolder,
    workerFolder: join(context.extensionRoot, 'native', 'torch'),
    libraryFolder: folder,
    signal: context.signal,
  });
  if (found.ok) return inspectEngine(path, { ...bridge, ...found.value.libraries }, context.signal);
  const wasNamed = python !== undefined || folder !== undefined;
  return wasNamed ? { artifact: {}, findings: found.findings } : undefined;
}
