import { describe, expect, it } from 'vitest';
import { FormatDamage } from '../../../../extension/core/formats/bytes';
import { readProgram } from '../../../../extension/core/formats/exportedProgram/program';
import { blockName, storedPartition } from '../../../../extension/core/formats/exportedProgram/stored';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import { buildGraph } from '../../../../extension/core/graph/graphBuilder';
import { inMemory } from '../../onnx/files';

const tensor = (name: string): unknown => ({ as_tensor: { name } });
const meta = (...sizes: unknown[]): unknown => ({
  dtype: 7,
  sizes: sizes.map((size) =>
    typeof size === 'number' ? { as_int: size } : { as_expr: { expr_str: size, hint: { as_int: 4 } } },
  ),
});

interface NodeJson {
  readonly name?: string;
  readonly target: string;
  readonly inputs?: readonly unknown[];
  readonly outputs?: readonly unknown[];
  readonly metadata?: unknown;
}

function graphJson(nodes: readonly NodeJson[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    inputs: [tensor('x')],
    outputs: [tensor('y')],
    nodes,
    tensor_values: { x: meta(2, 8) },
    ...more,
  };
}

async function graphOf(nodes: readonly NodeJson[], more: Record<string, unknown> = {}): Promise<Graph> {
  const program = { graph_module: { graph: graphJson(nodes, more) }, schema_version: { major: 8, minor: 20 } };
  return (await readProgram(inMemory(Buffer.from(JSON.stringify(program))), () => false)).graph;
}

const argument = (name: string, arg: unknown): unknown => ({ name, arg, kind: 1 });
const names = (graph: Graph, from = 0, count = graph.mainCount): string[] =>
  Array.from({ length: count }, (_, index) => graph.name(from + index));

describe('readProgram', () => {
  it('takes several outputs apart, but not those that nobody reads', async () => {
    const graph = await graphOf([
      {
        name: 'max_1',
        target: 'torch.ops.aten.max.dim',
        inputs: [argument('self', tensor('x')), argument('dim', { as_int: 1 })],
        outputs: [tensor('y'), tensor('max_1_unused_1')],
      },
    ]);
    expect(names(graph)).toEqual(['x', 'max_1', 'y', 'output']);
    expect([graph.target(2), graph.arguments(2), [...graph.inputs(2)]]).toEqual(['_operator.getitem', '0', [1]]);
    expect(graph.arguments(1)).toBe('dim=1');
    expect(graph.outputs(1)).toHaveLength(2);
  });

  it.each([
    ['before the nodes', (graph: Record<string, unknown>) => graph],
    ['after the nodes', ({ inputs, ...graph }: Record<string, unknown>) => ({ ...graph, inputs })],
    ['after the types', ({ nodes, ...graph }: Record<string, unknown>) => ({ ...graph, nodes })],
  ])('reads the same program where its inputs stand %s, a constant among them', async (_, arranged) => {
    const node = { name: 'y', target: 'f', inputs: [argument('', tensor('x'))], outputs: [tensor('y')] };
    for (const isConstant of [false, true]) {
      const inputs = [tensor('x'), ...(isConstant ? [{ as_int: 3 }] : [])];
      const graph = arranged(graphJson([node], { inputs, tensor_values: { x: meta(2, 8), y: meta(4) } }));
      const signature = {
        input_specs: [
          { user_input: { arg: tensor('x') } },
          { constant_input: { name: 'scale', value: { as_int: 3 } } },
        ],
      };
      const program = { graph_module: { graph, signature }, schema_version: { major: 8, minor: 20 } };
      const read = await readProgram(inMemory(Buffer.from(JSON.stringify(program))), () => false);
      expect(names(read.graph)).toEqual(['x', ...(isConstant ? ['scale'] : []), 'y', 'output']);
      expect(read.graph.outputs(0)[0]!.shape).toBe('2x8');
      expect(read.graph.outputs(read.graph.find('y')!)[0]!.shape).toBe('4');
      expect(read.inputs).toEqual(isConstant ? ['x', 'scale'] : ['x']);
    }
  });

  it('keeps a subgraph that two nodes run once, and a name of the outer graph within it', async () => {
    const graph = {
      as_graph: {
        name: 'body',
        graph: graphJson([{ name: 'y', target: 'f', inputs: [argument('', tensor('x'))], outputs: [tensor('y')] }]),
      },
    };
    const run = (name: string): NodeJson => ({
      name,
      target: 'torch.ops.higher_order.map_impl',
      inputs: [argument('', graph), argument('', tensor('x'))],
      outputs: [tensor(name)],
    });
    const read = await graphOf([run('a'), run('y')]);
    expect(names(read)).toEqual(['x', 'body', 'a', 'y', 'output']);
    expect(read.op(1)).toBe(NodeOp.getAttr);
    expect(
      read.columns.subgraphs.map(({ owner, first, count }) => [read.name(owner), names(read, first, count)]),
    ).toEqual([
      ['a', ['x', 'y', 'output']],
      ['y', ['x', 'y', 'output']],
    ]);
    expect(read.find('y')).toBe(3);
  });

  it('gives nodes of older files the name of their output, and others one that no value can have', async () => {
    const graph = await graphOf([
      { target: 'torch.ops.aten._assert.default', inputs: [argument('a', tensor('x'))], outputs: [] },
      { target: 'torch.ops.aten.relu.default', inputs: [argument('self', tensor('x'))], outputs: [tensor('y')] },
    ]);
    expect(names(graph)).toEqual(['x', '_assert#1', 'y', 'output']);
  });

  it('shows symbolic sizes, and no bytes for them', async () => {
    const graph = await graphOf(
      [{ name: 'y', target: 'f', inputs: [argument('', tensor('x'))], outputs: [tensor('y')] }],
      { tensor_values: { x: meta(2, 8), y: meta("Mul(Integer(2), Symbol('s0', integer=True))", 8) } },
    );
    expect(graph.outputs(1)).toEqual([{ dtype: 7, shape: '2*s0x8', bytes: 0 }]);
    expect(graph.outputs(0)[0]!.bytes).toBe(64);
  });

  it('writes arguments as Python does', async () => {
    const inputs = [
      argument('alpha', { as_float: 1 }),
      argument('eps', { as_float: 0.00001 }),
      argument('size', { as_ints: [2, -1] }),
      argument('keepdim', { as_bool: true }),
      argument('dtype', { as_scalar_type: 7 }),
      argument('layout', { as_layout: 7 }),
      argument('memory_format', { as_memory_format: 2 }),
      argument('device', { as_device: { type: 'cuda', index: 0 } }),
      argument('bias', { as_none: true }),
      argument('sizes', { as_sym_ints: [{ as_name: 'x' }, { as_int: 2 }] }),
      argument('limit', { as_float: 'Infinity' }),
      argument('other', tensor('x')),
    ];
    const graph = await graphOf([{ name: 'y', target: 'f', inputs, outputs: [tensor('y')] }]);
    expect(graph.arguments(1)).toBe(
      'alpha=1.0, eps=1e-05, size=[2, -1], keepdim=True, dtype=torch.float32, layout=torch.strided, ' +
        'memory_format=torch.channels_last, device=cuda:0, bias=None, sizes=[x, 2], limit=inf',
    );
    expect([...graph.inputs(1)]).toEqual([0]);
  });

  it.each<[string, readonly NodeJson[], RegExp]>([
    [
      'reads what is not there',
      [{ name: 'y', target: 'f', inputs: [argument('', tensor('z'))], outputs: [tensor('y')] }],
      /reads "z", which is not listed before it/,
    ],
    ['has a name twice', [{ name: 'x', target: 'f', outputs: [tensor('x')] }], /"x" is listed twice/],
    ['is no node', [7 as unknown as NodeJson, 8 as unknown as NodeJson], /reads "y"/],
  ])('names the place of one that %s', async (_, nodes, words) => {
    const failure = await graphOf(nodes).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FormatDamage);
    expect((failure as FormatDamage).message).toMatch(words);
  });

  it('refuses graphs that are nested without end', async () => {
    let graph = graphJson([]);
    for (let depth = 0; depth < 30; depth++) {
      const inner = { as_graph: { name: 'body', graph } };
      graph = graphJson([{ name: 'y', target: 'f', inputs: [argument('', inner)], outputs: [tensor('y')] }]);
    }
    await expect(graphOf(graph['nodes'] as NodeJson[])).rejects.toThrow('nested too deeply');
  });
});

describe('storedPartition', () => {
  const row = (name: string, target: string, inputs: readonly string[], op: NodeOp = NodeOp.callFunction) => ({
    name,
    target,
    inputs,
    op,
    module: '',
    moduleType: '',
    arguments: '',
    outputs: [],
    frames: [],
  });
  const graph = buildGraph([
    row('x', 'x', [], NodeOp.placeholder),
    row('sort', 'torch.ops.aten.sort.default', ['x']),
    row('engine', 'engine', ['sort']),
    row('item', '_operator.getitem', ['engine']),
    row('cumsum', 'torch.ops.aten.cumsum.default', ['item']),
    row('erfinv', 'torch.ops.aten.erfinv.default', ['cumsum']),
    row('second', 'engine', ['erfinv']),
    row('output', 'output', ['second'], NodeOp.output),
  ]);
  const blocks = (engines: [number, string][]): unknown =>
    storedPartition(graph, new Map(engines)).blocks.map(({ name, kind, nodes }) => [name, kind, [...nodes]]);

  it('has a block for each engine with what is taken out of it, and one for what runs between', () => {
    expect(
      blocks([
        [2, '_run_on_acc_1_engine'],
        [6, 'obj__run_on_acc_3_engine'],
      ]),
    ).toEqual([
      ['_run_on_gpu_0', 'torch', [1]],
      ['_run_on_acc_1', 'tensorrt', [2, 3]],
      ['_run_on_gpu_2', 'torch', [4, 5]],
      ['_run_on_acc_3', 'tensorrt', [6]],
    ]);
  });

  it('has a name of its own for each, whatever the file calls its engines', () => {
    expect(
      blocks([
        [2, 'mine'],
        [6, 'mine'],
      ]),
    ).toEqual([
      ['_run_on_gpu_0', 'torch', [1]],
      ['mine', 'tensorrt', [2, 3]],
      ['_run_on_gpu_2', 'torch', [4, 5]],
      ['mine#2', 'tensorrt', [6]],
    ]);
    expect(blockName('')).toBe('engine');
  });
});
