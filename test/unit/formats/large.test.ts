/** Programs of many gigabytes, opened in the analysis server's process: what they cost there. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ZipArchive } from '../../../extension/core/formats/zip';
import { decodeReport } from '../../../extension/core/report/codec';
import { AnalysisClient } from '../../../extension/jobs/analysis/client';
import { type Bundles, ROOT, buildBundles } from '../bundles';
import { inMemory } from '../onnx/files';
import { LargeArchive } from './largeArchive';

let bundles: Bundles;
let folder: string;
beforeAll(async () => {
  bundles = await buildBundles();
  folder = mkdtempSync(join(tmpdir(), 'trtlens-large-'));
});
afterAll(() => {
  bundles.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Megabytes that a server of its own had at most by the time that it had answered. */
async function open(path: string) {
  const peak = join(folder, 'peak');
  const script = join(folder, 'server.cjs');
  writeFileSync(
    script,
    `process.on('disconnect', () => {
      require('fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS / 1000));
      process.exit(0);
    });
    require(${JSON.stringify(bundles.analysis)});`,
  );
  rmSync(peak, { force: true });
  const session = new AnalysisClient({ script, graceMs: 0 }).acquire();
  const { artifact, report } = await session.open(path, []);
  session.dispose();
  await vi.waitFor(() => expect(readFileSync(peak, 'utf8')).not.toBe(''), { timeout: 5000 });
  return { artifact: artifact!, report, megabytes: Number(readFileSync(peak, 'utf8')) };
}

/** What reading may take beside the graph, which is small here. */
const ALLOWED_MEGABYTES = 400;

const modelOf = async (fixture: string): Promise<Uint8Array> => {
  const bytes = readFileSync(join(ROOT, 'test/fixtures', fixture));
  const archive = await ZipArchive.open(inMemory(bytes));
  return archive.read(
    archive.members.find((name) => name.endsWith('models/model.json'))!,
    bytes.length,
  );
};

it('a program of 5 GB opens by its directory and model.json alone', async () => {
  const path = join(folder, 'large.pt2');
  const archive = await LargeArchive.create(path);
  await archive.add('net/models/model.json', [await modelOf('exported/mlp.pt2')]);
  await archive.addHole('net/data/weights/weight_0', 5_000_000_000);
  await archive.add('net/archive_format', [Buffer.from('pt2')]);
  await archive.close();
  const small = await open(join(ROOT, 'test/fixtures/exported/mlp.pt2'));
  const { artifact, report, megabytes } = await open(path);
  expect(artifact).toMatchObject({ kind: 'exported-program', nodes: 14, findings: [] });
  expect(artifact.bytes).toBeGreaterThan(5_000_000_000);
  expect(artifact.facts).toContainEqual({ name: 'weights', value: '1 tensor, 5 GB' });
  expect(decodeReport(report!).ok).toBe(true);
  expect(megabytes - small.megabytes).toBeLessThan(50);
});

it('a model.json of 700 MB with an engine inside is read as a stream', async () => {
  const path = join(folder, 'cross.ep');
  const archive = await LargeArchive.create(path);
  await archive.add('net/models/model.json', crossCompiled(700));
  await archive.close();
  const small = await open(join(ROOT, 'test/fixtures/exported/mlp.pt2'));
  const { artifact, megabytes } = await open(path);
  expect(artifact).toMatchObject({
    kind: 'compiled-program',
    findings: [],
    engines: [{ name: '_run_on_acc_0_engine', abi: '9', platform: 'win_x86_64', tensorrt: '1.5.0.114' }],
  });
  expect(artifact.engines![0]!.bytes).toBeGreaterThan(500_000_000);
  expect(megabytes - small.megabytes).toBeLessThan(ALLOWED_MEGABYTES);
}, 60_000);

/** As torch_tensorrt saves a program for Windows: one node that holds its plan as base64. */
function* crossCompiled(megabytes: number): Generator<Uint8Array> {
  const texts = {
    abi_version: '9',
    name: '_run_on_acc_0_engine',
    serialized_device_info: '0%8%9%0%NVIDIA RTX 6000 Ada',
    serialized_engine: 'PLAN',
    serialized_in_binding_names: 'x',
    serialized_out_binding_names: 'output0',
    serialized_target_platform: 'win_x86_64',
  };
  const inputs = Object.entries(texts).map(([name, text]) => ({ name, arg: { as_string: text }, kind: 2 }));
  const node = {
    target: 'torch.ops.tensorrt.no_op_placeholder_for_execute_engine.default',
    inputs,
    outputs: [{ as_tensors: [{ name: 'output0' }] }],
    metadata: {},
    name: 'engine',
  };
  const program = {
    graph_module: { graph: { inputs: [], outputs: [], nodes: [node], tensor_values: {} } },
    torch_version: '2.13.0+cpu',
    schema_version: { major: 8, minor: 20 },
  };
  const [before, after] = JSON.stringify(program).split('PLAN') as [string, string];
  const size = 3 * 2 ** 18;
  yield Buffer.from(before);
  yield Buffer.from(planStart(size * megabytes).toString('base64'));
  const piece = Buffer.alloc(size).toString('base64');
  for (let written = 1; written < megabytes; written++) yield Buffer.from(piece);
  yield Buffer.from(after);
}

/** The first bytes of a plan of TensorRT-RTX 1.5 with one section, which takes the rest of it. */
function planStart(bytes: number): Buffer {
  const plan = Buffer.alloc(3 * 2 ** 18);
  plan.write('vtrt', 0);
  plan.writeBigUInt64LE(1n, 8);
  plan.writeBigUInt64LE(BigInt(bytes), 16);
  plan.set([1, 5, 0, 114], 24);
  plan.write('vtrt', 28);
  plan.writeUInt32LE(0x7e, 32);
  plan.write('NGNE', 0x40);
  plan.writeBigUInt64LE(0x70n, 0x48);
  plan.writeBigUInt64LE(BigInt(bytes - 0x70), 0x50);
  return plan;
}
