import { expect, it } from 'vitest';
import { openArtifact } from '../../../../extension/core/formats/open';
import { counted } from '../files';
import { recordPickle } from '../pickleWriter';
import { zip } from '../zipWriter';

const RECORD = [
  '9',
  '_run_on_acc_0_engine',
  '0%8%9%0%NVIDIA L4',
  'AAAA',
  'x',
  'y',
  '0',
  '',
  'linux_x86_64',
  '0',
  '0',
  '0',
];

/** Synthetic: a program whose nodes all run the engine that its archive holds. */
function program(nodes: number): Buffer {
  const object = { as_custom_obj: { name: 'obj', class_fqn: 'Engine' } };
  const target = 'torch.ops.tensorrt.execute_engine.default';
  const node = { target, inputs: [{ name: '', arg: object }], outputs: [] };
  const graph = { inputs: [object], outputs: [], nodes: Array(nodes).fill(node), tensor_values: {} };
  const input = { custom_obj: { arg: { name: 'obj' }, custom_obj_name: 'engine' } };
  return zip({
    'm/models/model.json': JSON.stringify({
      graph_module: { graph, signature: { input_specs: [input], output_specs: [] } },
    }),
    'm/data/constants/model_constants_config.json': JSON.stringify({
      config: { engine: { path_name: 'custom_obj_0' } },
    }),
    'm/data/constants/custom_obj_0': recordPickle(RECORD),
  });
}

it('reads an engine once, however many nodes run it', async () => {
  const readsWith = async (nodes: number): Promise<number> => {
    const { file, reads } = counted('/m/a.pt2', program(nodes));
    const { artifact } = await openArtifact(file);
    expect(artifact.engines!.map(({ bytes }) => bytes)).toEqual(Array<number>(nodes).fill(3));
    return reads();
  };
  expect(await readsWith(100)).toBe(await readsWith(1));
});
