/** Reports for the tests: recorded models, and made-up ones of any size. */

import { readFileSync } from 'node:fs';
import type { Finding } from '../../extension/core/findings/finding';
import { dtypeNumber } from '../../extension/core/graph/dtype';
import { NodeOp } from '../../extension/core/graph/graph';
import { type NodeRow, buildGraph } from '../../extension/core/graph/graphBuilder';
import type { Block } from '../../extension/core/partition/partition';
import { Reason, isUnsupported, reasonFromId } from '../../extension/core/partition/reasons';
import { buildSupport } from '../../extension/core/partition/support';
import type { Engine, Program, Report } from '../../extension/core/report/report';

export interface RecordedNode {
  readonly name: string;
  readonly op: keyof typeof OPS;
  readonly target: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly (readonly [dtype: string, shape: string, bytes: number])[];
  readonly module: string;
  readonly type: string;
  readonly arguments?: string;
  readonly frame: readonly [file: string, line: number, fn: string, code: string] | null;
  readonly reason?: string;
  readonly detail?: string;
}

interface Recorded {
  readonly torch: string;
  readonly torch_tensorrt: string;
  readonly tensorrt: string;
  readonly blocks: readonly { name: string; kind: Block['kind']; nodes: readonly string[] }[];
  readonly engines: readonly { name: string; bytes: number; inputs: readonly string[]; outputs: readonly string[] }[];
  readonly build_error: unknown;
  readonly nodes: readonly RecordedNode[];
}

const OPS = {
  placeholder: NodeOp.placeholder,
  get_attr: NodeOp.getAttr,
  call_function: NodeOp.callFunction,
  output: NodeOp.output,
} as const;

export type ModelName = 'alternating' | 'bert' | 'detector' | 'gpt2';

/** A recorded model as a report. Operators in `leaveOut` are left to PyTorch, in blocks that follow the order of nodes. */
export function recordedReport(name: ModelName, leaveOut: readonly string[] = []): Report {
  const file = new URL(`../fixtures/webview/${name}.json`, import.meta.url);
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  const rows = recorded.nodes.map(recordedRow);
  const excluded = new Set(recorded.nodes.filter((node) => leaveOut.includes(node.target)).map((node) => node.name));
  const blocks = excluded.size > 0 ? cutInOrder(recorded, excluded) : recorded.blocks;
  const program = makeProgram(
    rows,
    blocks,
    new Map(
      recorded.nodes.flatMap(({ name: node, reason, detail }) => {
        if (excluded.has(node)) return [[node, { reason: Reason.torchExecutedOps, detail: '' }] as const];
        return reason ? [[node, { reason: reasonFromId(reason), detail: detail ?? '' }] as const] : [];
      }),
    ),
  );
  const built = new Map(recorded.engines.map((engine) => [engine.name, engine]));
  const failed = recorded.build_error != null;
  return makeReport(name, program, {
    environment: {
      ...ENVIRONMENT,
      torch: recorded.torch,
      torchTensorrt: recorded.torch_tensorrt,
      tensorrt: recorded.tensorrt,
    },
    settings: { min_block_size: 5, torch_executed_ops: leaveOut },
    engines: blocks
      .filter((block) => block.kind === 'tensorrt')
      .map((block, index) =>
        engine(block.name, failed ? 'failed' : 'built', built.get(block.name)?.bytes ?? 40_000 * (index + 1)),
      ),
    outcome: failed ? 'failed' : 'compiled',
  });
}

export function recordedRow(node: RecordedNode): NodeRow {
  const frames = node.frame
    ? [{ file: node.frame[0], line: node.frame[1], function: node.frame[2], code: node.frame[3] }]
    : [];
  return {
    name: node.name,
    op: OPS[node.op],
    target: node.target,
    module: node.module,
    moduleType: node.type,
    arguments: node.arguments ?? '',
    inputs: node.inputs,
    outputs: node.outputs.map(([dtype, shape, bytes]) => ({ dtype: dtypeNumber(dtype), shape, bytes })),
    frames,
  };
}

function cutInOrder({ nodes }: Recorded, excluded: ReadonlySet<string>): Recorded['blocks'] {
  const blocks: { name: string; kind: Block['kind']; nodes: string[] }[] = [];
  for (const node of nodes.filter((each) => each.op === 'call_function')) {
    const kind = excluded.has(node.name) ? 'torch' : 'tensorrt';
    if (blocks.at(-1)?.kind !== kind) {
      blocks.push({ name: `_run_on_${kind === 'torch' ? 'gpu' : 'acc'}_${blocks.length}`, kind, nodes: [] });
    }
    blocks.at(-1)!.nodes.push(node.name);
  }
  return blocks;
}

const ENVIRONMENT = {
  python: '3.11.7',
  executable: '/home/ml/venv/bin/python',
  torch: '2.13.0+cpu',
  torchTensorrt: '2.13.0',
  tensorrt: '1.5.0.114',
  flavour: 'rtx',
  gpu: '',
  computeCapability: '8.9',
  withoutGpu: true,
} as const;

export function makeReport(name: string, program: Program | undefined, more: Partial<Report> = {}): Report {
  return {
    producer: 'trtlens 0.1.0',
    created: new Date(Date.UTC(2026, 10, 22, 12)),
    model: { name, path: `${name}.py`, kind: 'python' },
    environment: ENVIRONMENT,
    settings: {},
    program,
    engines: [],
    trials: [],
    findings: [],
    outcome: 'compiled',
    phases: [
      { phase: 'import', milliseconds: 8200 },
      { phase: 'export', milliseconds: 412 },
      { phase: 'lower', milliseconds: 665 },
      { phase: 'partition', milliseconds: 38 },
      { phase: 'build', milliseconds: 2120 },
    ],
    ...more,
  };
}

export function engine(name: string, state: Engine['state'] = 'built', bytes = 131_000): Engine {
  const built = state === 'built';
  return {
    name,
    state,
    bytes: built ? bytes : 0,
    buildMilliseconds: built ? 420 : 0,
    sha256: built ? 'c0ffee'.repeat(10) : '',
    inputs: built ? [{ name: 'x', dtype: 'float32', shape: '2x16' }] : [],
    outputs: built ? [{ name: 'output0', dtype: 'float32', shape: '2x16' }] : [],
    layers: [],
  };
}

export function makeProgram(
  rows: readonly NodeRow[],
  blocks: readonly { name: string; kind: Block['kind']; nodes: readonly string[] }[],
  unsupported: ReadonlyMap<string, { reason: Reason; detail: string }> = new Map(),
): Program {
  const graph = buildGraph(rows);
  const total = rows.filter((row) => row.op === NodeOp.callFunction).length;
  const causes = [...unsupported].map(([node, cause]) => ({ node: graph.find(node)!, ...cause }));
  const bad = causes.filter((cause) => isUnsupported(cause.reason)).length;
  return {
    graph,
    support: buildSupport(graph, causes, total - bad, total),
    partition: {
      blocks: blocks.map(({ name, kind, nodes }) => ({
        name,
        kind,
        nodes: Uint32Array.from(nodes, (node) => graph.find(node)!).sort(),
      })),
      partitioner: 'fast',
      skippedWholeGraph: false,
      exact: true,
    },
  };
}

export interface ChainOptions {
  /** Blocks, TensorRT and PyTorch in turn, beginning with TensorRT. */
  readonly blocks: number;
  readonly nodesPerBlock: number;
  readonly nodeName?: (index: number) => string;
  readonly module?: (index: number) => string;
  readonly target?: string;
}

/** A chain of operations with a side branch every few nodes, cut into blocks of equal size. */
export function chainReport(name: string, options: ChainOptions): Report {
  const { nodesPerBlock, nodeName = (i) => `linear_${i}`, module = (i) => `layers.${i >> 4}.mlp` } = options;
  const count = options.blocks * nodesPerBlock;
  const type = { dtype: 7, shape: '2x64x128', bytes: 65_536 };
  const base = { moduleType: 'torch.nn.modules.linear.Linear', arguments: 'alpha=1', outputs: [type] };
  const rows: NodeRow[] = [
    { ...base, name: 'x', op: NodeOp.placeholder, target: 'x', module: '', inputs: [], frames: [] },
  ];
  for (let i = 0; i < count; i++) {
    const inputs = [i === 0 ? 'x' : nodeName(i - 1), ...(i > 6 && i % 5 === 0 ? [nodeName(i - 6)] : [])];
    const frame = { file: '/home/ml/model.py', line: 10 + (i % 40), function: 'forward', code: 'x = self.layer(x)' };
    const target = options.target ?? (i % 3 === 0 ? 'torch.ops.aten.gelu.default' : 'torch.ops.aten.linear.default');
    rows.push({
      ...base,
      name: nodeName(i),
      op: NodeOp.callFunction,
      target,
      module: module(i),
      inputs,
      frames: [frame],
    });
  }
  const last = nodeName(count - 1);
  rows.push({
    ...base,
    name: 'output',
    op: NodeOp.output,
    target: 'output',
    module: '',
    inputs: [last],
    outputs: [],
    frames: [],
  });
  const blocks = Array.from({ length: options.blocks }, (_, b) => ({
    name: `_run_on_${b % 2 === 0 ? 'acc' : 'gpu'}_${b}`,
    kind: b % 2 === 0 ? ('tensorrt' as const) : ('torch' as const),
    nodes: Array.from({ length: nodesPerBlock }, (_, i) => nodeName(b * nodesPerBlock + i)),
  }));
  const causes = blocks
    .filter((block) => block.kind === 'torch')
    .map((block) => [block.nodes[0]!, { reason: Reason.noConverter, detail: '' }] as const);
  return makeReport(name, makeProgram(rows, blocks, new Map(causes)), {
    engines: blocks.filter((block) => block.kind === 'tensorrt').map((block) => engine(block.name)),
  });
}

/** A compile that ended before there was a graph. */
export function failedReport(name: string): Report {
  return makeReport(name, undefined, { outcome: 'failed', findings: [LOWERING_FAILED], engines: [] });
}

export const LOWERING_FAILED: Finding = {
  code: 'lower.failed',
  severity: 'error',
  message: 'Lowering failed: expected a real tensor, but torch.stft returned complex64.',
  places: [{ kind: 'source', file: '/home/ml/audio/spectrogram.py', line: 24 }],
  remedies: [
    { title: 'Compute the spectrogram outside the model.' },
    {
      title: 'Leave torch.stft in PyTorch',
      effect: 'The rest of the model can then be lowered.',
      action: { kind: 'settings', change: { torch_executed_ops: ['torch.ops.aten.stft.center'] } },
    },
  ],
  detail: 'Traceback (most recent call last):\n  File "spectrogram.py", line 24, in forward\nRuntimeError: complex64',
};
