import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LargeDownload } from '../../../extension/core/environment/managedEnvironment';
import { setUpManagedEnvironment, type SetUpOptions } from '../../../extension/jobs/environment/managed';
import type { SetUpProgress } from '../../../extension/jobs/environment/setupOptions';
import { FakeMachine, isRunning, type FakeStep } from './fakePython';

// Processes are started here, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

let machine: FakeMachine;
afterEach(() => machine.dispose());

function run(options: Partial<SetUpOptions> = {}) {
  return setUpManagedEnvironment({
    dataFolder: machine.dataFolder,
    locksFolder: machine.locksFolder,
    workerFolder: machine.workerFolder,
    environment: machine.environment,
    confirmLargeDownload: () => Promise.reject(new Error('nobody is to be asked')),
    onProgress: () => undefined,
    ...options,
  });
}

function environments(): readonly string[] {
  const parent = join(machine.dataFolder, 'environments');
  return existsSync(parent) ? readdirSync(parent).sort() : [];
}

function markers(): readonly string[] {
  const parent = join(machine.dataFolder, 'environments');
  return environments().filter((name) => existsSync(join(parent, name, 'trtlens-environment.json')));
}

describe('a set-up that nothing disturbs', () => {
  it('makes the CPU environment and says so with its marker', async () => {
    machine = new FakeMachine();
    const outcome = await run();
    expect(outcome).toMatchObject({
      ok: true,
      value: { origin: 'managed', torch: '2.13.0+cpu', torchTensorrt: '2.13.0', tensorrt: '1.5.0.114', flavour: 'rtx' },
    });
    const [name] = markers();
    expect(name).toMatch(/^py311-cpu-[0-9a-f]{8}$/);
    const marker = JSON.parse(
      readFileSync(join(machine.dataFolder, 'environments', name ?? '', 'trtlens-environment.json'), 'utf8'),
    ) as Record<string, string>;
    expect(marker).toMatchObject({ format: 1, build: 'cpu', torch: '2.13.0+cpu', python: '3.11.7' });
    expect(name?.endsWith(marker['lock']?.slice(0, 8) ?? '?')).toBe(true);
    expect(environments()).toEqual([name]);
    expect(readdirSync(join(machine.dataFolder, 'downloads'))).toEqual([]);
  });

  it('tells every step in order, with packages k of n, and a fraction that never goes back', async () => {
    machine = new FakeMachine();
    const told: SetUpProgress[] = [];
    await run({ onProgress: (progress) => told.push(progress) });
    const steps = told.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1]);
    expect(steps).toEqual(['choose', 'create', 'download', 'install', 'verify']);
    const fractions = told.map(({ fraction }) => fraction ?? -1);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
    const details = told.filter(({ step }) => step === 'download').map(({ detail }) => detail);
    expect(details).toContain('numpy 2.4.6 (1 of 8)');
    expect(details).toContain('torch 2.13.0+cpu (8 of 8, 50 %)');
  });

  it('uses a complete environment again, running nothing but a probe of it', async () => {
    machine = new FakeMachine();
    const first = await run();
    machine.forgetLog();
    expect(await run()).toMatchObject({ ok: true, value: first.ok && { executable: first.value.executable } });
    expect(machine.log.filter((line) => line !== 'probe')).toEqual([]);
  });

  it('makes another environment for another lock', async () => {
    machine = new FakeMachine();
    await run();
    const lock = join(machine.locksFolder, 'py311-cpu.txt');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace('numpy==2.4.6', 'numpy==2.4.7'));
    await run();
    expect(markers()).toHaveLength(2);
  });

  it('makes an environment anew whose interpreter no longer starts', async () => {
    machine = new FakeMachine();
    const first = await run();
    if (!first.ok) throw new Error('no environment');
    rmSync(first.value.executable);
    writeFileSync(first.value.executable, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(await run()).toMatchObject({ ok: true });
    expect(machine.log.filter((line) => line === 'venv')).toHaveLength(2);
  });
});

describe('cancel', () => {
  const steps: readonly FakeStep[] = ['probe', 'venv', 'tools', 'dry-run', 'download', 'install', 'verify'];
  for (const [index, step] of steps.entries()) {
    it(`in ${step} ends the whole group within 2 s, and the next set-up succeeds`, async () => {
      machine = new FakeMachine();
      machine.hangAt(step, index % 2 === 1);
      const abort = new AbortController();
      const running = run({ signal: abort.signal });
      const rejected = expect(running).rejects.toMatchObject({ name: 'AbortError' });
      await machine.reached();
      const begin = Date.now();
      abort.abort();
      await rejected;
      expect(Date.now() - begin).toBeLessThan(2000);
      await vi.waitFor(() => expect(machine.pids.filter(isRunning)).toEqual([]));
      expect(markers()).toEqual([]);
      expect(environments()).not.toContain('setup.lock');
      machine.heal();
      expect(await run()).toMatchObject({ ok: true });
    });
  }

  it('while a person is asked', async () => {
    machine = new FakeMachine(['3.12.1'], ['py312-cuda']);
    const abort = new AbortController();
    const confirmLargeDownload = () => {
      abort.abort();
      return new Promise<boolean>(() => undefined);
    };
    await expect(run({ signal: abort.signal, confirmLargeDownload })).rejects.toMatchObject({ name: 'AbortError' });
    expect(environments()).toEqual([]);
  });

  it('while another set-up has the lock', async () => {
    machine = new FakeMachine();
    machine.hangAt('download');
    const [first, second] = [new AbortController(), new AbortController()];
    const running = run({ signal: first.signal });
    running.catch(() => undefined);
    await machine.reached();
    const waiting = run({ signal: second.signal, onProgress: ({ step }) => step === 'wait' && second.abort() });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(environments()).toContain('setup.lock');
    first.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('an interrupted set-up', () => {
  it('goes on with the downloads that are there', async () => {
    machine = new FakeMachine();
    machine.hangAt('download');
    const abort = new AbortController();
    const running = run({ signal: abort.signal });
    running.catch(() => undefined);
    await machine.reached();
    abort.abort();
    await expect(running).rejects.toThrow();
    machine.heal();
    machine.forgetLog();
    expect(await run()).toMatchObject({ ok: true });
    expect(machine.log).toContain('numpy==2.4.6: kept');
    expect(machine.log).toContain('torch==2.13.0+cpu: downloaded');
  });

  it('leaves no environment that counts: without a marker it is made anew', async () => {
    machine = new FakeMachine();
    const first = await run();
    const folder = join(machine.dataFolder, 'environments', markers()[0] ?? '');
    rmSync(join(folder, 'trtlens-environment.json'));
    writeFileSync(join(folder, 'half-written'), '');
    expect(await run()).toEqual(first);
    expect(existsSync(join(folder, 'half-written'))).toBe(false);
  });
});

describe('two at once', () => {
  it('the second waits, says so, and uses the result of the first', async () => {
    machine = new FakeMachine();
    machine.hangAt('download');
    const told: SetUpProgress[] = [];
    const first = run();
    await machine.reached();
    const second = run({ onProgress: (progress) => told.push(progress) });
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ step: 'wait' }));
    for (const pid of machine.pids) process.kill(pid, 'SIGKILL');
    expect(await first).toMatchObject({ ok: false, findings: [{ code: 'environment.download-failed' }] });
    // The first failed, so the second takes over where it was.
    machine.heal();
    expect(await second).toMatchObject({ ok: true });

    machine.forgetLog();
    rmSync(join(machine.dataFolder, 'environments'), { recursive: true });
    const both = await Promise.all([run(), run(), run()]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(machine.log.filter((line) => line === 'venv')).toHaveLength(1);
  });
});

describe('what a user can act on', () => {
  it('the CUDA build is asked for with its size, and a no is a finding', async () => {
    machine = new FakeMachine(['3.12.1'], ['py312-cuda']);
    let asked: LargeDownload | undefined;
    const outcome = await run({
      confirmLargeDownload: (plan) => {
        asked = plan;
        return Promise.resolve(false);
      },
    });
    expect(asked).toMatchObject({ build: 'cuda', installed: 4.8e9, pythonVersion: '3.12.1' });
    expect(asked?.reason).toContain('3.12');
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'environment.declined' }] });
    expect(outcome.findings[0].message).toContain('4.8 GB');
    expect(environments()).toEqual([]);
  });

  it('a CPU build that pip does not find leads to the CUDA build', async () => {
    machine = new FakeMachine();
    machine.failAt('dry-run', 'ERROR: No matching distribution found for torch==2.13.0+cpu');
    let reason = '';
    const outcome = await run({
      confirmLargeDownload: (plan) => {
        reason = plan.reason;
        return Promise.resolve(true);
      },
    });
    expect(reason).toBe('pip finds no CPU build of torch for Python 3.11');
    expect(outcome).toMatchObject({ ok: true, value: { torch: '2.13.0' } });
    expect(markers()).toEqual([expect.stringMatching(/^py311-cuda-/)]);
    expect(environments()).toHaveLength(1);
  });

  it('a Python whose CPU build can be had comes before a newer one', async () => {
    machine = new FakeMachine(['3.13.0', '3.11.7'], ['py311-cpu', 'py311-cuda', 'py313-cuda']);
    expect(await run()).toMatchObject({ ok: true, value: { torch: '2.13.0+cpu' } });
  });

  it('too little space is said before anything is made', async () => {
    machine = new FakeMachine();
    const outcome = await run({ freeSpace: () => Promise.resolve(1e9) });
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'environment.disk-full' }] });
    expect(outcome.findings[0].message).toContain('has 1 GB free');
    expect(machine.log).not.toContain('venv');
  });

  it('a disk that becomes full', async () => {
    machine = new FakeMachine();
    machine.failAt(
      'install',
      'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
    );
    expect(await run()).toMatchObject({ ok: false, findings: [{ code: 'environment.disk-full' }] });
    machine.heal();
    expect(await run()).toMatchObject({ ok: true });
  });

  it('no connection, with the last lines of pip', async () => {
    machine = new FakeMachine();
    machine.failAt('tools', 'WARNING: Retrying after NewConnectionError: Temporary failure in name resolution');
    const outcome = await run();
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'environment.download-failed' }] });
    expect(outcome.findings[0].message).toContain('no connection');
    expect(outcome.findings[0].detail).toContain('NewConnectionError');
    expect(environments()).not.toContain('setup.lock');
  });

  it('an environment that does not start', async () => {
    machine = new FakeMachine();
    machine.failAt('verify', 'OSError: libfoo.so: cannot open shared object file');
    const outcome = await run();
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'environment.broken' }] });
    expect(outcome.findings[0].detail).toContain('libfoo.so');
    expect(markers()).toEqual([]);
  });

  it('an environment with other versions than the lock', async () => {
    machine = new FakeMachine();
    machine.verifyAs({ python: '3.11.7', torch: '2.12.0+cpu', torch_tensorrt: '2.13.0', tensorrt: '1.5.0.114' });
    const outcome = await run();
    expect(outcome.findings[0].detail).toBe('torch is 2.12.0+cpu, the lock file says 2.13.0+cpu');
  });

  it('a local part that only torch itself tells is no difference', async () => {
    machine = new FakeMachine(['3.11.7'], ['py311-cuda']);
    machine.verifyAs({ python: '3.11.7', torch: '2.13.0+cu130', torch_tensorrt: '2.13.0', tensorrt: '1.5.0.114' });
    expect(await run({ confirmLargeDownload: () => Promise.resolve(true) })).toMatchObject({ ok: true });
  });

  it('no Python that will do, with the reason for each', async () => {
    machine = new FakeMachine([]);
    machine.addPython('3.11.7', { has_venv: false });
    const environment = { ...machine.environment, PATH: machine.bin };
    const script = join(machine.bin, 'python3');
    writeFileSync(script, '#!/bin/sh\necho \'{"python": "3.9.2", "bits": 64, "executable": "/old/python3"}\'\n', {
      mode: 0o755,
    });
    const outcome = await run({ environment });
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'environment.no-python' }] });
    expect(outcome.findings[0].detail).toContain('apt install python3-venv');
    expect(outcome.findings[0].detail).toContain('Python 3.9.2 is not one of 3.10 to 3.13');
  });

  it('a named Python that will not do is not passed over', async () => {
    machine = new FakeMachine();
    const outcome = await run({ python: join(machine.root, 'missing') });
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'environment.no-python' }] });
    expect(outcome.findings[0].message).toContain(join(machine.root, 'missing'));
  });

  it('a data folder that cannot be made', async () => {
    machine = new FakeMachine();
    const file = join(machine.root, 'file');
    writeFileSync(file, '');
    const outcome = await run({ dataFolder: join(file, 'data') });
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'environment.not-writable' }] });
    mkdirSync(machine.dataFolder);
  });
});
