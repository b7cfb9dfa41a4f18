/**
 * The native worker: a process of its own that opens TensorRT-RTX through the bridge, which may take it down. It takes one
 * task as a line of standard input and tells events on standard output, as the torch worker does (docs/protocol.md).
 */

import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { settingsFor, SETTINGS } from '../../core/compile/settings';
import { formatShapes } from '../../core/compile/shapes';
import { openTensorRT, type Library } from './addon';
import { buildEngine } from './build';
import { Events } from './events';
import { explainModel, nodeEvent } from './explain';
import { declaredInputs, notParsed, shapeFindings, unsupportedOperations } from './findings';
import { inspectPlan } from './inspectPlan';
import { type ModelFile, readModelFile } from './modelFile';
import { type NativeTask, readTask } from './task';

const events = new Events();

async function run(task: NativeTask): Promise<void> {
  if (task.mode === 'inspect') return inspect(task);
  events.phase('load');
  const model = await readModelFile(task.model);
  if (!model.ok) return model.findings.forEach((finding) => events.finding(finding));
  events.phase('open');
  const library = await openTensorRT(task.bridge);
  if (!library.ok) return library.findings.forEach((finding) => events.finding(finding));
  tellScene(task, library.value);
  await explainAndBuild(task, model.value, library.value);
}

async function inspect(task: NativeTask): Promise<void> {
  events.phase('open');
  const library = await openTensorRT(task.bridge);
  if (!library.ok) return library.findings.forEach((finding) => events.finding(finding));
  events.phase('load');
  events.send('engine_inspected', await inspectPlan(library.value, task.model));
}

function tellScene({ python, settings, shapes }: NativeTask, { version }: Library): void {
  events.send('environment', {
    python: python.version,
    executable: python.executable,
    torch: '',
    torch_tensorrt: '',
    tensorrt: version,
    flavour: 'rtx',
    gpu: null,
    compute_capability: null,
    without_gpu: false,
  });
  const defaults = Object.fromEntries(SETTINGS.map((setting) => [setting.name, setting.default]));
  const inForce = { ...settingsFor('onnx', defaults), ...settings };
  const given = Object.fromEntries(shapes.map((range) => [range.input, formatShapes(range)]));
  events.send('settings', { settings: { ...inForce, ...(shapes.length > 0 ? { shapes: given } : {}) } });
}

async function explainAndBuild(task: NativeTask, model: ModelFile, library: Library): Promise<void> {
  const { structure, bytes } = model;
  events.phase('parse');
  const explanation = await library.explain(bytes, task.model);
  const explained = explainModel(structure, explanation);
  const { rows, names, blocks, unsupported, layers } = explained;
  events.send('graph', { nodes: rows.map((row) => nodeEvent(row, dirname(task.model))) });
  events.send('support', { supported: names.length - unsupported.length, total: names.length, unsupported });
  events.send('partition', { partitioner: 'parser', skipped_whole_graph: false, blocks });
  const engine = blocks.find(({ kind }) => kind === 'tensorrt')?.name ?? '';
  if (layers.length > 0) events.send('layers', { engine, layers });
  if (task.mode === 'partition') return;
  if (unsupported.length > 0) return events.finding(unsupportedOperations(explained, library.version));
  if (!explanation.parsed) return events.finding(notParsed(explanation, names, task.model));
  const problems = shapeFindings(declaredInputs(structure), task.shapes);
  if (problems.length > 0) return problems.forEach((finding) => events.finding(finding));
  await buildEngine(library, task, model, explanation, engine, events);
}

const input = createInterface({ input: process.stdin });
input.once('line', (line) => {
  run(readTask(line)).then(
    () => {
      events.done();
      process.exit(0);
    },
    (failure: unknown) => {
      process.stderr.write(`${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}\n`);
      process.exit(1);
    },
  );
});
// Nobody waits any more.
input.once('close', () => process.exit(1));
