import { describe, expect, it } from 'vitest';
import { decodeFinding } from '../../../extension/core/findings/codec';
import type { OnnxModel } from '../../../extension/core/formats/onnx/model';
import { buildProgram } from '../../../extension/core/formats/onnx/program';
import { openArtifact } from '../../../extension/core/formats/open';
import { type Graph, NodeOp } from '../../../extension/core/graph/graph';
import { type AttributeValue, TYPE, floats, ints, model, node, value } from '../../support/onnxModel';
import { inMemory, read } from './files';

const float = (name: string): object => value(name, TYPE.float, [2]);
const body = (nodes: object[], outputs: string[], more: object = {}): AttributeValue => ({
  g: { name: '', node: nodes, input: [], output: outputs.map(float), ...more },
});
const named = (operator: object, name: string): object => ({ ...operator, name });
/** With tag and length. */
function field(number: number, bytes: Uint8Array): Buffer {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
}

const program = async (nodes: object[], more: object = {}, graph: object = {}): Promise<Graph> => {
  const bytes = model({ name: '', node: nodes, input: [float('x')], output: [float('y')], ...graph }, more);
  return buildProgram(await read(bytes)).graph;
};

/** The program as text: a line for each node, those of subgraphs below the graph's name and owner. */
function printed(graph: Graph): string[] {
  const line = (index: number): string => {
    const inputs = Array.from(graph.inputs(index), (input) => graph.name(input)).join(', ');
    return `${graph.name(index)}${inputs && ` <- ${inputs}`}`;
  };
  const lines = Array.from({ length: graph.mainCount }, (_, index) => line(index));
  for (const { owner, name, first, count } of graph.columns.subgraphs) {
    lines.push(`${name} of ${graph.name(owner)}:`);
    lines.push(...Array.from({ length: count }, (_, index) => `  ${line(first + index)}`));
  }
  return lines;
}

describe('graphs within nodes', () => {
  it('stand behind the program and read what is around them', async () => {
    const inner = node('If', ['c'], ['deep'], {
      then_branch: body([node('Neg', ['far'], ['n'])], ['n']),
      else_branch: body([node('Abs', ['near'], ['a'])], ['a']),
    });
    const loop = node('Loop', ['', 'c'], ['y'], {
      body: body([node('Relu', ['state'], ['near']), inner], ['deep'], {
        input: [value('i', TYPE.int64, []), float('state')],
        initializer: [floats('unused', [2])],
      }),
    });
    const graph = await program([node('Exp', ['x'], ['far']), node('Less', ['x', 'far'], ['c']), loop]);
    expect(printed(graph)).toEqual([
      'x',
      'Exp_far <- x',
      'Less_c <- x, Exp_far',
      // Everything that is read within it from outside of it.
      'Loop_y <- Less_c, Exp_far',
      'output <- Loop_y',
      'body of Loop_y:',
      '  i',
      '  state',
      '  unused',
      '  Relu_near <- state',
      '  If_deep <- Less_c, Exp_far, Relu_near',
      '  output#2 <- If_deep',
      'then_branch of If_deep:',
      '  Neg_n <- Exp_far',
      '  output#3 <- Neg_n',
      'else_branch of If_deep:',
      '  Abs_a <- Relu_near',
      '  output#3 <- Abs_a',
    ]);
    expect(graph.op(graph.columns.subgraphs[0]!.first)).toBe(NodeOp.placeholder);
  });

  it('have names of their own where one is taken around them', async () => {
    const twin = named(node('Relu', ['x'], ['inner']), 'twin');
    const nodes = [
      named(node('Neg', ['x'], ['outer']), 'twin'),
      named(
        node('If', ['x'], ['y'], { then_branch: body([twin, node('Add', ['inner', 'outer'], ['s'])], ['s']) }),
        'if',
      ),
    ];
    expect(printed(await program(nodes)).slice(-4)).toEqual([
      'then_branch of if:',
      '  twin#2 <- x',
      '  Add_s <- twin#2, twin',
      '  output#2 <- Add_s',
    ]);
  });

  it('may return what is around them', async () => {
    const branch = node('If', ['x'], ['y'], { then_branch: body([], ['outer']) });
    const graph = await program([node('Neg', ['x'], ['outer']), branch]);
    expect(printed(graph)).toContain('If_y <- x, Neg_outer');
    expect(printed(graph).at(-1)).toBe('  output#2 <- Neg_outer');
  });

  it('are several of one attribute', async () => {
    const graphs = ['a', 'b'].map((name) => ({ name, node: [node('Neg', ['x'], [name])], output: [float(name)] }));
    const graph = await program([node('Switch', ['x'], ['y'], { cases: { graphs } })]);
    expect(graph.columns.subgraphs.map(({ name }) => name)).toEqual(['cases[0]', 'cases[1]']);
  });

  it('are as many as there are nodes', async () => {
    const count = 20_000;
    const branch = body([node('Neg', ['x'], ['n'])], ['n']);
    const nodes = Array.from({ length: count }, (_, i) => node('If', ['x'], [`v${i}`], { then_branch: branch }));
    const graph = await program(nodes);
    expect(graph.columns.subgraphs).toHaveLength(count);
    expect(graph.columns.subgraphs.at(-1)!.owner).toBe(count);
  }, 30_000);

  it('are refused where they are nested without end, before they are read', async () => {
    // Deeper than a writer of protobuf makes it: attribute (5) of a node (1) of a graph (6) around each other.
    const nested = async (depth: number): Promise<OnnxModel> => {
      let node = field(4, Buffer.from('Neg'));
      for (let level = 0; level < depth; level++) {
        node = field(5, Buffer.concat([field(1, Buffer.from('body')), field(6, field(1, node))]));
      }
      return read(Buffer.concat([Buffer.from([8, 8]), field(7, field(1, node))]));
    };
    const depth = async (levels: number): Promise<number> =>
      buildProgram(await nested(levels)).graph.columns.subgraphs.length;
    expect(await depth(64)).toBe(64);
    await expect(depth(65)).rejects.toThrow(/nested more than 64 deep/);
  });
});

describe('functions of a model', () => {
  const call = (domain: string, op: string, inputs: string[], output: string, overload = ''): object => ({
    ...node(op, inputs, [output]),
    domain,
    overload,
  });
  const gelu = {
    name: 'Gelu',
    domain: 'own',
    input: ['a', 'b'],
    output: ['r'],
    node: [node('Mul', ['a', 'b'], ['m']), node('Erf', ['m'], ['r'])],
  };

  it('are graphs of those who call them', async () => {
    const twice = {
      name: 'Twice',
      domain: 'own',
      input: ['a'],
      output: ['t'],
      node: [call('own', 'Gelu', ['a', 'a'], 't')],
    };
    const nodes = [call('own', 'Gelu', ['x', 'x'], 'g'), call('own', 'Twice', ['g'], 'y')];
    expect(printed(await program(nodes, { functions: [gelu, twice] }))).toEqual([
      'x',
      'Gelu_g <- x, x',
      'Twice_y <- Gelu_g',
      'output <- Twice_y',
      'own.Gelu of Gelu_g:',
      '  a',
      '  b',
      '  Mul_m <- a, b',
      '  Erf_r <- Mul_m',
      '  output <- Erf_r',
      'own.Twice of Twice_y:',
      '  a',
      '  Gelu_t <- a, a',
      '  output <- Gelu_t',
      'own.Gelu of Gelu_t:',
      '  a',
      '  b',
      '  Mul_m <- a, b',
      '  Erf_r <- Mul_m',
      '  output <- Erf_r',
    ]);
  });

  it('see nothing of what is around a call', async () => {
    const leak = { name: 'Leak', domain: 'own', input: ['a'], output: ['r'], node: [node('Add', ['a', 'x'], ['r'])] };
    const graph = await program([call('own', 'Leak', ['x'], 'y')], { functions: [leak] });
    expect(printed(graph)).toContain('  Add_r <- a');
  });

  it('are told apart by their overload', async () => {
    const other = { ...gelu, overload: 'fast', node: [node('Tanh', ['a'], ['r'])] };
    const nodes = [call('own', 'Gelu', ['x', 'x'], 'g', 'fast'), call('own', 'Gelu', ['g', 'g'], 'y')];
    const graph = await program(nodes, { functions: [gelu, other] });
    expect(graph.columns.subgraphs.map(({ name, count }) => [name, count])).toEqual([
      ['own.Gelu:fast', 4],
      ['own.Gelu', 5],
    ]);
    expect(graph.target(graph.find('Gelu_g')!)).toBe('own.Gelu:fast');
  });

  it('have branches of their own', async () => {
    const branch = node('If', ['a'], ['r'], { then_branch: body([node('Neg', ['b'], ['n'])], ['n']) });
    const graph = await program([call('own', 'Gelu', ['x', 'x'], 'y')], { functions: [{ ...gelu, node: [branch] }] });
    expect(printed(graph).slice(-3)).toEqual(['then_branch of If_r:', '  Neg_n <- b', '  output#2 <- Neg_n']);
  });

  const findingsOf = async (nodes: object[], functions: object[]) => {
    const domains = ['', 'own'].map((domain) => ({ domain, version: 1 }));
    const graph = { name: '', node: nodes, input: [float('x')], output: [float('y')] };
    const { artifact, report } = await openArtifact(inMemory(model(graph, { functions, opset_import: domains })));
    return { findings: artifact.findings!.map(decodeFinding), graph: report!.program!.graph };
  };

  it('that call themselves are not opened again', async () => {
    const ping = { name: 'Ping', domain: 'own', input: ['a'], output: ['r'], node: [call('own', 'Pong', ['a'], 'r')] };
    const pong = { ...ping, name: 'Pong', node: [call('own', 'Ping', ['a'], 'r')] };
    const { findings, graph } = await findingsOf([call('own', 'Ping', ['x'], 'y')], [ping, pong]);
    expect(graph.columns.subgraphs.map(({ name }) => name)).toEqual(['own.Ping', 'own.Pong']);
    expect(findings).toMatchObject([
      { code: 'load.rules-broken', message: expect.stringContaining('function own.Ping calls itself') as string },
    ]);
  });

  it('that call each other ever more often are opened as far as there is room', async () => {
    const level = (index: number): object => ({
      name: `f${index}`,
      domain: 'own',
      input: ['a'],
      output: ['r'],
      node: [call('own', `f${index + 1}`, ['a'], 'm'), call('own', `f${index + 1}`, ['m'], 'r')],
    });
    const functions = Array.from({ length: 60 }, (_, index) => level(index));
    const { findings, graph } = await findingsOf([call('own', 'f0', ['x'], 'y')], functions);
    expect(graph.nodeCount).toBeGreaterThan(10_000);
    expect(graph.nodeCount).toBeLessThan(500_000);
    expect(findings).toMatchObject([{ code: 'load.functions-unopened', severity: 'information' }]);
  }, 30_000);

  it('that call one another in a long row are opened as far as there is room', async () => {
    const functions = Array.from({ length: 5000 }, (_, index) => ({
      name: `f${index}`,
      domain: 'own',
      input: ['a'],
      output: ['r'],
      node: [call('own', `f${index + 1}`, ['a'], 'r')],
    }));
    const { findings, graph } = await findingsOf([call('own', 'f0', ['x'], 'y')], functions);
    expect(graph.columns.subgraphs).toHaveLength(64);
    expect(findings).toMatchObject([{ code: 'load.functions-unopened' }]);
  });
});

describe('dtypes of a program', () => {
  it('are counted in every graph, those too that only ONNX has', async () => {
    const four = { name: 'q', dims: [8], data_type: 22 };
    const constant = node('Constant', [], ['k'], { value: { t: ints('', [1]) } });
    const branch = node('If', ['x'], ['y'], {
      then_branch: body([constant], ['k'], { initializer: [floats('w', [2])], output: [] }),
    });
    const bytes = model({ name: '', node: [branch], input: [float('x')], output: [float('y')], initializer: [four] });
    expect(buildProgram(await read(bytes)).dtypes).toEqual([
      { dtype: 'float32', tensors: 3 },
      { dtype: 'int4', tensors: 1 },
      { dtype: 'int64', tensors: 1 },
    ]);
  });
});
