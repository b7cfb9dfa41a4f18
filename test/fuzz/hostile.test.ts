/** Files that are made to hurt a reader, opened in the process that the extension runs it in: each has its answer in time. */

import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Z_FULL_FLUSH, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundles, buildBundles } from '../unit/bundles';
import { fixtureBytes } from '../unit/formats/files';
import { global, list, pickle, text } from '../unit/formats/pickleWriter';
import { zip } from '../unit/formats/zipWriter';
import { type Outcome, FuzzServer } from './server';

let bundles: Bundles;
let folder: string;
let server: FuzzServer;
beforeAll(async () => {
  bundles = await buildBundles();
  folder = mkdtempSync(join(tmpdir(), 'trtlens-hostile-'));
  server = new FuzzServer(bundles.analysis);
});
afterAll(async () => {
  await server.end();
  bundles.remove();
  rmSync(folder, { recursive: true, force: true });
});

const MODEL = 'm/models/model.json';
const MIB = 1024 * 1024;

/** A program around nodes, which are JSON. */
const program = (nodes: string, types = '{}'): string =>
  `{"graph_module": {"graph": {"inputs": [], "outputs": [], "nodes": ${nodes}, "tensor_values": ${types}}}}`;
const node = (name: string, argument: string): string =>
  `{"name": "${name}", "target": "torch.ops.aten.relu.default", "inputs": [{"name": "", "arg": ${argument}}], "outputs": []}`;

/** A field of protobuf with a length. */
function field(number: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest % 128) + 128);
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), content]);
}

/** ONNX: a node whose attribute is a graph with such a node, and so on. */
function nestedOnnx(depth: number): Buffer {
  let graph: Buffer = Buffer.alloc(0);
  for (let level = 0; level < depth; level++) {
    const attribute = Buffer.concat([field(1, Buffer.from('body')), field(6, graph)]);
    graph = field(1, Buffer.concat([field(4, Buffer.from('Loop')), field(5, attribute)]));
  }
  return Buffer.concat([Buffer.from([8, 8]), field(7, graph)]);
}

/** Spaces, as deflate packs them: one piece of 16 MiB again and again. */
function packedSpaces(pieces: number): Buffer {
  const piece = deflateRawSync(Buffer.alloc(16 * MIB, ' '), { finishFlush: Z_FULL_FLUSH });
  return Buffer.concat([...Array<Buffer>(pieces).fill(piece), deflateRawSync('')]);
}

/** TorchScript around a pickle. */
const torchScript = (data: Uint8Array): Buffer =>
  zip({ 'n/data.pkl': data, 'n/constants.pkl': pickle(')'), 'n/code/__torch__.py': 'x', 'n/version': '3\n' });
const repeated = (bytes: string, count: number): Buffer =>
  Buffer.alloc(bytes.length * count, Buffer.from(bytes, 'latin1'));
const ENGINE = global('__torch__.torch.classes.tensorrt', 'Engine');

/** Engines that all have one record: its texts are in the file once. */
function sharedRecord(engines: number, bindings: string): Buffer {
  const plan = fixtureBytes('engines/tiny.onnx.engine.gz').toString('base64');
  const metadata = fixtureBytes('engines/dynamic.metadata.txt').toString('latin1');
  const record = ['9', 'e', '0%8%9%0%NVIDIA L4', plan, bindings, 'o', '0', metadata, 'linux_x86_64', '0', '0', '0'];
  const all = repeated('h\x01)\x81h\x00ba', engines);
  return torchScript(pickle(list(...record.map(text)), 'q\x00', ENGINE, 'q\x01', ']', all));
}

/** A compiled program whose nodes each run an engine of another name, which nothing holds. */
function lostEngines(count: number): Buffer {
  const all = (each: (index: number) => string): string => Array.from({ length: count }, (_, i) => each(i)).join(',');
  const object = (index: number): string => `{"as_custom_obj": {"name": "o${index}", "class_fqn": "x"}}`;
  const target = 'torch.ops.tensorrt.execute_engine.default';
  const nodes = all((i) => `{"target": "${target}", "inputs": [{"name": "", "arg": ${object(i)}}], "outputs": []}`);
  const inputs = all((i) => `{"custom_obj": {"arg": {"name": "p${i}"}, "custom_obj_name": "c${i}"}}`);
  const graph = `{"inputs": [${all(object)}], "outputs": [], "nodes": [${nodes}], "tensor_values": {}}`;
  const signature = `{"input_specs": [${inputs}], "output_specs": []}`;
  return zip({ [MODEL]: `{"graph_module": {"graph": ${graph}, "signature": ${signature}}}` });
}

const LAYERS = '{"Layers": [';
const CASES: readonly (readonly [what: string, name: string, bytes: () => Uint8Array, outcome: Outcome])[] = [
  [
    'a bomb: a model that unpacks to 300 MB',
    'bomb.pt2',
    () => zip({ [MODEL]: Buffer.alloc(300 * MIB, ' ') }, { deflated: [MODEL] }),
    'refused',
  ],
  [
    'a bomb that says that it is small',
    'liar.pt2',
    () => zip({ [MODEL]: Buffer.alloc(100 * MIB, ' ') }, { deflated: [MODEL], claimed: { [MODEL]: 1000 } }),
    'refused',
  ],
  [
    'a bomb of 3 GiB',
    'large.pt2',
    () => zip({ [MODEL]: packedSpaces(192) }, { packed: [MODEL], claimed: { [MODEL]: 3 * 1024 * MIB } }),
    'refused',
  ],
  [
    'a bomb of 3 GiB that says that it is small',
    'large-liar.pt2',
    () => zip({ [MODEL]: packedSpaces(192) }, { packed: [MODEL], claimed: { [MODEL]: 1000 } }),
    'refused',
  ],
  [
    'sixty thousand members',
    'members.pt2',
    () => zip(Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`m/${index}`, '']))),
    'refused',
  ],
  ['thousands of engines that are not there', 'lost.pt2', () => lostEngines(28_000), 'opened'],
  ['thousands of engines with one record', 'shared.pt', () => sharedRecord(10_000, 'y%x'), 'opened'],
  [
    'thousands of engines with one record of ten thousand bindings',
    'bindings.pt',
    () => sharedRecord(10_000, 'x%'.repeat(10_000)),
    'refused',
  ],
  ['a list that holds itself', 'cycle.pt', () => torchScript(pickle(']q\x00h\x00a')), 'opened'],
  [
    'an engine of itself',
    'engine-cycle.pt',
    () => torchScript(pickle(ENGINE, Buffer.from(')\x81q\x00h\x00b', 'latin1'))),
    'opened',
  ],
  ['tuples in tuples', 'tuples.pt', () => torchScript(pickle(')', repeated('\x85', 8 * MIB))), 'refused'],
  ['a memo of millions', 'memo.pt', () => torchScript(pickle('N', repeated('\x94', 8 * MIB))), 'refused'],
  ['millions of names', 'names.pt', () => torchScript(pickle(repeated('ca\nb\n', 2 * MIB))), 'refused'],
  [
    'millions of long integers',
    'longs.pt',
    () => torchScript(pickle(repeated('\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f', 2 * MIB))),
    'refused',
  ],
  [
    'members that lead out of the archive',
    'out.pt2',
    () => zip({ '../../etc/passwd': 'x', '/etc/passwd': 'x', [MODEL]: program('[]') }),
    'refused',
  ],
  ['brackets without end', 'deep.pt2', () => zip({ [MODEL]: '['.repeat(20 * MIB) }), 'refused'],
  ['arguments without end', 'nest.pt2', () => zip({ [MODEL]: program(`[${node('a', '['.repeat(MIB))}]`) }), 'refused'],
  [
    'a million values of one node',
    'wide.pt2',
    () => zip({ [MODEL]: program(`[${node('a', `{"as_tensors": [${'{"name":"a"},'.repeat(MIB)}{"name":"a"}]}`)}]`) }),
    'refused',
  ],
  [
    'a million outputs of one node',
    'outputs.pt2',
    () => {
      const tensors = Array.from({ length: MIB }, (_, index) => `{"name":"t${index}"}`).join(',');
      const one = `{"name": "a", "target": "f", "inputs": [], "outputs": [{"as_tensors": [${tensors}]}]}`;
      return zip({ [MODEL]: program(`[${one}]`) });
    },
    'refused',
  ],
  [
    'a size that is a sum of sums',
    'sums.pt2',
    () => {
      const size = `${'Add('.repeat(50_000)}Symbol('s')${')'.repeat(50_000)}`;
      const types = `{"x": {"dtype": 7, "sizes": [{"as_expr": {"expr_str": ${JSON.stringify(size)}}}]}}`;
      return zip({ [MODEL]: program('[]', types) });
    },
    'opened',
  ],
  [
    'a node that reads itself',
    'self.pt2',
    () => zip({ [MODEL]: program(`[${node('a', '{"as_tensor": {"name": "a"}}')}]`) }),
    'refused',
  ],
  [
    'graphs in graphs',
    'graphs.pt2',
    () => {
      let graph = '{"inputs": [], "outputs": [], "nodes": []}';
      for (let depth = 0; depth < 25; depth++) {
        const argument = `{"as_graph": {"name": "g", "graph": ${graph}}}`;
        graph = `{"inputs": [], "outputs": [], "nodes": [${node('a', argument)}]}`;
      }
      return zip({ [MODEL]: `{"graph_module": {"graph": ${graph}}}` });
    },
    'refused',
  ],
  ['graphs in graphs of ONNX', 'loops.onnx', () => nestedOnnx(2000), 'refused'],
  ['a name of 100 MB', 'name.onnx', () => field(2, Buffer.alloc(100 * MIB, 'n')), 'refused'],
  ['fifty million empty fields', 'empty.onnx', () => Buffer.alloc(100 * MIB, Buffer.from([0x12, 0])), 'refused'],
  [
    'fifty million empty nodes',
    'nodes.onnx',
    () => Buffer.concat([Buffer.from([8, 8]), field(7, Buffer.alloc(100 * MIB, Buffer.from([0x0a, 0])))]),
    'refused',
  ],
  ['layers without end', 'layers.json', () => Buffer.from(LAYERS + '['.repeat(4 * MIB)), 'refused'],
  ['a million layers without names', 'many.json', () => Buffer.from(`${LAYERS}${'{},'.repeat(MIB)}{}]}`), 'refused'],
  ['a line of 100 MB', 'run.txt', () => Buffer.concat([DRY_RUN, Buffer.alloc(100 * MIB, ' ')]), 'refused'],
  ['a report of nothing but zeros', 'zeros.trtlens', () => Buffer.alloc(100 * MIB), 'refused'],
  [
    'a plan of a thousand million sections',
    'sections.engine',
    () => {
      const plan = Buffer.alloc(4096);
      plan.write('vtrt');
      plan.writeBigUInt64LE(1_000_000_000n, 8);
      plan.writeBigUInt64LE(4096n, 16);
      return plan;
    },
    'refused',
  ],
];
const DRY_RUN = Buffer.from('++++++++++++++ Dry-Run Results for Graph ++++++++++++++++\n');

describe('a hostile file has its answer within 2 s and 512 MB', () => {
  it.each(CASES)(
    '%s',
    async (_, name, bytes, outcome) => {
      const path = join(folder, name);
      writeFileSync(path, bytes());
      const answer = await server.openTwice(path);
      rmSync(path);
      expect([answer.outcome, answer.detail]).toEqual([outcome, '']);
    },
    30_000,
  );

  it('whatever an archive calls its members, and says in its model', async () => {
    let count = 0;
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('m/models/model.json', 'm/models/b.json', '..', '/', '\0', 'm\\models'),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.json({ maxDepth: 6 }), { minKeys: 1 }), async (members) => {
        const path = join(folder, `any${count++}.pt2`);
        writeFileSync(path, zip(members));
        const { outcome, detail } = await server.openTwice(path);
        rmSync(path);
        expect(['opened', 'refused'], detail).toContain(outcome);
      }),
      { seed: 5, numRuns: 300 },
    );
  }, 60_000);

  it('whatever is packed as ONNX', async () => {
    let count = 0;
    const { message } = fc.letrec<{ message: Buffer }>((tie) => ({
      message: fc
        .array(
          fc.tuple(
            fc.integer({ min: 1, max: 15 }),
            fc.oneof({ maxDepth: 4 }, fc.uint8Array({ maxLength: 12 }), fc.string().map(Buffer.from), tie('message')),
          ),
          { maxLength: 6 },
        )
        .map((fields) => Buffer.concat(fields.map(([number, content]) => field(number, content as Uint8Array)))),
    }));
    await fc.assert(
      fc.asyncProperty(message, async (graph) => {
        const path = join(folder, `any${count++}.onnx`);
        writeFileSync(path, Buffer.concat([Buffer.from([8, 8]), field(7, graph)]));
        const { outcome, detail } = await server.openTwice(path);
        rmSync(path);
        expect(['opened', 'refused'], detail).toContain(outcome);
      }),
      { seed: 6, numRuns: 500 },
    );
  }, 60_000);
});
