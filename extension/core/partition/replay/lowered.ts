/** What Torch-TensorRT's partitioners look at: a lowered graph, what of it is supported, and a few facts about its nodes. */

import type { Graph } from '../../graph/graph';
import type { Support } from '../partition';
import { Reason } from '../reasons';
import { type Unsupported, buildSupport } from '../support';

/** Those of Torch-TensorRT's settings that decide how a lowered graph is cut. */
export interface ReplaySettings {
  readonly minBlockSize: number;
  /** Qualified names of operators to leave in PyTorch: "torch.ops.aten.relu.default". */
  readonly torchExecutedOps: readonly string[];
  readonly useFastPartitioner: boolean;
  readonly requireFullCompilation: boolean;
}

export const DEFAULT_REPLAY_SETTINGS: ReplaySettings = {
  minBlockSize: 5,
  torchExecutedOps: [],
  useFastPartitioner: true,
  requireFullCompilation: false,
};

export interface Lowered {
  readonly graph: Graph;
  readonly support: Support;
  /**
   * One a node: 1 where torch.fx's metadata has `tensor_meta`. Operations without it, which are those that hand on something
   * other than one tensor and those that lowering has put in, stay in one block with their neighbours.
   */
  readonly tensorMeta: Uint8Array;
  /** How many operations each node counts for in min_block_size, where that is not one. */
  readonly weights?: Float64Array;
}

export const GETITEM = '_operator.getitem';

/** Judged before exclusions are looked at. */
const BEFORE_EXCLUSION = new Set<Reason>([Reason.complexDtype, Reason.dataDependentFallback]);

/** Support that leaves out operators, as `torch_executed_ops` does. `support` is that without any left out. */
export function exclude(graph: Graph, support: Support, operators: readonly string[]): Support {
  if (operators.length === 0) return support;
  const excluded = new Set(operators);
  const isLeftOut = new Uint8Array(graph.mainCount);
  const unsupported: Unsupported[] = [];
  let supported = support.supported;
  for (let node = 0; node < graph.mainCount; node++) {
    if (!graph.isOperation(node)) continue;
    const before = support.reason(node);
    const target = graph.target(node);
    let reason = before;
    if (excluded.has(target) && !BEFORE_EXCLUSION.has(before)) reason = Reason.torchExecutedOps;
    // What takes a result of an operation is supported only where that operation is.
    else if (target === GETITEM && before === Reason.supported && isLeftOut[graph.inputs(node)[0] ?? node] === 1)
      reason = Reason.validatorRejected;
    isLeftOut[node] = reason === before ? 0 : 1;
    if (before === Reason.supported && reason !== before) supported--;
    if (reason !== Reason.supported) unsupported.push({ node, reason, detail: support.detail(node) });
  }
  return buildSupport(graph, unsupported, supported, support.total);
}

/** 1 for each operation of the program itself that TensorRT takes. */
export function supportedOperations(graph: Graph, support: Support): Uint8Array {
  return Uint8Array.from({ length: graph.mainCount }, (_, node) =>
    graph.isOperation(node) && support.reason(node) === Reason.supported ? 1 : 0,
  );
}

/** 1 for each operation of the program itself. */
export function operations(graph: Graph): Uint8Array {
  return Uint8Array.from({ length: graph.mainCount }, (_, node) => (graph.isOperation(node) ? 1 : 0));
}
