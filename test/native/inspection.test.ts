/** Engines looked at through the bridge: all of it where there is a GPU, else why the plan is not deserialised. */

import { beforeAll, describe, expect, it } from 'vitest';
import { type EngineInspection, type Library, VERSIONS, open } from './support/bridge';
import { IMAGE_SHAPES, openDimensions } from './support/models';

describe.each(VERSIONS)('$name', (installed) => {
  let library: Library;
  let plan: Uint8Array;
  beforeAll(async () => {
    library = await open(installed);
    plan = (await library.build(openDimensions, 'model.onnx', { shapes: [IMAGE_SHAPES] }, () => {}).result).plan!;
  });

  const whyNot = async (bytes: Uint8Array): Promise<string> => {
    const inspection = await library.inspectEngine(bytes);
    expect(inspection).toEqual({ deserialised: false, message: inspection.message });
    return inspection.message;
  };

  it('gives tensors, profiles and layers with a GPU; says that CUDA is missing without one', async () => {
    const inspection = await library.inspectEngine(plan);
    if (inspection.deserialised) expectEngine(inspection);
    else expect(await whyNot(plan)).toContain('Error Code 1: Cuda Runtime');
  });

  it('tells a plan that was cut off, before it asks for a GPU', async () => {
    expect(await whyNot(plan.subarray(0, plan.length - 1))).toContain('plan.header.size == blobSize failed');
  });

  it('tells what is no plan, before it asks for a GPU', async () => {
    expect(await whyNot(new Uint8Array(5000))).toContain('header.magicTag == kEXPECTED_MAGIC_TAG failed');
  });

  it.each([0, 1, 63, 64])('refuses %i bytes', async (bytes) => {
    expect(await whyNot(plan.subarray(0, bytes))).not.toBe('');
  });
});

function expectEngine(engine: EngineInspection & { deserialised: true }): void {
  expect(engine).toMatchObject({ message: '', refittable: false, streamableWeightBytes: 0, profiles: 1 });
  expect(engine.deviceMemoryBytes).toBeGreaterThan(0);
  const { input, ...range } = IMAGE_SHAPES;
  const shape = (channels: number) => [-1, channels, -1, -1];
  expect(engine.tensors).toEqual([
    { name: input, input: true, dataType: 'FLOAT', shape: shape(3), profiles: [range] },
    { name: 'y', input: false, dataType: 'FLOAT', shape: shape(8), profiles: [] },
  ]);
  const layers = engine.layers.map((text) => JSON.parse(text) as { Name: string; LayerType: string });
  expect(layers.length).toBeGreaterThan(0);
  for (const { Name, LayerType } of layers) {
    expect(Name).toMatch(/./);
    expect(LayerType).toMatch(/./);
  }
}
