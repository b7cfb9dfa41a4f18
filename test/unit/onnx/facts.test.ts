import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { leavesFolder } from '../../../extension/core/formats/onnx/externalData';
import { openArtifact } from '../../../extension/core/formats/open';
import { type Graph, TYPE, boolean, floats, int8, model, node, value } from '../../support/onnxModel';
import { zip } from '../formats/zipWriter';
import { inMemory } from './files';

async function inspect(bytes: Uint8Array) {
  const { artifact, report } = await openArtifact(inMemory(bytes));
  const facts = Object.fromEntries(artifact.facts!.map(({ name, value: fact }) => [name!, fact!]));
  return { artifact, report, facts, findings: artifact.findings!.map(decodeFinding) };
}

const small = (more: Partial<Graph> = {}, fields: object = {}): Uint8Array =>
  model({ name: '', node: [], input: [value('x', TYPE.float, [2])], output: [], ...more }, fields);

describe('a file that is called .onnx and is none', () => {
  it.each<[string, Uint8Array | string, RegExp, RegExp]>([
    [
      'protobuf’s text form',
      'ir_version: 8\ngraph {\n  node { op_type: "Relu" }\n}\n',
      /protobuf’s text form/,
      /textproto/,
    ],
    ['the same behind a comment', '# made by hand\ngraph { name: "x" }\n', /protobuf’s text form/, /textproto/],
    [
      'ONNX’s text form',
      '<\n  ir_version: 8,\n  opset_import: ["" : 18]\n>\nagraph (float[N] x) => (y) {}',
      /ONNX’s text form/,
      /onnxtxt/,
    ],
    ['its JSON form', '{"irVersion": "8", "graph": {"node": [{"opType": "Relu"}]}}', /in JSON form/, /format="json"/],
    ['JSON behind an empty line', '\r\n{"irVersion": "8"}', /in JSON form/, /format="json"/],
    ['other JSON', '[1, 2]', /JSON, and no model/, /Export/],
    ['letters of other scripts', `doc_string: "${'模型'.repeat(100)}"`, /protobuf’s text form/, /textproto/],
    [
      'a page of a web server',
      '<!DOCTYPE html>\n<html><body>Not found</body></html>\n',
      /a page of a web server/,
      /Download/,
    ],
    ['OpenVINO’s', '<?xml version="1.0"?>\n<net name="m" version="11">', /XML/, /Export/],
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 97\n',
      /Git LFS/,
      /git lfs pull/,
    ],
    ['some text', 'a note to myself\n', /it is text/, /Export/],
    [
      'ONNX Runtime’s format',
      Buffer.from('\x18\0\0\0ORTM\0\0\0\0', 'latin1'),
      /ONNX Runtime’s own format/,
      /made from/,
    ],
    ['TensorFlow Lite', Buffer.from('\x1c\0\0\0TFL3\0\0\0\0', 'latin1'), /TensorFlow Lite/, /tf2onnx/],
    ['a zip archive', zip({ 'a/b': 'c' }), /a zip archive/, /Unpack/],
    ['what gzip packed', gzipSync(small()), /gzip/, /Unpack/],
    ['an engine', Buffer.from('ftrt\0\0\0\0', 'latin1'), /engine of TensorRT/, /\.engine/],
    ['a pickle', Buffer.from('\x80\x02}q\0.', 'latin1'), /a pickle/, /Export/],
  ])('is told by its name: %s', async (_name, bytes, what, remedy) => {
    const { artifact, report, findings } = await inspect(Buffer.from(bytes));
    expect(report).toBeUndefined();
    expect(artifact.kind).toBe('unknown');
    expect(findings).toMatchObject([
      { code: 'load.unknown-format', severity: 'error', places: [{ file: '/models/model.onnx', offset: 0 }] },
    ]);
    expect(findings[0]!.message).toMatch(what);
    expect(findings[0]!.remedies[0]!.title).toMatch(remedy);
  });
});

describe('values in other files', () => {
  it.each([
    ['weights.bin', false],
    ['data/weights.bin', false],
    ['./data/../weights.bin', false],
    ['..weights', false],
    ['', false],
    ['../weights.bin', true],
    ['data/../../weights.bin', true],
    ['data\\..\\..\\weights.bin', true],
    ['/etc/passwd', true],
    ['\\\\server\\share', true],
    ['C:\\weights.bin', true],
    ['c:weights.bin', true],
    ['weights\0.bin', true],
  ])('%j leaves the folder: %j', (location, expected) => expect(leavesFolder(location)).toBe(expected));

  it('stay in the folder as node’s own path says', async () => {
    const { posix } = await import('node:path');
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', 'b', ''), { minLength: 1, maxLength: 8 }), (parts) => {
        const location = `a/${parts.join('/')}`;
        // Node knows where a path ends; we also refuse one that leaves the folder on its way.
        const ends = posix.normalize(location).startsWith('..');
        expect(leavesFolder(location) || !ends).toBe(true);
        if (!parts.includes('..')) expect(leavesFolder(location)).toBe(false);
      }),
      { seed: 5, numRuns: 1000 },
    );
  });

  it('are named wherever they are, and refused where they are outside', async () => {
    const external = (name: string, location: string): object => ({
      name,
      dims: [2],
      data_type: TYPE.float,
      external_data: [{ key: 'location', value: location }],
      data_location: 1,
    });
    const constant = node('Constant', [], ['c'], { value: { t: external('', 'constants.bin') } });
    const branch = {
      g: { name: '', node: [], output: [], input: [], initializer: [external('v', '../../secret')] },
    };
    const bytes = small({
      node: [constant, node('If', ['x'], ['y'], { then_branch: branch })],
      initializer: [external('w', 'weights.bin')],
    });
    const { facts, findings, report } = await inspect(bytes);
    expect(facts['weights']).toBe('1 tensor of 2 elements, in weights.bin, ../../secret and others');
    expect(findings).toMatchObject([{ code: 'load.external-data-outside', severity: 'error' }]);
    expect(findings[0]!.message).toContain('"../../secret"');
    expect(report!.program!.graph.nodeCount).toBeGreaterThan(4);
  });
});

describe('quantisation', () => {
  it('is counted, with the types of values and scales', async () => {
    const scale = floats('scale', []);
    const zero = int8('zero', []);
    const packed = { name: 'packed', dims: [2], data_type: 22 };
    const constant = node('Constant', [], ['s2'], { value: { t: { ...floats('', []), data_type: TYPE.float16 } } });
    const bytes = small({
      node: [
        constant,
        node('QuantizeLinear', ['x', 'scale', 'zero'], ['q']),
        node('DequantizeLinear', ['q', 'scale', 'zero'], ['d']),
        node('DequantizeLinear', ['packed', 's2'], ['e']),
        node('QuantizeLinear', ['x', 's2'], ['f'], { axis: { i: 1 }, output_dtype: { i: 17 } }),
        node('QLinearConv', ['q'], ['g']),
        { ...node('TRT_FP8QuantizeLinear', ['x', 'scale'], ['h']), domain: 'trt' },
        node('QuantizeLinear', ['x', 'scale', 'zero'], ['i']),
      ],
      initializer: [scale, zero, packed],
    });
    expect((await inspect(bytes)).facts['quantisation']).toBe(
      [
        'QuantizeLinear × 2 (int8, scale float32)',
        'DequantizeLinear × 1 (int8, scale float32)',
        'DequantizeLinear × 1 (int4, scale float16)',
        'QuantizeLinear × 1 (float8_e4m3fn, scale float16)',
        'QLinearConv × 1',
        'trt.TRT_FP8QuantizeLinear × 1 (scale float32)',
      ].join(', '),
    );
  });

  it('is not spoken of where there is none', async () => {
    expect((await inspect(small())).facts).not.toHaveProperty('quantisation');
  });
});

describe('rules of ONNX', () => {
  const broken = async (bytes: Uint8Array): Promise<string> => {
    const { findings } = await inspect(bytes);
    return findings.filter(({ code }) => code === 'load.rules-broken').map(({ message }) => message)[0] ?? '';
  };

  it.each<[string, Uint8Array, RegExp]>([
    ['no IR version', small({}, { ir_version: 0 }), /states no IR version/],
    [
      'functions before there were any',
      small({}, { ir_version: 7, functions: [{ name: 'f' }] }),
      /IR version 7 does not know/,
    ],
    [
      'weights that had to be inputs',
      small({ initializer: [floats('w', [1])] }, { ir_version: 3 }),
      /1 weight are no inputs/,
    ],
    [
      'a domain that nobody imports',
      small({ node: [{ ...node('A', [], ['a']), domain: 'far' }] }),
      /no operator set of far/,
    ],
  ])('are broken by %s', async (_name, bytes, message) => expect(await broken(bytes)).toMatch(message));

  it('are kept by the others', async () => {
    expect(await broken(small({ initializer: [floats('x', [2])] }, { ir_version: 3 }))).toBe('');
    expect(await broken(small({ initializer: [floats('w', [2]), boolean('b', true)] }))).toBe('');
  });

  it('may be newer than what is known', async () => {
    const { findings, report } = await inspect(small({}, { ir_version: 99 }));
    expect(findings).toMatchObject([{ code: 'load.newer-format', severity: 'warning' }]);
    expect(report).toBeDefined();
    expect((await inspect(small({}, { ir_version: 13 }))).findings).toEqual([]);
  });
});

describe('what else a model says', () => {
  it('is what its writer noted, cut where it is long', async () => {
    const metadata_props = [
      { key: 'author', value: 'Ultralytics' },
      { key: 'names', value: 'x'.repeat(10_000) },
    ];
    const { facts } = await inspect(small({}, { metadata_props }));
    expect(facts['metadata: author']).toBe('Ultralytics');
    expect(facts['metadata: names']!.length).toBeLessThan(400);
  });

  it('is its open sizes by name, but not what is computed from them', async () => {
    const { artifact } = await inspect(
      small({
        input: [value('x', TYPE.float, ['batch', 'seq_len', 'seq_len + 1', -1, 3])],
        output: [value('y', 1, ['out'])],
      }),
    );
    expect(artifact.symbols!.map(({ name }) => name)).toEqual(['batch', 'seq_len', 'out']);
  });

  it('is a sparse weight by its dense shape', async () => {
    const sparse_initializer = [
      { values: floats('s', [3]), indices: { dims: [3], data_type: TYPE.int64 }, dims: [10, 20] },
    ];
    const { report } = await inspect(small({ sparse_initializer } as Partial<Graph>));
    const { graph } = report!.program!;
    expect(graph.outputs(graph.find('s')!)).toEqual([{ dtype: 7, shape: '10x20', bytes: 800 }]);
  });
});
