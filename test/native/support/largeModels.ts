/** Models with enough in them that a builder's options can make a difference. */

import { floats, model, node, TYPE, value } from '../../support/onnxModel';

/** Three products with weights of 4 MB each: `WIDE_WEIGHT_BYTES` in all. */
export const wide = model({
  name: 'wide',
  node: Array.from({ length: 3 }, (_, i) => [
    node('MatMul', [i === 0 ? 'x' : `r${i - 1}`, `w${i}`], [`h${i}`]),
    node('Relu', [`h${i}`], [`r${i}`]),
  ]).flat(),
  input: [value('x', TYPE.float, [64, 1024])],
  output: [value('r2', TYPE.float, [64, 1024])],
  initializer: [0, 1, 2].map((i) => floats(`w${i}`, [1024, 1024], (k) => Math.sin(k + i) / 1024)),
});
export const WIDE_WEIGHT_BYTES = 3 * 1024 * 1024 * 4;

/** Eight convolutions of 128 channels. */
export const convolutions = model({
  name: 'convolutions',
  node: Array.from({ length: 8 }, (_, i) => [
    node('Conv', [i === 0 ? 'x' : `r${i - 1}`, `w${i}`], [`c${i}`], { pads: { ints: [1, 1, 1, 1] } }),
    node('Relu', [`c${i}`], [`r${i}`]),
  ]).flat(),
  input: [value('x', TYPE.float, [1, 128, 32, 32])],
  output: [value('r7', TYPE.float, [1, 128, 32, 32])],
  initializer: Array.from({ length: 8 }, (_, i) => floats(`w${i}`, [128, 128, 3, 3], (k) => Math.sin(k + i))),
});

/** Six branches that do not need each other. */
export const branches = model({
  name: 'branches',
  node: [
    ...Array.from({ length: 6 }, (_, i) => [
      node('MatMul', ['x', `w${i}`], [`h${i}`]),
      node('Softmax', [`h${i}`], [`s${i}`]),
      node('MatMul', [`s${i}`, `w${i}`], [`t${i}`]),
    ]).flat(),
    node(
      'Concat',
      Array.from({ length: 6 }, (_, i) => `t${i}`),
      ['y'],
      { axis: { i: 1 } },
    ),
  ],
  input: [value('x', TYPE.float, [512, 256])],
  output: [value('y', TYPE.float, [512, 1536])],
  initializer: Array.from({ length: 6 }, (_, i) => floats(`w${i}`, [256, 256])),
});

/** No weights: nothing to strip, nothing to refit. */
export const weightless = model({
  name: 'weightless',
  node: [node('MatMul', ['a', 'b'], ['c']), node('Softmax', ['c'], ['y'])],
  input: [value('a', TYPE.float, [32, 64]), value('b', TYPE.float, [64, 32])],
  output: [value('y', TYPE.float, [32, 32])],
});
