import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SETTINGS, optionName } from '../../../extension/core/compile/settings';
import { type Bundles, FAKE_PYTHON, ROOT, buildBundles } from '../bundles';

vi.setConfig({ testTimeout: 30_000 });

let bundles: Bundles;
let folder: string;

beforeAll(async () => {
  bundles = await buildBundles();
}, 60_000);
afterAll(() => bundles.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trtlens-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [bundles.trtlens, ...args], {
    cwd: folder,
    env: { ...process.env, TRTLENS_DATA_FOLDER: join(folder, 'data'), TRTLENS_PYTHON: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const ended = new Promise<Run>((resolve) => child.once('close', (code) => resolve({ code, ...output })));
  return { child, output, ended };
}

const trtlens = (...args: string[]): Promise<Run> => start(args).ended;
const withFake = (...args: string[]): Promise<Run> => trtlens(...args, '--python', FAKE_PYTHON);

function model(behaviour: string): string {
  writeFileSync(join(folder, `${behaviour}.py`), 'model = None\n');
  return `${behaviour}.py`;
}

const fixture = (name: string): string => join(ROOT, 'test/fixtures', name);
const outputs = (): string[] => readdirSync(folder).filter((name) => !name.endsWith('.py'));

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await delay(20);
  if (!holds()) throw new Error('It did not come to that');
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('partition', () => {
  it('answers as JSON, alone on standard output', async () => {
    const { code, out, err } = await withFake('partition', model('normal'), '--json', '--min-block-size', '1');
    expect(code).toBe(0);
    const answer = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(answer)).toEqual([
      'version',
      'outcome',
      'exact',
      'environment',
      'settings',
      'supported',
      'total',
      'partitioner',
      'skipped_whole_graph',
      'unsupported',
      'blocks',
      'breaks',
      'findings',
    ]);
    expect(answer).toMatchObject({
      version: 1,
      outcome: 'partitioned',
      exact: true,
      environment: { torch_tensorrt: '2.13.0', gpu: null },
      settings: { min_block_size: 1 },
      supported: 3,
      total: 5,
      skipped_whole_graph: false,
    });
    expect(answer['unsupported']).toEqual([
      { node: 'erfinv', target: 'torch.ops.aten.erfinv.default', reason: 'no_converter', detail: null },
      { node: 'erfinv_1', target: 'torch.ops.aten.erfinv.default', reason: 'no_converter', detail: null },
    ]);
    expect((answer['blocks'] as unknown[])[1]).toEqual({ name: '_run_on_gpu_1', kind: 'torch', nodes: ['erfinv'] });
    expect((answer['breaks'] as unknown[])[0]).toMatchObject({
      block: '_run_on_gpu_1',
      between: ['_run_on_acc_0', '_run_on_acc_2'],
      causes: [
        {
          node: 'erfinv',
          reason: 'no_converter',
          explanation: 'Torch-TensorRT 2.13.0 has no converter for aten.erfinv.',
          module: 'act',
          source: { file: '/models/net.py', line: 12, call_site_only: false },
        },
      ],
      bytes: 128,
      remedies: [
        {
          title:
            'Register a converter for aten.erfinv with torch_tensorrt.dynamo.conversion.dynamo_tensorrt_converter.',
        },
      ],
    });
    expect((answer['findings'] as { code: string }[]).map(({ code }) => code)).toEqual([
      'break.no-converter',
      'break.no-converter',
    ]);
    expect(err).toContain('importing torch and torch_tensorrt\n');
    expect(outputs()).toEqual([]);
  });

  it('answers in words', async () => {
    const { code, out, err } = await withFake('partition', model('normal'), '--quiet');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'normal.py: 3 engines, 2 graph breaks, 3 of 5 operations in TensorRT',
      '  Torch-TensorRT 2.13.0, TensorRT-RTX 1.5.0.114, torch 2.13.0, no GPU in use',
      '',
      '  Engine 0   1 operation',
      '  PyTorch 1  1 operation  aten.erfinv',
      '      why      Torch-TensorRT 2.13.0 has no converter for aten.erfinv.',
      '      where    /models/net.py:12, act',
      '      crosses  2 tensors, 128 B',
      '      try      Register a converter for aten.erfinv with',
      '               torch_tensorrt.dynamo.conversion.dynamo_tensorrt_converter.',
      '  Engine 2   1 operation',
      '  PyTorch 3  1 operation  aten.erfinv',
      '      why      Torch-TensorRT 2.13.0 has no converter for aten.erfinv.',
      '      where    /models/net.py:12, act',
      '      crosses  2 tensors, 128 B',
      '      try      Register a converter for aten.erfinv with',
      '               torch_tensorrt.dynamo.conversion.dynamo_tensorrt_converter.',
      '  Engine 4   1 operation',
      '',
    ]);
  });
});

describe('compile', () => {
  it('writes beside the model, or where it is told', async () => {
    const { code, out } = await withFake('compile', model('normal'), '--json');
    expect(code).toBe(0);
    const answer = JSON.parse(out) as { engines: unknown[]; files: unknown[]; phases: unknown[]; outcome: string };
    expect(answer).toMatchObject({ outcome: 'compiled', engines: [{ state: 'built' }, {}, {}] });
    expect(answer.files).toMatchObject([
      { path: join(folder, 'normal.trt.pt2') },
      { path: join(folder, 'normal.trtlens') },
    ]);
    expect(answer.phases).toHaveLength(7);

    mkdirSync(join(folder, 'out'));
    await withFake('compile', model('normal'), '--output', 'out', '--quiet');
    await withFake('compile', model('normal'), '--output', 'out/other.trt.ep', '--quiet');
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([
      'normal.trt.pt2',
      'normal.trtlens',
      'other.trt.ep',
      'other.trtlens',
    ]);
  });

  it('prints the findings of a failed compile in the same JSON', async () => {
    const { code, out } = await withFake('compile', model('segv'), '--json');
    expect(code).toBe(1);
    const answer = JSON.parse(out) as { outcome: string; findings: unknown[]; files: unknown[]; blocks: unknown[] };
    expect(answer).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'build.crashed', severity: 'error' }, {}, {}],
    });
    expect(answer.files).toMatchObject([{ path: join(folder, 'segv.trtlens') }]);
    expect(answer.blocks).toHaveLength(5);
  });

  it('prints them in words as well', async () => {
    const { code, out } = await withFake('compile', model('build-failed'), '--quiet');
    expect(code).toBe(1);
    expect(out).toContain('build-failed.py: failed; it would be 3 engines, 2 graph breaks');
    expect(out).toMatch(/Engine 2 .*could not be built/);
    expect(out).toMatch(/Engine 4 .*not built/);
    expect(out).toContain('error: This is build.failed. [build.failed]');
  });

  it('refuses a program that is compiled already, before any Python', async () => {
    copyFileSync(fixture('compiled/alternating.trt.pt2'), join(folder, 'renamed.pt2'));
    const { code, out } = await trtlens('compile', 'renamed.pt2', '--json', '--python', '/no/such/python');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'failed', findings: [{ code: 'load.already-compiled' }] });
  });

  it('says that the folder cannot be written', async () => {
    const { code, out } = await withFake('compile', model('normal'), '--output', '/proc/', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'output.not-writable' }],
      files: [],
    });
  });

  it('hands Torch-TensorRT the settings by their names', async () => {
    const { out } = await withFake(
      'compile',
      model('normal'),
      '--json',
      ...['--torch-executed-op', 'torch.ops.aten.gelu.default', '--torch-executed-op', 'torch.ops.aten.sum.default'],
      ...['--no-use-fast-partitioner', '--truncate-double', '--autocast-low-precision-type', 'bf16'],
    );
    expect((JSON.parse(out) as { settings: unknown }).settings).toEqual({
      min_block_size: 5,
      torch_executed_ops: ['torch.ops.aten.gelu.default', 'torch.ops.aten.sum.default'],
      use_fast_partitioner: false,
      truncate_double: true,
      autocast_low_precision_type: 'bf16',
    });
  });
});

describe('of an .onnx', () => {
  const onnx = (name = 'segnet'): string => {
    copyFileSync(join(ROOT, 'examples', `${name}.onnx`), join(folder, `${name}.onnx`));
    return `${name}.onnx`;
  };

  it.each(['compile', 'partition'])(
    '%s says that this installation has no native part, before any Python',
    async (command) => {
      const { code, out } = await trtlens(command, onnx(), '--json', '--python', '/no/such/python');
      expect(code).toBe(3);
      expect(JSON.parse(out)).toMatchObject({
        outcome: 'failed',
        environment: null,
        blocks: [],
        findings: [{ code: 'native.not-available', severity: 'error' }],
      });
      expect(outputs()).toEqual(['segnet.onnx']);
    },
  );

  describe('with a native part that does not load', () => {
    const addon = (): string => join(bundles.root, 'dist', 'native', 'trtlens.node');
    beforeEach(() => {
      mkdirSync(join(bundles.root, 'dist', 'native'), { recursive: true });
      writeFileSync(addon(), 'no library');
      mkdirSync(join(folder, 'rtx'));
      for (const name of ['libtensorrt_rtx.so.1', 'libtensorrt_onnxparser_rtx.so.1'])
        writeFileSync(join(folder, 'rtx', name), '');
    });
    afterEach(() => rmSync(addon(), { force: true }));

    const compile = async (name: string, ...more: string[]) => {
      const { code, out } = await trtlens('compile', name, '--json', '--tensorrt', 'rtx', ...more);
      return { code, answer: JSON.parse(out) as { findings: { code: string; message: string }[] } };
    };

    it('says so, after what is without effect, and writes its report', async () => {
      const { code, answer } = await compile(onnx(), '--min-block-size', '3', '--no-immutable-weights');
      expect(code).toBe(1);
      expect(answer.findings.map((finding) => finding.code)).toEqual([
        'job.setting-ignored',
        'native.addon-not-loaded',
      ]);
      expect(answer.findings[0]!.message).toBe('min_block_size is without effect on an ONNX model.');
      expect(outputs().sort()).toEqual(['rtx', 'segnet.onnx', 'segnet.trtlens']);
    });

    it('reads the model before', async () => {
      writeFileSync(join(folder, 'text.onnx'), 'ir_version: 8\n');
      expect((await compile('text.onnx')).answer.findings).toMatchObject([{ code: 'load.unknown-format' }]);
    });

    it('says which library a folder lacks', async () => {
      rmSync(join(folder, 'rtx', 'libtensorrt_onnxparser_rtx.so.1'));
      const { code, answer } = await compile(onnx());
      expect([code, answer.findings[0]!.code]).toEqual([3, 'native.parser-not-loaded']);
    });
  });

  it('inspect needs none', async () => {
    const { code, out } = await trtlens('inspect', onnx('recognizer'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      kind: 'onnx',
      engines: [],
      inputs: [{ name: 'line', dtype: 'float32', shape: ['batch', 3, 32, 'width'] }],
      outputs: [{ dtype: 'float32', shape: ['batch', expect.any(String), 40] }],
      findings: [],
    });
    const words = await trtlens('inspect', 'recognizer.onnx');
    expect(words.out).toMatch(/^recognizer\.onnx: ONNX model \(.*, 11 nodes\)\n/);
    expect(words.out).toMatch(/input +line +float32 +batch×3×32×width/);
  });

  it('inspect says that it is damaged', async () => {
    writeFileSync(join(folder, 'text.onnx'), 'ir_version: 8\n');
    const { code, out } = await trtlens('inspect', 'text.onnx', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ kind: 'unknown', findings: [{ code: 'load.unknown-format' }] });
  });

  it('only settings are named that the model has nothing of', async () => {
    const { code, out } = await withFake('partition', model('normal'), '--json', '--compute-capability', '8.9');
    expect(code).toBe(0);
    const { findings, settings } = JSON.parse(out) as { findings: unknown[]; settings: object };
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'job.setting-ignored',
        severity: 'warning',
        message: 'compute_capabilities is without effect on a model that Torch-TensorRT compiles.',
      }),
    );
    expect(settings).not.toHaveProperty('compute_capabilities');
  });
});

describe('how a run ends', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s cancels within 2 s, with status 130 and no file', async (signal) => {
    const { child, output, ended } = start(['compile', model('hang-build'), '--python', FAKE_PYTHON]);
    await until(() => output.err.includes('building engines'));
    const at = performance.now();
    child.kill(signal);
    expect((await ended).code).toBe(130);
    expect(performance.now() - at).toBeLessThan(2000);
    expect(outputs()).toEqual([]);
  });

  it('leaves no process and no file when it is killed itself', async () => {
    const { child, ended } = start(['compile', model('stubborn'), '--python', FAKE_PYTHON]);
    const file = join(folder, 'pids');
    await until(() => existsSync(file) && readFileSync(file, 'utf8').split(' ').length === 2);
    const pids = readFileSync(file, 'utf8').split(' ').map(Number);
    expect(pids.map(isRunning)).toEqual([true, true]);
    child.kill('SIGKILL');
    await ended;
    const at = performance.now();
    await until(() => !pids.some(isRunning));
    expect(performance.now() - at).toBeLessThan(2000);
    await until(() => outputs().length === 1);
    expect(outputs()).toEqual(['pids']);
  });

  it('with 3 where there is no environment', async () => {
    const named = await trtlens('partition', model('normal'), '--json', '--python', '/no/such/python');
    expect(named.code).toBe(3);
    expect(JSON.parse(named.out)).toMatchObject({ findings: [{ code: 'environment.interpreter-not-started' }] });
    const searched = await start(['partition', model('normal'), '--json'], { PATH: '/nowhere' }).ended;
    expect(searched.code).toBe(3);
    expect(JSON.parse(searched.out)).toMatchObject({
      findings: [{ code: 'environment.missing' }],
      blocks: [],
      breaks: [],
    });
  });

  it('takes the interpreter of TRTLENS_PYTHON', async () => {
    const run = await start(['partition', model('normal'), '--json'], { TRTLENS_PYTHON: FAKE_PYTHON }).ended;
    expect(run.code).toBe(0);
  });

  it.each([
    [['partition']],
    [['dance']],
    [['partition', 'm.py', '--min-block-size', 'many']],
    [['partition', 'm.py', '--min-block-size', '0']],
    [['partition', 'm.py', '--autocast-low-precision-type', 'fp8']],
    [['partition', 'm.py', '--output', 'x']],
    [['compile', 'm.onnx', '--shape', '1x3x224x224']],
    [['compile', 'm.onnx', '--compute-capability', '9.9']],
  ])('with 2 for %j', async (args) => {
    const { code, out, err } = await trtlens(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error: /);
  });

  it('with 1 for a file that is not there', async () => {
    const { code, out } = await trtlens('partition', 'nothing.pt2', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ findings: [{ code: 'load.not-found' }] });
  });
});

describe('inspect', () => {
  it('tells programs and reports apart', async () => {
    await withFake('compile', model('normal'), '--quiet');
    const kindOf = async (file: string): Promise<string> =>
      (JSON.parse((await trtlens('inspect', file, '--json')).out) as { kind: string }).kind;
    expect(await kindOf('normal.trtlens')).toBe('report');
    expect(await kindOf(fixture('exported/mlp.pt2'))).toBe('exported-program');
    expect(await kindOf(fixture('compiled/alternating.trt.pt2'))).toBe('compiled-program');
  });

  it('answers in words', async () => {
    const { code, out } = await trtlens('inspect', fixture('compiled/alternating.trt.pt2'));
    expect(code).toBe(0);
    expect(out).toMatch(/^alternating\.trt\.pt2: program compiled with Torch-TensorRT \(83\.8 KB, 20 nodes\)\n/);
    expect(out).toMatch(/ TensorRT-RTX +1\.5\.0\.114\n| built by +TensorRT-RTX 1\.5\.0\.114\n/);
    const [, engine] = out.split('_run_on_acc_0_engine: plan 10.8 KB\n');
    expect(engine).toMatch(
      /^ +ABI +9\n +platform +linux_x86_64\n +GPU +NVIDIA RTX 6000 Ada, compute capability 8\.9\n/,
    );
  });

  it('ends with 1 for a file that is damaged or missing', async () => {
    writeFileSync(join(folder, 'bad.trtlens'), 'no report');
    const bad = await trtlens('inspect', 'bad.trtlens');
    expect([bad.code, bad.out]).toEqual([1, expect.stringContaining('[report.corrupt]')]);
    expect((await trtlens('inspect', 'missing.pt2')).code).toBe(1);
  });
});

describe('help', () => {
  it('has the commands of this version and no others', async () => {
    const { code, out } = await trtlens('--help');
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^ {2}(\w+) (?:\[options\] )?[<[ ]/gm)].map(([, name]) => name);
    expect(commands).toEqual(['compile', 'partition', 'inspect', 'setup', 'doctor', 'help']);
  });

  it('has an option for every setting', async () => {
    const { out } = await trtlens('compile', '--help');
    for (const setting of SETTINGS) {
      const option = setting.default === true ? optionName(setting).replace('--', '--no-') : optionName(setting);
      expect(out, setting.name).toMatch(new RegExp(`^  ${option}( |$)`, 'm'));
    }
  });
});

describe('trtlens partition without Python', () => {
  interface Printed {
    readonly exact: boolean;
    readonly blocks: readonly { readonly kind: string; readonly name: string }[];
    readonly findings: readonly { readonly code: string; readonly severity: string; readonly message: string }[];
  }
  const printed = ({ out }: Run): Printed => JSON.parse(out) as Printed;
  const kinds = ({ blocks }: Printed): string[] => blocks.map(({ kind }) => kind);

  it('cuts an exported program, and says that this is not exact', async () => {
    const args = ['partition', fixture('exported/detector.pt2'), '--no-python', '--min-block-size', '1', '--json'];
    const run = await trtlens(...args);
    const said = printed(run);
    expect([run.code, said.exact, kinds(said)]).toEqual([0, false, ['tensorrt', 'torch', 'tensorrt']]);
    expect(said.findings.map(({ code }) => code)).toContain('partition.inexact');
    const text = await trtlens(...args.filter((each) => each !== '--json'));
    expect(text.out).toContain('2 engines, 1 graph break, 24 of 26 operations in TensorRT (not exact)');
    expect(text.out).toContain('TensorRT-RTX has no cumulative sum');
  });

  it('takes settings that decide how a graph is cut', async () => {
    const excluded = ['--torch-executed-op', 'torch.ops.aten.i0.default', '--min-block-size', '1'];
    const net = fixture('exported/mlp.pt2');
    expect(kinds(printed(await trtlens('partition', net, '--no-python', '--json', ...excluded)))).toEqual(['tensorrt']);
    const without = ['--torch-executed-op', 'torch.ops.aten.linear.default'];
    expect(kinds(printed(await trtlens('partition', net, '--no-python', '--json', ...without)))).toContain('torch');
  });

  it('does so where no Python has torch_tensorrt, with the reason', async () => {
    const run = await start(['partition', fixture('exported/mlp.pt2'), '--json'], { PATH: folder }).ended;
    const said = printed(run);
    expect([run.code, said.exact]).toEqual([0, false]);
    expect(said.findings[0]).toMatchObject({
      severity: 'warning',
      code: expect.stringMatching(/^environment\./) as string,
    });
  });

  it('does not where the Python that was named is none', async () => {
    const run = await trtlens('partition', fixture('exported/mlp.pt2'), '--json', '--python', join(folder, 'none'));
    expect(run.code).toBe(3);
    expect(printed(run).blocks).toEqual([]);
  });

  it('cannot take anything but exported programs', async () => {
    const run = await trtlens('partition', model('small'), '--no-python', '--json');
    expect(run.code).toBe(1);
    expect(printed(run).findings.map(({ code }) => code)).toEqual(['partition.needs-python']);
  });

  it('says why a damaged program is none', async () => {
    writeFileSync(join(folder, 'cut.pt2'), readFileSync(fixture('exported/mlp.pt2')).subarray(0, 5000));
    const run = await trtlens('partition', 'cut.pt2', '--no-python', '--json');
    expect(run.code).toBe(1);
    expect(printed(run).findings.map(({ code }) => code)).toEqual(['load.truncated']);
  });
});
