import { describe, expect, it } from 'vitest';
import {
  environmentFolderName,
  locksIn,
  parseMarker,
  plansFor,
  requirementsOf,
  type Marker,
} from '../../../extension/core/environment/managedEnvironment';
import { unsuitable } from '../../../extension/core/environment/setupFindings';
import { localPart, minorOf } from '../../../extension/core/environment/version';

describe('names', () => {
  it('of lock files; others are passed over', () => {
    expect(locksIn(['py311-cpu.txt', 'py310-cuda.txt', 'make_locks.py', 'py311-cpu.txt.bak', 'py27-cpu.txt'])).toEqual([
      { file: 'py311-cpu.txt', minor: 11, build: 'cpu' },
      { file: 'py310-cuda.txt', minor: 10, build: 'cuda' },
    ]);
  });

  it('of the folder: lock and the first eight digits of its hash', () => {
    const [lock] = locksIn(['py39-cpu.txt', 'py311-cpu.txt'].slice(1));
    expect(lock && environmentFolderName(lock, '0123456789abcdef')).toBe('py311-cpu-01234567');
  });
});

describe('plansFor', () => {
  const locks = locksIn(['py310-cuda.txt', 'py311-cpu.txt', 'py311-cuda.txt', 'py313-cuda.txt']);
  const names = (pythons: readonly string[]) =>
    plansFor(
      pythons.map((python) => ({ python })),
      locks,
    ).map(({ lock }) => lock.file);

  it('has CPU builds first, then the newest Python', () => {
    expect(names(['3.10.1', '3.11.7', '3.13.0'])).toEqual([
      'py311-cpu.txt',
      'py313-cuda.txt',
      'py311-cuda.txt',
      'py310-cuda.txt',
    ]);
  });

  it('leaves out what has no lock', () => {
    expect(names(['3.12.1', '3.9.2', '2.11.0'])).toEqual([]);
  });
});

describe('requirementsOf', () => {
  it('reads names and versions, with or without a marker', () => {
    const text =
      '# torch==1.0\ntorch==2.13.0+cpu --hash=sha256:00\nnumpy==2.4.6 ; python_version > "3" --hash=sha256:00\n';
    expect(requirementsOf(text)).toEqual([
      { name: 'torch', version: '2.13.0+cpu' },
      { name: 'numpy', version: '2.4.6' },
    ]);
  });
});

describe('parseMarker', () => {
  const marker: Marker = {
    format: 1,
    lock: 'ab',
    build: 'cpu',
    python: '3.11.7',
    torch: '2.13.0+cpu',
    torchTensorrt: '2.13.0',
    tensorrt: '1.5.0.114',
    created: '2026-01-01T00:00:00.000Z',
  };

  it('reads what was written', () => expect(parseMarker(JSON.stringify(marker))).toEqual(marker));

  it.each([
    ['nothing', ''],
    ['half of it', JSON.stringify(marker).slice(0, 40)],
    ['null', 'null'],
    ['another format', JSON.stringify({ ...marker, format: 2 })],
    ['another build', JSON.stringify({ ...marker, build: 'rocm' })],
    ['no lock', JSON.stringify({ ...marker, lock: undefined })],
  ])('takes %s for no marker', (_, text) => expect(parseMarker(text)).toBeUndefined());
});

describe('versions', () => {
  it('compare by major and minor', () => {
    expect(minorOf('2.13.0+cpu')).toBe(2013);
    expect(minorOf('3.9') < minorOf('3.10')).toBe(true);
    expect(minorOf('unknown')).toBeNaN();
  });

  it('may have a local part', () => {
    expect([localPart('2.13.0+cpu'), localPart('2.13.0')]).toEqual(['cpu', '']);
  });
});

describe('unsuitable', () => {
  const traits = {
    prefix: '/usr',
    implementation: 'CPython',
    bits: 64,
    platform: 'linux-x86_64',
    canMakeEnvironments: true,
    isVirtualEnvironment: false,
  };
  const base = (python: string, changed: Partial<typeof traits> = {}) =>
    unsuitable({
      kind: 'answered',
      interpreter: { executable: '/python', origin: 'path', python },
      traits: { ...traits, ...changed },
    });

  it.each(['3.10.0', '3.11.7', '3.12.1', '3.13.9'])('has nothing against %s', (python) => {
    expect(base(python)).toBeUndefined();
  });

  it.each(['3.9.18', '3.14.0', '2.7.18'])('says the versions to %s', (python) => {
    expect(base(python)).toContain('3.10 to 3.13');
  });

  it('says what else is wrong', () => {
    expect(base('3.11.7', { canMakeEnvironments: false })).toContain('apt install python3-venv');
    expect(base('3.11.7', { platform: 'linux-aarch64' })).toContain('linux-aarch64');
    expect(base('3.11.7', { implementation: 'PyPy' })).toContain('PyPy');
    expect(base('3.11.7', { bits: 32 })).toContain('32 bits');
  });
});
