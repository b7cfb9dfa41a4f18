import { describe, expect, it } from 'vitest';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { parseJson } from '../../../extension/core/formats/json';
import { dtypeOf } from '../../../extension/core/formats/layerInformation/layer';
import { openArtifact } from '../../../extension/core/formats/open';
import { dtypeName } from '../../../extension/core/graph/dtype';
import type { Graph } from '../../../extension/core/graph/graph';
import { decodeReport, encodeReport } from '../../../extension/core/report/codec';
import { factsOf, fixture, fixtureBytes, inMemory } from './files';

async function open(content: string | Uint8Array, path = '/m/layers.json') {
  const { artifact, report } = await openArtifact(inMemory(path, content));
  return { artifact, report, findings: artifact.findings!.map(decodeFinding) };
}

/** "conv0_myl0_1 <- r.1_3_myl0" of every operation. */
function edges(graph: Graph): string[] {
  return Array.from({ length: graph.nodeCount }, (_, node) => node)
    .filter((node) => graph.isOperation(node))
    .map((node) => `${graph.name(node)} <- ${[...graph.inputs(node)].map((input) => graph.name(input)).join(', ')}`);
}

describe('layer information of real engines', () => {
  it('opens one engine as a graph of layers, uncut', async () => {
    const name = '_run_on_acc_2_engine_layer_information.json';
    const { artifact, report } = await openArtifact(fixture(`layers/${name}`));
    expect(artifact).toMatchObject({ kind: 'layer-information', findings: [] });
    expect(factsOf(artifact)).toEqual({ engines: '1', layers: '3', detail: 'tensors, data types and tactics' });
    expect(artifact.inputs!.map((input) => [input.name, input.dtype, input.sizes])).toEqual([
      ['i0', 'float32', ['8', '64']],
      ['erfinv', 'float32', ['8', '64']],
    ]);
    expect(artifact.outputs!.map((output) => output.name)).toEqual(['output0', 'output1']);
    const layers = artifact.layerInformation!.map((text) => JSON.parse(text) as { Name: string });
    const file = JSON.parse(fixtureBytes(`layers/${name}`).toString()) as { Layers: unknown[] };
    expect(layers).toEqual(file.Layers);
    const { graph, partition } = report!.program!;
    expect(partition).toMatchObject({ partitioner: 'none', blocks: [{ kind: 'graph' }] });
    const [first] = layers;
    const node = graph.find(first!.Name)!;
    expect([graph.target(node), graph.arguments(node)]).toEqual([
      'kgen',
      expect.stringMatching(/^TacticName=__myl_\w+, StreamId=0$/),
    ]);
    expect(decodeReport(encodeReport(report!)).ok).toBe(true);
  });

  it('opens several engines beside each other, each a block', async () => {
    const { artifact, report } = await openArtifact(fixture('layers/bert.layers.json'));
    expect(artifact.engines!.map((engine) => [engine.name, engine.layerNames!.length])).toEqual([
      ['_run_on_acc_0', 7],
      ['_run_on_acc_2', 13],
      ['_run_on_acc_4', 13],
      ['_run_on_acc_6', 13],
      ['_run_on_acc_8', 7],
    ]);
    // As the last layer has it; of the program it is 2x64x128.
    expect(artifact.engines![4]!.outputs).toMatchObject([{ name: 'output0', dtype: 'float32', sizes: ['128', '128'] }]);
    const { graph, partition } = report!.program!;
    expect(partition.blocks.map(({ name, kind, nodes }) => [name, kind, nodes.length])).toEqual([
      ['_run_on_acc_0', 'tensorrt', 7],
      ['_run_on_acc_2', 'tensorrt', 13],
      ['_run_on_acc_4', 'tensorrt', 13],
      ['_run_on_acc_6', 'tensorrt', 13],
      ['_run_on_acc_8', 'tensorrt', 7],
    ]);
    const gemm = graph.find(
      '[MATRIX_MULTIPLY]-[aten_ops.matmul.default]-[m.encoder.layer.0.attention.self/matmul]_myl0_5',
    )!;
    expect([graph.module(gemm), graph.target(gemm)]).toEqual(['m.encoder.layer.0.attention.self', 'gemm']);
    const [output] = graph.outputs(gemm);
    expect(dtypeName(output!.dtype)).toBe('float32');
    expect(decodeReport(encodeReport(report!)).ok).toBe(true);
  });

  it('joins layers by the tensors between them', async () => {
    const { artifact, report } = await openArtifact(fixture('layers/tiny.onnx.inspector-and-profile.json'));
    expect(artifact.engines!.map(({ name }) => name)).toEqual(['default', 'current', 'cpu_cc90']);
    expect(edges(report!.program!.graph).slice(0, 5)).toEqual([
      '__myl_Move_myl0_0 <- x',
      'conv0_myl0_1 <- __myl_Move_myl0_0',
      '__myl_Tran_myl0_2 <- conv0_myl0_1',
      '__myl_Move_myl0_3 <- ',
      '__myl_Mean_myl0_4 <- __myl_Move_myl0_3, __myl_Tran_myl0_2',
    ]);
    const { graph } = report!.program!;
    const conv = graph.outputs(graph.find('conv0_myl0_1')!)[0]!;
    expect([conv.shape, conv.bytes]).toEqual(['1x64x224x224', 64 * 224 * 224 * 4]);
  });
});

describe('layer information with a profile beside it', () => {
  const FOLDER = 'layers/resnet18';
  const PROFILE = '_run_on_acc_0_engine_engine_execution_profile.trace';
  const information = fixture(`${FOLDER}/_run_on_acc_0_engine_layer_information.json`);

  it('has the time of each layer, and says where it is from', async () => {
    const asked: string[] = [];
    const { artifact, report } = await openArtifact(information, (name) => {
      asked.push(name);
      return Promise.resolve(fixtureBytes(`${FOLDER}/${name}`));
    });
    expect(asked).toEqual([PROFILE]);
    expect(artifact.findings).toEqual([]);
    expect(factsOf(artifact)['times']).toBe(`of a run, in ${PROFILE}`);
    const decoded = decodeReport(encodeReport(report!));
    if (!decoded.ok) throw new Error(decoded.findings[0].message);
    const { times, engines, program } = decoded.value;
    expect(times).toEqual({ file: PROFILE, perRun: true });
    const { layers } = engines[0]!;
    const recorded = JSON.parse(fixtureBytes(`${FOLDER}/${PROFILE}`).toString()) as {
      name: string;
      averageMs: number;
    }[];
    expect(layers.map(({ name, microseconds }) => [name, microseconds])).toEqual(
      recorded.map(({ name, averageMs }) => [name, averageMs * 1000]),
    );
    expect(layers.map(({ nodes }) => nodes.map((node) => program!.graph.name(node)))).toEqual(
      layers.map(({ name }) => [name]),
    );
  });

  it('opens without times where the profile is damaged or of another kind, and says why', async () => {
    const finding = async (profile: string): Promise<unknown> => {
      const { artifact, report } = await openArtifact(information, () => Promise.resolve(Buffer.from(profile)));
      expect(report!.times).toBeUndefined();
      expect(report!.findings).toEqual(artifact.findings!.map(decodeFinding));
      return report!.findings[0];
    };
    const place = { kind: 'archive', file: `/m/${FOLDER}/${PROFILE}` };
    const code = 'load.times-unreadable';
    expect(await finding('[{"name": "a", ')).toMatchObject({
      code,
      severity: 'warning',
      places: [{ ...place, offset: 15 }],
    });
    expect(await finding('[{"name": "a"}]')).toMatchObject({
      code,
      message: expect.stringContaining('it tells no times of layers') as unknown,
      places: [place],
    });
  });

  it('has no times where no profile is there, or where the file is of several engines', async () => {
    const { artifact, report } = await openArtifact(information);
    expect(report!.times).toBeUndefined();
    expect(factsOf(artifact)).not.toHaveProperty('times');
    const several = inMemory(information.path, fixtureBytes('layers/bert.layers.json'));
    const opened = await openArtifact(several, () => Promise.resolve(fixtureBytes(`${FOLDER}/${PROFILE}`)));
    expect(opened.report!.times).toBeUndefined();
  });
});

describe('layer information of other kinds', () => {
  it('keeps names where there is no more', async () => {
    const names = ['[RELU]-[aten_ops.relu.default]-[/relu]', 'Reformatting CopyNode for Output Tensor 0 to y'];
    const { artifact, report } = await open(JSON.stringify({ Layers: names, Bindings: ['x', 'y'] }));
    expect(artifact.layerInformation!.map((text) => JSON.parse(text) as unknown)).toEqual(names);
    expect(artifact.engines).toMatchObject([{ name: 'engine', layerNames: names }]);
    expect(factsOf(artifact.engines![0]!)).toEqual({ layers: '2', bindings: 'x, y' });
    expect(factsOf(artifact)['detail']).toMatch(/names alone/);
    expect(report!.program).toBeUndefined();
  });

  const layer = (name: string, inputs: string[], outputs: string[], more: object = {}): object => {
    const tensor = (each: string): object => ({ Name: each, Dimensions: [2, -1], 'Format/Datatype': 'Half' });
    return { Name: name, LayerType: 'kgen', Inputs: inputs.map(tensor), Outputs: outputs.map(tensor), ...more };
  };

  it('takes a list of layers, names that repeat, and loops', async () => {
    const layers = [
      layer('x', ['x', 'state'], ['a']),
      layer('x', ['a', 'weight'], ['state']),
      layer('output', ['a'], ['y']),
    ];
    const { artifact, report } = await open(JSON.stringify(layers));
    const { graph } = report!.program!;
    // What one layer makes for an earlier one is left out, and said.
    expect(factsOf(artifact)['not drawn']).toBe('1 edge back to an earlier layer');
    expect(edges(graph)).toEqual(['x #2 <- x', 'x #3 <- x #2, weight', 'output <- x #2']);
    const [type] = graph.outputs(graph.find('x #2')!);
    expect([dtypeName(type!.dtype), type!.shape, type!.bytes]).toEqual(['float16', '2x?', 0]);
  });

  it('says tactics, kernels and the like as arguments', async () => {
    const more = {
      TacticName: 'sm80_xmma',
      Kernel: [3, 3],
      Weights: { Type: 'Half', Count: 1728 },
      Bias: '',
      Origin: null,
    };
    const { report } = await open(
      JSON.stringify({ Layers: [layer('conv', ['x'], ['y'], more)], Bindings: ['x', 'y'] }),
    );
    const { graph } = report!.program!;
    expect(graph.arguments(graph.find('conv')!)).toBe(
      'TacticName=sm80_xmma, Kernel=[3,3], Weights={"Type":"Half","Count":1728}',
    );
    expect(graph.name(graph.nodeCount - 1)).toBe('output');
    expect([...graph.inputs(graph.nodeCount - 1)]).toEqual([graph.find('conv')]);
  });

  it.each([
    ['Row major linear FP16 format', 'float16'],
    ['Channel major FP16 format where channel % 8 == 0', 'float16'],
    ['Row major linear FP32', 'float32'],
    ['Row major Int8 format', 'int8'],
    ['Row major UInt8 format', 'uint8'],
    ['BFloat16', 'bfloat16'],
    ['FP8', 'float8_e4m3fn'],
    ['Int64', 'int64'],
    ['Bool', 'bool'],
    ['N/A due to dynamic shapes', ''],
  ])('reads the data type of "%s"', (format, expected) => {
    expect(dtypeOf({ 'Format/Datatype': format })).toBe(expected);
    expect(dtypeOf({ Datatype: format, Format: '(Linear)' })).toBe(expected);
  });

  it('says of other JSON that it is none', async () => {
    for (const text of ['[1, 2]', '{"traceEvents": []}', '["a", "b"]', '{"Layers": [1]}']) {
      const { artifact, findings } = await open(text);
      expect([artifact.kind, findings.map(({ code }) => code)]).toEqual(['unknown', ['load.unknown-format']]);
    }
  });

  it('draws a hundred thousand layers', async () => {
    const layers = Array.from({ length: 100_000 }, (_, index) => layer(`layer`, [`t${index}`], [`t${index + 1}`]));
    const { report } = await open(JSON.stringify({ Layers: layers, Bindings: ['t0', 't100000'] }));
    expect(report!.program!.graph.nodeCount).toBe(100_002);
  }, 30_000);
});

describe('parseJson', () => {
  it.each<[string, number]>([
    ['', 0],
    ['{"a": x}', 6],
    ['{"a": 1,}', 8],
    ['[1, 2', 5],
    ['{"ä": "b\\q"}', 9],
    ['{"a" 1}', 5],
    ['{"a": "b', 8],
    ['[01]', 2],
    ['[1] 2', 4],
    ['[truf]', 1],
    ['[{"a": [1, {"b": nul}]}]', 17],
  ])('says where %s stops being JSON', (text, offset) => {
    expect(() => parseJson(Buffer.from(text), 10)).toThrow(
      expect.objectContaining({ message: 'it is no JSON', offset }),
    );
  });

  it('refuses what is nested too deeply, and passes over texts', () => {
    expect(() => parseJson(Buffer.from('['.repeat(5000)), 64)).toThrow(
      expect.objectContaining({ message: 'it is nested too deeply', offset: 64 }),
    );
    expect(parseJson(Buffer.from('["[[[\\"[[["]'), 1)).toEqual(['[[["[[[']);
  });

  it('finds the end of a text of megabytes that has none', () => {
    const text = `["${'x'.repeat(5_000_000)}`;
    expect(() => parseJson(Buffer.from(text), 4)).toThrow(expect.objectContaining({ offset: text.length }));
  });

  it('is told of by the file', async () => {
    const { findings } = await open('{"Layers": [}');
    expect(findings).toMatchObject([
      { code: 'load.corrupt', places: [{ kind: 'archive', file: '/m/layers.json', offset: 12 }] },
    ]);
  });
});
