import { describe, expect, it } from 'vitest';
import { decodedBase64 } from '../../../extension/core/formats/engines/base64';
import {
  FIELDS,
  type FieldName,
  abiOfRelease,
  fieldOfInput,
  releasesOfAbi,
} from '../../../extension/core/formats/engines/layout';
import { makersOfEngines } from '../../../extension/core/formats/engines/makers';
import { readMetadata } from '../../../extension/core/formats/engines/metadata';
import {
  type StoredEngine,
  describeEngine,
  readPickledTexts,
  readStoredEngine,
} from '../../../extension/core/formats/engines/record';
import { ZipArchive } from '../../../extension/core/formats/zip';
import { factsOf, fixture, fixtureBytes, inMemory } from './files';
import { built, called, dict, global, list, pickle, recordPickle, small, text, torchbindEngine } from './pickleWriter';

async function stored(bytes: Uint8Array): Promise<StoredEngine> {
  const file = inMemory('pickle', bytes);
  return readStoredEngine(await readPickledTexts(file), file);
}

const METADATA = fixtureBytes('engines/dynamic.metadata.txt').toString('latin1');
/** The plan of an engine that torch_tensorrt 2.13 made. */
const PLAN = Buffer.concat([Buffer.from('vtrt'), Buffer.alloc(8)]).toString('base64');

/** Synthetic: values for every field, in their order. */
const VALUES: Readonly<Record<FieldName, string>> = {
  abi: '',
  name: 'acc_0',
  device: '1%8%6%1%Jetson%X',
  plan: Buffer.alloc(6000, 7).toString('base64'),
  inputs: 'y%x',
  outputs: 'output0%output1',
  hardwareCompatible: '1',
  metadata: METADATA,
  platform: 'linux_aarch64',
  outputAllocator: '1',
  allocationStrategy: '1',
  multiDevice: '1',
  aliasedIo: 'out_k@in_k@kv_cache_update%out_v@in_v@kv_cache_update',
};

const recordOf = (abi: string, count: number): string[] =>
  FIELDS.slice(0, count).map((field) => (field === 'abi' ? abi : VALUES[field]));

describe('records of Torch-TensorRT, from real programs', () => {
  it('reads the torchbind object of 2.11', async () => {
    const archive = await ZipArchive.open(fixture('engines/many_breaks.2.11-h200.custom_obj_3.gz'));
    const data = await archive.stored('archive/data.pkl');
    const { engine, builtBy, damage } = await readStoredEngine(await readPickledTexts(data), data);
    expect([builtBy, damage]).toEqual(['TensorRT-RTX 1.4.0.76', []]);
    expect(engine).toMatchObject({
      name: '_run_on_acc_6_engine',
      abi: '8',
      platform: 'linux_x86_64',
      device: 'NVIDIA H200',
      computeCapabilities: ['9.0'],
      tensorrt: '1.4.0.76',
      flavour: 'rtx',
      serialization: 94,
      hardwareCompatible: false,
      inputs: [
        { name: 'i0_2', dtype: 'float32', sizes: ['8', '64'], ranked: true },
        { name: 'erfinv_2', dtype: 'float32', sizes: ['8', '64'], ranked: true },
      ],
      outputs: [{ name: 'output0', dtype: 'float32', sizes: ['8'], ranked: true }],
    });
    expect(engine.settings).toMatchObject({
      min_block_size: '1',
      enabled_precisions: '["float32"]',
      engine_capability: '"STANDARD"',
      device: '{"gpu_id":0,"device_type":"GPU"}',
      use_python_runtime: 'false',
    });
    expect(engine.layerNames!.some((name) => name.includes('aten_ops'))).toBe(true);
    expect(makersOfEngines([engine])).toEqual({ torchTensorrt: '2.11', tensorrt: '1.4.0.76', flavour: 'rtx' });
  });

  it('reads the nodes of a program that was compiled for Windows', async () => {
    interface Node {
      readonly target: string;
      readonly inputs: readonly { readonly name: string; readonly arg: { readonly as_string?: string } }[];
    }
    const model = JSON.parse(fixtureBytes('engines/cross_windows.model.json.gz').toString()) as {
      graph_module: { graph: { nodes: Node[] } };
    };
    const [node] = model.graph_module.graph.nodes.filter(({ target }) => target.includes('execute_engine'));
    const fields: Partial<Record<FieldName, string>> = {};
    for (const { name, arg } of node!.inputs) {
      const field = fieldOfInput(name);
      if (field) fields[field] = arg.as_string!;
    }
    expect(Object.keys(fields).sort()).toEqual(FIELDS.filter((field) => field !== 'aliasedIo').sort());
    const { plan, ...others } = fields;
    const { engine, damage } = await describeEngine(others, inMemory('plan', plan!));
    expect(damage).toEqual([]);
    expect(engine).toMatchObject({
      name: '_run_on_acc_0_engine',
      bytes: 528_364,
      abi: '9',
      platform: 'win_x86_64',
      tensorrt: '1.5.0.114',
      outputs: [{ sizes: ['2', '8'] }, {}, { name: 'output2', dtype: 'float32', sizes: ['2', '4'] }],
    });
    expect(engine.settings!['torch_executed_ops']).toBe('[]');
  });

  it('says open sizes as expressions, and joins inputs by their names', async () => {
    const { inputs, outputs, outputsAreUnowned, settings } = await readMetadata(inMemory('m', METADATA));
    expect(inputs).toEqual([
      { name: 'y', dtype: 'float32', sizes: ['s17', '16'] },
      { name: 'x', dtype: 'float32', sizes: ['s17', '16'] },
    ]);
    expect(outputs.map(({ dtype, sizes }) => [dtype, sizes])).toEqual([
      ['float32', ['2*s17', '2']],
      ['int64', ['2*s17', '1']],
    ]);
    expect(outputsAreUnowned).toBe(false);
    expect(Object.keys(settings)).toHaveLength(49);
  });
});

describe('layouts of the record, synthetic by the facts', () => {
  it.each([
    ['3', 4, '1.0 to 1.3'],
    ['4', 6, '1.4 to 2.2'],
    ['5', 7, '2.3 or 2.4'],
    ['5', 8, '2.3 or 2.4'],
    ['6', 9, '2.5 or 2.6'],
    ['7', 10, '2.7 to 2.10'],
    ['8', 11, '2.11'],
    ['9', 12, '2.12 or 2.13'],
    ['10', 13, '2.14'],
  ])('reads ABI "%s" with %i fields', async (abi, count, releases) => {
    const record = recordOf(abi, count);
    for (const bytes of [recordPickle(record), pickle(torchbindEngine(record))]) {
      const { engine, damage } = await stored(bytes);
      expect(damage).toEqual([]);
      expect(engine).toMatchObject({
        name: 'acc_0',
        bytes: 6000,
        abi,
        device: 'Jetson%X',
        computeCapabilities: ['8.6'],
        platform: count > 8 ? 'linux_aarch64' : '',
        hardwareCompatible: count > 6,
      });
      expect(engine.inputs!.map(({ name }) => name)).toEqual(count > 4 ? ['y', 'x'] : []);
      const facts = factsOf(engine);
      expect(facts).toMatchObject({
        device: 'number 1',
        'device kind': 'DLA',
        plan: expect.stringMatching(/no kind that is known/) as string,
      });
      expect(facts['output allocator']).toBe(count > 9 ? 'needed' : undefined);
      expect(facts['allocation strategy']).toBe(count > 10 ? 'dynamic' : undefined);
      expect(facts['multi-device']).toBe(count > 11 ? 'needed' : undefined);
      expect(facts['aliased inputs and outputs']).toBe(
        count > 12 ? 'out_k is in_k (kv_cache_update), out_v is in_v (kv_cache_update)' : undefined,
      );
      expect(facts['fields']).toBeUndefined();
    }
    expect(releasesOfAbi(abi)).toBe(releases);
    expect(abiOfRelease(`${/[\d.]+$/.exec(releases)![0]}.1+cu130`)).toBe(abi);
  });

  it('says a number of fields that the version does not have', async () => {
    expect(factsOf((await stored(recordPickle(recordOf('9', 11)))).engine)).toMatchObject({
      fields: '11, where ABI "9" has 12',
    });
    const unknown = (await stored(recordPickle(recordOf('11', 12)))).engine;
    expect(factsOf(unknown)).toMatchObject({ fields: '12, of a layout that is not known' });
    expect([releasesOfAbi('11'), releasesOfAbi('constructor'), abiOfRelease('3.0')]).toEqual(['', '', undefined]);
  });
});

describe('what of a record is damaged', () => {
  const record = recordOf('9', 12);
  const changed = (field: FieldName, value: string): Buffer =>
    recordPickle(record.map((each, index) => (FIELDS[index] === field ? value : each)));

  it('is told with its place, and the rest all the same', async () => {
    const bytes = changed('plan', `${VALUES.plan.slice(0, 40)}****${VALUES.plan.slice(44)}`);
    const { engine, damage } = await stored(bytes);
    expect(engine).toMatchObject({ name: 'acc_0', bytes: 6000, settings: { min_block_size: '1' } });
    expect(damage).toHaveLength(1);
    expect(damage[0]!.message).toMatch(/the plan of its engine acc_0: its base64 is damaged/);
    expect(damage[0]!.offset).toBe(bytes.indexOf('****'));
  });

  it.each<[string, FieldName, string, RegExp]>([
    ['a plan that is cut', 'plan', VALUES.plan.slice(1), /base64 has 7999 characters/],
    ['a plan whose header is cut', 'plan', PLAN, /ends within its header/],
    ['metadata that is no base64', 'metadata', '%%%%', /metadata of its engine acc_0: its base64 is damaged/],
    ['metadata that is no dictionary', 'metadata', pickle(list()).toString('base64'), /no dictionary/],
    ['metadata that ends early', 'metadata', METADATA.slice(0, 400), /ends early/],
  ])('may be %s', async (_, field, value, words) => {
    const bytes = changed(field, value);
    const { engine, damage } = await stored(bytes);
    expect(engine.name).toBe('acc_0');
    expect(damage.map(({ message }) => message)).toEqual([expect.stringMatching(words)]);
    const [at] = [bytes.indexOf(text(value)) + 5];
    expect(damage[0]!.offset).toBeGreaterThanOrEqual(at);
    expect(damage[0]!.offset).toBeLessThanOrEqual(at + value.length);
  });

  it('may be the record itself', async () => {
    await expect(stored(recordPickle(['9', 'name', 'device']))).rejects.toThrow('its engine has 3 fields');
    await expect(stored(pickle(list()))).rejects.toThrow('no list of texts');
    await expect(stored(pickle(called(global('os', 'system'), list(text('a'), text('b')))))).rejects.toThrow(
      '"os system"',
    );
  });
});

describe('metadata that nobody vouches for', () => {
  const read = (bytes: Buffer): ReturnType<typeof readMetadata> =>
    readMetadata(inMemory('m', bytes.toString('base64')));

  it('becomes names, and is never called', async () => {
    const settings = built(
      global('torch_tensorrt.dynamo._settings', 'CompilationSettings'),
      dict({
        autocast_low_precision_type: called(global('torch_tensorrt._enums', 'dtype'), small(6)),
        hook: called(global('os', 'system'), text('true')),
      }),
    );
    const { settings: read_ } = await read(pickle(dict({ settings })));
    expect(read_).toEqual({ autocast_low_precision_type: '"fp16"', hook: '{"$type":"os.system"}' });
    expect((await read(pickle(dict({ settings: called(global('os', 'system'), text('true')) })))).settings).toEqual({});
  });

  const size = (...dimensions: Buffer[]): Buffer =>
    pickle(
      dict({ inout_symexprs: dict({ inputs: list(dict({ name: text('x'), shape_exprs: list(...dimensions) })) }) }),
    );
  const made = (name: string, ...args: Buffer[]): Buffer =>
    Buffer.concat([
      global(`sympy.core.${name.toLowerCase()}`, name),
      Buffer.from('('),
      ...args,
      Buffer.from('t\x81', 'latin1'),
    ]);
  const s0 = made('Symbol', text('s0'));

  it('says sums, products and other functions', async () => {
    const sum = made('Add', s0, made('Integer', small(1)));
    const { inputs } = await read(
      size(
        s0,
        sum,
        made('Mul', small(4), sum),
        made('Pow', sum, small(2)),
        made('FloorDiv', s0, small(2)),
        made('Max', s0, small(1)),
        made('One'),
      ),
    );
    expect(inputs[0]!.sizes).toEqual(['s0', 's0 + 1', '4*(s0 + 1)', '(s0 + 1)**2', 's0//2', 'Max(s0, 1)', '1']);
    expect((await read(size(called(global('os', 'system'), text('a')), text('a')))).inputs[0]!.sizes).toEqual([
      '?',
      '?',
    ]);
  });

  it('says no size that grows without bound', async () => {
    // Each is the product of the one before it with itself: 2^200 symbols in some kilobytes.
    const doubled = Array.from({ length: 200 }, (_, index) =>
      Buffer.concat([
        Buffer.from(`j`),
        u32(index),
        Buffer.from('j'),
        u32(index),
        Buffer.from('\x86\x81', 'latin1'),
        Buffer.from('r'),
        u32(index + 1),
      ]),
    );
    const type = global('sympy.core.mul', 'Mul');
    const bytes = Buffer.concat([s0, Buffer.from('r'), u32(0), ...doubled.map((each) => Buffer.concat([type, each]))]);
    const { inputs } = await read(size(bytes));
    expect(inputs[0]!.sizes.at(-1)).toBe('?');
  });
});

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

describe('decodedBase64', () => {
  it('reads any part as the whole has it', async () => {
    for (const length of [0, 1, 2, 3, 100, 101, 102]) {
      const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 37) % 256));
      const file = await decodedBase64(inMemory('b', bytes.toString('base64')));
      expect(file.size).toBe(length);
      for (let offset = 0; offset <= length; offset += 7) {
        for (const count of [0, 1, 2, 5, 200]) {
          expect(Buffer.from(await file.read(offset, count))).toEqual(bytes.subarray(offset, offset + count));
        }
      }
    }
  });
});
