import { describe, expect, it } from 'vitest';
import type { DeclaredInput, ShapeRange } from '../../../extension/core/compile/shapes';
import type { BuildProgress, BuildResult } from '../../../extension/jobs/native/addon';
import { buildOptions } from '../../../extension/jobs/native/build';
import type { Events } from '../../../extension/jobs/native/events';
import { buildRefused, buildThrew, notParsed, shapeFindings } from '../../../extension/jobs/native/findings';
import { nativeWorker } from '../../../extension/jobs/native/nativeWorker';
import { ProgressTeller } from '../../../extension/jobs/native/progress';
import { readTask } from '../../../extension/jobs/native/task';
import type { OnnxTask } from '../../../extension/core/compile/task';

describe('ProgressTeller', () => {
  function tell(...steps: [milliseconds: number, progress: Partial<BuildProgress>][]): unknown[] {
    const told: unknown[] = [];
    let now = 0;
    const events = { send: (event: string, fields: object) => told.push({ event, ...fields }) } as unknown as Events;
    const teller = new ProgressTeller('engine_0', events, () => now);
    for (const [at, progress] of steps) {
      now = at;
      teller.tell({ kind: 'start', phase: '', parent: '', step: 0, steps: 0, ...progress });
    }
    return told;
  }

  const of = (phase: string, parent: string | null, step: number, steps: number): object => ({
    event: 'progress',
    engine: 'engine_0',
    phase,
    parent,
    step,
    steps,
  });

  it('tells phases and how many of their steps are done', () => {
    expect(
      tell(
        [0, { phase: 'Building', steps: 3 }],
        [200, { kind: 'step', phase: 'Building', step: 0 }],
        [400, { phase: 'Tactics', parent: 'Building', steps: 7 }],
        [600, { kind: 'step', phase: 'Tactics', step: 6 }],
        [800, { kind: 'finish', phase: 'Tactics' }],
        [1000, { kind: 'step', phase: 'Building', step: 1 }],
      ),
    ).toEqual([
      of('Building', null, 0, 3),
      of('Building', null, 1, 3),
      of('Tactics', 'Building', 0, 7),
      of('Tactics', 'Building', 7, 7),
      of('Building', null, 2, 3),
    ]);
  });

  it('tells at most ten a second', () => {
    const steps = Array.from({ length: 1000 }, (_, i): [number, Partial<BuildProgress>] => [
      i,
      { kind: 'step', phase: 'Building', step: i },
    ]);
    const told = tell([0, { phase: 'Building', steps: 1000 }], ...steps);
    expect(told).toHaveLength(10);
    expect(told[1]).toEqual(of('Building', null, 101, 1000));
  });

  it('says nothing of a phase that has ended or was never begun', () => {
    expect(
      tell(
        [0, { kind: 'step', phase: 'Unknown', step: 1 }],
        [200, { kind: 'finish', phase: 'Unknown' }],
        [400, { phase: 'A', steps: 1 }],
        [600, { kind: 'finish', phase: 'A' }],
        [800, { kind: 'step', phase: 'A', step: 1 }],
      ),
    ).toEqual([of('A', null, 0, 1)]);
  });
});

describe('buildOptions', () => {
  it.each<[Record<string, unknown>, object]>([
    [{}, { refit: false, stripPlan: false, weightStreaming: false }],
    [
      { workspace_size: 0, compute_capabilities: [], immutable_weights: true },
      { refit: false, stripPlan: false, weightStreaming: false },
    ],
    [
      { workspace_size: 2 ** 30, compute_capabilities: ['7.5', '8.9', '12.1'] },
      {
        workspaceBytes: 2 ** 30,
        computeCapabilities: [75, 89, 121],
        refit: false,
        stripPlan: false,
        weightStreaming: false,
      },
    ],
    [
      { immutable_weights: false, strip_engine_weights: true, enable_weight_streaming: true, min_block_size: 7 },
      { refit: true, stripPlan: true, weightStreaming: true },
    ],
  ])('of %j', (settings, expected) => expect(buildOptions(settings)).toEqual(expected));
});

const task: OnnxTask = {
  kind: 'onnx',
  mode: 'compile',
  model: '/m/net.onnx',
  files: undefined,
  python: { executable: '/usr/bin/python3', version: '3.11.7' },
  bridge: { script: '/ext/bridge.cjs', addon: '/ext/trtlens.node', tensorrt: '/l/rtx.so', parser: '/l/onnx.so' },
  shapes: [{ input: 'x', min: [1, 3], opt: [2, 3], max: [8, 3] }],
  settings: { compute_capabilities: ['8.9'], immutable_weights: false },
};

describe('the task of the native worker', () => {
  it.each([undefined, '/m/.w/net.engine'])('comes over unchanged, with output %j', (output) => {
    const start = nativeWorker(task, output);
    expect([start.program, start.args, start.folder]).toEqual([process.execPath, ['/ext/bridge.cjs'], '/m']);
    expect(start.environment['ELECTRON_RUN_AS_NODE']).toBe('1');
    const { mode, model, python, shapes, settings } = task;
    expect(readTask(JSON.stringify(start.task))).toEqual({
      ...{ mode, model, output, python, shapes, settings },
      bridge: { addon: '/ext/trtlens.node', tensorrt: '/l/rtx.so', parser: '/l/onnx.so' },
    });
  });

  it.each<[string, object, RegExp]>([
    ['mode', { mode: 'dance' }, /"mode" is "dance"/],
    ['model', { model: 7 }, /"model" is no text/],
    ['bridge', { bridge: null }, /"bridge" is no object/],
    ['addon', { bridge: {} }, /"addon" is no text/],
    ['shapes', { shapes: {} }, /"shapes" is no list/],
    ['settings', { settings: [] }, /"settings" is no object/],
  ])('is refused with another %s', (_name, change, message) => {
    const line = JSON.stringify({ ...nativeWorker(task, undefined).task, ...change });
    expect(() => readTask(line)).toThrow(message);
  });
});

const input = (name: string, ...shape: string[]): DeclaredInput => ({ name, dtype: 'float32', shape });
const fixed = (name: string, ...shape: number[]): ShapeRange => ({ input: name, min: shape, opt: shape, max: shape });

describe('shapeFindings', () => {
  const inputs = [input('image', 'batch', '3'), input('mask', '1', 'time'), input('scale')];
  const summary = (...shapes: ShapeRange[]): string[] => shapeFindings(inputs, shapes).map(({ code }) => code);

  it('has none where every open input has a shape that suits it', () => {
    expect(summary(fixed('image', 4, 3), fixed('mask', 1, 9))).toEqual([]);
    expect(shapeFindings([input('x', '1', '3')], [])).toEqual([]);
    expect(shapeFindings([], [])).toEqual([]);
  });

  it('names all inputs that need one, with options that give them', () => {
    const [finding, ...others] = shapeFindings(inputs, []);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'build.shapes-missing',
      message: 'An engine needs to know the shapes of image (float32, batch×3) and mask (float32, 1×time).',
      places: [
        { kind: 'node', node: 'image' },
        { kind: 'node', node: 'mask' },
      ],
    });
    expect(finding!.remedies[0]!.effect).toContain('--shape image=1x3 --shape mask=1x128');
  });

  it('says what is wrong with each, besides what is missing', () => {
    expect(summary(fixed('image', 4, 4))).toEqual(['build.shapes-wrong', 'build.shapes-missing']);
    expect(summary(fixed('image', 4), fixed('mask', 2, 9))).toEqual(['build.shapes-wrong', 'build.shapes-wrong']);
    expect(shapeFindings([input('x', '2')], [fixed('y', 2)])[0]!.message).toBe('The model has no input y; it has x.');
    expect(shapeFindings([], [fixed('y', 2)])[0]!.message).toBe('The model has no input y; it has none.');
  });
});

describe('what a build comes to', () => {
  const refused = (message: string, outcome: BuildResult['outcome'] = 'refused', settings = {}) =>
    buildRefused('_run_on_acc_0', { outcome, message, errors: [], openInputs: [] }, '1.5.0.114', settings);

  it('says of a limit of memory that it is too low', () => {
    const { code, message } = refused('OutOfMemory (Requested size was 18350080 bytes.)', 'refused', {
      workspace_size: 1_048_576,
    });
    expect([code, message]).toEqual([
      'build.workspace-too-small',
      'workspace_size of 1 MB is too little for this engine.',
    ]);
  });

  it.each<[string, BuildResult['outcome'], string, RegExp]>([
    [
      'Assertion cudaError == CUDA_SUCCESS failed',
      'refused',
      'build.needs-gpu',
      /^TensorRT-RTX 1\.5\.0\.114 needs a GPU/,
    ],
    ['no CUDA-capable device is detected', 'refused', 'build.needs-gpu', /needs a GPU/],
    ['std::bad_alloc', 'refused', 'build.out-of-memory', /could not build the engine: std::bad_alloc\.$/],
    ['Insufficient workspace.', 'refused', 'build.out-of-memory', /: Insufficient workspace\.$/],
    ['No implementation for Conv.', 'refused', 'build.failed', /: No implementation for Conv\.$/],
    ['', 'refused', 'build.failed', /: it does not say why\.$/],
    ['', 'cancelled', 'build.failed', /: it was cancelled\.$/],
  ])('%j of %s is %s', (message, outcome, code, words) => {
    const finding = refused(message, outcome);
    expect(finding).toMatchObject({ code, severity: 'error', places: [{ kind: 'engine', engine: '_run_on_acc_0' }] });
    expect(finding.message).toMatch(words);
    expect(finding.detail).toBe(message || undefined);
  });

  it('tells the addon’s own failures apart', () => {
    const failure = (code: string): Error => Object.assign(new Error('It went wrong.'), { code });
    expect(buildThrew('e', failure('native.out-of-memory'))).toMatchObject({ code: 'build.out-of-memory' });
    expect(buildThrew('e', failure('native.failed'))).toMatchObject({
      code: 'build.failed',
      message: 'The engine could not be built: It went wrong.',
    });
  });

  it('tells a model that the parser refuses as a whole', () => {
    const explanation = { parsed: false, layers: [], inputs: [], outputs: [], supported: [] };
    const error = { code: 'MODEL_DESERIALIZE_FAILED', message: 'Bad file.', node: -1, nodeName: '', nodeOperator: '' };
    expect(notParsed({ ...explanation, errors: [error] }, ['a'], '/m.onnx')).toMatchObject({
      code: 'load.corrupt',
      message: 'TensorRT-RTX cannot read the model: Bad file.',
      places: [{ kind: 'archive', file: '/m.onnx' }],
    });
    const atNode = { ...error, code: 'INVALID_GRAPH', node: 0 };
    expect(notParsed({ ...explanation, errors: [atNode] }, ['a'], '/m.onnx')).toMatchObject({
      code: 'build.failed',
      places: [{ kind: 'node', node: 'a' }],
    });
    expect(notParsed({ ...explanation, errors: [] }, [], '/m.onnx').message).toBe(
      'TensorRT-RTX cannot read the model: it does not say why.',
    );
  });
});
