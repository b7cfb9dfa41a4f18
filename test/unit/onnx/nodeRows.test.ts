import { describe, expect, it } from 'vitest';
import { FormatDamage } from '../../../extension/core/formats/bytes';
import { type OnnxGraph, operatorOf } from '../../../extension/core/formats/onnx/model';
import { onnxRows } from '../../../extension/core/formats/onnx/nodeRows';
import { OnnxNodes } from '../../../extension/core/formats/onnx/nodes';
import { readsOf } from '../../../extension/core/formats/onnx/order';
import { NodeOp } from '../../../extension/core/graph/graph';
import { type NodeRow, buildGraph } from '../../../extension/core/graph/graphBuilder';
import { type AttributeValue, TYPE, floats, model, node, value } from '../../support/onnxModel';
import { example, read } from './files';
import { everything, unsorted } from './models';

interface Parts {
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly initializers?: readonly string[];
}

const float = (name: string): object => value(name, TYPE.float, [2]);

async function graphOf(nodes: object[], { inputs = ['x'], outputs = [], initializers = [] }: Parts = {}) {
  const bytes = model({
    name: '',
    node: nodes,
    input: inputs.map(float),
    output: outputs.map(float),
    initializer: initializers.map((name) => floats(name, [2])),
  });
  return (await read(bytes)).graph;
}

const rowsOf = async (nodes: object[], parts?: Parts): Promise<readonly NodeRow[]> =>
  onnxRows(await graphOf(nodes, parts)).rows;
const reads = (rows: readonly NodeRow[]): Record<string, readonly string[]> =>
  Object.fromEntries(rows.map(({ name, inputs }) => [name, inputs]));

describe('onnxRows', () => {
  it('lists inputs, weights, operations and the output', async () => {
    const { rows, names } = onnxRows((await read(everything)).graph);
    expect(rows.map(({ name, op, target }) => [name, op, target])).toEqual([
      ['x', NodeOp.placeholder, ''],
      ['flag', NodeOp.placeholder, ''],
      ['w', NodeOp.getAttr, ''],
      ['shape', NodeOp.getAttr, ''],
      ['switch', NodeOp.getAttr, ''],
      ['far', NodeOp.getAttr, ''],
      ['Constant_two', NodeOp.callFunction, 'Constant'],
      ['Mul_outer', NodeOp.callFunction, 'Mul'],
      ['If_chosen', NodeOp.callFunction, 'If'],
      ['FusedGelu_fused', NodeOp.callFunction, 'com.microsoft.FusedGelu'],
      ['Conv_y', NodeOp.callFunction, 'Conv'],
      ['output', NodeOp.output, 'output'],
    ]);
    expect(names).toEqual(['Constant_two', 'Mul_outer', 'If_chosen', 'FusedGelu_fused', 'Conv_y']);
    expect(reads(rows)).toMatchObject({
      Mul_outer: ['x', 'Constant_two'],
      // What the branches read from outside of them counts.
      If_chosen: ['flag', 'Mul_outer'],
      Conv_y: ['FusedGelu_fused', 'w', 'far'],
      output: ['Conv_y'],
    });
    expect(rows.find(({ name }) => name === 'far')).toMatchObject({
      arguments: 'external data in weights.bin',
      outputs: [{ shape: '1000x1000', bytes: 2_000_000 }],
    });
    expect(rows.find(({ name }) => name === 'Conv_y')).toMatchObject({
      module: 'head',
      moduleType: 'torch.nn.Conv2d',
      arguments: 'pads=[1, 1], auto_pad="VALID"',
      outputs: [{ shape: 'batchx?', bytes: 0 }],
    });
  });

  it('makes the program of an exported model', async () => {
    for (const name of ['segnet', 'recognizer'] as const) {
      const { rows } = onnxRows((await read(example(name))).graph);
      const graph = buildGraph(rows);
      for (const row of rows.filter(({ op }) => op === NodeOp.callFunction)) {
        expect(row.frames, row.name).not.toEqual([]);
        expect(graph.users(graph.find(row.name)!), row.name).not.toHaveLength(0);
      }
    }
  });

  it('orders an unsorted file, and names its nodes in the file’s order', async () => {
    const { rows, names } = onnxRows((await read(unsorted)).graph);
    expect(rows.map(({ name }) => name)).toEqual(['x', 'Neg_a', 'Relu_b', 'Add_y', 'output']);
    expect(names).toEqual(['Add_y', 'Relu_b', 'Neg_a']);
  });

  it('keeps the order of a file that is sorted', async () => {
    const nodes = [node('Neg', ['x'], ['b']), node('Neg', ['x'], ['a']), node('Add', ['a', 'b'], ['y'])];
    expect(onnxRows(await graphOf(nodes)).rows.map(({ name }) => name)).toEqual([
      'x',
      'Neg_b',
      'Neg_a',
      'Add_y',
      'output',
    ]);
  });

  it.each([
    ['itself', [node('Relu', ['a'], ['a'])]],
    ['each other', [node('Relu', ['b'], ['a']), node('Relu', ['a'], ['b'])]],
    [
      'each other through a branch',
      [
        node('If', ['x'], ['a'], { then_branch: { g: { name: '', node: [node('Relu', ['b'], ['c'])] } } }),
        node('Neg', ['a'], ['b']),
      ],
    ],
  ])('refuses nodes that read %s', async (_name, nodes) => {
    const graph = await graphOf(nodes);
    expect(() => onnxRows(graph)).toThrow(FormatDamage);
    expect(() => onnxRows(graph)).toThrow(/reads what is made from its own result/);
  });

  it('names nodes that have no name by what they make', async () => {
    const unnamed = (inputs: string[], outputs: string[]): object => ({ ...node('Split', inputs, outputs), name: '' });
    const graph = await graphOf([unnamed(['x'], ['', 'b']), unnamed(['b'], [])]);
    expect(onnxRows(graph).names).toEqual(['node_of_b', 'node_of_']);
  });

  it('gives every row a name of its own', async () => {
    const named = (name: string, output: string): object => ({ ...node('Neg', ['x'], [output]), name });
    const nodes = [named('x', 'a'), named('same', 'b'), named('same', 'c'), named('same#2', 'd'), named('w', 'e')];
    const parts = { outputs: ['a'], initializers: ['w', 'output', 'w'] };
    const { rows, names } = onnxRows(await graphOf(nodes, parts));
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    expect(names.slice(0, 3)).toEqual(['x', 'same', 'same#2']);
    // Whoever reads a value by its name reads what makes it.
    expect(rows.at(-1)).toMatchObject({ op: NodeOp.output, inputs: ['x'] });
    expect(reads(rows)['same']).toEqual(['x#2']);
    expect(() => buildGraph(rows)).not.toThrow();
  });

  it('passes over what is missing: inputs that are left out, values that nobody makes', async () => {
    const rows = await rowsOf([node('Clip', ['x', '', 'nowhere'], ['y'])], { outputs: ['y', 'nothing'] });
    expect(reads(rows)).toEqual({ x: [], Clip_y: ['x'], output: ['Clip_y'] });
  });

  it.each([
    [TYPE.float16, [2, 3], { dtype: 6, shape: '2x3', bytes: 12 }],
    [TYPE.float, ['max', 2], { dtype: 7, shape: 'max×2', bytes: 0 }],
    [TYPE.float, [], { dtype: 7, shape: '', bytes: 4 }],
    [99, [4], { dtype: 0, shape: '4', bytes: 0 }],
  ])('states type %j with sizes %j', async (type, sizes, expected) => {
    const bytes = model({ name: '', node: [], input: [value('x', type, sizes)], output: [] });
    expect(onnxRows((await read(bytes)).graph).rows[0]!.outputs).toEqual([expected]);
  });

  it('states no bytes that no number can hold', async () => {
    const sizes = Array.from({ length: 40 }, () => 2 ** 40);
    const bytes = model({ name: '', node: [], input: [value('x', TYPE.float, sizes)], output: [] });
    expect(onnxRows((await read(bytes)).graph).rows[0]!.outputs[0]!.bytes).toBe(0);
  });

  it('names types that only ONNX has', async () => {
    const weight = (data_type: number): object => ({ name: 'w', dims: [2], data_type });
    const argumentsOf = async (data_type: number): Promise<string> => {
      const { graph } = await read(
        model({ name: '', node: [], input: [], output: [], initializer: [weight(data_type)] }),
      );
      return onnxRows(graph).rows[0]!.arguments;
    };
    expect([await argumentsOf(1), await argumentsOf(22), await argumentsOf(99)]).toEqual(['', 'int4', '?']);
  });

  it('takes the type that says most', async () => {
    const unranked = (name: string): object => ({ name, type: { tensor_type: { elem_type: TYPE.float } } });
    const bytes = model({
      name: '',
      node: [node('Neg', ['x'], ['y'])],
      input: [float('x')],
      output: [unranked('y')],
      value_info: [value('y', TYPE.float, ['n'])],
    });
    expect(onnxRows((await read(bytes)).graph).rows[1]!.outputs).toEqual([{ dtype: 7, shape: 'n', bytes: 0 }]);
  });

  it('takes a program of 100,000 nodes, whatever they are called', () => {
    const nodes = new OnnxNodes();
    const value = (index: number): number => nodes.texts.addText(index < 0 ? 'x' : `v${index}`);
    for (let i = 99_999; i >= 0; i--) {
      nodes.add({
        name: nodes.texts.addText(i % 2 === 0 ? 'same' : `n${i}`),
        operator: operatorOf('Relu'),
        inputs: [value(i - 1)],
        outputs: [value(i)],
        attributes: '',
        origin: { module: '', moduleType: '', frames: [] },
        constant: undefined,
      });
    }
    const graph: OnnxGraph = {
      name: '',
      nodes,
      initializers: [],
      inputs: [{ name: 'x', dataType: 1, shape: ['2'] }],
      outputs: [{ name: 'v99999', dataType: 1, shape: ['2'] }],
      values: [],
      subgraphs: [],
    };
    const { rows } = onnxRows(graph);
    expect(rows).toHaveLength(100_002);
    expect(buildGraph(rows).nodeCount).toBe(100_002);
    expect(rows[1]!.inputs).toEqual(['x']);
  }, 60_000);
});

describe('readsOf', () => {
  const body = (nodes: object[], more: object = {}): AttributeValue => ({ g: { name: '', node: nodes, ...more } });
  const readBy = async (loop: object): Promise<string[]> => {
    const graph = await graphOf([loop]);
    const values: string[] = [];
    readsOf(graph).visit(0, (value) => values.push(graph.nodes.texts.text(value)));
    return values;
  };

  it('has what bodies read from outside, through any depth', async () => {
    const inner = node('If', ['cond'], ['chosen'], { then_branch: body([node('Neg', ['far'], ['z'])]) });
    const loop = node('Loop', ['', 'go'], ['out'], {
      body: body([node('Add', ['near', 'near'], ['sum']), inner, node('Neg', ['sum'], ['result'])]),
    });
    expect(await readBy(loop)).toEqual(['go', 'near', 'cond', 'far']);
  });

  it('has none of what a body makes for itself: results, inputs, weights', async () => {
    const loop = node('Scan', ['start'], ['state', 'w'], {
      body: body([node('Mul', ['state', 'w'], ['next'])], { input: [float('state')], initializer: [floats('w', [2])] }),
    });
    expect(await readBy(loop)).toEqual(['start']);
    // Names of its own may be those of values outside, such as of its own results.
    expect(reads(await rowsOf([loop], { inputs: ['start'], outputs: ['state'] }))).toEqual({
      start: [],
      Scan_state: ['start'],
      output: ['Scan_state'],
    });
  });
});
