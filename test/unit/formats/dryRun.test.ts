import { describe, expect, it } from 'vitest';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { readCall } from '../../../extension/core/formats/dryRun/pythonValue';
import { readTensors } from '../../../extension/core/formats/dryRun/tensors';
import { openArtifact } from '../../../extension/core/formats/open';
import { factsOf, fixture, fixtureBytes, inMemory } from './files';

const BERT = fixtureBytes('layers/bert.dryrun.txt').toString();

describe('openArtifact of dry runs', () => {
  it('tells engines, operations and settings of a real one', async () => {
    const { artifact, report } = await openArtifact(fixture('layers/bert.dryrun.txt'));
    expect(artifact).toMatchObject({ kind: 'dry-run', findings: [] });
    expect(factsOf(artifact)).toMatchObject({
      operators: '130',
      supported: '126 of 130',
      engines: '5',
      'in PyTorch': '4 operations',
      'unsupported torch.ops.aten._safe_softmax.default': '4 operations',
      'in PyTorch: m.encoder.layer.2.attention.self/_safe_softmax_2': 'torch.ops.aten._safe_softmax.default',
      'recommendation 2':
        'For moderate graph segmentation, select min_block_size=26 which would generate 3 TRT engine(s)',
    });
    expect(artifact.engines!.map((engine) => [engine.name, factsOf(engine)['operators']])).toEqual([
      ['_run_on_acc_0', '20'],
      ['_run_on_acc_2', '30'],
      ['_run_on_acc_4', '30'],
      ['_run_on_acc_6', '30'],
      ['_run_on_acc_8', '16'],
    ]);
    expect(artifact.engines![0]!.outputs!.map(({ name, dtype, sizes }) => [name, dtype, sizes])).toEqual([
      ['output 0', 'float32', ['2', '4', '64', '64']],
      ['output 1', 'float32', ['2', '4', '64', '32']],
      ['output 2', 'float32', ['2', '64', '128']],
    ]);
    expect(artifact.inputs).toEqual([{ name: 'input 0', dtype: 'int64', sizes: ['2', '64'], ranked: true }]);
    expect(artifact.settings).toMatchObject({
      enabled_precisions: '["float32"]',
      min_block_size: '1',
      torch_executed_ops: '[]',
      engine_capability: '"STANDARD"',
      device: '{"gpu_id":0,"device_type":"GPU"}',
      timing_cache_path: '"/tmp/torch_tensorrt_engine_cache/timing_cache.bin"',
      attn_bias_is_causal: 'true',
    });
    expect(report!.engines.map(({ state }) => state)).toEqual(Array(5).fill('not-built'));
  });

  it('tells each operator once that is not supported', async () => {
    const { artifact } = await openArtifact(fixture('layers/many_breaks.dryrun.txt'));
    expect(factsOf(artifact)).toMatchObject({
      'in PyTorch': '6 operations',
      'unsupported torch.ops.aten.i0.default': '3 operations',
      'unsupported torch.ops.aten.erfinv.default': '3 operations',
    });
  });

  it('reads one with line ends of Windows', async () => {
    const { artifact } = await openArtifact(inMemory('/m/run.txt', BERT.replaceAll('\n', '\r\n')));
    expect([factsOf(artifact)['operators'], artifact.engines!.length]).toEqual(['130', 5]);
  });

  it.each<[string, string, RegExp, number]>([
    ['that is cut', BERT.slice(0, 200), /does not say how many operators/, 200],
    [
      'whose settings are cut',
      BERT.slice(0, BERT.indexOf('min_block_size')),
      /settings are not as Python prints them/,
      BERT.indexOf('min_block_size'),
    ],
    [
      'with settings of another kind',
      BERT.replace('workspace_size=0', 'workspace_size=@'),
      /a value is missing/,
      BERT.indexOf('workspace_size=') + 15,
    ],
  ])('says of one %s where', async (_, text, words, offset) => {
    const { artifact } = await openArtifact(inMemory('/m/run.txt', text));
    const findings = artifact.findings!.map(decodeFinding);
    expect(findings).toMatchObject([
      { code: 'load.corrupt', places: [{ kind: 'archive', file: '/m/run.txt', offset }] },
    ]);
    expect(findings[0]!.message).toMatch(words);
  });
});

describe('readTensors', () => {
  it('reads shapes of each form', () => {
    expect(readTensors('List[Tensor: (8)@float32, Tensor: ((min=1, max=8), 4)@int64, Tensor: ()@bool]')).toEqual([
      { dtype: 'float32', sizes: ['8'] },
      { dtype: 'int64', sizes: ['1 to 8', '4'] },
      { dtype: 'bool', sizes: [] },
    ]);
    const profile = "Tensor: {'min_shape': (1, 4), 'opt_shape': (4, 4), 'max_shape': (8, 4)}@float16";
    expect(readTensors(profile)).toEqual([{ dtype: 'float16', sizes: ['1 to 8', '4'] }]);
  });
});

describe('readCall', () => {
  it('reads values as Python prints them', () => {
    const text = `S(a=None, b=-1.5e3, c='it\\'s "x"', d={1, 2}, e={'k': [True, (1,)]}, f=set(), g=frozenset({'x'}), h=<Platform.X: 3>, i=<a.b object at 0x7f>, j=dtype.bf16, k={}, l=__proto__, m=Device(type=DeviceType.DLA, dla_core=1))`;
    expect(readCall(text)).toEqual({
      a: null,
      b: -1500,
      c: 'it\'s "x"',
      d: [1, 2],
      e: { k: [true, [1]] },
      f: [],
      g: ['x'],
      h: 'X',
      i: { $type: 'a.b' },
      j: 'bfloat16',
      k: {},
      l: '__proto__',
      m: { device_type: 'DLA', dla_core: 1 },
    });
  });

  it.each([
    ['S(a=1', '")" is missing', 5],
    ['S(a)', '"=" is missing', 3],
    ["S(a='x)", 'a text has no end', 7],
    ['S(a=<x', 'an object has no end', 4],
    [`S(a=${'['.repeat(5000)}`, 'it is nested too deeply', 20],
  ])('says where %s is damaged', (text, message, offset) => {
    expect(() => readCall(text)).toThrow(expect.objectContaining({ message, offset }));
  });
});
