import { describe, expect, it } from 'vitest';
import { SETTINGS, settingProblem, settingsFor } from '../../../extension/core/compile/settings';

const everything = Object.fromEntries(SETTINGS.map(({ name }) => [name, name]));

describe('settingsFor', () => {
  it('keeps for an ONNX model what its engine is built with', () => {
    expect(Object.keys(settingsFor('onnx', everything))).toEqual([
      'disable_tf32',
      'workspace_size',
      'max_aux_streams',
      'immutable_weights',
      'strip_engine_weights',
      'enable_weight_streaming',
      'compute_capabilities',
    ]);
  });

  it('keeps for Torch-TensorRT all but what it does not have', () => {
    const kept = settingsFor('torch', everything);
    expect(Object.keys(everything).filter((name) => !(name in kept))).toEqual(['compute_capabilities']);
  });

  it('passes the values on, and none of a name that nobody knows', () => {
    expect(settingsFor('onnx', { workspace_size: 7, min_block_size: 3, unknown: 1 })).toEqual({ workspace_size: 7 });
    expect(settingsFor('torch', { workspace_size: 7, min_block_size: 3 })).toEqual({
      workspace_size: 7,
      min_block_size: 3,
    });
  });
});

describe('settingProblem of a list', () => {
  it.each([
    ['compute_capabilities', [], undefined],
    ['compute_capabilities', ['8.9', '12.0'], undefined],
    ['compute_capabilities', ['8.9', '9.0'], 'compute_capabilities has 7.5, 8.0, 8.6, 8.9, 12.0, 12.1, not "9.0".'],
    ['compute_capabilities', [8.9], 'compute_capabilities is a list of texts, not [8.9].'],
    ['compute_capabilities', '8.9', 'compute_capabilities is a list of texts, not "8.9".'],
    ['torch_executed_ops', ['anything'], undefined],
    ['torch_executed_ops', [''], 'torch_executed_ops is a list of texts, not [""].'],
  ])('%s = %j', (name, value, problem) => expect(settingProblem(name, value)).toBe(problem));
});
