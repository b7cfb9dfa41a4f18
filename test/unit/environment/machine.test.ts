import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultDataFolder } from '../../../extension/jobs/environment/dataFolder';
import { freeSpace } from '../../../extension/jobs/environment/freeSpace';
import { gatherFacts, readGpu } from '../../../extension/jobs/environment/machine';

const root = mkdtempSync(join(tmpdir(), 'trtlens-machine-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('readGpu', () => {
  it('finds nothing on a machine without a driver', async () => {
    expect(await readGpu({}, join(root, 'bare'))).toEqual({ models: [], driver: undefined, libcuda: undefined });
  });

  it('reads driver, GPUs and libcuda', async () => {
    // Lines as the driver's kernel module writes them.
    put(
      'gpu/proc/driver/nvidia/version',
      'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.124.06  Release\n',
    );
    put('gpu/proc/driver/nvidia/gpus/0000:01:00.0/information', 'Model: \t\t NVIDIA H200\nIRQ:   \t\t 16\n');
    expect(await readGpu({}, join(root, 'gpu'))).toMatchObject({
      models: ['NVIDIA H200'],
      driver: '570.124.06',
      libcuda: undefined,
    });
    put('gpu/opt/driver/libcuda.so.1', '');
    const found = await readGpu({ LD_LIBRARY_PATH: 'relative:/opt/driver' }, join(root, 'gpu'));
    expect(found.libcuda).toBe(join(root, 'gpu/opt/driver/libcuda.so.1'));
  });
});

describe('gatherFacts', () => {
  it('tells of unfinished environments and makes no folder', async () => {
    const dataFolder = join(root, 'data');
    const options = { candidates: [], dataFolder, workerFolder: root };
    const before = await gatherFacts(options, {});
    expect(before).toMatchObject({ managed: [], unfinished: [], notWritable: undefined, choice: { ok: false } });
    expect(before.free).toBeGreaterThan(0);
    expect(existsSync(dataFolder)).toBe(false);
    put('data/environments/py311-cpu-01234567/bin/python', '');
    put('data/environments/setup.lock', '');
    expect((await gatherFacts(options, {})).unfinished).toEqual([join(dataFolder, 'environments/py311-cpu-01234567')]);
  });

  it('says why the data folder cannot be written', async () => {
    put('file', '');
    const facts = (dataFolder: string) => gatherFacts({ candidates: [], dataFolder, workerFolder: root }, {});
    expect((await facts(join(root, 'file'))).notWritable).toBe('it is not a folder');
    expect((await facts(join(root, 'file/below'))).notWritable).toBe('a part of the path is not a folder');
    // Root may write everywhere.
    if (process.getuid?.() === 0) return;
    mkdirSync(join(root, 'locked'));
    chmodSync(join(root, 'locked'), 0o500);
    expect((await facts(join(root, 'locked/data'))).notWritable).toContain('EACCES');
  });
});

describe('freeSpace', () => {
  it('asks the nearest folder that exists', async () => {
    expect(await freeSpace(join(root, 'not/yet/there'))).toBeGreaterThan(0);
  });
});

describe('defaultDataFolder', () => {
  it('follows its own variable, then XDG, then the home folder', () => {
    expect(defaultDataFolder({ TRTLENS_DATA_FOLDER: '/own', XDG_DATA_HOME: '/xdg' })).toBe('/own');
    expect(defaultDataFolder({ XDG_DATA_HOME: '/xdg' })).toBe('/xdg/trtlens');
    expect(defaultDataFolder({})).toBe(join(homedir(), '.local/share/trtlens'));
  });

  it('ignores relative folders', () => {
    expect(defaultDataFolder({ TRTLENS_DATA_FOLDER: 'own', XDG_DATA_HOME: '/xdg' })).toBe('/xdg/trtlens');
    expect(defaultDataFolder({ XDG_DATA_HOME: '' })).toBe(join(homedir(), '.local/share/trtlens'));
  });
});
