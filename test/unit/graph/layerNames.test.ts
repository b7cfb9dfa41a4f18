import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../extension/core/graph/graph';
import { type NodeRow, buildGraph } from '../../../extension/core/graph/graphBuilder';
import { joinLayers } from '../../../extension/core/graph/layerJoin';
import { parseLayerName } from '../../../extension/core/graph/layerNames';
import { ROOT } from '../bundles';
import { recordedReport } from '../../webview/models';

const LINEAR = '[MATRIX_MULTIPLY]-[aten_ops.linear.default]-[enc.0.fc/linear_2_matrix_multiply]';
const RELU = '[RELU]-[aten_ops.relu.default]-[/relu]';
const linear = {
  source: 'torch',
  type: 'MATRIX_MULTIPLY',
  operator: 'aten_ops.linear.default',
  module: 'enc.0.fc',
  node: 'linear_2_matrix_multiply',
};
const relu = { source: 'torch', type: 'RELU', operator: 'aten_ops.relu.default', module: '', node: 'relu' };
const other = (node: string): object => ({ source: 'other', type: '', operator: '', module: '', node });

describe('parseLayerName', () => {
  it.each<[string, string, object]>([
    ['a layer of Torch-TensorRT', LINEAR, { parts: [linear], isRange: false, isGenerated: false }],
    ['one that Myelin took as it was', `${LINEAR}_myl0_33`, { parts: [linear] }],
    ['fused ones', `${LINEAR} + ${RELU}`, { parts: [linear, relu] }],
    ['fused ones of Myelin', `${LINEAR}+${RELU}_myl0_1`, { parts: [linear, relu] }],
    ['fused ones of ONNX', 'Conv_0 + Relu_1', { parts: [other('Conv_0'), other('Relu_1')] }],
    ['a plus within a name', 'a+b', { parts: [other('a+b')] }],
    ['pointwise operations', `PWN(PWN(${RELU}), mul_3)`, { parts: [relu, other('mul_3')] }],
    [
      'a run of layers',
      `{ForeignNode[head/linear_2_bias...${RELU}]}`,
      { parts: [other('head/linear_2_bias'), relu], isRange: true },
    ],
    ['a run of one', `{ForeignNode[${RELU}]}`, { parts: [other(`{ForeignNode[${RELU}]}`)], isRange: false }],
    [
      'a copy between formats',
      `Reformatting CopyNode for Input Tensor 0 to ${LINEAR}`,
      { parts: [linear], isReformat: true },
    ],
    ['a copy for an output', 'Reformatting CopyNode for Network Output y', { parts: [other('y')], isReformat: true }],
    ['one of several profiles', `${RELU} [profile 2]`, { parts: [relu], profile: 2 }],
    [
      'a helper of a converter',
      'Cast ITensor x from DataType.INT64 to DataType.FLOAT - [aten_ops.torch.ops.aten.add.Tensor]-[/add_23_cast]',
      { parts: [{ source: 'torch', operator: 'aten_ops.torch.ops.aten.add.Tensor', node: 'add_23_cast' }] },
    ],
    ['a kernel', '__myl_AddReshTran_myl0_2', { parts: [], isGenerated: true }],
    ['an event', '__mye36358_myl0_7', { parts: [], isGenerated: true }],
    ['attention', '_gemm_mha_v2_myl0_15', { parts: [], isGenerated: true }],
    ['nothing', '', { parts: [], isGenerated: true }],
  ])('reads %s', (_, name, expected) => {
    expect(parseLayerName(name)).toMatchObject(expected);
  });

  it('trusts metadata before the name', () => {
    const metadata = '[ONNX Layer: /model/conv0]\x1f[ONNX Layer: relu0]';
    expect(parseLayerName('__myl_Conv_myl0_1', metadata)).toMatchObject({
      parts: [
        { source: 'onnx', node: '/model/conv0' },
        { source: 'onnx', node: 'relu0' },
      ],
      isGenerated: false,
    });
    expect(parseLayerName(RELU, 'something else').parts).toEqual([relu]);
  });

  it('ends for any text', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      'PWN(',
      '{ForeignNode[',
      ']}',
      '...',
      ' + ',
      '+',
      ', ',
      '[RELU]-[a]-[b/c]',
      'x',
      ' [profile 1]',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { parts, isGenerated } = parseLayerName(pieces.join(''));
        expect(isGenerated).toBe(parts.length === 0);
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect(parseLayerName('PWN('.repeat(50_000)).parts.length).toBeLessThan(2);
    expect(parseLayerName('{ForeignNode['.repeat(20_000)).parts.length).toBeLessThan(2);
  });
});

const row = (name: string, target: string, module = ''): NodeRow => ({
  name,
  op: NodeOp.callFunction,
  target,
  module,
  moduleType: '',
  arguments: '',
  inputs: [],
  outputs: [],
  frames: [],
});

function joined(graph: Graph, ...names: string[]): (string | string[])[] {
  return joinLayers(
    graph,
    names.map((name) => ({ name })),
  ).nodes.map((nodes) => nodes.map((node) => graph.name(node)));
}

describe('joinLayers', () => {
  const graph = buildGraph([
    row('linear', 'torch.ops.aten.linear.default', 'a'),
    row('linear_2', 'torch.ops.aten.linear.default', 'enc.0.fc'),
    row('relu', 'torch.ops.aten.relu.default'),
    row('add', 'torch.ops.aten.add.Tensor'),
    row('getitem', '_operator.getitem'),
    row('conv0', 'Conv'),
  ]);

  it('takes off what a converter adds, and no number of a name', () => {
    expect(joined(graph, LINEAR, '[MATRIX_MULTIPLY]-[aten_ops.linear.default]-[a/linear_3_matrix_multiply]')).toEqual([
      ['linear_2'],
      [],
    ]);
    expect(
      joined(graph, '[ELEMENTWISE]-[aten_ops.add.Tensor]-[/add_1]', '[SHUFFLE]-[aten_ops.getitem]-[/getitem]'),
    ).toEqual([[], ['getitem']]);
  });

  it('asks module and operator to agree', () => {
    const names = [
      '[MATRIX_MULTIPLY]-[aten_ops.linear.default]-[enc.1.fc/linear_2]',
      '[MATRIX_MULTIPLY]-[aten_ops.matmul.default]-[enc.0.fc/linear_2]',
      '[RELU]-[aten_ops.relu.default]-[head/relu]',
    ];
    // The graph does not say a module of relu, which is no contradiction.
    expect(joined(graph, ...names)).toEqual([[], [], ['relu']]);
  });

  it('counts what could not be joined', () => {
    const names = [
      `${LINEAR} + ${RELU}`,
      `${RELU} + [RELU]-[aten_ops.relu.default]-[/relu_7]`,
      'Conv_9',
      '__myl_Move_myl0_0',
      'a/linear_weight',
      'conv0_myl0_1',
    ];
    const result = joinLayers(
      graph,
      names.map((name) => ({ name })),
    );
    expect({ ...result, nodes: result.nodes.map((nodes) => nodes.length) }).toEqual({
      nodes: [2, 1, 0, 0, 1, 1],
      joined: 3,
      partly: 1,
      notFound: 1,
      unnamed: 1,
    });
  });

  it('joins the layers of an engine to the graph that it was made from', () => {
    const bert = recordedReport('bert').program!.graph;
    const file = readFileSync(join(ROOT, 'test/fixtures/layers/bert.layers.json'), 'utf8');
    interface Inspected {
      readonly Layers: readonly { readonly Name: string; readonly Metadata: string }[];
    }
    const layers = Object.values(JSON.parse(file) as Record<string, Inspected>).flatMap(({ Layers }) =>
      Layers.map(({ Name, Metadata }) => ({ name: Name, metadata: Metadata })),
    );
    const result = joinLayers(bert, layers);
    expect(result.nodes).toHaveLength(53);
    // Both are of one architecture in two versions: here attention has a matmul that the other has not.
    const named = result.nodes.flatMap((nodes) => nodes.map((node) => `${bert.module(node)}/${bert.name(node)}`));
    expect(named).toContain('m.encoder.layer.1.attention.self.key/linear_7');
    expect(result.unnamed).toBe(33);
    expect(result.joined + result.partly + result.notFound).toBe(20);
  });
});
