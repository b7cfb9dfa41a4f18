import { describe, expect, it } from 'vitest';
import { checkMachine, type MachineFacts } from '../../../extension/core/environment/checks';
import { chooseInterpreter, type Interpreter, type Probe } from '../../../extension/core/environment/interpreter';

const MANAGED: Interpreter = {
  executable: '/data/environments/py311-cpu-01234567/bin/python',
  origin: 'managed',
  python: '3.11.7',
  torch: '2.13.0+cpu',
  torchTensorrt: '2.13.0',
  flavour: 'rtx',
  tensorrt: '1.5.0.114',
};

const TRAITS = {
  prefix: '/usr',
  implementation: 'CPython',
  bits: 64,
  platform: 'linux-x86_64',
  canMakeEnvironments: true,
  isVirtualEnvironment: false,
};

const PROBES: readonly Probe[] = [
  { kind: 'failed', candidate: { executable: '/usr/bin/python3', origin: 'path' }, reason: 'it printed nothing' },
  { kind: 'answered', interpreter: MANAGED, traits: TRAITS },
];

const MARKER = {
  format: 1,
  lock: 'ab',
  build: 'cpu',
  python: '3.11.7',
  torch: '2.13.0+cpu',
  torchTensorrt: '2.13.0',
  tensorrt: '1.5.0.114',
  created: '2026-01-01T00:00:00.000Z',
} as const;

const GOOD: MachineFacts = {
  node: '24.21.0',
  probes: PROBES,
  choice: chooseInterpreter(PROBES),
  gpu: { models: ['NVIDIA H200'], driver: '570.124.06', libcuda: '/usr/lib/libcuda.so.1' },
  dataFolder: '/data',
  managed: [{ folder: '/data/environments/py311-cpu-01234567', marker: MARKER }],
  unfinished: [],
  free: 50e9,
  notWritable: undefined,
};

function states(facts: Partial<MachineFacts> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(checkMachine({ ...GOOD, ...facts }).map(({ id, state }) => [id, state]));
}

function message(id: string, facts: Partial<MachineFacts> = {}): string {
  return checkMachine({ ...GOOD, ...facts }).find((check) => check.id === id)?.message ?? '';
}

const ALL_OK = {
  node: 'ok',
  interpreters: 'ok',
  versions: 'ok',
  gpu: 'ok',
  'managed-environment': 'ok',
  'disk-space': 'ok',
  'data-folder': 'ok',
};

describe('checkMachine', () => {
  it('has nothing to say against a good machine', () => expect(states()).toEqual(ALL_OK));

  it('says which interpreter is used, why, and what the others are', () => {
    const text = message('interpreters');
    expect(text).toContain('since no other has torch_tensorrt');
    expect(text).toContain('/usr/bin/python3 (path): it printed nothing');
    expect(text).toMatch(/→ \/data\/environments/);
  });

  it('an old Node', () => {
    expect(states({ node: '18.20.0' })).toEqual({ ...ALL_OK, node: 'problem' });
    expect(states({ node: '20.0.0' })).toEqual(ALL_OK);
  });

  it('no usable interpreter: every such check has a remedy', () => {
    const probes = PROBES.slice(0, 1);
    const facts = { probes, choice: chooseInterpreter(probes), managed: [] };
    expect(states(facts)).toEqual({
      ...ALL_OK,
      interpreters: 'problem',
      versions: 'problem',
      'managed-environment': 'problem',
    });
    const problems = checkMachine({ ...GOOD, ...facts }).filter(({ state }) => state === 'problem');
    for (const { remedies } of problems) expect(remedies[0]?.title).toContain('trtlens setup');
  });

  it('a combination that is not tested', () => {
    const probes: readonly Probe[] = [
      { kind: 'answered', interpreter: { ...MANAGED, origin: 'path', flavour: 'standard' }, traits: TRAITS },
    ];
    expect(states({ probes, choice: chooseInterpreter(probes) })).toEqual({ ...ALL_OK, versions: 'warning' });
    expect(message('versions', { choice: chooseInterpreter(probes) })).toContain('not tested here');
  });

  it('no GPU', () => {
    const gpu = { models: [], driver: undefined, libcuda: undefined };
    expect(states({ gpu })).toEqual({ ...ALL_OK, gpu: 'warning' });
    expect(message('gpu', { gpu })).toBe('No GPU: builds work, running and profiling do not');
  });

  it('a driver without its library, and a library without a readable driver (WSL)', () => {
    expect(states({ gpu: { ...GOOD.gpu, libcuda: undefined } })).toEqual({ ...ALL_OK, gpu: 'warning' });
    expect(states({ gpu: { models: [], driver: undefined, libcuda: '/usr/lib/wsl/lib/libcuda.so.1' } })).toEqual(
      ALL_OK,
    );
  });

  it('an unfinished environment, or none where another interpreter is used', () => {
    const unfinished = ['/data/environments/py311-cpu-01234567'];
    expect(states({ managed: [], unfinished })).toEqual({ ...ALL_OK, 'managed-environment': 'warning' });
    expect(states({ managed: [] })).toEqual(ALL_OK);
  });

  it('little space: more is wanted where an environment is still to be made', () => {
    const probes = PROBES.slice(0, 1);
    const without = { probes, choice: chooseInterpreter(probes), managed: [] };
    expect(states({ free: 1.5e9 })['disk-space']).toBe('ok');
    expect(states({ ...without, free: 1.5e9 })['disk-space']).toBe('warning');
    expect(states({ free: 0 })['disk-space']).toBe('warning');
    expect(message('disk-space', { free: 0 })).toContain('1 B free');
  });

  it('a data folder that cannot be written', () => {
    expect(states({ notWritable: 'EACCES' })).toEqual({ ...ALL_OK, 'data-folder': 'problem' });
  });
});
