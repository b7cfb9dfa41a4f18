import { describe, expect, it } from 'vitest';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { embeddedNames } from '../../../extension/core/formats/engines/embeddedNames';
import { readPlanHeader } from '../../../extension/core/formats/engines/planHeader';
import { openArtifact } from '../../../extension/core/formats/open';
import { ROOT } from '../bundles';
import { factsOf, fixtureBytes, inMemory } from './files';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const u32 = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from(Uint32Array.of(value).buffer)));
const u64 = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const parts = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.concat([u32(0x18002), Buffer.from([value])])));
const numbers = (...values: number[]): Buffer => Buffer.concat(values.map((value) => u32(0x18007, value)));

/** Synthetic: what was seen of a plan of TensorRT 8.2.1.8 from a Jetson Nano. */
const inner8 = (serialization: number, version: number[], capability: number[]): Buffer => {
  const body = Buffer.concat([
    parts(...version),
    u32(0x18012, 0x18010),
    numbers(...capability, 921_600),
    Buffer.alloc(200),
  ]);
  return Buffer.concat([Buffer.from('ptrt'), u32(0, serialization, 0), u64(24 + body.length), body]);
};
/** Synthetic: how TensorRT 10 and TensorRT-RTX begin their section ENGN. */
const inner10 = (serialization: number, version: number[], text = ''): Buffer => {
  const body = Buffer.concat([
    u32(0),
    parts(...version),
    u32(0x1804e),
    numbers(0),
    Buffer.from(text),
    Buffer.alloc(100),
  ]);
  return Buffer.concat([Buffer.from('ptrt'), u32(serialization), u64(body.length), body]);
};

function plan(magic: string, version: number[], tag: string, sections: Readonly<Record<string, Buffer>>): Buffer {
  const table = magic === 'vtrt' ? 0x40 : 0x20;
  const names = Object.keys(sections);
  let offset = table + names.length * 24;
  const rows = names.map((name) => {
    const row = Buffer.concat([
      Buffer.from([...name].reverse().join('').padEnd(8, '\0')),
      u64(offset),
      u64(sections[name]!.length),
    ]);
    offset += sections[name]!.length;
    return row;
  });
  const head = Buffer.alloc(table);
  Buffer.concat([
    Buffer.from(magic),
    u32(0),
    u64(names.length),
    u64(offset),
    Buffer.from(version),
    Buffer.from(tag.padEnd(4, '\0')),
  ]).copy(head);
  return Buffer.concat([head, ...rows, ...Object.values(sections)]);
}

const V8_2 = inner8(205, [8, 2, 1, 8], [5, 3]);
const V8_6 = plan('ftrt', [8, 6, 1, 6], '', { ENGN: inner8(236, [8, 6, 1, 6], [8, 6]) });
const V10 = plan('ftrt', [10, 15, 1, 29], 'rtrt', { ENGN: inner10(240, [10, 15, 1, 29]), WGHT: Buffer.alloc(512) });
const TINY = fixtureBytes('engines/tiny.onnx.engine.gz');

async function open(path: string, bytes: Uint8Array) {
  const { artifact, report } = await openArtifact(inMemory(path, bytes));
  return { artifact, report, findings: artifact.findings!.map(decodeFinding) };
}

describe('readPlanHeader', () => {
  it.each<[string, Buffer, object]>([
    [
      'TensorRT 8.2',
      V8_2,
      { flavour: 'standard', version: '8.2.1.8', serialization: 205, computeCapabilities: ['5.3'], sections: [] },
    ],
    [
      'TensorRT 8.6',
      V8_6,
      { flavour: 'standard', version: '8.6.1.6', serialization: 236, computeCapabilities: ['8.6'], platformTag: '' },
    ],
    [
      'TensorRT 10',
      V10,
      { flavour: 'standard', version: '10.15.1.29', serialization: 240, computeCapabilities: [], platformTag: 'rtrt' },
    ],
    [
      'TensorRT-RTX 1.7, a real one',
      TINY,
      { flavour: 'rtx', version: '1.7.1.116', serialization: 100, weightBytes: 7168, bytes: 550_580 },
    ],
  ])('reads the header of %s', async (_, bytes, expected) => {
    expect(await readPlanHeader(inMemory('p', bytes))).toMatchObject(expected);
  });

  it('says sections and what a plan of TensorRT-RTX is for', async () => {
    const header = await readPlanHeader(inMemory('p', TINY));
    expect(header!.computeCapabilities).toEqual(['8.0', '8.6', '8.9', '12.0', '12.1']);
    expect(header!.sections.map(({ tag, bytes }) => [tag, bytes])).toEqual([
      ['ENGN', 543_294],
      ['WGHT', 7168],
    ]);
  });

  it('leaves open what the section does not begin with', async () => {
    const odd = plan('ftrt', [9, 1, 0, 4], '', { ENGN: Buffer.alloc(300) });
    expect(await readPlanHeader(inMemory('p', odd))).toMatchObject({ version: '9.1.0.4', serialization: undefined });
    const absurd = plan('ftrt', [8, 6, 1, 6], '', { ENGN: inner8(236, [8, 6, 1, 6], [7000, -3]) });
    expect((await readPlanHeader(inMemory('p', absurd)))!.computeCapabilities).toEqual([]);
  });

  it.each<[string, Buffer, RegExp, number]>([
    ['cut within its header', V10.subarray(0, 30), /ends within its header/, 30],
    ['shorter than it says', V10.subarray(0, V10.length - 1), /it says that it has/, 16],
    [
      'cut within its table',
      Buffer.concat([V10.subarray(0, 16), u64(60), V10.subarray(24, 60)]),
      /ends within its table/,
      60,
    ],
    [
      'with a section behind its end',
      Buffer.concat([V10.subarray(0, 0x30), u64(1e9), V10.subarray(0x38)]),
      /section 0 lies beyond/,
      32,
    ],
    [
      'with more sections than there are',
      Buffer.concat([V10.subarray(0, 8), u64(1e12), V10.subarray(16)]),
      /1000000000000 sections/,
      8,
    ],
    ['of TensorRT 8.2, cut', V8_2.subarray(0, 100), /it says that it has/, 16],
    ['of TensorRT 8.2, and nothing of it', V8_2.subarray(0, 20), /ends within its header/, 20],
  ])('refuses a plan %s', async (_, bytes, words, offset) => {
    const { artifact, findings } = await open('/m/net.engine', bytes);
    expect(artifact.kind).toBe('unknown');
    expect(findings).toMatchObject([{ code: 'load.truncated', places: [{ file: '/m/net.engine', offset }] }]);
    expect(findings[0]!.message).toMatch(words);
  });
});

describe('embeddedNames', () => {
  it('finds the names of ONNX nodes and of what runs as one', async () => {
    const file = inMemory('p', TINY);
    const { names, scanned, bytes } = await embeddedNames(file, (await readPlanHeader(file))!);
    expect(names).toEqual([
      '{ForeignNode[conv0...gap]}',
      '[ONNX Layer: conv0]',
      '[ONNX Layer: relu0]',
      '[ONNX Layer: gap]',
    ]);
    expect([scanned, bytes]).toEqual([543_294, 543_294]);
  });

  it('finds names that lie across windows, each once, in the order of the file', async () => {
    const name = '[MATRIX_MULTIPLY]-[aten_ops.linear.default]-[enc.0.fc/linear_matrix_multiply]';
    const other = '[RELU]-[aten_ops.relu.default]-[/relu]';
    for (const before of [1024 * 1024 - 40, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 2000]) {
      const text = `${' '.repeat(before - 37)}${name}${name}_output.1 ${other} ${name}`;
      const bytes = plan('vtrt', [1, 5, 0, 114], 'vtrt', { ENGN: inner10(94, [1, 5, 0, 114], text) });
      const file = inMemory('p', bytes);
      expect((await embeddedNames(file, (await readPlanHeader(file))!)).names).toEqual([name, other]);
    }
  });

  it('stops after ten thousand', async () => {
    const text = Array.from({ length: 10_100 }, (_, index) => `[RELU]-[aten_ops.relu]-[/r_${index}]`).join(' ');
    const file = inMemory('p', plan('vtrt', [1, 5, 0, 114], 'vtrt', { ENGN: inner10(94, [1, 5, 0, 114], text) }));
    const found = await embeddedNames(file, (await readPlanHeader(file))!);
    expect([found.names.length, found.cut]).toEqual([10_000, true]);
    const { artifact } = await open('/m/net.plan', new Uint8Array(await file.read(0, file.size)));
    expect(factsOf(artifact)['layer names']).toBe('the first 10,000 in clear');
  });

  it('looks through 16 MB of a section at most', async () => {
    let bytesRead = 0;
    const size = 4e9;
    const head = plan('ftrt', [10, 15, 1, 29], 'rtrt', { ENGN: inner10(240, [10, 15, 1, 29]) });
    u64(size).copy(head, 16);
    u64(size - 56).copy(head, 0x30);
    const sparse = {
      path: 'p',
      size,
      read: (offset: number, length: number) => {
        bytesRead += length;
        const bytes = Buffer.alloc(length);
        if (offset < head.length) head.copy(bytes, 0, offset);
        return Promise.resolve(bytes);
      },
    };
    const { artifact } = await openArtifact({ ...sparse, path: '/m/large.engine' });
    expect(factsOf(artifact)['layer names']).toBe('none in clear, in the first 16.8 MB of 4 GB');
    expect(bytesRead).toBeLessThan(18e6);
  });
});

describe('openArtifact of plans', () => {
  it('tells what a plan says, and what it keeps to a GPU', async () => {
    const { artifact, report, findings } = await open('/m/tiny.onnx.engine', TINY);
    expect(artifact).toMatchObject({
      kind: 'engine',
      madeBy: { tensorrt: '1.7.1.116', flavour: 'rtx' },
      engines: [{ name: 'tiny.onnx', bytes: 550_580, tensorrt: '1.7.1.116', flavour: 'rtx', serialization: 100 }],
    });
    expect(factsOf(artifact)).toMatchObject({
      'for GPUs of': 'compute capability 8.0, 8.6, 8.9, 12.0, 12.1',
      'serialization version': '100',
      sections: 'ENGN 543 KB, WGHT 7.2 KB',
      'layer names': '4 in clear',
    });
    expect(artifact.engines![0]!.layerNames).toContain('[ONNX Layer: relu0]');
    expect(findings).toMatchObject([{ code: 'load.bindings-need-gpu', severity: 'information' }]);
    expect(findings[0]!.remedies[0]!.title).toMatch(/trtlens inspect on a machine with a GPU.*Remote/);
    expect(report).toMatchObject({ model: { kind: 'engine' }, engines: [{ name: 'tiny.onnx', state: 'built' }] });
  });

  it('knows a plan without the ending of one', async () => {
    expect((await open('/m/engine.bin', V8_6)).artifact).toMatchObject({
      kind: 'engine',
      engines: [{ tensorrt: '8.6.1.6' }],
    });
  });

  const prefixed = (metadata: string, length = Buffer.byteLength(metadata)): Buffer =>
    Buffer.concat([u32(length), Buffer.from(metadata), V8_6]);

  it('passes over metadata in front, as Ultralytics writes it, and tells it', async () => {
    const metadata = {
      description: 'Ultralytics YOLOv8n',
      imgsz: [640, 640],
      names: { 0: 'person', 1: 'bicycle' },
      args: { half: true, deep: { a: 1 } },
    };
    const { artifact } = await open('/m/yolo.engine', prefixed(JSON.stringify(metadata)));
    expect(factsOf(artifact)).toMatchObject({
      description: 'Ultralytics YOLOv8n',
      imgsz: '640, 640',
      names: '0: person, 1: bicycle',
      args: 'half: true, deep: object',
    });
    expect(artifact.engines![0]).toMatchObject({ bytes: V8_6.length, computeCapabilities: ['8.6'] });
  });

  it.each<[string, Buffer, string, RegExp]>([
    ['metadata that is no JSON', prefixed('{"a": }'), 'load.truncated', /metadata in front of it is no JSON/],
    ['metadata that is cut', prefixed('{"a": 1}').subarray(0, 9), 'load.truncated', /ends within the metadata/],
    [
      'metadata in front of nothing',
      prefixed('{"a": 1}').subarray(0, 12),
      'load.unknown-format',
      /metadata in front, and what follows .* is empty/,
    ],
    ['text', Buffer.from('hello'), 'load.unknown-format', /begins with 68 65 6c 6c 6f \("hello"\)/],
    ['nothing known', Buffer.from([0, 1, 2]), 'load.unknown-format', /begins with 00 01 02 \("\.\.\."\)/],
    ['a zip archive', Buffer.from('PK\x03\x04....'), 'load.foreign-format', /is a zip archive/],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'load.foreign-format', /compressed with gzip/],
    ['a pickle', Buffer.from([0x80, 4, 0x95]), 'load.foreign-format', /a pickle of Python/],
    ['JSON', Buffer.from(' {"Layers": []}'), 'load.foreign-format', /is JSON/],
    ['ONNX', readFileSync(join(ROOT, 'examples/segnet.onnx')), 'load.foreign-format', /an ONNX model/],
    ['a delegate of ExecuTorch', Buffer.from('TR01\x20\0\0\0'), 'load.foreign-format', /ExecuTorch/],
  ])('says of %s what it is', async (_, bytes, code, words) => {
    const { artifact, report, findings } = await open('/m/net.engine', bytes);
    expect([artifact.kind, report]).toEqual(['unknown', undefined]);
    expect(findings).toMatchObject([{ code, severity: 'error', places: [{ kind: 'archive', file: '/m/net.engine' }] }]);
    expect(findings[0]!.message).toMatch(words);
    expect(findings[0]!.remedies.length).toBeGreaterThan(0);
  });
});
