/** Building the engine of an ONNX model: settings and shapes as TensorRT takes them, progress, and what went wrong. */

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { BuildOptions, BuildProgress, BuildResult, Library, OnnxExplanation } from './addon';
import type { Events } from './events';
import { bindingsOf } from './explain';
import { buildRefused, buildThrew, notSaved } from './findings';
import type { ModelFile } from './modelFile';
import { ProgressTeller } from './progress';
import type { NativeTask } from './task';

/** Builds and writes the engine; every failure is told as a finding. */
export async function buildEngine(
  library: Library,
  task: NativeTask,
  { structure, bytes }: ModelFile,
  { inputs, outputs }: OnnxExplanation,
  engine: string,
  events: Events,
): Promise<void> {
  const step = { name: engine, index: 1, count: 1 };
  events.phase('build');
  events.send('engine', { ...step, state: 'started' });
  const started = performance.now();
  const progress = new ProgressTeller(engine, events);
  let result: BuildResult;
  try {
    const open = task.shapes.filter(({ input }) => inputs.some((each) => each.name === input && hasOpenSize(each)));
    const told = (each: BuildProgress): void => progress.tell(each);
    result = await library.build(bytes, task.model, { ...buildOptions(task.settings), shapes: open }, told).result;
  } catch (failure) {
    events.send('engine', { ...step, state: 'failed' });
    return events.finding(buildThrew(engine, failure));
  }
  const { plan } = result;
  if (result.outcome !== 'built' || !plan) {
    events.send('engine', { ...step, state: 'failed' });
    return events.finding(buildRefused(engine, result, library.version, task.settings));
  }
  events.send('engine', {
    ...step,
    state: 'built',
    bytes: plan.length,
    sha256: createHash('sha256').update(plan).digest('hex'),
    milliseconds: Math.round(performance.now() - started),
    inputs: bindingsOf(inputs, structure.graph.inputs),
    outputs: bindingsOf(outputs, structure.graph.outputs),
  });
  if (task.output !== undefined) await save(plan, task.output, events);
}

async function save(plan: Uint8Array, path: string, events: Events): Promise<void> {
  events.phase('save');
  try {
    await writeFile(path, plan);
    events.send('saved', { path, bytes: plan.length });
  } catch (failure) {
    events.finding(notSaved(failure));
  }
}

const hasOpenSize = ({ shape }: { shape: readonly number[] }): boolean => shape.some((size) => size < 0);

/** Torch-TensorRT's settings in the bridge's words; those that are not set stay TensorRT's own. */
export function buildOptions(settings: Readonly<Record<string, unknown>>): Omit<BuildOptions, 'shapes'> {
  const workspace = settings['workspace_size'];
  const streams = settings['max_aux_streams'];
  const capabilities = settings['compute_capabilities'];
  return {
    ...(typeof workspace === 'number' && workspace > 0 ? { workspaceBytes: workspace } : {}),
    ...(Array.isArray(capabilities) && capabilities.length > 0
      ? { computeCapabilities: capabilities.map((each) => Math.round(Number(each) * 10)) }
      : {}),
    ...(typeof streams === 'number' ? { maxAuxStreams: streams } : {}),
    ...(settings['disable_tf32'] === true ? { tf32: false } : {}),
    refit: settings['immutable_weights'] === false,
    stripPlan: settings['strip_engine_weights'] === true,
    weightStreaming: settings['enable_weight_streaming'] === true,
  };
}
