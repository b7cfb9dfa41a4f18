import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { readPickledTexts } from '../../../extension/core/formats/engines/record';
import type { FileAccess } from '../../../extension/core/formats/fileAccess';
import { openArtifact } from '../../../extension/core/formats/open';
import { encodeReport } from '../../../extension/core/report/codec';
import { ROOT } from '../bundles';
import { sampleReport } from '../report/sampleReport';
import { zip } from './zipWriter';

function access(path: string, bytes: Uint8Array): FileAccess {
  return {
    path,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

const fixture = (name: string): FileAccess => access(`/m/${name}`, readFileSync(join(ROOT, 'test/fixtures', name)));

async function inspect(path: string, bytes: Uint8Array) {
  const { artifact } = await openArtifact(access(path, bytes));
  return { ...artifact, findings: (artifact.findings ?? []).map(decodeFinding) };
}

const node = (target: string, inputs: unknown[] = []): unknown => ({ target, inputs, outputs: [], metadata: {} });

function program(nodes: unknown[], more: Record<string, unknown> = {}): string {
  const json = {
    torch_version: '2.13.0+cpu',
    schema_version: { major: 8, minor: 20 },
    graph_module: { graph: { nodes } },
  };
  return JSON.stringify({ ...json, ...more });
}

/** A pickle as torch_tensorrt 2.13 writes it. */
function pickle(
  texts: readonly string[],
  global = 'torch_tensorrt.dynamo.runtime._TRTEngine\n_reconstruct_trt_engine',
): Buffer {
  const strings = texts.flatMap((text, i) => {
    const head = Buffer.alloc(5);
    head.writeUInt8(0x58);
    head.writeUInt32LE(Buffer.byteLength(text), 1);
    return [head, Buffer.from(text), Buffer.from([0x71, i + 2])];
  });
  return Buffer.concat([
    Buffer.from([0x80, 2]),
    Buffer.from(`c${global}\n`),
    Buffer.from([0x71, 0, 0x5d, 0x71, 1, 0x28]),
    ...strings,
    Buffer.from('e\x85R.', 'latin1'),
  ]);
}

const ENGINE = [
  '9',
  'acc_0',
  '0%8%9%0%NVIDIA RTX 6000 Ada',
  Buffer.alloc(6000, 7).toString('base64'),
  'x',
  'y',
  '0',
  '',
];

describe('openArtifact of programs', () => {
  it('reads a compiled program and where its engines came from', async () => {
    const { artifact } = await openArtifact(fixture('compiled/alternating.trt.pt2'));
    expect(artifact).toMatchObject({ kind: 'compiled-program', findings: [] });
    expect(artifact.engines).toHaveLength(4);
    expect(artifact.engines![0]).toMatchObject({
      name: '_run_on_acc_0_engine',
      bytes: 10_772,
      abi: '9',
      platform: 'linux_x86_64',
      device: 'NVIDIA RTX 6000 Ada',
      computeCapabilities: ['8.9'],
    });
    expect(artifact.madeBy).toEqual({
      torch: '2.13.0+cpu',
      torchTensorrt: '2.12 or 2.13',
      tensorrt: '1.5.0.114',
      flavour: 'rtx',
    });
    expect(artifact.facts).toContainEqual({ name: 'schema', value: '8.20' });
  });

  it('reads engines that an older Torch-TensorRT stored as torchbind objects', async () => {
    const object = pickle(['8', ...ENGINE.slice(1, 8), 'linux_x86_64'], '__torch__.torch.classes.tensorrt\nEngine');
    const bytes = zip({
      'm/models/model.json': program([node('torch.ops.tensorrt.execute_engine.default')]),
      'm/data/constants/custom_obj_0': zip({ 'archive/byteorder': 'little', 'archive/data.pkl': object }),
    });
    expect(await inspect('/m.ep', bytes)).toMatchObject({
      kind: 'compiled-program',
      engines: [{ name: 'acc_0', abi: '8', bytes: 6000, platform: 'linux_x86_64' }],
      findings: [],
    });
  });

  it('reads engines that stand in the program itself, as cross-compilation writes them', async () => {
    const plan = Buffer.concat([Buffer.from('vtrt'), Buffer.alloc(20), Buffer.from([1, 5, 0, 114]), Buffer.alloc(73)]);
    const fields = {
      abi_version: '9',
      name: 'acc_0',
      serialized_device_info: '0%9%0%0%NVIDIA H200',
      serialized_engine: plan.toString('base64'),
      serialized_target_platform: 'win_x86_64',
    };
    const inputs = Object.entries(fields).map(([name, text]) => ({ name, arg: { as_string: text }, kind: 2 }));
    const target = 'torch.ops.tensorrt.no_op_placeholder_for_execute_engine.default';
    const artifact = await inspect('/m.ep', zip({ 'm/models/model.json': program([node(target, inputs)]) }));
    expect(artifact).toMatchObject({
      kind: 'compiled-program',
      engines: [{ name: 'acc_0', bytes: plan.length, abi: '9', platform: 'win_x86_64' }],
    });
    expect(artifact.madeBy).toMatchObject({ tensorrt: '1.5.0.114', flavour: 'rtx' });
  });

  it('reads exported programs of both layouts', async () => {
    for (const [name, nodes] of [
      ['detector', 36],
      ['mlp_legacy_2.6', 14],
      ['cond', 14],
    ] as const) {
      expect((await openArtifact(fixture(`exported/${name}.pt2`))).artifact).toMatchObject({
        kind: 'exported-program',
        nodes,
        engines: [],
        findings: [],
      });
    }
  });

  it('reads a program under another name than its own', async () => {
    const bytes = readFileSync(join(ROOT, 'test/fixtures/exported/mlp.pt2'));
    expect((await inspect('/other name.ep', bytes)).kind).toBe('exported-program');
  });
});

describe('openArtifact of files that are not right', () => {
  const whole = zip({ 'm/models/model.json': program([node('a')]) });

  it.each<[string, Buffer, string, RegExp]>([
    ['not a zip', Buffer.from('hello, this is text'), 'load.corrupt', /no zip archive/],
    ['cut short', whole.subarray(0, whole.length - 30), 'load.truncated', /ends before its directory/],
    ['without a program', zip({ 'm/other.txt': 'x' }), 'load.corrupt', /holds no exported program/],
    [
      'with a program that is not JSON',
      zip({ 'm/models/model.json': '{"a": ' }),
      'load.corrupt',
      /model\.json cannot be read/,
    ],
    ['with a program that is a number', zip({ 'm/models/model.json': '7' }), 'load.corrupt', /it has no nodes/],
    ['with a program without nodes', zip({ 'm/models/model.json': '{}' }), 'load.corrupt', /it has no nodes/],
  ])('names a file %s', async (_, bytes, code, words) => {
    const { kind, findings } = await inspect('/m.pt2', bytes);
    expect(kind).toBe('unknown');
    expect(findings).toMatchObject([{ code, severity: 'error', places: [{ kind: 'archive', file: '/m.pt2' }] }]);
    expect(findings[0]!.message).toMatch(words);
  });

  it('refuses a compressed program that would fill the memory, without reading it', async () => {
    const bytes = Buffer.from(whole);
    const entry = bytes.length - 22 - (46 + 'm/models/model.json'.length);
    bytes.writeUInt16LE(8, entry + 10); // deflated
    bytes.writeUInt32LE(0xf0000000, entry + 24);
    const { findings } = await inspect('/m.pt2', bytes);
    expect(findings[0]).toMatchObject({ code: 'load.corrupt', places: [{ member: 'm/models/model.json' }] });
    expect(findings[0]!.message).toContain(`${0xf0000000} bytes`);
  });

  const engineProgram = (constant: Uint8Array): Buffer =>
    zip({
      'm/models/model.json': program([node('torch.ops.tensorrt.execute_engine.default')]),
      'm/data/constants/opaque_obj_0': constant,
    });

  it('reads an engine of any length by its place only', async () => {
    const { engines, findings } = await inspect('/m.pt2', engineProgram(pickle(ENGINE)));
    expect([engines![0]!.bytes, findings]).toEqual([6000, []]);
  });

  it('never calls what a pickle names', async () => {
    const { kind, findings } = await inspect('/m.pt2', engineProgram(pickle(ENGINE, 'os\nsystem')));
    expect(kind).toBe('compiled-program');
    expect(findings).toMatchObject([
      { code: 'load.corrupt', places: [{ member: 'm/data/constants/opaque_obj_0', offset: 2 }] },
    ]);
    expect(findings[0]!.message).toContain('"os system"');
  });

  it('says where a pickle stops being an engine', async () => {
    const bytes = pickle(ENGINE);
    bytes[bytes.length - 4] = 0x82; // EXT1 in place of APPENDS
    const { findings } = await inspect('/m.pt2', engineProgram(bytes));
    expect(findings[0]!.message).toContain('an instruction (130)');
    expect(findings[0]!.places[0]).toMatchObject({ offset: bytes.length - 4 });
  });

  it('answers any damage with findings, and ends', async () => {
    const bytes = engineProgram(pickle(ENGINE));
    const mutation = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(mutation, fc.nat(bytes.length), async (changes, end) => {
        const mutated = Buffer.from(bytes);
        for (const [at, value] of changes) mutated[at] = value;
        for (const input of [mutated, mutated.subarray(0, end)]) {
          const { kind, findings } = await inspect('/m.pt2', input);
          expect(kind !== 'unknown' || findings.length > 0).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});

describe('readPickledTexts', () => {
  it('understands the newer opcodes and references', async () => {
    const short = (text: string): Buffer =>
      Buffer.concat([Buffer.from([0x8c, text.length]), Buffer.from(text), Buffer.from([0x94])]);
    const bytes = Buffer.concat([
      Buffer.from([0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0]),
      short('torch_tensorrt.dynamo.runtime._TRTEngine'),
      short('_reconstruct_trt_engine'),
      Buffer.from([0x93, 0x94, 0x5d, 0x94, 0x28]),
      short('9'),
      short('name'),
      Buffer.from([0x68, 4]),
      Buffer.from('e\x85R.', 'latin1'),
    ]);
    expect((await readPickledTexts(access('p', bytes))).map(({ text }) => text)).toEqual(['9', 'name', '9']);
  });

  it('ends for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await readPickledTexts(access('p', bytes)).catch((failure: Error) => expect(failure.message).not.toBe(''));
      }),
      { numRuns: 500 },
    );
  });
});

describe('openArtifact of reports', () => {
  it('tells what a report says', async () => {
    const artifact = await inspect('/a/net.trtlens', encodeReport(sampleReport()));
    expect(artifact).toMatchObject({ kind: 'report', nodes: 5 });
    const facts = Object.fromEntries(artifact.facts!.map(({ name, value }) => [name!, value!]));
    expect(facts).toMatchObject({ engines: '2', 'graph breaks': '1', 'TensorRT-RTX': '1.5.0.114', outcome: 'failed' });
    expect(artifact.findings.map(({ code }) => code)).toEqual(['build.failed']);
  });

  it('names the file of a damaged one', async () => {
    const { kind, findings } = await inspect('/a/net.trtlens', Buffer.from('not a report'));
    expect(kind).toBe('unknown');
    expect(findings).toMatchObject([{ code: 'report.corrupt', places: [{ kind: 'archive', file: '/a/net.trtlens' }] }]);
  });

  it('does not know other files', async () => {
    expect((await inspect('/a/notes.txt', Buffer.from('x'))).findings[0]!.code).toBe('load.unknown-format');
  });
});
