/** The bridge says of a model what NVIDIA's own Python bindings say, on every version that it knows. */

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { type BuildOptions, type Library, type OnnxExplanation, VERSIONS, given, open } from './support/bridge';
import { IMAGE_SHAPES, MODELS, writeModels } from './support/models';

const { folder, pathOf } = writeModels();
afterAll(() => rmSync(folder, { recursive: true }));

/** Every option of a build, on models that say something about it. */
const BUILDS: { name: string; options: BuildOptions }[] = [
  ...Object.keys(MODELS).map((name) => ({
    name,
    options: name === 'open dimensions' ? { shapes: [IMAGE_SHAPES] } : {},
  })),
  { name: 'perceptron', options: { stripPlan: true } },
  { name: 'perceptron', options: { refit: true } },
  { name: 'perceptron', options: { weightStreaming: true } },
  { name: 'perceptron', options: { optimizationLevel: 0 } },
  { name: 'perceptron', options: { workspaceBytes: 1024 } },
  { name: 'perceptron', options: { tf32: false } },
  { name: 'perceptron', options: { maxAuxStreams: 2 } },
  { name: 'perceptron', options: { profiling: 'names' } },
  { name: 'perceptron', options: { profiling: 'none' } },
  { name: 'perceptron', options: { computeCapabilities: [89] } },
  { name: 'perceptron', options: { computeCapabilities: [75, 80, 86, 89, 120] } },
];

interface Reference {
  explanations: Record<string, OnnxExplanation>;
  planBytes: (number | null)[];
}

/** Models of real products, out of their wheels: name and path. */
const REAL = globSync('**/*.onnx', { cwd: given('TRTLENS_ONNX_MODELS') })
  .toSorted()
  .map((name) => [name, join(given('TRTLENS_ONNX_MODELS'), name)] as const);

function fromPython(site: string): Reference {
  const answer = execFileSync(given('TRTLENS_PYTHON'), [join(root, 'test/native/reference.py')], {
    input: JSON.stringify({
      models: Object.fromEntries([...Object.keys(MODELS).map((name) => [name, pathOf(name)] as const), ...REAL]),
      builds: BUILDS.map(({ name, options }) => ({ path: pathOf(name), options })),
    }),
    env: { ...process.env, PYTHONPATH: site },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return JSON.parse(answer) as Reference;
}

describe.each(VERSIONS)('$name', (installed) => {
  let library: Library;
  let expected: Reference;
  beforeAll(async () => {
    library = await open(installed);
    expected = fromPython(installed.folder);
  });

  it.each(Object.entries(MODELS))('explains: %s', async (name, bytes) => {
    expect(await library.explain(bytes, pathOf(name))).toEqual(expected.explanations[name]);
  });

  it.each(REAL)('explains: %s', async (name, path) => {
    const explanation = await library.explain(readFileSync(path), path);
    expect(explanation).toEqual(expected.explanations[name]);
    expect(explanation.layers.length + explanation.errors.length).toBeGreaterThan(0);
  });

  it('finds the models of five products', () => {
    expect(new Set(REAL.map(([name]) => name.split('/')[0])).size).toBe(5);
  });

  it.each(BUILDS.map((build, index) => ({ ...build, index })))('builds: $name, $options', async (asked) => {
    const { name, options, index } = asked;
    const { plan } = await library.build(MODELS[name]!, pathOf(name), options, () => {}).result;
    const reference = expected.planBytes[index];
    if (reference == null) expect(plan === undefined).toBe(true);
    // The size differs by some bytes from build to build of the same model, by the same program too.
    else expect(Math.abs(plan!.length - reference)).toBeLessThanOrEqual(64);
  });
});
