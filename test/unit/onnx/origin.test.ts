import { describe, expect, it } from 'vitest';
import { attributeText } from '../../../extension/core/formats/onnx/attributes';
import { onnxDtype, onnxTypeName } from '../../../extension/core/formats/onnx/dataType';
import { onnxRows } from '../../../extension/core/formats/onnx/nodeRows';
import { type Origin, moduleInName } from '../../../extension/core/formats/onnx/origin';
import { dtypeName } from '../../../extension/core/graph/dtype';
import { tensorrtTypeName } from '../../../extension/core/graph/tensorrtDtype';
import { type AttributeValue, TYPE, boolean, floats, ints, model, node } from '../../support/onnxModel';
import { example, read } from './files';

const PREFIX = 'pkg.torch.onnx.';

/** Of a node with these properties; names without a dot are those that torch.onnx.export notes. */
async function originOf(name: string, properties: Record<string, string> = {}): Promise<Origin> {
  const metadata_props = Object.entries(properties).map(([key, value]) => ({
    key: key.includes('.') ? key.slice(1) : `${PREFIX}${key}`,
    value,
  }));
  const bytes = model({ name: '', node: [{ ...node('Op', [], []), name, metadata_props }], input: [], output: [] });
  return (await read(bytes)).graph.nodes.origin(0);
}

describe('originOf', () => {
  it('reads what torch.onnx.export notes', async () => {
    const noted = {
      name_scopes: "['', 'encoder.0', 'encoder.0.1', 'relu']",
      class_hierarchy: `['net.Net', "net.Block['a']", 'torch.nn.ReLU', 'aten.relu.default']`,
      stack_trace: [
        '  File "/home/me/net.py", line 12, in forward',
        '    x = self.encoder(x)',
        '  File "/home/me/my blocks.py", line 7, in forward',
        '    return self.act(x)  ',
      ].join('\n'),
    };
    expect(await originOf('/other/Relu', noted)).toEqual({
      module: 'encoder.0.1',
      moduleType: 'torch.nn.ReLU',
      frames: [
        { file: '/home/me/net.py', line: 12, function: 'forward', code: 'x = self.encoder(x)' },
        { file: '/home/me/my blocks.py', line: 7, function: 'forward', code: 'return self.act(x)' },
      ],
    });
  });

  it('knows an operation of the model itself', async () => {
    const noted = { name_scopes: "['', 'add']", class_hierarchy: "['net.Net', 'aten.add.Tensor']" };
    expect(await originOf('', noted)).toEqual({ module: '', moduleType: 'net.Net', frames: [] });
  });

  it('takes a frame without its code', async () => {
    const trace = 'File "a.py", line 1, in <module>\nFile "b.py", line 2, in forward';
    expect((await originOf('', { stack_trace: trace })).frames).toEqual([
      { file: 'a.py', line: 1, function: '<module>', code: '' },
      { file: 'b.py', line: 2, function: 'forward', code: '' },
    ]);
  });

  it('knows nothing where nothing is noted, or something else', async () => {
    const nothing = { module: '', moduleType: '', frames: [] };
    expect(await originOf('')).toEqual(nothing);
    expect(await originOf('', { '.name_scopes': "['a', 'b']" })).toEqual(nothing);
    expect(await originOf('', { name_scopes: 'none', stack_trace: 'File "a.py", line x, in f' })).toEqual(nothing);
  });

  it('takes quotes and backslashes without end', async () => {
    // Looking for the end of each of them would take minutes.
    const scopes = `['', ${"'\\".repeat(500_000)}`;
    expect((await originOf('/a/Relu', { name_scopes: scopes })).module).toBe('');
    expect((await originOf('', { name_scopes: `['it''s', "a 'b'", 'c\\'d']` })).module).toBe("a 'b'");
  });

  it('takes a name that is nothing but a path', async () => {
    expect((await originOf('/a'.repeat(500_000))).module.length).toBeLessThan(1000);
    expect((await originOf('/')).module).toBe('');
  });

  it('leads from an example to its source', async () => {
    const { graph } = await read(example('recognizer'));
    expect(graph.nodes.origin(graph.nodes.count - 1)).toMatchObject({
      moduleType: '__main__.Recognizer',
      frames: [{ file: 'export_onnx.py', function: 'forward', code: 'return self.scores(columns).softmax(-1)' }],
    });
  });
});

describe('moduleInName', () => {
  it.each([
    ['/Conv', ''],
    ['/conv1/Conv', 'conv1'],
    ['/layers/layers.0/Conv', 'layers.0'],
    ['/encoder/layers/layers.10/self_attn/MatMul_1', 'encoder.layers.10.self_attn'],
    ['/layer1/layer1.0/conv1/Conv', 'layer1.0.conv1'],
    ['Conv_0', ''],
    ['node_conv2d', ''],
    ['', ''],
  ])('of %j is %j', (name, expected) => expect(moduleInName(name)).toBe(expected));
});

describe('scopes in names', () => {
  const modulesOf = async (names: readonly string[], properties: Record<string, string> = {}): Promise<string[]> => {
    const metadata_props = Object.entries(properties).map(([key, value]) => ({ key: `${PREFIX}${key}`, value }));
    const nodes = names.map((name) => ({ ...node('Op', [], []), name, metadata_props }));
    const { graph } = await read(model({ name: '', node: nodes, input: [], output: [] }));
    return names.map((_, at) => graph.nodes.origin(at).module);
  };
  const NONE = ['', '', '', ''];

  it('are modules where most names have them', async () => {
    const names = [
      'bert/encoder/layer_0/MatMul',
      'bert/encoder/layer_0/BiasAdd',
      'bert/pooler.1/Tanh',
      'Const__42',
      '',
    ];
    expect(await modulesOf(names)).toEqual(['bert.encoder.layer_0', 'bert.encoder.layer_0', 'bert.pooler.1', '', '']);
    const call = 'StatefulPartitionedCall/model/dense';
    expect(await modulesOf([`${call}/MatMul`, `${call}_1/MatMul__7`])).toEqual([
      'StatefulPartitionedCall.model.dense',
      'StatefulPartitionedCall.model.dense_1',
    ]);
  });

  it.each([
    ['where few names have slashes', ['a/b/Conv', 'Relu_1', 'Conv_2', 'Add_3']],
    ['where each begins another way', ['conv1/Conv2D', 'relu1/Relu', 'conv2/Conv2D', 'relu2/Relu']],
    ['where an operator and a number are told', ['Conv/0', 'Conv/1', 'Conv/2', 'Relu/0']],
    ['where names are addresses', ['c:/models/a/Conv', 'c:/models/a/Relu', 'https://x.y/a/b', 'https://x.y/a/c']],
    ['where names are sentences', ['my model/first conv', 'my model/relu', 'my model/second conv', 'my model/add']],
    ['where nothing is before the slash, or behind it', ['a/', 'a//', '//a', 'a/b/']],
  ])('are none %s', async (_, names) => {
    expect(await modulesOf(names)).toEqual(NONE);
  });

  it('are none where nodes tell their modules', async () => {
    const names = ['a/b/Conv', 'a/b/Relu', 'a/c/Conv', '/layers/layers.0/Conv'];
    expect(await modulesOf(names)).toEqual(['', '', '', 'layers.0']);
    const noted = { name_scopes: "['', 'relu']", class_hierarchy: "['net.Net', 'torch.relu']" };
    expect(await modulesOf(names.slice(0, 3), noted)).toEqual(['', '', '']);
  });

  it('are read from a name of any length', async () => {
    const [long] = await modulesOf(['a/b'.repeat(300_000), `a/${'x'.repeat(100_000)}/Conv`]);
    expect(long!.length).toBeLessThan(2000);
  });
});

async function textOf(attributes: Record<string, AttributeValue>): Promise<string> {
  const bytes = model({ name: '', node: [node('Op', [], [], attributes)], input: [], output: [] });
  return onnxRows((await read(bytes)).graph).rows[0]!.arguments;
}

const graph = (count: number, name: string): object => ({
  name,
  node: Array.from({ length: count }, (_, i) => node('Neg', [], [`v${i}`])),
});

describe('attributesText', () => {
  it.each<[string, Record<string, AttributeValue>]>([
    ['', {}],
    ['alpha=0.1', { alpha: { f: 0.1 } }],
    ['axis=-1, keepdims=0', { axis: { i: -1 }, keepdims: { i: 0 } }],
    ['mode="linear"', { mode: { s: Buffer.from('linear') } }],
    ['mode="a \\"b\\""', { mode: { s: Buffer.from('a "b"') } }],
    ['pads=[1, 0], scales=[0.5, 2]', { pads: { ints: [1, 0] }, scales: { floats: [0.5, 2] } }],
    ['names=["a", "ü"]', { names: { strings: [Buffer.from('a'), Buffer.from('ü')] } }],
    ['value=float32[2×3]', { value: { t: floats('', [2, 3]) } }],
    ['value=2.5', { value: { t: floats('', [], () => 2.5) } }],
    ['value=7', { value: { t: ints('', [7]) } }],
    ['value=true', { value: { t: boolean('', true) } }],
    ['value=float16[]', { value: { t: { dims: [], data_type: TYPE.float16, raw_data: Buffer.from([0, 60]) } } }],
    ['value=float32[1]', { value: { t: { dims: [1], data_type: TYPE.float, raw_data: Buffer.from([0, 60]) } } }],
    ['then_branch=graph up of 1 node', { then_branch: { g: graph(1, 'up') } }],
    ['axis=1, bodies[0]=graph without a name of 2 nodes', { bodies: { graphs: [graph(2, '')] }, axis: { i: 1 } }],
  ])('is %j', async (expected, attributes) => expect(await textOf(attributes)).toBe(expected));

  it('shortens what is long', async () => {
    expect(await textOf({ axes: { ints: Array.from({ length: 20 }, (_, i) => i) } })).toMatch(/, 15, … 20 in all\]$/);
    expect((await textOf({ text: { s: Buffer.from('x'.repeat(1000)) } })).length).toBeLessThan(150);
  });

  it('states no digits that are not known', () => {
    // Where integers come as numbers, the largest are rounded.
    const ends = (value: unknown): string => attributeText({ name: 'ends', type: 7, ints: [value as number] });
    expect(ends(2 ** 53 - 1)).toBe('ends=[9007199254740991]');
    expect(ends(2 ** 63)).toBe('ends=[≈9.223e+18]');
    expect(ends({ toNumber: () => 2 ** 63, toString: () => '9223372036854775807' })).toBe('ends=[9223372036854775807]');
  });

  it('has a word for what it does not know', () => {
    expect([{ name: 'new', type: 99 }, { name: 'old', i: 3 }, { type: 4 }].map(attributeText)).toEqual([
      'new=…',
      'old=…',
      '=?',
    ]);
    expect(attributeText({ name: 'a', type: 2, refAttrName: 'outer' })).toBe('a=outer');
  });
});

describe('element types', () => {
  it('are those of ONNX in the graph’s numbers', () => {
    const names = Array.from({ length: 25 }, (_, type) => [onnxTypeName(type), dtypeName(onnxDtype(type))]);
    // Without a number in the graph: what is undefined, text, and numbers of four bits.
    const others = ['?', 'string', 'uint4', 'int4', 'float4_e2m1'];
    for (const [name, inGraph] of names) expect(inGraph).toBe(others.includes(name!) ? '?' : name);
    expect(names.map(([name]) => name)).toContain('float8_e8m0fnu');
    expect(new Set(names.map(([name]) => name)).size).toBe(25);
  });

  it('are those of TensorRT by torch’s names', () => {
    expect(['FLOAT', 'HALF', 'FP8', 'E8M0', 'NEWER'].map(tensorrtTypeName)).toEqual([
      'float32',
      'float16',
      'float8_e4m3fn',
      'float8_e8m0fnu',
      'NEWER',
    ]);
  });
});
