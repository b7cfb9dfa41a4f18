/** Small models with what the reader has to know. */

import { TYPE, boolean, floats, ints, model, node, value } from '../../support/onnxModel';

const branch = (name: string, op: string) => ({
  name: `${name} branch`,
  node: [node(op, ['outer'], [name])],
  input: [],
  output: [value(name, TYPE.float, [2, 3])],
});

/** Symbols, open sizes, constants, external data, other domains, functions, a branch that reads from outside. */
export const everything = model(
  {
    name: 'everything',
    node: [
      node('Constant', [], ['two'], { value: { t: { ...floats('', [], () => 2), name: 'two' } } }),
      node('Mul', ['x', 'two'], ['outer']),
      node('If', ['flag'], ['chosen'], {
        then_branch: { g: branch('up', 'Relu') },
        else_branch: { g: branch('down', 'Neg') },
      }),
      { ...node('FusedGelu', ['chosen'], ['fused'], { alpha: { f: 0.1 } }), domain: 'com.microsoft' },
      {
        ...node('Conv', ['fused', 'w', '', 'far'], ['y', ''], {
          pads: { ints: [1, 1] },
          auto_pad: { s: Buffer.from('VALID') },
        }),
        metadata_props: [
          { key: 'pkg.torch.onnx.name_scopes', value: "['', 'head', 'conv']" },
          { key: 'pkg.torch.onnx.class_hierarchy', value: "['net.Net', 'torch.nn.Conv2d', 'aten.conv2d.default']" },
        ],
      },
    ],
    input: [value('x', TYPE.float, ['batch', 3]), value('flag', TYPE.bool, []), value('w', TYPE.float, [3, 3])],
    output: [value('y', TYPE.float, ['batch', -1])],
    value_info: [value('outer', TYPE.float, ['batch', 3])],
    initializer: [
      floats('w', [3, 3]),
      ints('shape', [1, 2, 3]),
      boolean('switch', true),
      {
        name: 'far',
        dims: [1000, 1000],
        data_type: TYPE.float16,
        external_data: [
          { key: 'location', value: 'weights.bin' },
          { key: 'offset', value: '4096' },
        ],
        data_location: 1,
      },
    ],
  },
  {
    producer_name: 'pytorch',
    producer_version: '2.11.0',
    opset_import: [
      { domain: '', version: 18 },
      { domain: 'com.microsoft', version: 1 },
    ],
    functions: [{ name: 'gelu', domain: 'own' }, { name: 'bare' }],
  },
);

/** Its nodes stand in the file from the last to the first. */
export const unsorted = model({
  name: 'unsorted',
  node: [node('Add', ['b', 'a'], ['y']), node('Relu', ['a'], ['b']), node('Neg', ['x'], ['a'])],
  input: [value('x', TYPE.float, [2])],
  output: [value('y', TYPE.float, [2])],
});
