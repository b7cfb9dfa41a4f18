/**
 * `trtlens inspect` on every kind of artifact: programs compiled with Torch-TensorRT beside what torch and torch_tensorrt say
 * of the same files, ONNX models beside TensorRT's own parser, and the rest.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const fixtures = join(root, 'test/fixtures');
const python = process.env['TRTLENS_PYTHON'] ?? 'python3';

interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | string)[] | null;
}
interface Reason {
  readonly code: string;
  readonly severity: string;
}
interface Printed {
  readonly kind: string;
  readonly bytes: number;
  readonly made_by: Readonly<Record<string, string | null>>;
  readonly facts: Readonly<Record<string, string>>;
  readonly nodes: number;
  readonly dtypes: Readonly<Record<string, number>>;
  readonly engines: readonly (Readonly<Record<string, unknown>> & {
    readonly inputs: readonly Tensor[];
    readonly outputs: readonly Tensor[];
    readonly settings: Readonly<Record<string, unknown>>;
    readonly layer_names: readonly string[];
  })[];
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly layers: readonly unknown[];
  readonly verdicts: readonly { readonly state: string; readonly reasons: readonly Reason[] }[];
  readonly findings: readonly { readonly code: string }[];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trtlens-inspect-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The fixture in a folder of the test, unpacked. */
function unpacked(name: string): string {
  const path = join(folder, name.replace(/^.*\//, '').replace(/\.gz$/, ''));
  if (name.endsWith('.gz')) writeFileSync(path, gunzipSync(readFileSync(join(fixtures, name))));
  else cpSync(join(fixtures, name), path);
  return path;
}

function run(path: string, ...flags: string[]): { readonly status: number | null; readonly output: string } {
  const program = [join(root, 'dist/trtlens.cjs'), 'inspect', path, '--python', python, ...flags];
  const { status, stdout } = spawnSync(process.execPath, program, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status, output: stdout };
}

function inspect(path: string, ...flags: string[]): Printed {
  return JSON.parse(run(path, '--json', ...flags).output) as Printed;
}

function describedByPython<T>(script: string, ...args: string[]): T {
  const output = execFileSync(python, [join(import.meta.dirname, script), ...args], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: join(root, 'native/torch'), PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as T;
}

interface PythonProgram {
  readonly torch: string;
  readonly schema: string;
  readonly engines: readonly (Readonly<Record<string, unknown>> & { readonly settings: Record<string, unknown> })[];
  readonly nodes?: readonly { readonly name: string; readonly values: readonly (readonly [string, string[]])[] }[];
}

describe('a compiled program', () => {
  const compiled = readdirSync(join(fixtures, 'compiled')).filter((name) => /\.(pt2|ep)(\.gz)?$/.test(name));
  const paths: Record<string, string> = {};
  let said: Record<string, PythonProgram>;
  beforeAll(() => {
    for (const name of compiled) paths[name] = unpacked(`compiled/${name}`);
    said = describedByPython('describe_programs.py', join(fixtures, 'exported'), ...Object.values(paths));
  }, 120_000);

  it.each(compiled)('%s has the makers, engines and settings that Python finds in it', (name) => {
    const printed = inspect(paths[name]!);
    const { torch, schema, engines, nodes } = said[paths[name]!]!;
    expect(printed).toMatchObject({ kind: 'compiled-program', made_by: { torch }, facts: { schema }, findings: [] });
    const named = (ends: readonly Tensor[]): string[] => ends.map((each) => each.name);
    const own = printed.engines.map(({ abi, name: engine, bytes, device, inputs, outputs, platform }) => ({
      abi,
      name: engine,
      bytes,
      device,
      inputs: named(inputs),
      outputs: named(outputs),
      platform,
    }));
    expect(own).toEqual(engines.map(({ settings: _, ...engine }) => engine));
    printed.engines.forEach(({ settings }, index) => {
      // Torch-TensorRT adds settings that it has got since the file was written, and leaves out those that it has lost.
      const python = Object.entries(engines[index]!.settings).filter(([key]) => key in settings);
      expect(python.length).toBeGreaterThan(40);
      expect(settings).toMatchObject(Object.fromEntries(python));
    });
    if (!nodes) return;
    // Loading makes a node of each output that nobody reads; the program that was saved had none.
    const used = nodes.filter((node) => !/_unused_\d+$/.test(node.name));
    expect(printed.nodes).toBe(used.length);
    const counts: Record<string, number> = {};
    for (const [dtype] of used.flatMap(({ values }) => values)) counts[dtype] = (counts[dtype] ?? 0) + 1;
    expect(printed.dtypes).toEqual(counts);
  });

  it('says why a program for Windows is not for this machine, and that not every runtime on Windows takes it', () => {
    const windows = 'platform=win_x86_64,gpu=L4,torch-tensorrt=2.13,tensorrt=1.5.0.114';
    const { verdicts } = inspect(paths['cross_windows.ep.gz']!, '--target', windows);
    expect(verdicts.map(({ state }) => state)).toEqual(['refused', 'unknown']);
    const [here, there] = verdicts.map(({ reasons }) => reasons.map(({ code, severity }) => `${severity} ${code}`));
    expect(here).toContain('error load.platform');
    expect(there).toContain('warning load.platform');
  });

  it('says why an engine of Torch-TensorRT 2.11 does not load with 2.13', () => {
    const { output } = run(paths['net_break.2.11-h200.trt.ep.gz']!);
    expect(output).toContain('cannot be loaded on this machine');
    expect(output).toMatch(
      /ABI "8" \(Torch-TensorRT 2\.11\) with 11 fields, and Torch-TensorRT 2\.1\d.* reads ABI "9"/,
    );
  });
});

interface PythonNetwork {
  readonly inputs: readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[] }[];
}

describe('an ONNX model', () => {
  const models = [join(fixtures, 'onnx/tiny.onnx'), join(root, 'examples/recognizer.onnx')];

  it('has the inputs and outputs that TensorRT’s own parser finds', () => {
    const said = describedByPython<Record<string, PythonNetwork>>('describe_onnx.py', ...models);
    for (const model of models) {
      const printed = inspect(model);
      expect(printed).toMatchObject({ kind: 'onnx', findings: [] });
      // TensorRT knows open dimensions as -1 alone.
      const plain = (ends: readonly Tensor[]): unknown[] =>
        ends.map(({ name, dtype, shape }) => ({
          name,
          dtype,
          shape: shape!.map((size) => (typeof size === 'number' ? size : -1)),
        }));
      expect({ inputs: plain(printed.inputs), outputs: plain(printed.outputs) }).toEqual(said[model]);
    }
  });
});

describe('a plan of its own', () => {
  it('says its version and GPUs, and that its bindings ask for a GPU', () => {
    const printed = inspect(unpacked('engines/cond._run_on_acc_0.engine.gz'));
    expect(printed).toMatchObject({
      kind: 'engine',
      bytes: 139_540,
      made_by: { tensorrt: '1.5.0.114', flavour: 'rtx' },
      engines: [{ compute_capabilities: ['8.0', '8.6', '8.9', '12.0', '12.1'], serialization: 94, inputs: [] }],
    });
    expect(printed.facts['on this machine']).toContain('without a GPU');
    expect(printed.findings.map(({ code }) => code)).toEqual(['load.bindings-need-gpu']);
  });

  it('of another version is refused with both versions', () => {
    const { output } = run(unpacked('engines/tiny.onnx.engine.gz'));
    expect(output).toContain('The plan is of TensorRT-RTX 1.7.1.116');
    expect(output).toContain('cannot be loaded on this machine');
  });
});

describe('what tools write about engines', () => {
  it('layer information: every layer, and that the plan is elsewhere', () => {
    const path = unpacked('layers/bert.layers.json');
    const written = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { readonly Layers: readonly unknown[] }>;
    const printed = inspect(path);
    expect(printed.kind).toBe('layer-information');
    expect(printed.engines.map(({ name, layer_names }) => [name, layer_names.length])).toEqual(
      Object.entries(written).map(([name, { Layers }]) => [name, Layers.length]),
    );
    const { output } = run(path);
    expect(output).toContain('_run_on_acc_0: plan not in this file');
    expect(output).not.toContain('not built');
  });

  it('a dry run: what would become engines', () => {
    const printed = inspect(unpacked('layers/many_breaks.dryrun.txt'));
    expect(printed).toMatchObject({ kind: 'dry-run', facts: { operators: '31', supported: '25 of 31', engines: '4' } });
    expect(run(join(folder, 'many_breaks.dryrun.txt')).output).toContain('plan not built');
  });

  it('TorchScript: what it is', () => {
    expect(inspect(unpacked('torchscript/linear.pt')).kind).toBe('torchscript');
  });

  it('a file of no kind that is known: said, with the exit code of a failure', () => {
    const path = join(folder, 'notes.json');
    writeFileSync(path, '{"a": 1}');
    expect(inspect(path)).toMatchObject({ kind: 'unknown', findings: [{ code: 'load.unknown-format' }] });
    expect(run(path).status).toBe(1);
  });
});
