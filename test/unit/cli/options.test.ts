import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addModelOptions, addSettingOptions, readSettings, remedyOptions } from '../../../extension/cli/options';
import { SETTINGS, settingProblem } from '../../../extension/core/compile/settings';

function read(...args: string[]): Record<string, unknown> {
  const command = addSettingOptions(new Command().exitOverride());
  command.parse(args, { from: 'user' });
  return readSettings(command.opts());
}

const remedy = (change: Record<string, unknown>): string =>
  remedyOptions({ title: '', action: { kind: 'settings', change } });

describe('--shape', () => {
  const shapes = (...args: string[]): unknown => {
    const quiet = { writeErr: () => {} };
    const command = addModelOptions(new Command().exitOverride().configureOutput(quiet));
    return command.parse(args, { from: 'user' }).opts()['shape'];
  };

  it('is taken once for each input, the last of a name', () => {
    expect(shapes()).toEqual([]);
    expect(shapes('--shape', 'x=1x3', '--shape', 'y=1:2:4', '--shape', 'x=2x3')).toEqual([
      { input: 'y', min: [1], opt: [2], max: [4] },
      { input: 'x', min: [2, 3], opt: [2, 3], max: [2, 3] },
    ]);
  });

  it.each([
    ['1x3', /no NAME=SHAPE/],
    ['x=1xbatch', /neither a shape/],
    ['x=4:2:1', /not in order/],
  ])('%j is refused in words', (text, message) => expect(() => shapes('--shape', text)).toThrow(message));
});

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

  it('refuses a text that a list cannot hold', () => {
    const quiet = addSettingOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
    const parse = (value: string) => quiet.parse(['--compute-capability', value], { from: 'user' });
    expect(() => parse('9.9')).toThrow(/compute_capabilities has 7\.5, .*, not "9\.9"/);
    expect(read('--compute-capability', '8.9', '--compute-capability', '12.0')).toEqual({
      compute_capabilities: ['8.9', '12.0'],
    });
  });

  it('offers no options for what options cannot say', () => {
    expect(remedy({ autocast_low_precision_type: null })).toBe('');
    expect(remedy({ torch_executed_ops: [] })).toBe('');
    expect(remedyOptions({ title: 'Think' })).toBe('');
  });
});
