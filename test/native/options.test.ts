/** What each option of a build does, seen on the plans: the table in docs/tensorrt-rtx-interface.md. */

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BuildOptions, type Library, VERSIONS, open } from './support/bridge';
import { WIDE_WEIGHT_BYTES, branches, convolutions, weightless, wide } from './support/largeModels';
import { IMAGE_SHAPES, openDimensions, perceptron } from './support/models';

const CAPABILITIES = [75, 80, 86, 89, 120, 121];
/** None of them is one that TensorRT-RTX names; 0 is its "none". */
const UNKNOWN_CAPABILITIES = [0, 50, 61, 70, 72, 76, 87, 90, 100, 103, 110, 122, 2 ** 31 - 1];
const LEVELS = [0, 1, 2, 3, 4, 5];
const MEBIBYTE = 2 ** 20;
const digest = (plan: Uint8Array) => createHash('sha256').update(plan).digest('hex');

/** How many bytes differ, of two plans of one length. */
function differing(one: Uint8Array, other: Uint8Array): number {
  expect(other.length).toBe(one.length);
  return one.reduce((count, byte, index) => count + (byte === other[index] ? 0 : 1), 0);
}

/** Bytes of weights that the plan's header asks the GPU to hold. */
const residentWeights = (plan: Uint8Array) => Number(new DataView(plan.buffer, plan.byteOffset).getBigUint64(56, true));

describe.each(VERSIONS)('$name', (installed) => {
  let library: Library;
  let withGpu: boolean;
  beforeAll(async () => {
    library = await open(installed);
    withGpu = (await library.inspectEngine(await planOf(perceptron))).deserialised;
  });

  const build = (model: Uint8Array, options: BuildOptions = {}) =>
    library.build(model, 'model.onnx', options, () => {}).result;

  async function planOf(model: Uint8Array, options: BuildOptions = {}): Promise<Uint8Array> {
    const { outcome, message, plan } = await build(model, options);
    expect({ outcome, message }).toEqual({ outcome: 'built', message: '' });
    return plan!;
  }

  it.each([
    ['perceptron', perceptron, {}],
    ['wide', wide, {}],
    ['convolutions', convolutions, {}],
    ['branches', branches, {}],
    ['open dimensions', openDimensions, { shapes: [IMAGE_SHAPES] }],
  ])('gives one plan for equal builds, so that a difference is an option’s: %s', async (_, model, options) => {
    expect(digest(await planOf(model, options))).toBe(digest(await planOf(model, options)));
  });

  describe('computeCapabilities', () => {
    const asked = [[], ...CAPABILITIES.map((one) => [one]), [75, 80], [80, 89], [89, 120], CAPABILITIES];

    it('gives each choice a plan of its own, whatever its order', async () => {
      const plans = [];
      for (const computeCapabilities of asked) plans.push(digest(await planOf(convolutions, { computeCapabilities })));
      expect(new Set(plans).size).toBe(asked.length);
      expect(digest(await planOf(convolutions, { computeCapabilities: [89, 80] }))).toBe(
        digest(await planOf(convolutions, { computeCapabilities: [80, 89] })),
      );
    });

    it.each(UNKNOWN_CAPABILITIES)('refuses %i', async (capability) => {
      const { outcome, message } = await build(perceptron, { computeCapabilities: [capability] });
      expect(outcome).toBe('refused');
      expect(message).toMatch(/setComputeCapability|ompute capability/);
    });

    it('has no products of float32 for 75 from 1.7 on, and says which', async () => {
      const { outcome, message } = await build(perceptron, { computeCapabilities: [75] });
      const refused = !/^1\.[56]\./.test(library.version);
      expect(outcome).toBe(refused ? 'refused' : 'built');
      if (refused) expect(message).toContain("'MatMul_h' for Turing (SM75): FP32 GEMM is not supported");
    });
  });

  it.each([
    [0, 'requires workspace memory greater than 0'],
    [1, 'within workspace limit'],
    [MEBIBYTE, 'within workspace limit'],
  ])('workspaceBytes: %i is too little, and says so', async (workspaceBytes, reason) => {
    const { outcome, message } = await build(convolutions, { workspaceBytes });
    expect(outcome).toBe('refused');
    expect(message).toContain(reason);
  });

  it('workspaceBytes: too little for a tensor in between is out of memory, of the limit', async () => {
    const { outcome, message } = await build(branches, { workspaceBytes: 16 * MEBIBYTE });
    expect(outcome).toBe('refused');
    expect(message).toContain('OutOfMemory (Requested size was 18350080 bytes.)');
  });

  it('workspaceBytes: some models need less than others', async () => {
    expect((await build(wide, { workspaceBytes: 1 })).outcome).toBe('built');
    expect((await build(convolutions, { workspaceBytes: 256 * MEBIBYTE })).outcome).toBe('built');
  });

  it.each([
    ['perceptron', perceptron, {}],
    ['convolutions', convolutions, {}],
    ['branches', branches, {}],
    ['open dimensions', openDimensions, { shapes: [IMAGE_SHAPES] }],
  ])('optimizationLevel: every level gives the same plan: %s', async (_, model, options) => {
    const plans = new Set([digest(await planOf(model, options))]);
    for (const optimizationLevel of LEVELS) plans.add(digest(await planOf(model, { ...options, optimizationLevel })));
    expect(plans.size).toBe(1);
  });

  it('weightStreaming: the same plan, but the GPU is not asked to hold the weights', async () => {
    const held = await planOf(wide);
    const streamed = await planOf(wide, { weightStreaming: true });
    expect(residentWeights(held)).toBeGreaterThanOrEqual(WIDE_WEIGHT_BYTES);
    expect(residentWeights(streamed)).toBe(0);
    expect(differing(held, streamed)).toBeLessThan(16);
  });

  it.each(['refit', 'stripPlan'] as const)('%s: takes a GPU where there are weights', async (option) => {
    const { outcome, message } = await build(perceptron, { [option]: true });
    expect(outcome).toBe(withGpu ? 'built' : 'refused');
    if (!withGpu) expect(message).toContain('CHECK(status == CUDA_SUCCESS) failed');
    expect(digest(await planOf(weightless, { [option]: true }))).not.toBe(digest(await planOf(weightless)));
  });

  it('profiling: is written into the plan', async () => {
    const detailed = await planOf(perceptron, { profiling: 'detailed' });
    expect(digest(await planOf(perceptron))).toBe(digest(detailed));
    const names = await planOf(perceptron, { profiling: 'names' });
    const none = await planOf(perceptron, { profiling: 'none' });
    expect([differing(detailed, names), differing(detailed, none), differing(names, none)]).toEqual([1, 1, 1]);
  });

  it('tf32: is written into the plan, and on where it is not given', async () => {
    const on = await planOf(perceptron, { tf32: true });
    expect(digest(await planOf(perceptron))).toBe(digest(on));
    expect(differing(on, await planOf(perceptron, { tf32: false }))).toBeGreaterThan(0);
  });

  it('maxAuxStreams: changes the plan of a model with branches, and of no other', async () => {
    expect(digest(await planOf(branches, { maxAuxStreams: 0 }))).not.toBe(digest(await planOf(branches)));
    expect(digest(await planOf(convolutions, { maxAuxStreams: 0 }))).toBe(digest(await planOf(convolutions)));
  });
});

it.each([
  ['profiling', { profiling: 'all' }],
  ['tf32', { tf32: 1 }],
  ['maxAuxStreams', { maxAuxStreams: -1 }],
])('throws on %s that is none', async (name, options) => {
  const library = await open(VERSIONS[0]!);
  const start = () => library.build(perceptron, 'model.onnx', options as unknown as BuildOptions, () => {});
  expect(start).toThrow(new RegExp(`^${name} must be`));
});
