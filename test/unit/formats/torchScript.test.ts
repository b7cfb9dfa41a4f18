import { describe, expect, it } from 'vitest';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { openArtifact } from '../../../extension/core/formats/open';
import { counted, factsOf, fixture, fixtureBytes, inMemory } from './files';
import { NONE, TRUE, built, dict, global, list, pickle, small, text, torchbindEngine } from './pickleWriter';
import { zip } from './zipWriter';

const METADATA = fixtureBytes('engines/dynamic.metadata.txt').toString('latin1');
const RECORD = [
  '9',
  'trt_engine_0',
  '0%8%9%0%NVIDIA L4',
  Buffer.alloc(600, 7).toString('base64'),
  'y%x',
  'output0%output1',
  '0',
  METADATA,
  'linux_x86_64',
  '0',
  '0',
  '0',
];

/** Synthetic: a module with engines, as torch.jit writes modules and objects of torch.classes. */
function archive(engine: Buffer): Buffer {
  const submodule = built(
    global('__torch__.model', 'Block'),
    dict({ training: TRUE, hook: NONE, __torch___engine: engine }),
  );
  const module = built(
    global('__torch__', 'Model'),
    dict({ training: TRUE, count: small(3), block: submodule, other: torchbindEngine(RECORD) }),
  );
  return zip({
    'net/data.pkl': pickle(module),
    'net/constants.pkl': pickle(')'),
    'net/code/__torch__.py': 'class Model(Module):\n  pass\n',
    'net/version': '3\n',
  });
}

describe('openArtifact of TorchScript', () => {
  it('lists the engines of an archive, in order', async () => {
    const { artifact, report } = await openArtifact(
      inMemory('/m/net.ts', archive(torchbindEngine(['9', 'first', ...RECORD.slice(2)]))),
    );
    expect(artifact).toMatchObject({
      kind: 'torchscript',
      findings: [],
      madeBy: { torchTensorrt: '2.12 or 2.13' },
      engines: [
        {
          name: 'first',
          bytes: 600,
          device: 'NVIDIA L4',
          computeCapabilities: ['8.9'],
          settings: { min_block_size: '1' },
        },
        { name: 'trt_engine_0', inputs: [{ name: 'y', sizes: ['s17', '16'] }, { name: 'x' }] },
      ],
    });
    expect(factsOf(artifact)).toMatchObject({ engines: '2', code: '1 file' });
    expect(report).toMatchObject({ model: { kind: 'torchscript' }, engines: [{ name: 'first', state: 'built' }, {}] });
  });

  it('knows an archive of torch.jit.save without engines, tensors and all', async () => {
    const { artifact } = await openArtifact(fixture('torchscript/linear.pt'));
    expect(artifact).toMatchObject({ kind: 'torchscript', engines: [], findings: [] });
  });

  it('says which engine is damaged, and lists the others', async () => {
    const { artifact } = await openArtifact(inMemory('/m/net.ts', archive(torchbindEngine(['9', 'only']))));
    expect(artifact.engines!.map(({ name }) => name)).toEqual(['trt_engine_0']);
    expect(artifact.findings!.map(decodeFinding)).toMatchObject([
      {
        code: 'load.corrupt',
        message: 'Its member net/data.pkl cannot be read: its engine has 2 fields.',
        places: [{ member: 'net/data.pkl' }],
      },
    ]);
  });

  it('says where its data is damaged', async () => {
    const bytes = archive(Buffer.concat([text('x'), Buffer.from([0x82])]));
    const { artifact } = await openArtifact(inMemory('/m/net.ts', bytes));
    const [finding] = artifact.findings!.map(decodeFinding);
    expect([artifact.kind, finding!.code]).toEqual(['unknown', 'load.corrupt']);
    expect(finding!.message).toMatch(/instruction \(130\) that TorchScript does not need/);
    expect((finding!.places[0] as { offset: number }).offset).toBeGreaterThan(50);
  });

  it('reads the plan and the metadata that engines share once', async () => {
    const engine = global('__torch__.torch.classes.tensorrt', 'Engine');
    const readsWith = async (engines: number): Promise<number> => {
      const objects = Array<string>(engines).fill('h\x01)\x81h\x00ba').join('');
      const data = pickle(list(...RECORD.map(text)), 'q\x00', engine, 'q\x01', ']', objects);
      const bytes = zip({ 'n/data.pkl': data, 'n/constants.pkl': pickle(')'), 'n/code/__torch__.py': 'x' });
      const { file, reads } = counted('/m/net.pt', bytes);
      const { artifact } = await openArtifact(file);
      expect(artifact.engines!.map(({ bytes: size }) => size)).toEqual(Array<number>(engines).fill(600));
      return reads();
    };
    expect(await readsWith(200)).toBe(await readsWith(1));
  });

  it('refuses engines that tell of more than memory holds, by sharing what they tell', async () => {
    const engine = global('__torch__.torch.classes.tensorrt', 'Engine');
    const record = RECORD.map((each, index) => (index === 4 ? 'x%'.repeat(10_000) : each));
    const objects = Array<string>(200).fill('h\x01)\x81h\x00ba').join('');
    const data = pickle(list(...record.map(text)), 'q\x00', engine, 'q\x01', ']', objects);
    const bytes = zip({ 'n/data.pkl': data, 'n/constants.pkl': pickle(')'), 'n/code/__torch__.py': 'x' });
    const { artifact } = await openArtifact(inMemory('/m/net.pt', bytes));
    expect(artifact.kind).toBe('unknown');
    expect(artifact.findings!.map(({ message }) => message)).toEqual([
      expect.stringMatching(/more than 1000000 bindings and layers/),
    ]);
  });

  it('takes an archive without code for a program', async () => {
    const bytes = zip({ 'net/data.pkl': pickle(NONE), 'net/constants.pkl': pickle(')') });
    const { artifact } = await openArtifact(inMemory('/m/net.ts', bytes));
    expect(artifact.findings!.map(({ message }) => message)).toEqual([
      expect.stringMatching(/holds no exported program/),
    ]);
  });
});
