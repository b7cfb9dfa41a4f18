import { describe, expect, it } from 'vitest';
import { LayerJoin } from '../../../extension/core/formats/onnx/layers';

const nodes = [
  { name: 'conv', output: ['a'] },
  { name: 'twin', output: ['b'] },
  { name: 'twin', output: ['c', 'd'] },
  { name: '', output: ['e'] },
  { name: 'pick | one', output: ['f'] },
  { name: 'if', output: ['g', ''] },
];

describe('LayerJoin', () => {
  const join = new LayerJoin(nodes);

  it.each<[string, string, string[], number[]]>([
    ['by its name', '[ONNX Layer: conv]', ['whatever'], [0]],
    ['by the name that TensorRT gives it', '[ONNX Layer: node_of_e]', [], [3]],
    ['by a name with the separator in it, where it makes the value', '[ONNX Layer: pick | one]', ['f'], [4]],
    ['by the node outside of a branch', '[ONNX Layer: relu | then (then_branch) | if (If)]', ['inner'], [5]],
    ['through branches in branches', '[ONNX Layer: x | b (body) | y (Loop) | t (then_branch) | if (If)]', [], [5]],
    ['of several of the name by what it makes', '[ONNX Layer: twin]', ['d'], [2]],
    ['by what it makes where the name is not known', '[ONNX Layer: nobody]', ['b'], [1]],
    ['by what it makes where there is no metadata, such as a constant', '', ['c', 'd'], [2]],
    ['from several nodes', '', ['a', 'b'], [0, 1]],
    ['from metadata of another form by what it makes', 'conv', ['e'], [3]],
    ['not where neither tells', '[ONNX Layer: twin]', ['elsewhere'], []],
    ['not by an output that is left out', '', [''], []],
  ])('finds a layer’s node %s', (_name, metadata, outputs, expected) => {
    expect(join.nodesOf({ metadata, outputs })).toEqual(expected);
  });

  it('takes 100,000 nodes of one name', () => {
    const many = new LayerJoin(Array.from({ length: 100_000 }, (_, i) => ({ name: 'same', output: [`v${i}`] })));
    expect(many.nodesOf({ metadata: '[ONNX Layer: same]', outputs: ['v99999'] })).toEqual([99_999]);
  }, 60_000);
});
