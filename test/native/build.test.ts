/** Engines built through the bridge: options, progress, cancelling, what keeps a build from starting. */

import { beforeAll, describe, expect, it } from 'vitest';
import { type BuildOptions, type BuildProgress, type Library, VERSIONS, open } from './support/bridge';
import { floats, model, node, TYPE, value } from '../support/onnxModel';
import { IMAGE_SHAPES as IMAGE, openDimensions, perceptron, unsupported } from './support/models';

/** Weights of 4 MB, which no builder folds away. */
const heavy = model({
  name: 'heavy',
  node: [node('MatMul', ['x', 'w'], ['y'])],
  input: [value('x', TYPE.float, [4, 1024])],
  output: [value('y', TYPE.float, [4, 1024])],
  initializer: [floats('w', [1024, 1024])],
});

/** Forty convolutions, so that every phase takes its time. */
const deep = model({
  name: 'deep',
  node: Array.from({ length: 40 }, (_, i) => [
    node('Conv', [i === 0 ? 'x' : `r${i - 1}`, 'w'], [`c${i}`], { pads: { ints: [1, 1, 1, 1] } }),
    node('Relu', [`c${i}`], [`r${i}`]),
  ]).flat(),
  input: [value('x', TYPE.float, [1, 16, 32, 32])],
  output: [value('r39', TYPE.float, [1, 16, 32, 32])],
  initializer: [floats('w', [16, 16, 3, 3])],
});

describe.each(VERSIONS)('$name', (installed) => {
  let library: Library;
  beforeAll(async () => {
    library = await open(installed);
  });

  async function build(bytes: Uint8Array, options: BuildOptions = {}) {
    const progress: BuildProgress[] = [];
    const result = await library.build(bytes, 'model.onnx', options, (event) => progress.push(event)).result;
    return { ...result, progress };
  }

  it('builds a plan that the library itself takes for one', async () => {
    const { outcome, plan } = await build(perceptron);
    expect(outcome).toBe('built');
    const { validity, reasons } = await library.planValidity(plan!);
    expect(['unknown', 'valid', 'suboptimal']).toContain(validity);
    expect(reasons).toEqual([]);
  });

  it('reports phases that nest: each starts within one that is open, and finishes', async () => {
    const { progress } = await build(perceptron);
    const active: string[] = [];
    for (const { kind, phase, parent } of progress) {
      if (kind === 'start') {
        if (parent !== '') expect(active).toContain(parent);
        active.push(phase);
      } else if (kind === 'finish') active.splice(active.lastIndexOf(phase), 1);
      else expect(active).toContain(phase);
    }
    expect(progress.length).toBeGreaterThan(10);
    expect(active).toEqual([]);
  });

  it('names the inputs that need a shape, with their symbols', async () => {
    const { outcome, openInputs } = await build(openDimensions);
    expect(outcome).toBe('shapes-missing');
    expect(openInputs).toMatchObject([
      { name: 'image', shape: [-1, 3, -1, -1], dimensionNames: ['batch', '', 'height', 'width'] },
    ]);
  });

  it('builds with a shape range', async () => {
    expect((await build(openDimensions, { shapes: [IMAGE] })).outcome).toBe('built');
  });

  it.each([
    ['largest below smallest', { ...IMAGE, max: [1, 3, 4, 4] }],
    ['another rank', { ...IMAGE, min: [1, 3], opt: [1, 3], max: [1, 3] }],
    ['another extent where the model says 3', { ...IMAGE, min: [1, 4, 8, 8], opt: [1, 4, 8, 8], max: [1, 4, 8, 8] }],
  ])('refuses a range with %s, and says why', async (_, range) => {
    const { outcome, message } = await build(openDimensions, { shapes: [range] });
    expect(outcome).toBe('refused');
    expect(message).not.toBe('');
  });

  it('names the node that it cannot parse', async () => {
    const { outcome, errors } = await build(unsupported);
    expect(outcome).toBe('not-parsed');
    expect(errors).toMatchObject([{ node: 1, nodeOperator: 'NoSuchOp', nodeName: 'NoSuchOp_b' }]);
  });

  it('refuses a compute capability that it does not know', async () => {
    const { outcome, message } = await build(perceptron, { computeCapabilities: [61] });
    expect(outcome).toBe('refused');
    expect(message).not.toBe('');
  });

  it('cancels in every phase within 2 s, and finishes the phases that were open', { timeout: 240_000 }, async () => {
    const phases = new Set((await build(deep)).progress.map(({ phase }) => phase));
    expect(phases.size).toBeGreaterThan(5);
    for (const phase of phases) {
      let asked: number | undefined;
      let open = 0;
      const running = library.build(deep, 'model.onnx', {}, (event) => {
        open += event.kind === 'start' ? 1 : event.kind === 'finish' ? -1 : 0;
        if (event.phase !== phase || event.kind !== 'start' || asked !== undefined) return;
        asked = performance.now();
        running.cancel();
      });
      const { outcome, plan } = await running.result;
      expect(performance.now() - asked!, phase).toBeLessThan(2000);
      expect(open, phase).toBe(0);
      // The last phases may be over before they were heard of here; the plan is whole then.
      expect(plan === undefined, phase).toBe(outcome === 'cancelled');
    }
  });

  it('has no plan when it is cancelled before it begins', async () => {
    const running = library.build(heavy, 'model.onnx', {}, () => {});
    running.cancel();
    const { outcome, plan } = await running.result;
    expect(outcome).toBe('cancelled');
    expect(plan).toBeUndefined();
  });

  it('builds two at once', async () => {
    const results = await Promise.all([build(perceptron), build(heavy)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['built', 'built']);
  });
});
