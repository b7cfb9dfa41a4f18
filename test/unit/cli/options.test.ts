import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addSettingOptions, readSettings, remedyOptions } from '../../../extension/cli/options';
import { SETTINGS, settingProblem } from '../../../extension/core/compile/settings';

function read(...args: string[]): Record<string, unknown> {
  const command = addSettingOptions(new Command().exitOverride());
  command.parse(args, { from: 'user' });
  return readSettings(command.opts());
}

const remedy = (change: Record<string, unknown>): string =>
  remedyOptions({ title: '', action: { kind: 'settings', change } });

describe('settings as options', () => {
  it('hands on only what was given', () => {
    expect(read()).toEqual({});
    expect(read('--min-block-size', '3', '--no-immutable-weights')).toEqual({
      min_block_size: 3,
      immutable_weights: false,
    });
  });

  it('takes every setting back that a remedy may ask for', () => {
    for (const { name, type, values } of SETTINGS) {
      const texts = values?.slice(0, 2) ?? ['a', 'b'];
      const value =
        type === 'boolean' ? true : type === 'text-list' ? texts : typeof type === 'object' ? type.choices[0] : 7;
      expect(settingProblem(name, value), name).toBeUndefined();
      expect(read(...remedy({ [name]: value }).split(' ')), name).toEqual({ [name]: value });
    }
    expect(read(...remedy({ use_fast_partitioner: false }).split(' '))).toEqual({ use_fast_partitioner: false });
  });

  it('offers no options for what options cannot say', () => {
    expect(remedy({ autocast_low_precision_type: null })).toBe('');
    expect(remedy({ torch_executed_ops: [] })).toBe('');
    expect(remedyOptions({ title: 'Think' })).toBe('');
  });
});
