import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatDamage } from '../../../extension/core/formats/bytes';
import { profileBeside, readLayerTimes, timesOfLayers } from '../../../extension/core/profile/layerTimes';
import { fixtureBytes, mutant, randomNumbers } from '../formats/files';

const RECORDED = fixtureBytes('layers/resnet18/_run_on_acc_0_engine_engine_execution_profile.trace');
const INFORMATION = fixtureBytes('layers/resnet18/_run_on_acc_0_engine_layer_information.json');

const read = (value: unknown): ReturnType<typeof readLayerTimes> => readLayerTimes(Buffer.from(JSON.stringify(value)));

describe('times of layers', () => {
  it('are those that Torch-TensorRT recorded of an engine, of a run, for every layer that its inspector names', () => {
    const times = readLayerTimes(RECORDED)!;
    const { Layers } = JSON.parse(INFORMATION.toString()) as { Layers: { Name: string }[] };
    const names = Layers.map(({ Name }) => Name);
    const recorded = JSON.parse(RECORDED.toString()) as { name: string; averageMs: number }[];
    expect(times.perRun).toBe(true);
    expect(timesOfLayers(names, times)).toEqual(
      names.map((name) => recorded.find((each) => each.name === name)!.averageMs * 1000),
    );
  });

  it('are sums where the form "perfetto" tells no number of runs', () => {
    const event = (name: string, ts: number, dur: number): object => ({
      name,
      ph: 'X',
      ts,
      dur,
      tid: 1,
      pid: '_run_on_acc_0_engine Engine Execution',
      args: {},
    });
    const layers = [
      { name: 'conv', microseconds: 1520.5 },
      { name: 'relu', microseconds: 80 },
    ];
    const events = [event('conv', 0, 1520.5), event('relu', 1520.5, 80)];
    expect(read(events)).toEqual({ perRun: false, layers });
    expect(read({ traceEvents: events })).toEqual({ perRun: false, layers });
    // Events of other kinds are no layers.
    expect(read([...events, { name: 'start', ph: 'i', ts: 3 }])!.layers).toHaveLength(2);
  });

  it('are means where trtexec tells the number of runs, also where it tells no mean', () => {
    const layers = [{ name: 'conv', microseconds: 250 }];
    const whole = { name: 'conv', timeMs: 2.5, averageMs: 0.25, medianMs: 0.24, percentage: 100 };
    expect(read([{ count: 10 }, whole])).toEqual({ perRun: true, layers });
    expect(read([{ count: 10 }, { name: 'conv', timeMs: 2.5 }])).toEqual({ perRun: true, layers });
    expect(read([{ name: 'conv', timeMs: 2.5 }])).toEqual({
      perRun: false,
      layers: [{ name: 'conv', microseconds: 2500 }],
    });
  });

  it.each([
    ['names alone', [{ name: 'conv' }]],
    ['no list', { name: 'conv', averageMs: 1 }],
    ['nothing', null],
    ['what is no time', [{ name: 'conv', averageMs: -1 }, { name: 7, averageMs: 1 }, 'conv', [1]]],
    ['a run count of none', [{ count: 0 }, { name: 'conv', averageMs: '1' }]],
  ])('are not made up of %s', (_, value) => {
    expect(read(value)).toBeUndefined();
  });

  it('go to layers of one name in their order, and to none where their number is another', () => {
    const times = read([
      { name: 'a', averageMs: 1 },
      { name: 'b', averageMs: 2 },
      { name: 'a', averageMs: 3 },
    ])!;
    expect(timesOfLayers(['a', 'b', 'a', 'c'], times)).toEqual([1000, 2000, 3000, undefined]);
    expect(timesOfLayers(['a', 'b', 'b'], times)).toEqual([undefined, undefined, undefined]);
  });

  it('are read, or are said to be no JSON, whatever is done to the file', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomNumbers(seed);
        try {
          const times = readLayerTimes(mutant(RECORDED, random));
          for (const { microseconds } of times?.layers ?? []) {
            expect(Number.isFinite(microseconds) && microseconds >= 0).toBe(true);
          }
        } catch (failure) {
          expect(failure).toBeInstanceOf(FormatDamage);
        }
      }),
      { numRuns: 500, seed: 5 },
    );
  });
});

describe('the profile beside layer information', () => {
  it('has the name of the same engine', () => {
    expect(profileBeside('/d/_run_on_acc_0_engine_layer_information.json')).toBe(
      '/d/_run_on_acc_0_engine_engine_execution_profile.trace',
    );
    expect(profileBeside('resnet.engine.graph.json')).toBe('resnet.engine.profile.json');
    expect(profileBeside('layers.json')).toBeUndefined();
  });
});
