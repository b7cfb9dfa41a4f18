import { describe, expect, it } from 'vitest';
import { machineText, verdictText } from '../../../extension/core/artifact/words';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { openArtifact } from '../../../extension/core/formats/open';
import { isLoadable, verdictOn } from '../../../extension/core/loading/verdict';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';
import { fixture } from '../formats/files';

/** A machine that loads ENGINE. */
const TARGET: trtlens.ITarget = {
  name: 'the machine',
  platform: 'linux_x86_64',
  torchTensorrt: '2.13.0',
  tensorrt: '1.5.0.114',
  flavour: 'rtx',
  computeCapability: '8.9',
};
const ENGINE: trtlens.IArtifactEngine = {
  name: 'acc_0',
  abi: '9',
  platform: 'linux_x86_64',
  computeCapabilities: ['8.9'],
  tensorrt: '1.5.0.114',
  flavour: 'rtx',
  serialization: 94,
  hardwareCompatible: false,
};
const SCHEMA = [{ name: 'schema', value: '8.20' }];

function verdict(engine: trtlens.IArtifactEngine, target: trtlens.ITarget = {}, kind = 'compiled-program') {
  const engines = [{ ...ENGINE, ...engine }];
  const { state, reasons } = verdictOn({ kind, facts: SCHEMA, engines }, { ...TARGET, ...target });
  return { state, reasons: (reasons ?? []).map(decodeFinding) };
}

const outcome = (...given: Parameters<typeof verdict>): [string, string[]] => {
  const { state, reasons } = verdict(...given);
  return [state!, reasons.map(({ code, severity }) => `${severity} ${code}`)];
};

describe('isLoadable', () => {
  it.each([
    ['exported-program', true],
    ['compiled-program', true],
    ['engine', true],
    ['torchscript', true],
    ['onnx', false],
    ['layer-information', false],
    ['dry-run', false],
    ['report', false],
    ['unknown', false],
  ])('of kind %s: %s', (kind, loadable) => {
    expect(isLoadable({ kind })).toBe(loadable);
  });
});

describe('verdictText', () => {
  const reason = (severity: string): trtlens.IFinding => ({ code: 'load.capability', severity });

  it.each([
    ['loads', [], 'loads on the chosen machine'],
    ['refused', [reason('error')], 'cannot be loaded on the chosen machine'],
    ['unknown', [reason('information')], 'nothing speaks against the chosen machine'],
    ['unknown', [reason('warning'), reason('information')], 'may not load on the chosen machine'],
  ])('of %s: %#', (state, reasons, words) => {
    const verdict = { target: 'gpu=H200', state, reasons };
    expect(verdictText(verdict, machineText(verdict))).toBe(words);
    expect(verdictText(verdict)).toBe(words.replace('the chosen machine', 'gpu=H200'));
  });
});

describe('verdictOn', () => {
  it('lets an engine load that was made there', () => {
    expect(outcome({})).toEqual(['loads', []]);
    expect(
      outcome(
        { flavour: 'standard', tensorrt: '10.15.1.29', serialization: 240 },
        { flavour: 'standard', tensorrt: '10.15.1.40' },
      ),
    ).toEqual(['loads', []]);
  });

  it.each<[string, trtlens.IArtifactEngine, trtlens.ITarget, string, RegExp]>([
    [
      'an older record',
      { abi: '8' },
      {},
      'load.abi',
      /ABI "8" \(Torch-TensorRT 2\.11\) with 11 fields, and Torch-TensorRT 2\.13\.0 reads ABI "9" with 12 fields alone/,
    ],
    ['a newer record', { abi: '10' }, {}, 'load.abi', /ABI "10" \(Torch-TensorRT 2\.14\) with 13 fields/],
    [
      'a record of 2.13 on 2.11',
      {},
      { torchTensorrt: '2.11.0' },
      'load.abi',
      /ABI "9" \(Torch-TensorRT 2\.12 or 2\.13\) with 12 fields, and Torch-TensorRT 2\.11\.0 reads ABI "8" with 11/,
    ],
    [
      'a record of another length',
      { facts: [{ name: 'fields', value: '11, where ABI "9" has 12' }] },
      {},
      'load.abi',
      /with 11 fields/,
    ],
    [
      'a record of another ABI and the same length, in the C++ runtime of 2.11',
      { abi: '8b', facts: [{ name: 'fields', value: '11, of a layout that is not known' }] },
      { torchTensorrt: '2.11.0' },
      'load.abi',
      /ABI "8b", and Torch-TensorRT 2\.11\.0 reads ABI "8" alone/,
    ],
    [
      'another platform',
      { platform: 'win_x86_64' },
      {},
      'load.platform',
      /"win_x86_64", and the machine is "linux_x86_64" \(Linux on x86-64\)/,
    ],
    ['another architecture', { platform: 'linux_aarch64' }, {}, 'load.platform', /"linux_aarch64"/],
    ['an unknown platform', { platform: 'unknown' }, {}, 'load.platform', /"unknown"/],
    [
      'another compute capability',
      { computeCapabilities: ['9.0'] },
      {},
      'load.capability',
      /compute capability 9\.0, and the machine’s has 8\.9/,
    ],
    [
      'a GPU too old for what is hardware-compatible',
      { hardwareCompatible: true },
      { computeCapability: '7.5' },
      'load.capability',
      /needs 8\.0 or later/,
    ],
    [
      'another flavour',
      {},
      { flavour: 'standard', tensorrt: '10.15.1.29' },
      'load.flavour',
      /TensorRT-RTX, and the machine has TensorRT;/,
    ],
    [
      'another format version',
      { tensorrt: '1.7.1.116', serialization: 100 },
      {},
      'load.tensorrt-version',
      /1\.7\.1\.116 with format version 100, and TensorRT-RTX 1\.5\.0\.114 reads 94 alone/,
    ],
    [
      'another release',
      { flavour: 'standard', tensorrt: '10.3.0.26', serialization: 239 },
      { flavour: 'standard', tensorrt: '10.9.0.34' },
      'load.tensorrt-version',
      /10\.3\.0\.26, and the machine has TensorRT 10\.9\.0\.34/,
    ],
  ])('refuses %s', (_, engine, target, code, words) => {
    const { state, reasons } = verdict(engine, target);
    expect([state, reasons.length]).toEqual(['refused', 1]);
    expect(reasons[0]).toMatchObject({ code, severity: 'error', places: [{ kind: 'engine', engine: 'acc_0' }] });
    expect(reasons[0]!.message).toMatch(words);
    expect(reasons[0]!.remedies.length).toBeGreaterThan(0);
  });

  it.each<[string, trtlens.IArtifactEngine, trtlens.ITarget, string, RegExp]>([
    [
      'a record that only the Python runtime takes',
      { abi: '9b', facts: [{ name: 'fields', value: '12, of a layout that is not known' }] },
      {},
      'load.abi',
      /Python runtime looks at the 12 fields only/,
    ],
    [
      'a spelling that only the Python runtime knows',
      { platform: 'win_x86_64' },
      { platform: 'windows_x86_64' },
      'load.platform',
      /C\+\+ runtime spells it "windows_x86_64"/,
    ],
    [
      'releases of one format version',
      { tensorrt: '1.4.0.76' },
      {},
      'load.tensorrt-version',
      /format version 94 is the same/,
    ],
    [
      'patch releases',
      { flavour: 'standard', tensorrt: '10.15.2.1', serialization: 0 },
      { flavour: 'standard', tensorrt: '10.15.3.1' },
      'load.tensorrt-version',
      /patch release/,
    ],
    [
      'what was built version-compatible',
      { flavour: 'standard', tensorrt: '10.3.0.26', serialization: 239, settings: { version_compatible: 'true' } },
      { flavour: 'standard', tensorrt: '10.15.1.29' },
      'load.tensorrt-version',
      /version-compatible/,
    ],
    [
      'a plan of RTX for other GPUs',
      { abi: '', computeCapabilities: ['8.0', '12.0'] },
      { computeCapability: '9.0' },
      'load.capability',
      /8\.0, 12\.0, and the GPU has 9\.0; TensorRT-RTX calls that invalid/,
    ],
    [
      'a plan that may be hardware-compatible',
      { abi: '', flavour: 'standard', tensorrt: '10.15.1.29', computeCapabilities: ['8.6'] },
      { flavour: 'standard', tensorrt: '10.15.1.29' },
      'load.capability',
      /hardware-compatible/,
    ],
  ])('does not know about %s', (_, engine, target, code, words) => {
    const { state, reasons } = verdict(engine, target);
    expect(state).toBe('unknown');
    expect(reasons).toMatchObject([{ code, severity: 'warning' }]);
    expect(reasons[0]!.message).toMatch(words);
  });

  it('lets through what is the same, and what was not looked at', () => {
    expect(outcome({ platform: 'windows_x86_64' }, { platform: 'win_x86_64' })).toEqual(['loads', []]);
    // Releases before 2.5 wrote no platform.
    expect(outcome({ abi: '4', platform: '' }, { torchTensorrt: '2.2.0' })[1]).toEqual(['information load.not-known']);
    expect(outcome({ hardwareCompatible: true }, { computeCapability: '12.0' })).toEqual(['loads', []]);
  });

  it('refuses a plan of TensorRT 8 on another GPU', () => {
    const plan = {
      abi: '',
      flavour: 'standard',
      tensorrt: '8.2.1.8',
      serialization: 205,
      computeCapabilities: ['5.3'],
    };
    expect(outcome(plan, { flavour: 'standard', tensorrt: '8.2.1.8', computeCapability: '8.9' }, 'engine')).toEqual([
      'refused',
      ['error load.capability'],
    ]);
  });

  it('tells every reason, and each once for all engines that it holds for', () => {
    const engines = ['a', 'b', 'c'].map((name) => ({
      ...ENGINE,
      name,
      abi: '8',
      platform: name === 'c' ? 'win_x86_64' : 'linux_x86_64',
    }));
    const { reasons } = verdictOn({ kind: 'compiled-program', facts: SCHEMA, engines }, TARGET);
    const places = reasons!
      .map(decodeFinding)
      .map(({ code, places }) => [code, places.map((place) => (place as { engine: string }).engine)]);
    expect(places).toEqual([
      ['load.abi', ['a', 'b', 'c']],
      ['load.platform', ['c']],
    ]);
  });

  it('lists what is not known, and holds nothing against it', () => {
    const { state, reasons } = verdict(
      {},
      { name: 'laptop', torchTensorrt: '', tensorrt: '', flavour: '', platform: '', computeCapability: '' },
    );
    expect(state).toBe('unknown');
    expect(reasons).toMatchObject([{ code: 'load.not-known', severity: 'information' }]);
    expect(reasons[0]!.message).toBe(
      'Not known, and so not held against laptop: the version of torch; the version of Torch-TensorRT; the platform of the machine; the compute capability of the machine’s GPU; whether the machine has TensorRT or TensorRT-RTX; the version of TensorRT-RTX on the machine.',
    );
    expect(outcome({}, { torchTensorrt: '3.1.0' })).toEqual(['unknown', ['information load.not-known']]);
    expect(outcome({ platform: '', computeCapabilities: [], abi: '', tensorrt: '', flavour: '' })[0]).toBe('unknown');
  });

  it('holds the schema of a program against torch', () => {
    const program = (schema: string, torchTensorrt: string): [string, string[]] => {
      const facts = [{ name: 'schema', value: schema }];
      const { state, reasons } = verdictOn({ kind: 'exported-program', facts }, { torchTensorrt });
      return [state!, (reasons ?? []).map(({ code }) => code!)];
    };
    expect(program('8.17', '2.13.0')).toEqual(['loads', []]);
    expect(program('7.3', '2.13.0')).toEqual(['refused', ['load.schema']]);
    expect(program('8.20', '2.4.0')).toEqual(['unknown', ['load.not-known']]);
    expect(program('', '2.13.0')).toEqual(['unknown', ['load.not-known']]);
  });

  it('has nothing against an ONNX model, and nothing to say of what cannot be read', () => {
    expect(verdictOn({ kind: 'onnx' }, TARGET)).toEqual({ target: 'the machine', state: 'loads', reasons: [] });
    expect(verdictOn({ kind: 'unknown' }, TARGET)).toEqual({ target: 'the machine', state: 'unknown', reasons: [] });
  });

  it('refuses a real program on a target of other versions, and names its engines', async () => {
    const old = { ...TARGET, name: 'old', torchTensorrt: '2.11.0', tensorrt: '1.4.0.76' };
    const { artifact } = await openArtifact(fixture('compiled/alternating.trt.pt2'));
    expect(verdictOn(artifact, TARGET)).toEqual({ target: 'the machine', state: 'loads', reasons: [] });
    const { state, reasons } = verdictOn(artifact, old);
    expect([state, reasons!.map(({ code }) => code)]).toEqual(['refused', ['load.abi', 'load.tensorrt-version']]);
    expect(reasons![0]!.places).toHaveLength(4);
  });
});
