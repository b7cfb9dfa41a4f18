// npm run bench: how long `trtlens compile` takes beside a script that calls torch_tensorrt directly (direct.py), with the
// same settings, the same stand-ins for a GPU and an interpreter started on both sides. Runs alternate, so that a slow spell
// of the machine meets both. Figures are recorded, with where they were taken, in test/bench/README.md; no test asserts them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { installDependencies, continueOnModernNode } from '../../scripts/dependencies.mjs';
import { root } from '../../scripts/paths.mjs';
import { failed, say } from '../../scripts/say.mjs';
import { processors } from './machine.mjs';
import { median } from './median.mjs';
import { row } from './table.mjs';

const MODELS = ['test/bench/small.py', 'examples/bert.py'];
const RUNS = 5;
/** What the product may add: the larger of a share of the direct time and a constant. */
const ALLOWED = { share: 0.05, seconds: 1.5 };

async function main() {
  await installDependencies();
  await continueOnModernNode();
  const { build } = await import('../../scripts/build.mjs');
  const { ensureEnvironment } = await import('../../scripts/python.mjs');
  await build({ production: true });
  const python = await ensureEnvironment();
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-bench-'));
  try {
    const results = MODELS.map((model) => measure(model, python, folder));
    record(results);
    process.stdout.write(table(results));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(model, python, folder) {
  const file = join(root, model);
  const cli = [join(root, 'dist/trtlens.cjs'), 'compile', file, '--python', python];
  const sides = {
    direct: (output) => timed(python, [join(root, 'test/bench/direct.py'), file, output]),
    product: (output) => timed(process.execPath, [...cli, '--output', output]),
  };
  const seconds = { direct: [], product: [] };
  for (const side of Object.keys(sides)) sides[side](join(folder, 'warm.trt.pt2')); // file caches are warm on both sides
  for (let run = 0; run < RUNS; run++) {
    for (const side of Object.keys(sides)) {
      seconds[side].push(sides[side](join(folder, `${basename(model, '.py')}-${side}-${run}.trt.pt2`)));
    }
    say(`${model}: run ${run + 1} of ${RUNS}`);
  }
  return { model, seconds, direct: median(seconds.direct), product: median(seconds.product) };
}

/** Seconds from starting a process to its end. */
function timed(command, args) {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    env: { ...process.env, PYTHONPATH: join(root, 'native/torch'), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with status ${status}\n${stderr}`);
  return (performance.now() - start) / 1000;
}

function table(results) {
  const rows = results.map(({ model, direct, product }) => {
    const allowed = Math.max(direct * ALLOWED.share, ALLOWED.seconds);
    const more = product - direct;
    const cells = [model, direct, product, more, allowed].map((cell) =>
      typeof cell === 'number' ? cell.toFixed(2) : cell,
    );
    return row([...cells, more <= allowed ? 'yes' : 'no']);
  });
  const head = '| model | torch_tensorrt directly (s) | trtlens compile (s) | more (s) | allowed (s) | within |';
  return `\nMedian of ${RUNS}, ${processors()}\n\n${head}\n|---|---|---|---|---|---|\n${rows.join('')}`;
}

function record(results) {
  const folder = join(root, 'test/bench/results');
  mkdirSync(folder, { recursive: true });
  const machine = { cores: cpus().length, processor: cpus()[0].model };
  const file = join(folder, `${new Date().toISOString().slice(0, 10)}.json`);
  writeFileSync(file, `${JSON.stringify({ machine, runs: RUNS, results }, undefined, 2)}\n`);
}

main().catch(failed);
