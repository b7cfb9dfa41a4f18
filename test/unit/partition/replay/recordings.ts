/** Recordings of what torch_tensorrt decided, as graphs; test/fixtures/partition/README.md says how they were made. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { NodeOp } from '../../../../extension/core/graph/graph';
import { buildGraph } from '../../../../extension/core/graph/graphBuilder';
import type { Partition } from '../../../../extension/core/partition/partition';
import { reasonFromId } from '../../../../extension/core/partition/reasons';
import type { Lowered } from '../../../../extension/core/partition/replay/lowered';
import { buildSupport } from '../../../../extension/core/partition/support';
import { ROOT } from '../../bundles';
import { row } from '../../report/sampleReport';

/** [name, op, target, inputs, reason, 1 where it has tensor_meta]; reason "" for a supported operation. */
export type RecordedNode = readonly [string, keyof typeof OPS, string, readonly string[], string, number];
/** [name, kind, nodes] */
export type RecordedBlock = readonly [string, string, readonly string[]];

const OPS = {
  placeholder: NodeOp.placeholder,
  get_attr: NodeOp.getAttr,
  call_function: NodeOp.callFunction,
  call_module: NodeOp.callModule,
  call_method: NodeOp.callMethod,
  output: NodeOp.output,
};

export function readGzip<T>(path: string): T {
  return JSON.parse(gunzipSync(readFileSync(join(ROOT, 'test/fixtures', path))).toString()) as T;
}

export function loweredOf(nodes: readonly RecordedNode[]): Lowered {
  const graph = buildGraph(nodes.map(([name, op, target, inputs]) => row(name, [...inputs], { op: OPS[op], target })));
  const total = nodes.filter(([, op]) => op === 'call_function').length;
  const unsupported = nodes.flatMap(([, , , , reason], node) =>
    reason === '' ? [] : [{ node, reason: reasonFromId(reason), detail: '' }],
  );
  return {
    graph,
    support: buildSupport(graph, unsupported, total - unsupported.length, total),
    tensorMeta: Uint8Array.from(nodes, ([, , , , , tensorMeta]) => tensorMeta),
  };
}

export function blocksOf({ graph }: Lowered, { blocks }: Partition): RecordedBlock[] {
  return blocks.map(({ name, kind, nodes }) => [name, kind, [...nodes].map((node) => graph.name(node)).sort()]);
}
