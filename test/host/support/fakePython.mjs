// Plays a Python interpreter for the tests of the extension host: answers the probe, and speaks the worker's part of
// docs/protocol.md. What it plays is named by the first line of the model: "# plays: breaks".
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';

const [executable, ...args] = process.argv.slice(2);
const started = Date.now();

function probe() {
  const answer = {
    executable,
    prefix: '/fake',
    python: '3.11.7',
    implementation: 'CPython',
    bits: 64,
    platform: 'linux-x86_64',
    torch: '2.13.0+cpu',
    torch_tensorrt: '2.13.0',
    flavour: 'rtx',
    tensorrt: '1.5.0.114',
    has_venv: true,
    is_virtual_environment: true,
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function work() {
  const lines = createInterface({ input: process.stdin });
  const task = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);
  const source = readFileSync(task.model, 'utf8');
  const [, play = 'breaks'] = /^# plays: (\S+)/.exec(source) ?? [];
  // The end of standard input says that the parent is gone.
  process.stdin.on('end', () => process.exit(1)).resume();
  await PLAYS[play](task);
  process.exit(0);
}

function send(event, fields) {
  process.stdout.write(`${JSON.stringify({ event, ms: Date.now() - started, ...fields })}\n`);
}

const phase = (name) => send('phase', { name });

const PLAYS = {
  /** Two engines with an operation between them that has no converter. */
  async breaks(task) {
    begin(task);
    partition(task);
    build(task);
    finish(task);
  },
  /** The same with an engine that cannot be built. */
  async fails(task) {
    begin(task);
    partition(task);
    phase('build');
    send('engine', { name: '_run_on_acc_0', index: 1, count: 2, state: 'started' });
    send('engine', { name: '_run_on_acc_0', index: 1, count: 2, state: 'failed' });
    send('finding', { finding: buildFailed(task) });
    send('done', { ok: false });
  },
  /** Never ends building by itself. */
  async slow(task) {
    begin(task);
    partition(task);
    writeFileSync(task.output, 'half a program');
    phase('build');
    send('engine', { name: '_run_on_acc_0', index: 1, count: 2, state: 'started' });
    await new Promise(() => setInterval(() => {}, 1000));
  },
  /** Ends like a segmentation fault while the second engine is built. */
  async crashes(task) {
    begin(task);
    partition(task);
    phase('build');
    send('engine', { name: '_run_on_acc_2', index: 2, count: 2, state: 'started' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.kill(process.pid, 'SIGSEGV');
    await new Promise(() => setInterval(() => {}, 1000));
  },
};

function begin(task) {
  phase('import');
  process.stderr.write('a line that the model printed\n');
  send('environment', {
    python: '3.11.7',
    executable,
    torch: '2.13.0+cpu',
    torch_tensorrt: '2.13.0',
    tensorrt: '1.5.0.114',
    flavour: 'rtx',
    gpu: null,
    compute_capability: '8.9',
    without_gpu: true,
  });
  send('settings', { settings: { min_block_size: 5, torch_executed_ops: [], ...task.settings } });
  for (const name of ['load', 'export', 'lower']) phase(name);
}

/** x → relu → erfinv → tanh → output; erfinv is on line 4 of the model and has no converter. */
function partition(task) {
  const tensor = [{ dtype: 'float32', shape: ['2', '8'], bytes: 64 }];
  const node = (name, op, target, inputs, line) => ({
    name,
    op,
    target,
    inputs,
    arguments: '',
    module: line ? 'net' : '',
    module_type: line ? 'model.Net' : '',
    outputs: op === 'output' ? [] : tensor,
    frames: line ? [[task.model, line, 'forward', 'return x']] : [],
  });
  send('graph', {
    nodes: [
      node('x', 'placeholder', 'x', []),
      node('relu', 'call_function', 'torch.ops.aten.relu.default', ['x'], 3),
      node('erfinv', 'call_function', 'torch.ops.aten.erfinv.default', ['relu'], 4),
      node('tanh', 'call_function', 'torch.ops.aten.tanh.default', ['erfinv'], 5),
      node('output', 'output', 'output', ['tanh']),
    ],
  });
  const unsupported = [{ node: 'erfinv', reason: 'no_converter', detail: '' }];
  send('support', { supported: 2, total: 3, unsupported });
  phase('partition');
  send('partition', {
    partitioner: 'fast',
    skipped_whole_graph: false,
    blocks: [
      { name: '_run_on_acc_0', kind: 'tensorrt', nodes: ['relu'] },
      { name: '_run_on_gpu_1', kind: 'torch', nodes: ['erfinv'] },
      { name: '_run_on_acc_2', kind: 'tensorrt', nodes: ['tanh'] },
    ],
  });
}

function build() {
  phase('build');
  for (const [position, name] of ['_run_on_acc_0', '_run_on_acc_2'].entries()) {
    const engine = { name, index: position + 1, count: 2 };
    send('engine', { ...engine, state: 'started' });
    send('engine', {
      ...engine,
      state: 'built',
      bytes: 4096,
      sha256: '00'.repeat(32),
      milliseconds: 12,
      inputs: [{ name: 'x', dtype: 'float32', shape: '2x8' }],
      outputs: [{ name: 'y', dtype: 'float32', shape: '2x8' }],
    });
  }
}

function finish(task) {
  phase('save');
  const program = JSON.stringify(task.settings);
  writeFileSync(task.output, program);
  send('saved', { path: task.output, bytes: program.length });
  send('done', { ok: true });
}

function buildFailed(task) {
  return {
    code: 'build.failed',
    severity: 'error',
    message: 'TensorRT could not build _run_on_acc_0: the test says so.',
    places: [
      { kind: 'source', file: task.model, line: 3 },
      { kind: 'engine', engine: '_run_on_acc_0' },
    ],
    remedies: [
      {
        title: 'Leave relu in PyTorch',
        effect: 'the other engine builds',
        action: { kind: 'settings', change: { torch_executed_ops: ['torch.ops.aten.relu.default'] } },
      },
    ],
    detail: 'what TensorRT printed',
  };
}

if (args.some((each) => basename(each) === 'probe.py')) probe();
else await work();
