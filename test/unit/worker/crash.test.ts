import { describe, expect, it } from 'vitest';
import { crashFinding, type CrashScene } from '../../../extension/jobs/worker/crash';
import { brokenProgram, partitionOf, sampleReport } from '../report/sampleReport';

const scene = (more: Partial<CrashScene> = {}): CrashScene => ({
  worker: 'torch',
  executable: '/usr/bin/python3',
  phase: 'build',
  engine: { name: '_run_on_acc_2', index: 2, count: 2 },
  built: ['_run_on_acc_0'],
  program: brokenProgram(),
  environment: sampleReport().environment,
  settings: {},
  log: [],
  ...more,
});
const bySignal = (signal: NodeJS.Signals) => ({ code: null, signal });

describe('crashFinding', () => {
  it('offers to leave out what only the failing engine has', () => {
    const { remedies } = crashFinding(scene(), bySignal('SIGSEGV'));
    expect(remedies[0]!.action).toEqual({
      kind: 'settings',
      change: { torch_executed_ops: ['torch.ops.aten.mul.default'] },
    });
  });

  it('keeps what is left out already', () => {
    const { remedies } = crashFinding(scene({ settings: { torch_executed_ops: ['a'] } }), bySignal('SIGSEGV'));
    expect(remedies[0]!.action).toMatchObject({ change: { torch_executed_ops: ['a', 'torch.ops.aten.mul.default'] } });
  });

  it('does not offer that where nothing was built that could clear an operator', () => {
    const { remedies } = crashFinding(scene({ built: [] }), bySignal('SIGSEGV'));
    expect(remedies.every(({ title }) => !title.startsWith('Leave'))).toBe(true);
  });

  it('offers a min_block_size that leaves out the smaller block', () => {
    const { graph, support } = brokenProgram();
    const partition = partitionOf([
      ['tensorrt', [1, 2]],
      ['torch', []],
      ['tensorrt', [3]],
    ]);
    const { remedies } = crashFinding(scene({ program: { graph, support, partition } }), bySignal('SIGABRT'));
    expect(remedies.map(({ action }) => action)).toContainEqual({ kind: 'settings', change: { min_block_size: 2 } });
  });

  it('offers another TensorRT-RTX only for the one that is known to crash', () => {
    const titles = (tensorrt: string, flavour: 'rtx' | 'standard' = 'rtx'): string =>
      crashFinding(scene({ environment: { ...sampleReport().environment!, tensorrt, flavour } }), bySignal('SIGSEGV'))
        .remedies.map(({ title }) => title)
        .join();
    expect(titles('1.5.0.114')).toContain('1.7.1.116');
    expect(titles('1.7.1.116')).not.toContain('Try TensorRT-RTX');
    expect(titles('1.5.0.114', 'standard')).not.toContain('Try TensorRT-RTX');
  });

  it.each([
    [bySignal('SIGKILL'), []],
    [{ code: 137, signal: null }, []],
    [{ code: 1, signal: null }, ['MemoryError']],
    [bySignal('SIGABRT'), ["terminate called after throwing an instance of 'std::bad_alloc'"]],
    [{ code: 1, signal: null }, ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20 GiB']],
  ])('knows %j with %j for a lack of memory', (exit, log) => {
    expect(crashFinding(scene({ log }), exit).code).toBe('build.out-of-memory');
  });

  it('is no build crash outside of the build', () => {
    const finding = crashFinding(scene({ phase: 'import', engine: undefined }), bySignal('SIGILL'));
    expect(finding).toMatchObject({ code: 'job.crashed', places: [], remedies: [] });
    expect(finding.message).toMatch(/SIGILL .* while importing torch and torch_tensorrt\.$/);
  });

  it('keeps the last lines of the log', () => {
    expect(crashFinding(scene({ log: ['one', 'two'] }), bySignal('SIGSEGV')).detail).toBe('one\ntwo');
    expect(crashFinding(scene(), bySignal('SIGSEGV'))).not.toHaveProperty('detail');
  });
});
