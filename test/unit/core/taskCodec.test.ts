import { describe, expect, it } from 'vitest';
import { SETTINGS, settingProblem } from '../../../extension/core/compile/settings';
import {
  type CompileTask,
  DEFAULT_NAMES,
  isCompiledProgram,
  modelName,
  outputFiles,
} from '../../../extension/core/compile/task';
import { decodeTask, encodeTask } from '../../../extension/core/compile/taskCodec';

const task: CompileTask = {
  kind: 'torch',
  mode: 'compile',
  model: '/m/net.py',
  files: outputFiles('/m/net.py', '/out'),
  python: '/usr/bin/python3',
  workerFolder: '/ext/native/torch',
  names: { model: 'net', inputs: 'args', dynamicShapes: 'shapes' },
  imports: ['/m/ops.py'],
  settings: { min_block_size: 3, torch_executed_ops: ['a'], autocast_low_precision_type: null },
};

describe('compile task', () => {
  it('crosses to the job unchanged', () => {
    expect(decodeTask(encodeTask(task, '/out/.w'))).toEqual({ task, workFolder: '/out/.w' });
    const partition = { ...task, mode: 'partition' as const, files: undefined };
    expect(decodeTask(encodeTask(partition, undefined))).toEqual({ task: partition, workFolder: undefined });
  });

  it('of an ONNX model crosses unchanged', () => {
    const bridge = {
      script: '/ext/bridge.cjs',
      addon: '/ext/trtlens.node',
      tensorrt: '/l/rtx.so',
      parser: '/l/onnx.so',
    };
    const onnx: CompileTask = {
      kind: 'onnx',
      mode: 'compile',
      model: '/m/net.onnx',
      files: outputFiles('/m/net.onnx', '/out'),
      python: { executable: '/usr/bin/python3', version: '3.11.7' },
      bridge,
      shapes: [{ input: 'x', min: [1, 3], opt: [2, 3], max: [8, 3] }],
      settings: { compute_capabilities: ['8.9'] },
    };
    expect(decodeTask(encodeTask(onnx, '/out/.w'))).toEqual({ task: onnx, workFolder: '/out/.w' });
  });

  it('has names where none are given, and no other modes', () => {
    expect(decodeTask({ mode: 'partition' }).task).toMatchObject({ kind: 'torch', names: DEFAULT_NAMES });
    expect(() => decodeTask({ mode: 'dance' })).toThrow(/no mode "dance"/);
  });

  it('names its outputs after the model', () => {
    expect(task.files).toEqual({ program: '/out/net.trt.pt2', report: '/out/net.trtlens' });
    expect([modelName('/a/b.PT2'), modelName('c.onnx'), modelName('C:\\d\\e.ep'), modelName('f.bin')]).toEqual([
      'b',
      'c',
      'e',
      'f.bin',
    ]);
    expect(outputFiles('/m/net.onnx', '/out')).toEqual({ program: '/out/net.engine', report: '/out/net.trtlens' });
    expect(['a.trt.pt2', 'a.TRT.ep', 'a.pt2'].map(isCompiledProgram)).toEqual([true, true, false]);
  });
});

describe('settings', () => {
  it('take their own defaults', () => {
    for (const { name, default: value } of SETTINGS) expect(settingProblem(name, value), name).toBeUndefined();
  });

  it.each([
    ['min_block_size', 0],
    ['min_block_size', 1.5],
    ['min_block_size', '3'],
    ['min_block_size', null],
    ['truncate_double', 1],
    ['torch_executed_ops', 'aten.gelu'],
    ['torch_executed_ops', ['']],
    ['autocast_low_precision_type', 'fp8'],
    ['autocast_max_output_threshold', NaN],
    ['min_block_sise', 1],
  ])('%s refuses %j', (name, value) => expect(settingProblem(name, value)).toContain(name));
});
