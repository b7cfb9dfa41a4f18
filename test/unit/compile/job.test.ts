import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TorchTask, DEFAULT_NAMES, outputFiles } from '../../../extension/core/compile/task';
import { decodeReport } from '../../../extension/core/report/codec';
import type { Report } from '../../../extension/core/report/report';
import { type CompileJobOptions, runCompileJob } from '../../../extension/jobs/compile/compileJob';
import { type Bundles, FAKE_PYTHON, buildBundles } from '../bundles';

vi.setConfig({ testTimeout: 30_000 });

let bundles: Bundles;
let folder: string;

beforeAll(async () => {
  bundles = await buildBundles();
}, 60_000);
afterAll(() => bundles.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trtlens-job-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A task whose model's name tells the fake worker what to do. */
function taskFor(behaviour: string, more: Partial<TorchTask> = {}): TorchTask {
  const model = join(folder, `${behaviour}.py`);
  writeFileSync(model, 'model = None\n');
  return {
    kind: 'torch',
    mode: 'compile',
    model,
    files: outputFiles(model, folder),
    python: FAKE_PYTHON,
    workerFolder: '/nowhere',
    names: DEFAULT_NAMES,
    imports: [],
    settings: {},
    ...more,
  };
}

function run(task: TorchTask, options: Partial<CompileJobOptions> = {}) {
  return runCompileJob(task, { jobScript: bundles.job, ...options });
}

function reportOf(bytes: Uint8Array): Report {
  const decoded = decodeReport(bytes);
  if (!decoded.ok) throw new Error(decoded.findings[0].message);
  return decoded.value;
}

const outputs = (): string[] => readdirSync(folder).filter((name) => !name.endsWith('.py'));

function isRunning(pid: number): boolean {
  try {
    // A zombie that nobody has collected is no running process.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a compile that goes well', () => {
  it('writes program and report, and tells everything on the way', async () => {
    const progress: string[] = [];
    const log: string[] = [];
    const environments: string[] = [];
    const result = await run(taskFor('normal', { settings: { min_block_size: 1 } }), {
      onProgress: ({ phase, engineIndex, engineCount, detail }) =>
        progress.push(`${phase} ${engineIndex}/${engineCount} ${detail}`.trim()),
      onLog: ({ text }) => log.push(text),
      onEnvironment: ({ tensorrt }) => environments.push(tensorrt),
    });
    expect(result.outcome).toBe('compiled');
    expect(result.files).toEqual([
      { path: join(folder, 'normal.trt.pt2'), bytes: 18 },
      { path: join(folder, 'normal.trtlens'), bytes: result.report.length },
    ]);
    expect(outputs().sort()).toEqual(['normal.trt.pt2', 'normal.trtlens']);
    expect(readFileSync(join(folder, 'normal.trt.pt2'), 'utf8')).toBe('a compiled program');
    expect(progress[0]).toBe('start 0/0');
    expect(progress).toContain('build 2/3 Building engine from subgraph');
    expect(progress.at(-1)).toBe('report 0/0');
    expect(log).toContain('the model says hello');
    expect(environments).toEqual(['1.5.0.114']);
    expect(result.findings.map(({ code }) => code)).toEqual(['break.no-converter', 'break.no-converter']);

    const report = reportOf(readFileSync(join(folder, 'normal.trtlens')));
    expect(report).toMatchObject({ model: { name: 'normal', path: 'normal.py', kind: 'python' }, outcome: 'compiled' });
    expect(report.settings).toEqual({ min_block_size: 1 });
    expect(report.engines.map(({ state }) => state)).toEqual(['built', 'built', 'built']);
    expect(report.phases.map(({ phase }) => phase)).toEqual([
      'import',
      'load',
      'export',
      'lower',
      'partition',
      'build',
      'save',
    ]);
    expect(report.trials).toHaveLength(1);
    expect(report.program!.partition.blocks).toHaveLength(5);
  });

  it('replaces old outputs', async () => {
    writeFileSync(join(folder, 'normal.trt.pt2'), 'old');
    await run(taskFor('normal'));
    expect(readFileSync(join(folder, 'normal.trt.pt2'), 'utf8')).toBe('a compiled program');
  });

  it('writes nothing for a partition', async () => {
    const result = await run(taskFor('normal', { mode: 'partition', files: undefined }));
    expect([result.outcome, result.files, outputs()]).toEqual(['partitioned', [], []]);
    expect(reportOf(result.report).engines).toEqual([]);
  });

  it('hands over the task as the protocol says, from the folder of the model', async () => {
    const names = { model: 'net', inputs: 'example', dynamicShapes: 'shapes' };
    const task = taskFor('task', { names, imports: ['/a/b.py'], settings: { torch_executed_ops: ['x'] } });
    const codes = (await run(task)).findings.map(({ code }) => code);
    const sent = JSON.parse(codes.find((code) => code.startsWith('task.'))!.slice(5)) as Record<string, string>;
    expect(sent).toMatchObject({
      mode: 'compile',
      model: task.model,
      names: { model: 'net', inputs: 'example', dynamic_shapes: 'shapes' },
      imports: ['/a/b.py'],
      settings: { torch_executed_ops: ['x'] },
    });
    // The program archive keeps its file's name inside, so that name is the final one.
    expect(sent['output']).toMatch(/\.tmp\/task\.trt\.pt2$/);
    const environment = codes.find((code) => code.startsWith('environment.'))!.slice('environment.'.length);
    expect(JSON.parse(environment)).toEqual([folder, '1', '1']);
  });

  it('takes paths with spaces and letters of all kinds', async () => {
    folder = join(folder, 'mój model 模型 “x”');
    mkdirSync(folder);
    const result = await run(taskFor('normal'));
    expect(result.outcome).toBe('compiled');
    expect(outputs().sort()).toEqual(['normal.trt.pt2', 'normal.trtlens']);
    folder = join(folder, '..');
  });

  it('takes what is no event for a line of the log', async () => {
    const log: string[] = [];
    const result = await run(taskFor('garbage'), { onLog: ({ text }) => log.push(text) });
    expect(result.outcome).toBe('compiled');
    expect(log).toEqual(
      expect.arrayContaining(['{ not JSON', 'żółw 🐢', expect.stringMatching(/not understood.*"name"/)]),
    );
    expect(log).toEqual(expect.arrayContaining([expect.stringMatching(/"graph" does not fit/)]));
  });
});

describe('a worker that fails', () => {
  const failed = async (behaviour: string, more: Partial<TorchTask> = {}) => {
    const result = await run(taskFor(behaviour, more));
    expect(result.outcome).toBe('failed');
    const finding = result.findings.find(({ severity }) => severity === 'error')!;
    expect(reportOf(result.report)).toMatchObject({ outcome: 'failed' });
    expect(reportOf(result.report).findings.map(({ code }) => code)).toContain(finding.code);
    return { result, finding };
  };

  it('by a crash in the builder: names the engine, and keeps the graph so far', async () => {
    const { result, finding } = await failed('segv');
    expect(finding).toMatchObject({ code: 'build.crashed', places: [{ kind: 'engine', engine: '_run_on_acc_2' }] });
    expect(finding.message).toContain('SIGSEGV (a segmentation fault) while building engine 2 of 3 (_run_on_acc_2)');
    expect(finding.detail).toContain('[E] about to crash');
    expect(finding.remedies.map(({ title }) => title)).toEqual([
      'Leave to PyTorch what only this engine has: torch.ops.aten.mul.default',
      'Try TensorRT-RTX 1.7.1.116 in an environment of your own.',
    ]);
    const report = reportOf(result.report);
    expect(report.engines.map(({ state }) => state)).toEqual(['built', 'crashed', 'not-built']);
    expect(report.program!.partition.blocks).toHaveLength(5);
    expect(outputs()).toEqual(['segv.trtlens']);
  });

  it('by running out of memory', async () => {
    const { finding } = await failed('oom');
    expect(finding.code).toBe('build.out-of-memory');
    expect(finding.message).toContain('engine 1 of 3');
    expect(finding.remedies.length).toBeGreaterThan(0);
  });

  it('by a MemoryError of Python', async () => {
    expect((await failed('no-memory')).finding).toMatchObject({
      code: 'build.out-of-memory',
      message: 'The memory ran out while lowering the graph: the process ended with status 1.',
    });
  });

  it('by an exception that nobody caught', async () => {
    const { finding } = await failed('traceback');
    expect(finding).toMatchObject({
      code: 'job.crashed',
      message: 'The process ended with status 1 while lowering the graph.',
    });
    expect(finding.detail).toContain('RuntimeError: lowering went wrong');
  });

  it('by a failure that it explains itself', async () => {
    const { result, finding } = await failed('build-failed');
    expect(finding.code).toBe('build.failed');
    expect(reportOf(result.report).engines.map(({ state }) => state)).toEqual(['built', 'failed', 'not-built']);
    expect(outputs()).toEqual(['build-failed.trtlens']);
  });

  it('by ending without a word', async () => {
    expect((await failed('silent')).finding.message).toContain('ended without a result');
  });

  it('by not being an interpreter that can run it', async () => {
    expect((await failed('not-python')).finding).toMatchObject({
      code: 'environment.interpreter-not-started',
      detail: 'No module named trtlens_torch',
    });
    expect((await failed('normal', { python: '/no/such/python' })).finding).toMatchObject({
      code: 'environment.interpreter-not-started',
      message: expect.stringContaining('/no/such/python') as string,
    });
  });

  it('keeps an old program where the new compile fails', async () => {
    writeFileSync(join(folder, 'segv.trt.pt2'), 'old');
    await failed('segv');
    expect(readFileSync(join(folder, 'segv.trt.pt2'), 'utf8')).toBe('old');
  });
});

describe('before a worker is started', () => {
  it('says that the output folder cannot be written, whatever the reason', async () => {
    const model = taskFor('normal').model;
    writeFileSync(join(folder, 'file'), '');
    for (const out of [join(folder, 'missing'), join(folder, 'file'), '/proc']) {
      const result = await run(taskFor('normal', { files: outputFiles(model, out) }));
      expect([result.outcome, result.files]).toEqual(['failed', []]);
      expect(result.findings).toMatchObject([{ code: 'output.not-writable', severity: 'error' }]);
      expect(result.findings[0]!.message).toContain(out);
    }
    mkdirSync(join(folder, 'normal.trt.pt2'));
    const result = await run(taskFor('normal'));
    expect(result.findings[0]).toMatchObject({ code: 'output.not-writable' });
    expect(outputs().sort()).toEqual(['file', 'normal.trt.pt2']);
  });

  it('says that the model is missing, empty or of no known kind', async () => {
    const codeFor = async (model: string, content?: string): Promise<string> => {
      if (content !== undefined) writeFileSync(join(folder, model), content);
      return (await run(taskFor('normal', { model: join(folder, model), mode: 'partition', files: undefined })))
        .findings[0]!.code;
    };
    expect(await codeFor('nothing.py')).toBe('load.not-found');
    expect(await codeFor('empty.pt2', '')).toBe('load.empty');
    expect(await codeFor('cut.pt2', 'PK\x03\x04 and then nothing')).toBe('load.truncated');
    expect(await codeFor('model.tflite', 'x')).toBe('load.unknown-format');
  });

  it('tells a job that is gone from a model that fails', async () => {
    const script = join(folder, 'job.cjs');
    writeFileSync(script, "console.error('no good'); process.exit(7);");
    const result = await runCompileJob(taskFor('normal'), { jobScript: script });
    expect(result.findings).toMatchObject([{ code: 'job.crashed', detail: 'no good' }]);
    expect(result.findings[0]!.message).toContain('status 7');
    expect(outputs()).toEqual(['job.cjs']);
  });
});

describe('cancel', () => {
  /** Cancels when `when` says so; milliseconds that the job takes from there. */
  const cancelled = async (task: TorchTask, when: (phase: string) => boolean): Promise<number> => {
    const abort = new AbortController();
    let at = 0;
    const result = await run(task, {
      signal: abort.signal,
      onProgress: ({ phase }) => {
        if (at !== 0 || !when(phase)) return;
        at = 1; // the rest is asynchronous
        setTimeout(() => {
          at = performance.now();
          abort.abort();
        }, 100);
      },
    });
    expect(result).toMatchObject({ outcome: 'cancelled', files: [], findings: [] });
    expect(reportOf(result.report).outcome).toBe('cancelled');
    return performance.now() - at;
  };

  it.each(['start', 'import', 'load', 'export', 'lower', 'partition', 'build', 'save'])(
    'in phase %s ends within 2 s and leaves no file',
    async (phase) => {
      const behaviour = phase === 'start' ? 'hang-import' : `hang-${phase}`;
      writeFileSync(join(folder, `${behaviour}.trt.pt2`), 'old');
      expect(await cancelled(taskFor(behaviour), (each) => each === phase)).toBeLessThan(2000);
      expect(outputs()).toEqual([`${behaviour}.trt.pt2`]);
      expect(readFileSync(join(folder, `${behaviour}.trt.pt2`), 'utf8')).toBe('old');
    },
  );

  it('ends a worker that takes no notice, and what it started', async () => {
    const pids = async (): Promise<number[]> => {
      for (let i = 0; i < 200; i++) {
        try {
          const text = readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number);
          if (text.length === 2 && text[1]) return text;
        } catch {
          // not yet
        }
        await delay(20);
      }
      throw new Error('The worker did not start');
    };
    const abort = new AbortController();
    const job = run(taskFor('stubborn'), { signal: abort.signal });
    const running = await pids();
    expect(running.map(isRunning)).toEqual([true, true]);
    const at = performance.now();
    abort.abort();
    expect((await job).outcome).toBe('cancelled');
    expect(performance.now() - at).toBeLessThan(2000);
    await delay(50);
    expect(running.map(isRunning)).toEqual([false, false]);
    expect(outputs()).toEqual(['pids']);
  });

  it('ends a worker that floods its output', async () => {
    expect(await cancelled(taskFor('endless'), (phase) => phase === 'load')).toBeLessThan(2000);
    expect(outputs()).toEqual([]);
  });

  it('before the start starts nothing', async () => {
    const result = await run(taskFor('normal'), { signal: AbortSignal.abort() });
    expect([result.outcome, outputs()]).toEqual(['cancelled', []]);
  });
});
