// npm run bench:native: parsing and building an ONNX model through the native bridge, with progress heard, beside NVIDIA's
// Python bindings with the same options. Runs alternate, each in a process of its own; what is timed lies within the process,
// after the libraries are open. Figures are recorded in test/bench/README.md; no test asserts them.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { continueOnModernNode, installDependencies } from '../../scripts/dependencies.mjs';
import { root } from '../../scripts/paths.mjs';
import { failed, say } from '../../scripts/say.mjs';
import { median } from './median.mjs';
import { head, row } from './table.mjs';

/** Model, its input, its shape: builds of over a second. */
const MODELS = [
  ['rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx', 'x', '1x3x48x320'],
  ['rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx', 'x', '1x3x640x640'],
];
/** One side's runs lie up to 30 % apart: it takes this many pairs to tell 3 % from nothing. */
const RUNS = 31;
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
  process.stdout.write(head(['model', 'seconds', 'Python bindings', 'bridge', 'more', '95 % of it']));
  for (const [model, ...rest] of MODELS) {
    const args = [join(models, model), ...rest];
    const sides = {
      python: () => timed(python, ['buildWithPython.py', ...args]),
      bridge: () => timed(process.execPath, [...bridge, ...args], WORKER_ENVIRONMENT),
    };
    const runs = { python: [], bridge: [] };
    for (const side of Object.values(sides)) side(); // warms the file caches of both
    for (let run = 0; run < RUNS; run++) {
      // Each side is first in every other run.
      const order = run % 2 === 0 ? ['python', 'bridge'] : ['bridge', 'python'];
      for (const side of order) runs[side].push(sides[side]());
      say(`${model}: run ${run + 1} of ${RUNS}`);
    }
    for (const measure of ['elapsed', 'processor']) {
      process.stdout.write(row([`\`${model}\``, measure, ...comparison(runs.python, runs.bridge, measure)]));
    }
  }
}

/** Medians of both sides, the median of what a pair differs by, and where that lies in 95 of 100 cases. */
function comparison(python, bridge, measure) {
  const [ours, theirs] = [bridge, python].map((runs) => runs.map((run) => run[measure]));
  const ratios = ours.map((each, run) => each / theirs[run]);
  const [low, high] = medianInterval(ratios);
  return [
    median(theirs).toFixed(2),
    median(ours).toFixed(2),
    percent(median(ratios)),
    `${percent(low)} to ${percent(high)}`,
  ];
}

/** Seconds that passed, and seconds of the processor: other machines on the same host stretch only the first. */
function timed(program, [script, ...args], env = {}) {
  const output = execFileSync(program, [join(root, 'test/bench', script), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [elapsed, processor] = output.trim().split('\n').at(-1).split(' ').map(Number);
  return { elapsed, processor };
}

function percent(ratio) {
  return `${((ratio - 1) * 100).toFixed(1)} %`;
}

/** Holds the median of what `numbers` are drawn from in 95 of 100 cases: the binomial distribution, by its normal approximation. */
function medianInterval(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = 0.98 * Math.sqrt(numbers.length);
  const middle = (numbers.length - 1) / 2;
  return [
    sorted[Math.max(0, Math.floor(middle - half))],
    sorted[Math.min(sorted.length - 1, Math.ceil(middle + half))],
  ];
}

main().catch(failed);
