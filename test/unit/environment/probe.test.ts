import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { findEnvironment, onPath, pathCandidates, probeAll } from '../../../extension/jobs/environment/discover';
import { probeInterpreter } from '../../../extension/jobs/environment/probe';
import { isRunning } from './fakePython';

// Processes are started here, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(join(tmpdir(), 'trtlens probe ü-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const workerFolder = join(__dirname, '../../../native/torch');
const dataFolder = join(root, 'data');

function script(name: string, body: string): string {
  const path = join(root, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

function answer(packages: Readonly<Record<string, string>> = {}): string {
  return `echo '${JSON.stringify({ python: '3.11.7', bits: 64, executable: '', ...packages })}'`;
}

const COMPLETE = { torch: '2.13.0', torch_tensorrt: '2.13.0', flavour: 'rtx', tensorrt: '1.5.0.114' };

const probe = (executable: string, timeout?: number) =>
  probeInterpreter({ executable, origin: 'path' }, { workerFolder, ...(timeout !== undefined && { timeout }) });

describe('probe.py in the Python of this machine', () => {
  it('says what the interpreter is', async () => {
    const answered = await probe('python3');
    if (answered.kind === 'failed') throw new Error(answered.reason);
    expect(answered.interpreter.python).toMatch(/^3\.\d+\.\d+/);
    expect(existsSync(answered.interpreter.executable)).toBe(true);
    expect(answered.traits).toMatchObject({ implementation: 'CPython', bits: 64, platform: /^linux-/ });
  });

  it('finds packages by their metadata and imports none', async () => {
    const site = join(root, 'site');
    const install = (module: string, distribution: string, version: string) => {
      mkdirSync(join(site, module), { recursive: true });
      writeFileSync(join(site, module, '__init__.py'), 'raise SystemExit("imported")\n');
      const info = join(site, `${distribution.replaceAll('-', '_')}-${version}.dist-info`);
      mkdirSync(info);
      writeFileSync(join(info, 'METADATA'), `Metadata-Version: 2.1\nName: ${distribution}\nVersion: ${version}\n`);
    };
    install('torch', 'torch', '2.12.0+cu130');
    install('torch_tensorrt', 'torch-tensorrt-rtx', '2.12.0');
    install('tensorrt_rtx', 'tensorrt_rtx', '1.4.0.1');
    install('tensorrt', 'tensorrt', '10.1.0');
    const python = script('with-packages', `PYTHONPATH='${site}' exec python3 "$@"`);
    expect(await probe(python)).toMatchObject({
      kind: 'answered',
      interpreter: { torch: '2.12.0+cu130', torchTensorrt: '2.12.0', flavour: 'rtx', tensorrt: '1.4.0.1' },
    });
    rmSync(join(site, 'torch_tensorrt_rtx-2.12.0.dist-info'), { recursive: true });
    rmSync(join(site, 'tensorrt_rtx-1.4.0.1.dist-info'), { recursive: true });
    install('torch_tensorrt', 'torch-tensorrt', '2.11.0');
    expect(await probe(python)).toMatchObject({
      interpreter: { torchTensorrt: '2.11.0', flavour: 'standard', tensorrt: '10.1.0' },
    });
    // Metadata that an uninstall left behind is no package.
    rmSync(join(site, 'torch_tensorrt'), { recursive: true });
    expect((await probe(python)).kind === 'answered').toBe(true);
    expect(await probe(python)).not.toHaveProperty('interpreter.torchTensorrt');
  });

  it('says where the libraries of TensorRT-RTX are, importing nothing', async () => {
    const site = join(root, 'site with libraries');
    const libs = join(site, 'tensorrt_rtx_libs');
    mkdirSync(libs, { recursive: true });
    const python = script('with-libraries', `PYTHONPATH='${site}' exec python3 "$@"`);
    // A folder alone is a package too.
    expect(await probe(python)).toHaveProperty('interpreter.tensorrtRtxLibs', libs);
    writeFileSync(join(libs, '__init__.py'), 'raise SystemExit("imported")\n');
    expect(await probe(python)).toHaveProperty('interpreter.tensorrtRtxLibs', libs);
    // A module of that name has no folder.
    rmSync(libs, { recursive: true });
    writeFileSync(join(site, 'tensorrt_rtx_libs.py'), 'raise SystemExit("imported")\n');
    const answered = await probe(python);
    expect(answered.kind).toBe('answered');
    expect(answered).not.toHaveProperty('interpreter.tensorrtRtxLibs');
  });

  it('is not misled by the modules beside it', async () => {
    const shadowed = join(root, 'shadow', 'trtlens_torch');
    mkdirSync(shadowed, { recursive: true });
    copyFileSync(join(workerFolder, 'trtlens_torch', 'probe.py'), join(shadowed, 'probe.py'));
    for (const name of ['platform', 'json', 'torch'])
      writeFileSync(join(shadowed, `${name}.py`), 'raise SystemExit(3)');
    const candidate = { executable: 'python3', origin: 'path' } as const;
    const answered = await probeInterpreter(candidate, { workerFolder: join(root, 'shadow') });
    expect(answered.kind).toBe('answered');
    expect(answered).not.toHaveProperty('interpreter.torch');
  });
});

describe('programs that are no Python', () => {
  const reasonOf = async (executable: string, timeout?: number) => {
    const failed = await probe(executable, timeout);
    return failed.kind === 'failed' ? failed.reason : 'it answered';
  };

  it('missing', async () => expect(await reasonOf(join(root, 'none'))).toBe('there is no such program'));

  it('printing something else', async () => {
    expect(await reasonOf(script('garbage', 'echo hello'))).toBe('it did not answer as Python does: "hello"');
    expect(await reasonOf(script('list', 'echo "[]"'))).toContain('did not answer');
    expect(await reasonOf(script('silent', ':'))).toContain('it printed nothing');
  });

  it('ending with an error, whose words are kept', async () => {
    expect(await reasonOf(script('one', 'echo broken >&2; exit 1'))).toBe('it ended with status 1\nbroken');
  });

  it('hanging, and then nothing of it is left', async () => {
    const pid = join(root, 'pid');
    expect(await reasonOf(script('hang', `sleep 100 & echo $! > '${pid}'; wait`), 300)).toContain('within 0.3 s');
    await vi.waitFor(() => expect(isRunning(Number(readFileSync(pid, 'utf8')))).toBe(false));
  });

  it('ended by a signal', async () => {
    expect(await reasonOf(script('signal', 'kill -SEGV $$'))).toBe('it was ended by a signal');
  });

  it('not executable', async () => {
    const path = script('plain', '');
    chmodSync(path, 0o644);
    expect(await reasonOf(path)).toContain('EACCES');
  });

  it('a banner before the answer does no harm', async () => {
    expect((await probe(script('banner', `echo Welcome; ${answer()}`))).kind).toBe('answered');
  });
});

describe('findEnvironment for the libraries of TensorRT-RTX', () => {
  const find = (candidates: readonly [string, 'argument' | 'path'][]) =>
    findEnvironment({
      candidates: candidates.map(([executable, origin]) => ({ executable, origin })),
      dataFolder,
      workerFolder,
      purpose: 'tensorrt-rtx',
    });
  const complete = script('complete-without-libraries', answer(COMPLETE));

  it('goes on until one has them, and asks none behind it', async () => {
    const libraries = script('libraries', answer({ tensorrt_rtx_libs: '/site/tensorrt_rtx_libs' }));
    const asked = join(root, 'asked');
    const behind = script('behind', `touch '${asked}'`);
    const found = await find([
      [complete, 'path'],
      [libraries, 'path'],
      [behind, 'path'],
    ]);
    expect(found).toMatchObject({ ok: true, value: { tensorrtRtxLibs: '/site/tensorrt_rtx_libs' } });
    expect(existsSync(asked)).toBe(false);
  });

  it('says it of one that was named', async () => {
    expect(await find([[complete, 'argument']])).toMatchObject({
      ok: false,
      findings: [{ code: 'environment.no-tensorrt-rtx' }],
    });
  });
});

describe('findEnvironment', () => {
  const complete = script('complete', answer(COMPLETE));
  const torchOnly = script('torch-only', answer({ torch: '2.13.0' }));
  const find = (candidates: readonly [string, 'argument' | 'path'][], signal?: AbortSignal) =>
    findEnvironment({
      candidates: candidates.map(([executable, origin]) => ({ executable, origin })),
      dataFolder,
      workerFolder,
      signal,
    });

  it('takes the first with torch_tensorrt and asks no further', async () => {
    const marker = join(root, 'asked');
    const last = script('last', `touch '${marker}'; ${answer(COMPLETE)}`);
    const outcome = await find([[torchOnly, 'path'], [complete, 'path'], [last, 'path']]); // prettier-ignore
    expect(outcome).toMatchObject({ ok: true, value: { executable: complete, torchTensorrt: '2.13.0' } });
    expect(existsSync(marker)).toBe(false);
  });

  it('stops at an argument that lacks it', async () => {
    const outcome = await find([[torchOnly, 'argument'], [complete, 'path']]); // prettier-ignore
    expect(outcome).toMatchObject({ ok: false, findings: [{ code: 'environment.no-torch-tensorrt' }] });
  });

  it('takes the newest complete managed environment last', async () => {
    const folder = join(dataFolder, 'environments');
    const make = (name: string, created: string, marker = true) => {
      mkdirSync(join(folder, name, 'bin'), { recursive: true });
      symlinkSync(complete, join(folder, name, 'bin', 'python'));
      const versions = { python: '3.11.7', torch: '2', torchTensorrt: '2', tensorrt: '1' };
      const text = JSON.stringify({ format: 1, lock: 'ab', build: 'cpu', ...versions, created });
      if (marker) writeFileSync(join(folder, name, 'trtlens-environment.json'), text);
    };
    make('py311-cpu-00000001', '2026-01-01T00:00:00.000Z');
    make('py311-cpu-00000002', '2026-02-01T00:00:00.000Z');
    make('py311-cpu-00000003', '', false);
    const outcome = await find([[torchOnly, 'path']]);
    expect(outcome).toMatchObject({
      ok: true,
      value: { origin: 'managed', executable: join(folder, 'py311-cpu-00000002', 'bin', 'python') },
    });
    const all = await probeAll({ candidates: [{ executable: torchOnly, origin: 'path' }], dataFolder, workerFolder });
    expect(all).toHaveLength(3);
    rmSync(folder, { recursive: true });
  });

  it('has nothing to offer on an empty machine', async () => {
    expect(await find([])).toMatchObject({ ok: false, findings: [{ code: 'environment.missing' }] });
  });

  it('rejects when it is cancelled', async () => {
    const abort = new AbortController();
    const running = find([[script('slow', 'sleep 30'), 'path']], abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('PATH', () => {
  it('gives the first python3 and python, absolute', () => {
    const [one, two] = [join(root, 'path 1'), join(root, 'path 2')];
    for (const folder of [one, two]) mkdirSync(folder);
    for (const file of [join(one, 'python'), join(two, 'python'), join(two, 'python3')]) writeFileSync(file, '');
    expect(pathCandidates({ PATH: `relative:${one}:${two}:` })).toEqual([
      { executable: join(two, 'python3'), origin: 'path' },
      { executable: join(one, 'python'), origin: 'path' },
    ]);
    expect(onPath(['python3'], {})).toEqual([]);
  });
});
