import { closeSync, mkdtempSync, openSync, rmSync, ftruncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FormatDamage } from '../../../extension/core/formats/bytes';
import { openArtifact } from '../../../extension/core/formats/open';
import { type OnnxGraph, type OnnxOperator, requiredInputs } from '../../../extension/core/formats/onnx/model';
import { readOnnxModel } from '../../../extension/core/formats/onnx/read';
import { openFile } from '../../../extension/jobs/analysis/files';
import { TYPE, floats, model, node, value } from '../../support/onnxModel';
import { counted, example, inMemory, read } from './files';
import { everything } from './models';

const folder = mkdtempSync(join(tmpdir(), 'trtlens-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const operators = ({ nodes }: OnnxGraph): OnnxOperator[] =>
  Array.from({ length: nodes.count }, (_, index) => nodes.operator(index));

const damage = (bytes: Uint8Array): Promise<FormatDamage> =>
  read(bytes).then(
    () => Promise.reject(new Error('It was read')),
    (failure: unknown) => {
      expect(failure).toBeInstanceOf(FormatDamage);
      return failure as FormatDamage;
    },
  );

describe('readOnnxModel', () => {
  it('reads who wrote a model, its operator sets and its functions', async () => {
    const { irVersion, producerName, producerVersion, opsets, functions } = await read(everything);
    expect({
      irVersion,
      producerName,
      producerVersion,
      opsets: [...opsets],
      functions: functions.map(({ operator }) => operator.text),
    }).toEqual({
      irVersion: 8,
      producerName: 'pytorch',
      producerVersion: '2.11.0',
      opsets: [
        ['', 18],
        ['com.microsoft', 1],
      ],
      functions: ['own.gelu', 'bare'],
    });
  });

  it('takes "ai.onnx" for what it is, ONNX’s own domain', async () => {
    const bytes = model(
      { name: '', node: [], input: [], output: [] },
      { opset_import: [{ domain: 'ai.onnx', version: 21 }] },
    );
    expect([...(await read(bytes)).opsets]).toEqual([['', 21]]);
  });

  it('reads the nodes in the order of the file, with the graphs in them', async () => {
    const { graph } = await read(everything);
    expect(graph.name).toBe('everything');
    expect(operators(graph).map(({ domain, type }) => [domain, type])).toEqual([
      ['', 'Constant'],
      ['', 'Mul'],
      ['', 'If'],
      ['com.microsoft', 'FusedGelu'],
      ['', 'Conv'],
    ]);
    expect(graph.subgraphs.map(({ node: owner, attribute, graph: inner }) => [owner, attribute, inner.name])).toEqual([
      [2, 'then_branch', 'up branch'],
      [2, 'else_branch', 'down branch'],
    ]);
  });

  it('keeps symbols and numbers of shapes, and marks what is open without a name', async () => {
    const shape = (sizes: (number | string)[]): Promise<unknown> =>
      read(model({ name: '', node: [], input: [value('x', TYPE.float, sizes)], output: [] })).then(
        ({ graph }) => graph.inputs[0]?.shape,
      );
    expect(await shape([])).toEqual([]);
    expect(await shape(['batch', 3, 'h + 1', 224])).toEqual(['batch', '3', 'h + 1', '224']);
    expect(await shape([0, -1, ''])).toEqual(['?', '?', '?']);
    const unranked = { name: 'x', type: { tensor_type: { elem_type: TYPE.float } } };
    const { graph } = await read(model({ name: '', node: [], input: [unranked, { name: 'y' }], output: [] }));
    expect(graph.inputs).toEqual([
      { name: 'x', dataType: 1, shape: undefined },
      { name: 'y', dataType: 0, shape: undefined },
    ]);
  });

  it('reads of weights their types, sizes and places', async () => {
    const { graph } = await read(everything);
    expect(graph.initializers).toEqual([
      { name: 'w', dataType: TYPE.float, dims: [3, 3], external: undefined },
      { name: 'shape', dataType: TYPE.int64, dims: [3], external: undefined },
      { name: 'switch', dataType: TYPE.bool, dims: [], external: undefined },
      { name: 'far', dataType: TYPE.float16, dims: [1000, 1000], external: 'weights.bin' },
    ]);
    expect(requiredInputs(graph).map(({ name }) => name)).toEqual(['x', 'flag']);
  });

  it('reads the example models', async () => {
    const segnet = await read(example('segnet'));
    expect(segnet.producerName).toBe('pytorch');
    expect(
      operators(segnet.graph).filter(({ type }, i) => type === 'MaxPool' && segnet.graph.nodes.outputs(i).length === 2),
    ).toHaveLength(4);
    expect(segnet.graph.inputs).toMatchObject([{ name: 'image', dataType: 1, shape: ['1', '3', '64', '64'] }]);
    const recognizer = await read(example('recognizer'));
    expect(recognizer.graph.inputs).toMatchObject([{ name: 'line', shape: ['batch', '3', '32', 'width'] }]);
  });
});

const LARGE = 4 * 1024 * 1024 + 100;
const large = (name: string) => ({ name, dims: [LARGE], data_type: TYPE.int8, raw_data: new Uint8Array(LARGE) });

describe('parts of more than 4 MiB', () => {
  it('are initializers without their values', async () => {
    const bytes = model({
      name: 'large',
      node: [node('Cast', ['w'], ['y'])],
      input: [],
      output: [value('y', TYPE.float, [LARGE])],
      initializer: [floats('small', [2]), large('w'), floats('behind', [1])],
    });
    const file = counted(inMemory(bytes));
    const { graph } = await readOnnxModel(file);
    expect(graph.initializers.map(({ name, dims }) => [name, dims])).toEqual([
      ['small', [2]],
      ['w', [LARGE]],
      ['behind', [1]],
    ]);
    expect(graph.nodes.count).toBe(1);
    expect(file.count.bytes).toBeLessThan(bytes.length);
  });

  it('are nodes without their large attributes', async () => {
    const constant = node('Constant', [], ['w'], { value: { t: large('w') }, axis: { i: 3 } });
    const bytes = model({ name: 'large', node: [constant, node('Relu', ['w'], ['y'])], input: [], output: [] });
    const { graph } = await read(bytes);
    expect(operators(graph).map(({ type }) => type)).toEqual(['Constant', 'Relu']);
    expect(graph.nodes.named()).toEqual([
      { name: 'Constant_w', output: ['w'] },
      { name: 'Relu_y', output: ['y'] },
    ]);
    expect(graph.nodes.attributeText(0)).toBe(`value=int8[${LARGE}], axis=3`);
    expect(graph.nodes.constant(0)).toMatchObject({ dataType: TYPE.int8, dims: [LARGE] });
  });

  it('are graphs in attributes, read like any other', async () => {
    const body = {
      name: 'body',
      node: [node('Add', ['x', 'w'], ['sum'])],
      initializer: [large('w')],
      input: [],
      output: [value('sum', TYPE.float, [LARGE])],
    };
    const nodes = [node('If', ['x'], ['y'], { then_branch: { g: body }, all: { graphs: [body, { name: 'small' }] } })];
    const file = counted(inMemory(model({ name: 'large', node: nodes, input: [], output: [] })));
    const { graph } = await readOnnxModel(file);
    expect(graph.subgraphs.map(({ attribute, graph: inner }) => [attribute, inner.name, inner.nodes.count])).toEqual([
      ['then_branch', 'body', 1],
      ['all[0]', 'body', 1],
      ['all[1]', 'small', 0],
    ]);
    expect(graph.subgraphs[0]!.graph.initializers).toMatchObject([{ name: 'w', dims: [LARGE] }]);
    expect(file.count.bytes).toBeLessThan(file.size);
  });
});

/** Tag and length of a field that has a length. */
function head(number: number, length: number): Buffer {
  const bytes: number[] = [];
  for (let rest of [number * 8 + 2, length]) {
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
    bytes.push(rest);
  }
  return Buffer.from(bytes);
}

/** A file whose weights, 5 GB in five tensors, are a hole in it. */
function sparseModel(path: string): number {
  const weight = 2 ** 30;
  const graph = model({
    name: 'sparse',
    node: [node('Relu', ['x'], ['y'])],
    input: [value('x', TYPE.float, [2])],
    output: [value('y', TYPE.float, [2])],
  });
  const tensor = (index: number): Buffer => {
    const name = Buffer.from(`w${index}`);
    // dims, data_type INT8, name, then raw_data to the end.
    return Buffer.concat([Buffer.from([0x08, 0x80, 0x80, 0x80, 0x80, 0x04, 0x10, 3]), head(8, name.length), name]);
  };
  const tensors = Array.from({ length: 5 }, (_, index) => {
    const inside = Buffer.concat([tensor(index), head(9, weight)]);
    return Buffer.concat([head(5, inside.length + weight), inside]);
  });
  // Fields may stand in any order: the weights come first.
  const weights = tensors.reduce((sum, bytes) => sum + bytes.length + weight, 0);
  const nodes = graphField(graph);
  const start = Buffer.concat([Buffer.from([0x08, 8]), head(7, weights + nodes.length)]);
  const file = openSync(path, 'w');
  let position = writeSync(file, start, 0, start.length, 0);
  for (const bytes of tensors) position += writeSync(file, bytes, 0, bytes.length, position) + weight;
  position += writeSync(file, nodes, 0, nodes.length, position);
  ftruncateSync(file, position);
  closeSync(file);
  return position;
}

/** The inside of a small model's graph: behind ir_version (2 bytes), tag and length (2 bytes), up to the operator set. */
function graphField(bytes: Uint8Array): Uint8Array {
  expect([bytes[2], bytes[3]! < 128]).toEqual([7 * 8 + 2, true]);
  return bytes.subarray(4, 4 + bytes[3]!);
}

describe('a model of gigabytes', () => {
  it('is read without its weights', async () => {
    const path = join(folder, 'sparse.onnx');
    const size = sparseModel(path);
    expect(size).toBeGreaterThan(5 * 2 ** 30);
    const opened = await openFile(path);
    if (!opened.ok) throw new Error(opened.findings[0].message);
    try {
      const file = counted(opened.value);
      const { graph } = await readOnnxModel(file);
      expect(graph.initializers.map(({ name, dims }) => [name, ...dims])).toEqual(
        [0, 1, 2, 3, 4].map((index) => [`w${index}`, 2 ** 30]),
      );
      expect(operators(graph).map(({ type }) => type)).toEqual(['Relu']);
      expect(file.count.bytes).toBeLessThan(32 * 2 ** 20);
    } finally {
      await opened.value.close();
    }
  });
});

describe('what is no ONNX model', () => {
  it.each<[string, Uint8Array, RegExp, number | undefined]>([
    ['nothing', new Uint8Array(), /holds no graph/, undefined],
    ['a model without a graph', Buffer.from([0x08, 8]), /holds no graph/, undefined],
    ['zeros', new Uint8Array(1000), /number 0/, 0],
    ['a graph that is a number', Buffer.from([0x38, 8]), /field 7 is of another kind/, 1],
    ['a length beyond the file', Buffer.from([0x08, 8, 0x3a, 100, 0x0a]), /field 7 is longer than what it is in/, 2],
    ['a number without an end', Buffer.alloc(30, 0xff), /no end/, 10],
    ['a group', Buffer.from([0x0b, 0x0c]), /field 1 is of no known kind/, 0],
  ])('is damaged: %s', async (_name, bytes, message, offset) => {
    expect(await damage(bytes)).toMatchObject({ message: expect.stringMatching(message) as string, offset });
  });

  it('is damaged where a file ends before its stated size', async () => {
    const cut = { ...inMemory(everything.subarray(0, 500)), size: everything.length };
    await expect(readOnnxModel(cut)).rejects.toThrow(FormatDamage);
  });

  it('is damaged where graphs are in each other without end', async () => {
    const nested = (depth: number): object =>
      depth === 0
        ? node('Relu', ['x'], ['y'])
        : node('If', ['c'], ['y'], {
            then_branch: { g: { name: '', node: [nested(depth - 1)], input: [], output: [] } },
          });
    const bytes = model({ name: '', node: [nested(20)], input: [], output: [] });
    expect((await read(bytes)).graph.nodes.count).toBe(1);
    // Deeper than a writer of protobuf makes it: field 1 (node), 5 (attribute), 6 (graph) around each other.
    let inside = Buffer.from(node('Relu', [], []).name);
    for (let depth = 0; depth < 5000; depth++) {
      for (const field of [1, 6, 5]) inside = Buffer.concat([head(field, inside.length), inside]);
    }
    const deep = Buffer.concat([head(1, inside.length), inside]);
    expect((await damage(Buffer.concat([Buffer.from([8, 8]), head(7, deep.length), deep]))).message).not.toBe('');
  });
});

describe('inspect', () => {
  it('says of a model what a person asks first', async () => {
    const { artifact } = await openArtifact(inMemory(everything));
    expect(artifact).toMatchObject({ kind: 'onnx', path: '/models/model.onnx', nodes: 5, findings: [] });
    expect(Object.fromEntries(artifact.facts!.map(({ name, value: fact }) => [name!, fact!]))).toEqual({
      'IR version': '8',
      'operator sets': 'ai.onnx 18, com.microsoft 1',
      functions: 'own.gelu, bare',
      operators: 'Constant × 1, Conv × 1, If × 1, Mul × 1, com.microsoft.FusedGelu × 1',
      'graphs within nodes': '2 of 2 nodes',
      weights: '4 tensors of 1,000,013 elements, in weights.bin',
    });
    expect(artifact.madeBy).toEqual({ torch: '2.11.0' });
    expect(artifact.symbols).toEqual([{ name: 'batch', min: '', max: '' }]);
    expect(artifact.dtypes).toEqual([
      { dtype: 'float32', tensors: 7 },
      { dtype: 'bool', tensors: 2 },
      { dtype: 'int64', tensors: 1 },
      { dtype: 'float16', tensors: 1 },
    ]);
    expect(artifact.inputs).toEqual([
      { name: 'x', dtype: 'float32', sizes: ['batch', '3'], ranked: true },
      { name: 'flag', dtype: 'bool', sizes: [], ranked: true },
    ]);
    expect(artifact.outputs).toEqual([{ name: 'y', dtype: 'float32', sizes: ['batch', '?'], ranked: true }]);
  });

  it('says where a damaged one is damaged', async () => {
    const { artifact } = await openArtifact(inMemory(everything.subarray(0, 100), '/models/cut.onnx'));
    expect(artifact).toMatchObject({
      kind: 'unknown',
      findings: [{ code: 'load.corrupt', places: [{ archive: { file: '/models/cut.onnx' } }] }],
    });
  });
});
