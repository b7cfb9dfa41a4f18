// npm run bench:native: parsing and building an ONNX model through the native bridge, with progress heard, beside NVIDIA's
// Python bindings with the same options. Runs alternate, each in a process of its own; what is timed lies within the process,
// after the libraries are open. Figures are recorded in test/bench/README.md; no test asserts them.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { continueOnModernNode, installDependencies } from '../../scripts/dependencies.mjs';
import { root } from '../../scripts/paths.mjs';
import { failed, say } from '../../scripts/say.mjs';

/** Model, its input, its shape: builds of over a second. */
const MODELS = [
  ['rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx', 'x', '1x3x48x320'],
  ['rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx', 'x', '1x3x640x640'],
];
const RUNS = 15;
/** As the product starts it: extension/jobs/native/nativeWorker.ts. */
const WORKER_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };

async function main() {
  await installDependencies();
  await continueOnModernNode();
  const { buildPortable, ensureOnnxModels, ensureTensorRT } = await import('../../scripts/native.mjs');
  const { ensureEnvironment } = await import('../../scripts/python.mjs');
  const python = await ensureEnvironment();
  const addon = await buildPortable();
  const [site] = await ensureTensorRT(python);
  const models = await ensureOnnxModels(python);
  const libraries = ['libtensorrt_rtx.so.1', 'libtensorrt_onnxparser_rtx.so.1'];
  const bridge = ['buildWithBridge.mjs', addon, ...libraries.map((name) => join(site, 'tensorrt_rtx_libs', name))];
  process.stdout.write('| model | Python bindings (s) | bridge (s) | more |\n| --- | --- | --- | --- |\n');
  for (const [model, ...rest] of MODELS) {
    const args = [join(models, model), ...rest];
    const sides = {
      python: () => timed(python, ['buildWithPython.py', ...args]),
      bridge: () => timed(process.execPath, [...bridge, ...args], WORKER_ENVIRONMENT),
    };
    const seconds = { python: [], bridge: [] };
    for (const side of Object.values(sides)) side(); // warms the file caches of both
    for (let run = 0; run < RUNS; run++) {
      // Each side is first in every other run.
      const order = run % 2 === 0 ? ['python', 'bridge'] : ['bridge', 'python'];
      for (const side of order) seconds[side].push(sides[side]());
      say(
        `${model}: run ${run + 1} of ${RUNS}: ${seconds.python.at(-1).toFixed(2)} ${seconds.bridge.at(-1).toFixed(2)}`,
      );
    }
    const [a, b] = [median(seconds.python), median(seconds.bridge)];
    process.stdout.write(
      `| \`${model}\` | ${a.toFixed(2)} | ${b.toFixed(2)} | ${((b / a - 1) * 100).toFixed(1)} % |\n`,
    );
  }
}

function timed(program, [script, ...args], env = {}) {
  const output = execFileSync(program, [join(root, 'test/bench', script), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(output.trim().split('\n').at(-1));
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

main().catch(failed);
