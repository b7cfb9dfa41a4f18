/** Reports of ONNX models for the tests: recorded ones, and one that says nothing of its values. */

import { readFileSync } from 'node:fs';
import type { Finding } from '../../extension/core/findings/finding';
import type { Block } from '../../extension/core/partition/partition';
import { Reason, reasonFromId } from '../../extension/core/partition/reasons';
import type { Engine, Layer, Program, Report } from '../../extension/core/report/report';
import { type RecordedNode, engine, makeProgram, makeReport, recordedRow } from './models';

interface RecordedOnnx {
  readonly tensorrt: string;
  readonly settings: Report['settings'];
  readonly outcome: Report['outcome'];
  readonly blocks: readonly { name: string; kind: Block['kind']; nodes: readonly string[] }[];
  readonly engines: readonly (Omit<Engine, 'layers'> & {
    readonly layers: readonly (Omit<Layer, 'nodes'> & { readonly nodes: readonly string[] })[];
  })[];
  readonly findings: readonly Finding[];
  readonly nodes: readonly RecordedNode[];
}

/** examples/segnet.onnx cannot be built; examples/recognizer.onnx was built with shapes for its input. */
export function onnxReport(name: 'recognizer' | 'segnet'): Report {
  const file = new URL(`../fixtures/webview/${name}.json`, import.meta.url);
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as RecordedOnnx;
  const causes = recorded.nodes.flatMap(({ name: node, reason, detail }) =>
    reason ? [[node, { reason: reasonFromId(reason), detail: detail ?? '' }] as const] : [],
  );
  const program = byParser(makeProgram(recorded.nodes.map(recordedRow), recorded.blocks, new Map(causes)));
  const engines = recorded.engines.map((each) => ({
    ...each,
    layers: each.layers.map((layer) => ({ ...layer, nodes: layer.nodes.map((node) => program.graph.find(node)!) })),
  }));
  const { settings, outcome, findings, tensorrt } = recorded;
  return makeOnnxReport(name, program, { settings, outcome, findings, engines, tensorrt });
}

/** A quantized model, as a product has it: no names of modules, no source, nothing said of the values. */
export function quantizedReport(): Report {
  const node = (name: string, target: string, inputs: readonly string[], outputs = 1): RecordedNode => ({
    name,
    op: 'call_function',
    target,
    inputs,
    outputs: Array.from({ length: outputs }, () => ['', '?', 0] as const),
    module: '',
    type: '',
    frame: null,
  });
  const image: RecordedNode = { ...node('image', 'image', []), op: 'placeholder', outputs: [['float32', '1xwide', 0]] };
  const rows = [
    image,
    node('scale', 'Mul', ['image']),
    node('quantize', 'DynamicQuantizeLinear', ['scale'], 3),
    node('convolve', 'com.microsoft.QLinearConv', ['quantize']),
    node('activate', 'Relu', ['convolve']),
    { ...node('output', 'output', ['activate']), op: 'output' as const, outputs: [] },
  ].map(recordedRow);
  const blocks = [
    { name: '_run_on_acc_0', kind: 'tensorrt' as const, nodes: ['scale'] },
    { name: '_run_on_gpu_1', kind: 'torch' as const, nodes: ['quantize', 'convolve'] },
    { name: '_run_on_acc_2', kind: 'tensorrt' as const, nodes: ['activate'] },
  ];
  const causes = new Map([
    ['quantize', { reason: Reason.noConverter, detail: '' }],
    ['convolve', { reason: Reason.other, detail: '' }],
  ]);
  const engines = ['_run_on_acc_0', '_run_on_acc_2'].map((name) => engine(name, 'not-built'));
  return makeOnnxReport('quantized', byParser(makeProgram(rows, blocks, causes)), { engines, outcome: 'failed' });
}

/** The recorded recognizer with so many layers in its engine, most of which are of no operation. */
export function manyLayers(count: number): Report {
  const report = onnxReport('recognizer');
  const layer = (index: number): Layer => ({
    name: `layer ${index}`,
    type: 'CONSTANT',
    inputs: [],
    outputs: [{ name: `value ${index}`, dtype: 'int64', shape: '4' }],
    nodes: index === 0 ? [report.program!.graph.find('node_relu')!] : [],
  });
  const layers = Array.from({ length: count }, (_, index) => layer(index));
  return { ...report, engines: report.engines.map((each) => ({ ...each, layers })) };
}

function byParser(program: Program): Program {
  return { ...program, partition: { ...program.partition, partitioner: 'parser' } };
}

function makeOnnxReport(
  name: string,
  program: Program,
  { tensorrt = '1.5.0.114', ...more }: Partial<Report> & { readonly tensorrt?: string },
): Report {
  return makeReport(name, program, {
    model: { name, path: `${name}.onnx`, kind: 'onnx' },
    environment: {
      python: '3.11.7',
      executable: '/home/ml/venv/bin/python',
      torch: '',
      torchTensorrt: '',
      tensorrt,
      flavour: 'rtx',
      gpu: '',
      computeCapability: '',
      withoutGpu: false,
    },
    phases: ['load', 'open', 'parse', 'build'].map((phase) => ({ phase, milliseconds: 60 })),
    ...more,
  });
}
