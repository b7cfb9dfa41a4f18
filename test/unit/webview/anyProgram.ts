/** Programs for property tests: any graph, cut anyhow, with texts from a small and awkward alphabet. */

import fc from 'fast-check';
import type { Frame, TensorType } from '../../../extension/core/graph/graph';
import { type NodeRow, GraphBuilder } from '../../../extension/core/graph/graphBuilder';
import { type Block, PARTITIONERS, type Partition } from '../../../extension/core/partition/partition';
import { Reason } from '../../../extension/core/partition/reasons';
import { type Unsupported, buildSupport } from '../../../extension/core/partition/support';
import type { Program } from '../../../extension/core/report/report';

/** Small, so that texts share parts, with case, quotes, what an expression or a query would read, and other scripts. */
const PIECES = [
  'a',
  'B',
  'ab',
  'A.b',
  '_',
  ' ',
  '"',
  '\\',
  '\n',
  ',',
  '-',
  ':',
  '.*',
  '(',
  'İ',
  'Σ',
  '🙂',
  '</script>',
  '&lt;',
];
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 2 })), { maxLength: 4 })
  .map((pieces) => pieces.join(''));

/** Any code units, halves of pairs and control characters among them. */
export const anyCodeUnits: fc.Arbitrary<string> = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units));

const anyTarget = fc.oneof(
  fc.constantFrom('torch.ops.aten.add.Tensor', 'torch.ops.aten._softmax.default', '_operator.getitem', 'MatMul'),
  anyText,
);
const anyModule = fc.oneof(fc.constantFrom('', 'layer.0', 'layer.1.attention', 'Layer.10'), anyText);
const anyType: fc.Arbitrary<TensorType> = fc.record({
  dtype: fc.constantFrom(0, 5, 6, 7, 13, 12),
  shape: fc.constantFrom('', '2', '2x3', '2x3x64', 'batchx64', '2×max×64', '?'),
  bytes: fc.constantFrom(0, 128),
});
const anyFrame: fc.Arbitrary<Frame> = fc.record({
  file: fc.constantFrom('/home/me/Model.py', '/lib/site-packages/torch/nn/modules.py', '<eval_with_key>.3', 'c:\\b.py'),
  line: fc.constantFrom(1, 14, 142),
  function: fc.constant('forward'),
  code: fc.constant('x'),
});

interface Draft {
  readonly row: Omit<NodeRow, 'name' | 'inputs'>;
  readonly name: string;
  readonly inputs: readonly number[];
  /** Block, by number; made none for what is no operation. */
  readonly block: number;
  readonly reason: Reason;
  readonly detail: string;
}

const anyDraft: fc.Arbitrary<Draft> = fc.record({
  row: fc.record({
    op: fc.constantFrom(0, 1, 2, 2, 2, 2, 3, 4, 5),
    target: anyTarget,
    module: anyModule,
    moduleType: fc.constantFrom('', 'torch.nn.Linear'),
    arguments: anyText,
    outputs: fc.array(anyType, { maxLength: 3 }),
    frames: fc.array(anyFrame, { maxLength: 3 }),
  }),
  name: anyText,
  inputs: fc.array(fc.nat(1000), { maxLength: 3 }),
  block: fc.nat(4),
  reason: fc.constantFrom(...Object.values(Reason)),
  detail: fc.oneof(fc.constant(''), anyText),
});

/** `inner`: drafts of one subgraph, which the last operation runs; they may have names of the program's own nodes. */
interface Drafts {
  readonly main: readonly Draft[];
  readonly inner: readonly Draft[];
  readonly kinds: readonly ('tensorrt' | 'torch')[];
  readonly partitioner: Partition['partitioner'];
  readonly skipped: boolean;
}

export function anyProgram(most = 14): fc.Arbitrary<Program> {
  return fc
    .record({
      main: fc.array(anyDraft, { minLength: 1, maxLength: most }),
      inner: fc.array(anyDraft, { maxLength: 4 }),
      kinds: fc.array(fc.constantFrom('tensorrt' as const, 'torch' as const), { minLength: 5, maxLength: 5 }),
      partitioner: fc.constantFrom(...PARTITIONERS),
      skipped: fc.boolean(),
    })
    .map(programOf);
}

function programOf({ main, inner, kinds, partitioner, skipped }: Drafts): Program {
  const builder = new GraphBuilder();
  const addAll = (drafts: readonly Draft[], outer: readonly string[]): string[] => {
    const own: string[] = [];
    for (const draft of drafts) {
      // A second node of a name in one graph gets a number, as exporters give it.
      let { name } = draft;
      for (let number = 1; own.includes(name); number++) name = `${draft.name}_${number}`;
      const names = [...outer, ...own];
      const inputs = names.length === 0 ? [] : draft.inputs.map((input) => names[input % names.length]!);
      own.push(name);
      builder.add({ ...draft.row, name, inputs });
    }
    return own;
  };
  const names = addAll(main, []);
  if (inner.length > 0) {
    builder.beginSubgraph(main.length - 1, 'true_graph_0');
    addAll(inner, names);
  }
  const graph = builder.build();
  const nodes = [...main, ...inner].map((draft, node) => ({ ...draft, node }));
  const unsupported = nodes
    .filter(({ node }) => graph.isOperation(node))
    .map(({ node, reason, detail }): Unsupported => {
      return { node, reason, detail };
    });
  const blocks = kinds
    .map((kind, number): Block => {
      const own = nodes.filter(({ node, block }) => node < main.length && block === number && graph.isOperation(node));
      const name = `${kind === 'tensorrt' ? '_run_on_acc' : '_run_on_gpu'}_${number}`;
      return { name, kind, nodes: Uint32Array.from(own, ({ node }) => node) };
    })
    .filter(({ nodes: { length } }) => length > 0);
  const partition: Partition = { blocks, partitioner, skippedWholeGraph: skipped, exact: true };
  return { graph, support: buildSupport(graph, unsupported, 0, unsupported.length), partition };
}
