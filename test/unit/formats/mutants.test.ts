import { describe, expect, it } from 'vitest';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { openArtifact } from '../../../extension/core/formats/open';
import { encodeReport } from '../../../extension/core/report/codec';
import { fixtureBytes, inMemory, mutant, randomNumbers } from './files';
import { NONE, built, dict, global, pickle, recordPickle, text, torchbindEngine } from './pickleWriter';
import { zip } from './zipWriter';

const METADATA = fixtureBytes('engines/dynamic.metadata.txt').toString('latin1');
const TINY = fixtureBytes('engines/tiny.onnx.engine.gz');
/** The header of a real plan, whose names in clear follow at once. */
const PLAN = Buffer.concat([TINY.subarray(0, 0x70), TINY.subarray(0x70, 0x70 + 8000)]);
PLAN.writeBigUInt64LE(BigInt(PLAN.length), 16);
PLAN.writeBigUInt64LE(8000n, 0x50);
PLAN.writeBigUInt64LE(BigInt(PLAN.length), 0x60);
PLAN.writeBigUInt64LE(0n, 0x68);
const RECORD = [
  '9',
  'acc_0',
  '0%8%9%0%NVIDIA L4',
  PLAN.toString('base64'),
  'y%x',
  'output0%output1',
  '0',
  METADATA,
  'linux_x86_64',
  '0',
  '0',
  '0',
];

const PROGRAM = JSON.stringify({
  torch_version: '2.13.0+cpu',
  schema_version: { major: 8, minor: 20 },
  graph_module: {
    graph: { nodes: [{ target: 'torch.ops.tensorrt.execute_engine.default', inputs: [], outputs: [], metadata: {} }] },
  },
});
const compiled = (constant: Uint8Array): Uint8Array =>
  zip({ 'm/models/model.json': PROGRAM, 'm/data/constants/opaque_obj_0': constant });
const scripted = (data: Uint8Array): Uint8Array =>
  zip({ 'm/data.pkl': data, 'm/constants.pkl': pickle(')'), 'm/code/__torch__.py': '' });
const metadata = (bytes: Uint8Array): Uint8Array =>
  compiled(recordPickle(RECORD.map((each, index) => (index === 7 ? Buffer.from(bytes).toString('base64') : each))));

interface Subject {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What is mutated stands in something that is whole. */
  readonly within?: (bytes: Uint8Array) => Uint8Array;
  readonly kind: string;
}

const SUBJECTS: readonly (readonly [string, Subject])[] = [
  ['a record', { path: '/m.pt2', bytes: recordPickle(RECORD), within: compiled, kind: 'compiled-program' }],
  ['metadata', { path: '/m.pt2', bytes: Buffer.from(METADATA, 'base64'), within: metadata, kind: 'compiled-program' }],
  ['a plan', { path: '/m.engine', bytes: PLAN, kind: 'engine' }],
  [
    "a plan's header",
    {
      path: '/m.engine',
      bytes: PLAN.subarray(0, 200),
      within: (head) => Buffer.concat([head, PLAN.subarray(200)]),
      kind: 'engine',
    },
  ],
  [
    'metadata in front of a plan',
    {
      path: '/m.engine',
      bytes: Buffer.from('\x13\0\0\0{"names":{"0":"a"}}', 'latin1'),
      within: (head) => Buffer.concat([head, PLAN]),
      kind: 'engine',
    },
  ],
  [
    'TorchScript',
    {
      path: '/m.ts',
      bytes: pickle(
        built(global('__torch__', 'Model'), dict({ engine: torchbindEngine(RECORD), hook: NONE, name: text('x') })),
      ),
      within: scripted,
      kind: 'torchscript',
    },
  ],
  ['a TorchScript archive', { path: '/m.ts', bytes: fixtureBytes('torchscript/linear.pt'), kind: 'torchscript' }],
  [
    'layer information',
    {
      path: '/m.json',
      bytes: fixtureBytes('layers/_run_on_acc_2_engine_layer_information.json'),
      kind: 'layer-information',
    },
  ],
  ['a dry run', { path: '/m.txt', bytes: fixtureBytes('layers/many_breaks.dryrun.txt'), kind: 'dry-run' }],
];

const MUTANTS = 400;

describe('a damaged file', () => {
  it.each(SUBJECTS)(
    'opens, or says where it is damaged: mutants of %s',
    async (_, { path, bytes, within = (each: Uint8Array) => each, kind }) => {
      const random = randomNumbers(11);
      const whole = await openArtifact(inMemory(path, within(bytes)));
      expect([whole.artifact.kind, whole.artifact.findings!.filter(({ severity }) => severity === 'error')]).toEqual([
        kind,
        [],
      ]);
      let damaged = 0;
      for (let index = 0; index < MUTANTS; index++) {
        const { artifact, report } = await openArtifact(inMemory(path, within(mutant(bytes, random)))).catch(
          (failure: unknown) => {
            throw new Error(`Mutant ${index}`, { cause: failure });
          },
        );
        const findings = artifact.findings!.map(decodeFinding);
        // What it says can be stored and shown.
        if (report) encodeReport(report);
        JSON.stringify(artifact);
        const errors = findings.filter(({ severity }) => severity === 'error');
        expect(artifact.kind !== 'unknown' || errors.length > 0).toBe(true);
        for (const { code, message, places } of errors) {
          expect(code).toMatch(/^load\./);
          expect(message).not.toMatch(/undefined|NaN|\[object/);
          expect(places[0]).toMatchObject({ kind: 'archive', file: path });
        }
        if (errors.length > 0) damaged++;
      }
      // Damages happen often, or the mutants would be no test.
      expect(damaged).toBeGreaterThan(MUTANTS / 20);
    },
    60_000,
  );
});
