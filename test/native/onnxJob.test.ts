/** ONNX models through the compile job, with a real TensorRT-RTX: engines, breaks, shapes, and everything that can go wrong. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseShapeOption } from '../../extension/core/compile/shapes';
import { type OnnxTask, outputFiles } from '../../extension/core/compile/task';
import { findBreaks, innerBreaks } from '../../extension/core/partition/breaks';
import { sourceOfNode } from '../../extension/core/graph/source';
import { decodeReport } from '../../extension/core/report/codec';
import type { Report } from '../../extension/core/report/report';
import { type CompileJobOptions, runCompileJob } from '../../extension/jobs/compile/compileJob';
import { type Bundles, ROOT, buildBundles } from '../unit/bundles';
import { VERSIONS, given } from './support/bridge';
import { externalWeights, unsupported } from './support/models';

let bundles: Bundles;
let folder: string;
beforeAll(async () => {
  bundles = await buildBundles();
}, 60_000);
afterAll(() => bundles.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trtlens-onnx-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const EXAMPLE_SHAPES = 'line=1x3x32x64:1x3x32x128:8x3x32x256';

function example(name: string): string {
  const model = join(folder, name);
  copyFileSync(join(ROOT, 'examples', name), model);
  return model;
}

function taskFor(model: string, more: Partial<OnnxTask> = {}, version = VERSIONS[0]!): OnnxTask {
  const { tensorrt, parser } = version;
  return {
    kind: 'onnx',
    mode: 'compile',
    model,
    files: outputFiles(model, folder),
    python: { executable: given('TRTLENS_PYTHON'), version: '3.11' },
    bridge: { script: bundles.bridge, addon: given('TRTLENS_ADDON'), tensorrt, parser },
    shapes: [],
    settings: {},
    ...more,
  };
}

const shapes = (...texts: string[]): OnnxTask['shapes'] =>
  texts.map((text) => {
    const range = parseShapeOption(text);
    if (typeof range === 'string') throw new Error(range);
    return range;
  });

async function run(task: OnnxTask, options: Partial<CompileJobOptions> = {}) {
  const result = await runCompileJob(task, { jobScript: bundles.job, ...options });
  const decoded = decodeReport(result.report);
  if (!decoded.ok) throw new Error(decoded.findings[0].message);
  return { ...result, decoded: decoded.value, codes: result.findings.map(({ code }) => code) };
}

const filesLeft = (model: string): string[] => readdirSync(folder).filter((name) => join(folder, name) !== model);

describe.each(VERSIONS)('with $name', (version) => {
  it('builds an engine, and reports its graph, layers and bindings', async () => {
    const model = example('recognizer.onnx');
    const { outcome, decoded, files, codes } = await run(taskFor(model, { shapes: shapes(EXAMPLE_SHAPES) }, version));
    expect([outcome, codes]).toEqual(['compiled', []]);
    expect(files.map(({ path }) => path)).toEqual([
      join(folder, 'recognizer.engine'),
      join(folder, 'recognizer.trtlens'),
    ]);
    const [engine, ...others] = decoded.engines;
    expect(others).toEqual([]);
    const plan = readFileSync(join(folder, 'recognizer.engine'));
    expect(engine).toMatchObject({ state: 'built', bytes: plan.length });
    expect(engine!.sha256).toBe(createHash('sha256').update(plan).digest('hex'));
    expect(engine!.inputs).toEqual([{ name: 'line', dtype: 'float32', shape: 'batchx3x32xwidth' }]);
    expect(engine!.outputs).toEqual([{ name: 'softmax', dtype: 'float32', shape: 'batchx(width//2)x40' }]);
    expect(decoded.environment).toMatchObject({ torch: '', flavour: 'rtx' });
    expect(plan.subarray(24, 28).join('.')).toBe(decoded.environment!.tensorrt);
    expect(decoded.settings['shapes']).toEqual({ line: '1x3x32x64:1x3x32x128:8x3x32x256' });
    expectLayersJoined(decoded);
  });
});

/** Every operation that computes has layers, and a convolution's layers are convolutions. */
function expectLayersJoined({ program, engines }: Report): void {
  const { graph } = program!;
  const layers = engines[0]!.layers;
  const convolution = Array.from({ length: graph.nodeCount }, (_, node) => node).find(
    (node) => graph.target(node) === 'Conv',
  )!;
  const types = layers.filter(({ nodes }) => nodes.includes(convolution)).map(({ type }) => type);
  expect(types).toContain('CONVOLUTION');
  expect(layers.filter(({ nodes }) => nodes.length > 0).length).toBeGreaterThan(layers.length / 2);
  expect(layers.every(({ outputs }) => outputs.every(({ dtype }) => /^(float32|int64|int32|bool)$/.test(dtype)))).toBe(
    true,
  );
}

it('shows the breaks of a model with operations that TensorRT does not take, at their Python lines', async () => {
  const model = example('segnet.onnx');
  const { outcome, decoded, files, findings } = await run(taskFor(model));
  expect(outcome).toBe('failed');
  expect(files.map(({ path }) => path)).toEqual([join(folder, 'segnet.trtlens')]);
  const { graph, support, partition } = decoded.program!;
  const breaks = innerBreaks(findBreaks(graph, support, partition));
  expect(breaks.map(({ causes }) => causes.map(({ node }) => graph.target(node)))).toEqual([
    ['MaxPool', 'MaxPool'],
    ['MaxPool', 'MaxPool'],
  ]);
  const line = sourceOfNode(graph, breaks[0]!.causes[0]!.node)!.frame;
  const script = readFileSync(join(ROOT, 'examples/export_onnx.py'), 'utf8').split('\n');
  expect(line.file).toBe(join(folder, 'export_onnx.py'));
  expect(script[line.line - 1]).toContain('self.pool(');
  expect(breaks.every(({ bytes }) => bytes > 0)).toBe(true);
  expect(decoded.engines.map(({ state }) => state)).toEqual(['not-built', 'not-built', 'not-built']);
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
    ['build.unsupported-operation', 'error'],
    ['break.validator-rejected', 'warning'],
    ['break.validator-rejected', 'warning'],
  ]);
});

it('partitions without building or writing, and asks for no shapes', async () => {
  const model = example('recognizer.onnx');
  const { outcome, decoded, codes } = await run(taskFor(model, { mode: 'partition', files: undefined }));
  expect([outcome, codes, filesLeft(model)]).toEqual(['partitioned', [], []]);
  expect(decoded.program!.partition).toMatchObject({ partitioner: 'parser', exact: true });
});

describe('shapes', () => {
  it('names the inputs that need them, with their symbols and an option to give', async () => {
    const { findings, outcome } = await run(taskFor(example('recognizer.onnx')));
    expect(outcome).toBe('failed');
    expect(findings).toMatchObject([
      { code: 'build.shapes-missing', message: expect.stringContaining('line (float32, batch×3×32×width)') as string },
    ]);
    expect(findings[0]!.remedies[0]!.effect).toMatch(/--shape line=\d+x3x32x\d+/);
  });

  it.each([
    ['another input', 'row=1x3x32x64', 'no input row'],
    ['another rank', 'line=1x3x64', '4 dimensions'],
    ['another fixed size', 'line=1x4x32x64', 'Dimension 1'],
  ])('refuses those of %s', async (_, text, words) => {
    const { findings } = await run(taskFor(example('recognizer.onnx'), { shapes: shapes(text) }));
    expect(findings[0]).toMatchObject({
      code: 'build.shapes-wrong',
      message: expect.stringContaining(words) as string,
    });
  });
});

describe('what TensorRT refuses', () => {
  it('a workspace that is too small, with the way out', async () => {
    const { findings } = await run(
      taskFor(example('recognizer.onnx'), { shapes: shapes(EXAMPLE_SHAPES), settings: { workspace_size: 1000 } }),
    );
    expect(findings[0]).toMatchObject({ code: 'build.workspace-too-small' });
    expect(findings[0]!.remedies[0]!.action).toEqual({ kind: 'settings', change: { workspace_size: 0 } });
  });

  it('refit without a GPU', async () => {
    const { findings } = await run(
      taskFor(example('recognizer.onnx'), { shapes: shapes(EXAMPLE_SHAPES), settings: { immutable_weights: false } }),
    );
    expect(findings[0]).toMatchObject({ code: 'build.needs-gpu', detail: expect.stringContaining('CUDA') as string });
  });
});

describe('files', () => {
  it('says of a model that is gone that it is gone', async () => {
    const { codes } = await run(taskFor(join(folder, 'gone.onnx')));
    expect(codes).toEqual(['load.not-found']);
  });

  it('notices a model that vanishes before its worker opens it', async () => {
    const model = example('recognizer.onnx');
    // The job has looked at it by then, and the worker has not.
    const removing: Partial<CompileJobOptions> = {
      onProgress: ({ phase }) => phase === 'start' && rmSync(model, { force: true }),
    };
    const { codes } = await run(
      taskFor(model, { bridge: { ...taskFor(model).bridge, script: slowBridge() } }),
      removing,
    );
    expect(codes).toEqual(['load.not-found']);
  });

  it('says of weights that are not there which file they are in', async () => {
    const model = join(folder, 'weights.onnx');
    writeFileSync(model, externalWeights);
    const { findings } = await run(taskFor(model));
    expect(findings[0]).toMatchObject({
      code: 'load.external-data-missing',
      message: expect.stringContaining('weights.bin') as string,
    });
  });

  it.each([
    ['cut off', 'load.corrupt', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['no model', 'load.corrupt', () => Buffer.from('\x01\x02\x03')],
    ['text', 'load.unknown-format', () => Buffer.from('ir_version: 8\ngraph {}\n')],
  ])('says of a file that is %s that it is', async (_, code, damage) => {
    const model = join(folder, 'damaged.onnx');
    writeFileSync(model, damage(readFileSync(join(ROOT, 'examples/recognizer.onnx'))));
    const { codes, outcome } = await run(taskFor(model));
    expect([outcome, codes]).toEqual(['failed', [code]]);
  });

  it('says of an empty file that it is empty', async () => {
    const model = join(folder, 'empty.onnx');
    writeFileSync(model, '');
    expect((await run(taskFor(model))).codes).toEqual(['load.empty']);
  });
});

/** A worker that waits a moment before it begins. */
function slowBridge(): string {
  const script = join(folder, '.slow.cjs');
  writeFileSync(script, `setTimeout(() => require(${JSON.stringify(bundles.bridge)}), 500);`);
  return script;
}

describe('libraries', () => {
  const withLibraries = (more: Partial<OnnxTask['bridge']>): OnnxTask => {
    const task = taskFor(example('recognizer.onnx'), { shapes: shapes(EXAMPLE_SHAPES) });
    return { ...task, bridge: { ...task.bridge, ...more } };
  };

  it('that is cut off', async () => {
    const tensorrt = join(folder, '.cut.so');
    copyFileSync(VERSIONS[0]!.parser, tensorrt);
    truncateSync(tensorrt, 1_000_000);
    expect((await run(withLibraries({ tensorrt }))).codes).toEqual(['native.library-not-loaded']);
  });

  it('that is another one', async () => {
    expect((await run(withLibraries({ tensorrt: VERSIONS[0]!.parser }))).codes).toEqual(['native.library-foreign']);
  });

  it('whose parser is missing', async () => {
    const { findings } = await run(withLibraries({ parser: join(folder, 'libnone.so') }));
    expect(findings[0]).toMatchObject({
      code: 'native.parser-not-loaded',
      message: expect.stringContaining('libnone.so') as string,
    });
  });

  it('that takes its process down, with what was being done', async () => {
    const source = join(folder, '.crash.c');
    const tensorrt = join(folder, '.crash.so');
    writeFileSync(source, 'int getInferLibMajorVersion(void) { return *(volatile int*)8; }\n');
    execFileSync('c++', ['-x', 'c', '-shared', '-fPIC', '-o', tensorrt, source]);
    const { findings, outcome } = await run(withLibraries({ tensorrt }));
    expect(outcome).toBe('failed');
    expect(findings[0]).toMatchObject({
      code: 'job.crashed',
      message: expect.stringMatching(/SIGSEGV.*while opening TensorRT-RTX/) as string,
    });
  });

  it('an addon that is none', async () => {
    const addon = join(folder, '.none.node');
    writeFileSync(addon, 'nothing');
    expect((await run(withLibraries({ addon }))).codes).toEqual(['native.addon-not-loaded']);
  });
});

/** A worker that may use so much memory, in KiB; Node itself takes some 100 MiB of it. */
function limitedBridge(kibibytes: number): string {
  const script = join(folder, '.limited.cjs');
  const again = `ulimit -d ${kibibytes}; exec "$0" "$1"`;
  writeFileSync(
    script,
    `const { spawnSync } = require('node:child_process');
const { status, signal } = spawnSync('sh', ['-c', ${JSON.stringify(again)}, process.execPath, ${JSON.stringify(bundles.bridge)}], { stdio: 'inherit' });
if (signal) process.kill(process.pid, signal);
process.exit(status);`,
  );
  return script;
}

it('says that the memory ran out', async () => {
  const model = join(given('TRTLENS_ONNX_MODELS'), 'rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx');
  const task = taskFor(model, {
    shapes: shapes('x=1x3x640x640'),
    files: outputFiles(join(folder, 'det.onnx'), folder),
  });
  const { codes, findings } = await run({ ...task, bridge: { ...task.bridge, script: limitedBridge(400_000) } });
  expect(codes, findings[0]?.message).toEqual(['build.out-of-memory']);
});

it('is cancelled in the middle of a build within 2 s, and leaves nothing', async () => {
  const model = join(given('TRTLENS_ONNX_MODELS'), 'rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx');
  const abort = new AbortController();
  let cancelled = 0;
  const result = await run(
    taskFor(model, { shapes: shapes('x=1x3x640x640'), files: outputFiles(join(folder, 'det.onnx'), folder) }),
    {
      signal: abort.signal,
      onProgress: ({ phase, detail }) => {
        if (phase !== 'build' || detail === '' || cancelled > 0) return;
        cancelled = Date.now();
        abort.abort();
      },
    },
  );
  expect(cancelled).toBeGreaterThan(0);
  expect(Date.now() - cancelled).toBeLessThan(2000);
  expect([result.outcome, readdirSync(folder)]).toEqual(['cancelled', []]);
});

it('tells TensorRT’s own phases and steps', async () => {
  const details = new Set<string>();
  await run(taskFor(example('recognizer.onnx'), { shapes: shapes(EXAMPLE_SHAPES) }), {
    onProgress: ({ detail }) => details.add(detail),
  });
  expect([...details].some((detail) => detail.startsWith('Building engine'))).toBe(true);
});

it('gives a model of other operators a report that says which', async () => {
  const model = join(folder, 'other.onnx');
  writeFileSync(model, unsupported);
  const { findings } = await run(taskFor(model));
  expect(findings.map(({ code }) => code)).toEqual(['build.unsupported-operation', 'break.no-converter']);
  expect(findings[1]!.message).toContain('does not have the ONNX operator NoSuchOp');
});
