/** Support as columns: a reason and a string number a node. */

import type { Graph, NodeIndex } from '../graph/graph';
import { type StringTable, StringTableBuilder } from '../graph/stringTable';
import type { Support } from './partition';
import { Reason } from './reasons';

export class SupportTable implements Support {
  constructor(
    /** Reason numbers, one a node. */
    readonly reasons: Uint8Array,
    /** String numbers, one a node. */
    readonly details: Uint32Array,
    readonly strings: StringTable,
    readonly supported: number,
    readonly total: number,
  ) {}

  reason(node: NodeIndex): Reason {
    return (this.reasons[node] ?? Reason.notAnOperation) as Reason;
  }

  detail(node: NodeIndex): string {
    return this.strings.at(this.details[node] ?? 0);
  }
}

/** One node that Torch-TensorRT cannot convert. */
export interface Unsupported {
  readonly node: NodeIndex;
  readonly reason: Reason;
  readonly detail: string;
}

/** All other operations are supported. */
export function buildSupport(
  graph: Graph,
  unsupported: readonly Unsupported[],
  supported: number,
  total: number,
): SupportTable {
  const reasons = new Uint8Array(graph.nodeCount);
  for (let node = 0; node < graph.mainCount; node++) if (graph.isOperation(node)) reasons[node] = Reason.supported;
  const details = new Uint32Array(graph.nodeCount);
  const strings = new StringTableBuilder();
  for (const { node, reason, detail } of unsupported) {
    reasons[node] = reason;
    details[node] = strings.add(detail);
  }
  return new SupportTable(reasons, details, strings.build(), supported, total);
}

/** Columns of any support: what the report stores. */
export function supportTable(graph: Graph, support: Support): SupportTable {
  if (support instanceof SupportTable) return support;
  const strings = new StringTableBuilder();
  const nodes = Array.from({ length: graph.nodeCount }, (_, node) => node);
  return new SupportTable(
    Uint8Array.from(nodes, (node) => support.reason(node)),
    Uint32Array.from(nodes, (node) => strings.add(support.detail(node))),
    strings.build(),
    support.supported,
    support.total,
  );
}
