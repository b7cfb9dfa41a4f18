/** Reports for tests: a small one with everything in it, and arbitrary ones. */
import fc from 'fast-check';
import { type Graph, NodeOp } from '../../../extension/core/graph/graph';
import { type NodeRow, buildGraph } from '../../../extension/core/graph/graphBuilder';
import type { Block, Partition } from '../../../extension/core/partition/partition';
import { Reason } from '../../../extension/core/partition/reasons';
import { buildSupport } from '../../../extension/core/partition/support';
import type { Program, Report } from '../../../extension/core/report/report';

export function row(name: string, inputs: readonly string[], more: Partial<NodeRow> = {}): NodeRow {
  return {
    name,
    op: NodeOp.callFunction,
    target: `torch.ops.aten.${name}.default`,
    module: '',
    moduleType: '',
    arguments: '',
    inputs,
    outputs: [{ dtype: 7, shape: '2x8', bytes: 64 }],
    frames: [],
    ...more,
  };
}

/** x → relu → erfinv → mul, with erfinv in PyTorch between two engines. */
export function brokenProgram(): Program {
  const frames = [
    { file: '/models/net.py', line: 12, function: 'forward', code: 'return self.act(x)' },
    { file: '/usr/lib/python3/site-packages/torch/nn/modules/module.py', line: 900, function: '_call', code: 'f(x)' },
  ];
  const graph = buildGraph([
    row('x', [], { op: NodeOp.placeholder, target: 'x' }),
    row('relu', ['x'], { module: 'act', moduleType: 'torch.nn.modules.activation.ReLU' }),
    row('erfinv', ['relu'], { module: 'act', frames }),
    row('mul', ['erfinv', 'relu'], { arguments: 'other=2' }),
    row('output', ['mul'], { op: NodeOp.output, target: 'output', outputs: [] }),
  ]);
  const support = buildSupport(graph, [{ node: 2, reason: Reason.noConverter, detail: '' }], 2, 3);
  return {
    graph,
    support,
    partition: partitionOf([
      ['tensorrt', [1]],
      ['torch', [2]],
      ['tensorrt', [3]],
    ]),
  };
}

export function partitionOf(blocks: readonly (readonly [Block['kind'], readonly number[]])[]): Partition {
  return {
    blocks: blocks.map(([kind, nodes], i) => ({
      name: `_run_on_${kind === 'tensorrt' ? 'acc' : 'gpu'}_${i}`,
      kind,
      nodes: Uint32Array.from(nodes),
    })),
    partitioner: 'fast',
    skippedWholeGraph: false,
    exact: true,
  };
}

export function sampleReport(more: Partial<Report> = {}): Report {
  return {
    producer: 'trtlens 0.1.0',
    created: new Date('2026-11-22T10:00:00Z'),
    model: { name: 'net', path: 'net.py', kind: 'python' },
    environment: {
      python: '3.11.7',
      executable: '/usr/bin/python3',
      torch: '2.13.0+cpu',
      torchTensorrt: '2.13.0',
      tensorrt: '1.5.0.114',
      flavour: 'rtx',
      gpu: '',
      computeCapability: '8.9',
      withoutGpu: true,
    },
    settings: { min_block_size: 1, torch_executed_ops: [], use_fast_partitioner: true },
    program: brokenProgram(),
    engines: [
      {
        name: '_run_on_acc_0',
        state: 'built',
        bytes: 123_456,
        buildMilliseconds: 812,
        sha256: 'ab'.repeat(32),
        inputs: [{ name: 'x', dtype: 'float32', shape: '2x8' }],
        layers: [
          { name: 'relu', type: 'kgen', inputs: [], outputs: [], nodes: [0], microseconds: 0 },
          { name: 'reformat', type: 'kgen', inputs: [], outputs: [], nodes: [] },
        ],
        outputs: [{ name: 'output0', dtype: 'float32', shape: '2x8' }],
      },
    ],
    trials: [{ change: { min_block_size: 5 }, engines: 0, breaks: 0, torchOperations: 3 }],
    findings: [
      {
        code: 'build.failed',
        severity: 'error',
        message: 'TensorRT could not build engine _run_on_acc_2.',
        places: [
          { kind: 'engine', engine: '_run_on_acc_2', layer: 'mul' },
          { kind: 'source', file: '/models/net.py', line: 12, column: 3 },
          { kind: 'node', node: 'mul', module: 'act' },
          { kind: 'archive', file: '/m.pt2', member: 'models/model.json', offset: 0 },
        ],
        remedies: [
          { title: 'Leave mul in PyTorch', action: { kind: 'settings', change: { torch_executed_ops: ['a'] } } },
          { title: 'Set up', action: { kind: 'command', command: 'trtlens.setUpEnvironment', args: [1, 'a', null] } },
          { title: 'Edit', action: { kind: 'edit', file: '/models/net.py', diff: '-a\n+b\n' }, effect: 'no break' },
        ],
        detail: 'Traceback …',
      },
    ],
    outcome: 'failed',
    phases: [{ phase: 'import', milliseconds: 1800 }],
    times: { file: 'net.profile.json', perRun: true },
    ...more,
  };
}

/** Any program in topological order, cut into alternating blocks. */
export function arbitraryProgram(maxNodes = 30): fc.Arbitrary<Program> {
  const node = fc.record({
    inputs: fc.array(fc.nat(), { maxLength: 3 }),
    torch: fc.boolean(),
    bytes: fc.constantFrom(0, 4, 4096),
    line: fc.integer({ min: 1, max: 50 }),
  });
  return fc.array(node, { minLength: 1, maxLength: maxNodes }).map((nodes) => {
    const rows = nodes.map(({ inputs, bytes, line }, i) =>
      row(`n${i}`, i === 0 ? [] : [...new Set(inputs.map((each) => `n${each % i}`))], {
        outputs: [{ dtype: 7, shape: bytes === 0 ? 'batch' : '4', bytes }],
        frames: [{ file: '/m.py', line, function: 'forward', code: `y = f(${line})` }],
      }),
    );
    const graph: Graph = buildGraph(rows);
    const unsupported = nodes.flatMap((each, i) =>
      each.torch ? [{ node: i, reason: Reason.noConverter, detail: `detail ${i % 3}` }] : [],
    );
    const support = buildSupport(graph, unsupported, nodes.length - unsupported.length, nodes.length);
    const blocks: [Block['kind'], number[]][] = [];
    nodes.forEach(({ torch }, i) => {
      const kind = torch ? 'torch' : 'tensorrt';
      const last = blocks.at(-1);
      if (last?.[0] === kind) last[1].push(i);
      else blocks.push([kind, [i]]);
    });
    return { graph, support, partition: partitionOf(blocks) };
  });
}
