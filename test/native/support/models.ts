/** What TensorRT is asked about: every dtype, open dimensions, control flow, quantisation, what it cannot take. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TYPE, boolean, floats, int8, ints, model, node, value } from '../../support/onnxModel';

function cast(to: keyof typeof TYPE): Uint8Array {
  return model({
    name: `cast to ${to}`,
    node: [node('Cast', ['x'], ['y'], { to: { i: TYPE[to] } })],
    input: [value('x', TYPE.float, [2, 3])],
    output: [value('y', TYPE[to], [2, 3])],
  });
}

export const perceptron = model({
  name: 'perceptron',
  node: [node('MatMul', ['x', 'w'], ['h']), node('Add', ['h', 'b'], ['s']), node('Relu', ['s'], ['y'])],
  input: [value('x', TYPE.float, [4, 16])],
  output: [value('y', TYPE.float, [4, 8])],
  initializer: [floats('w', [16, 8]), floats('b', [8])],
});

export const openDimensions = model({
  name: 'open dimensions',
  node: [
    node('Conv', ['image', 'w'], ['c'], { kernel_shape: { ints: [3, 3] }, pads: { ints: [1, 1, 1, 1] } }),
    node('Relu', ['c'], ['y']),
  ],
  input: [value('image', TYPE.float, ['batch', 3, 'height', 'width'])],
  output: [value('y', TYPE.float, ['batch', 8, 'height', 'width'])],
  initializer: [floats('w', [8, 3, 3, 3])],
});

/** Shapes for the one input of `openDimensions`. */
export const IMAGE_SHAPES = { input: 'image', min: [1, 3, 8, 8], opt: [2, 3, 16, 16], max: [8, 3, 64, 64] };

export const unsupported = model({
  name: 'unsupported',
  node: [node('Relu', ['x'], ['a']), node('NoSuchOp', ['a'], ['b']), node('Sigmoid', ['b'], ['y'])],
  input: [value('x', TYPE.float, [2, 3])],
  output: [value('y', TYPE.float, [2, 3])],
});

const branch = (name: string, op: string) => ({
  name,
  node: [node(op, ['x'], [name])],
  input: [],
  output: [value(name, TYPE.float, [2, 3])],
});

const conditional = model({
  name: 'conditional',
  node: [
    node('If', ['flag'], ['y'], {
      then_branch: { g: branch('up', 'Relu') },
      else_branch: { g: branch('down', 'Neg') },
    }),
  ],
  input: [value('x', TYPE.float, [2, 3]), value('flag', TYPE.bool, [])],
  output: [value('y', TYPE.float, [2, 3])],
});

const loop = model({
  name: 'loop',
  node: [
    node('Loop', ['trips', 'go', 'x'], ['y'], {
      body: {
        g: {
          name: 'body',
          node: [node('Identity', ['again'], ['again_out']), node('Add', ['state', 'x'], ['state_out'])],
          input: [value('i', TYPE.int64, []), value('again', TYPE.bool, []), value('state', TYPE.float, [2, 3])],
          output: [value('again_out', TYPE.bool, []), value('state_out', TYPE.float, [2, 3])],
        },
      },
    }),
  ],
  input: [value('x', TYPE.float, [2, 3])],
  output: [value('y', TYPE.float, [2, 3])],
  initializer: [ints('trips', [3], []), boolean('go', true)],
});

const quantised = model({
  name: 'quantised',
  node: [
    node('QuantizeLinear', ['x', 'scale', 'zero'], ['q']),
    node('DequantizeLinear', ['q', 'scale', 'zero'], ['d']),
    node('MatMul', ['d', 'w'], ['y']),
  ],
  input: [value('x', TYPE.float, [4, 16])],
  output: [value('y', TYPE.float, [4, 8])],
  initializer: [floats('scale', [], () => 0.05), int8('zero', []), floats('w', [16, 8])],
});

const reshape = model({
  name: 'reshape',
  node: [node('Shape', ['x'], ['s']), node('Reshape', ['y0', 's'], ['y'])],
  input: [value('x', TYPE.float, ['n', 6]), value('y0', TYPE.float, ['m'])],
  output: [value('y', TYPE.float, ['n', 6])],
});

/** Its weights are in a file beside it. */
export const externalWeights = model({
  name: 'external weights',
  node: [node('MatMul', ['x', 'w'], ['y'])],
  input: [value('x', TYPE.float, [4, 16])],
  output: [value('y', TYPE.float, [4, 8])],
  initializer: [
    {
      name: 'w',
      dims: [16, 8],
      data_type: TYPE.float,
      data_location: 1,
      external_data: [{ key: 'location', value: 'weights.bin' }],
    },
  ],
});

export const MODELS: Record<string, Uint8Array> = {
  perceptron,
  'open dimensions': openDimensions,
  unsupported,
  conditional,
  loop,
  quantised,
  'shape tensor': reshape,
  'to float16': cast('float16'),
  'to bfloat16': cast('bfloat16'),
  'to int32': cast('int32'),
  'to int64': cast('int64'),
  'to int8': cast('int8'),
  'to uint8': cast('uint8'),
  'to bool': cast('bool'),
  'to double, which TensorRT has not': cast('double'),
  'an empty file': new Uint8Array(),
  'no model': new TextEncoder().encode('this is no ModelProto'),
  'a model that was cut off': perceptron.subarray(0, perceptron.length - 100),
};

/** Writes every model into a new folder, which the caller removes. `pathOf` gives a model's file by its name. */
export function writeModels(): { folder: string; pathOf(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-native-'));
  const pathOf = (name: string) => join(folder, `${name.replaceAll(/\W/g, '-')}.onnx`);
  for (const [name, bytes] of Object.entries(MODELS)) writeFileSync(pathOf(name), bytes);
  return { folder, pathOf };
}
