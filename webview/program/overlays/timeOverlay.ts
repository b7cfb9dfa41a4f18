/** How much of the time of a run each operation takes, and each group as a whole: where the time goes. */

import { type ProgramTimes } from '../../ui/layerTimes';
import type { ProgramModel } from '../../ui/programModel';
import type { GroupTree } from '../graph/groupTree';
import { NOT_KNOWN, type Tone } from '../canvas/styles';
import { NO_CATEGORY, type Category, type Overlay } from './overlay';

/** Shares of the whole time from which on an operation is in a category. */
const STEPS: readonly (Tone & { readonly label: string; readonly least: number })[] = [
  { label: '10 % of the time or more', least: 0.1, colour: 'chart4', pattern: 'grid' },
  { label: '3 to 10 %', least: 0.03, colour: 'chart4', pattern: 'rising' },
  { label: '1 to 3 %', least: 0.01, colour: 'chart3', pattern: 'level' },
  { label: '0.3 to 1 %', least: 0.003, colour: 'chart2', pattern: 'dashes' },
  { label: 'less than 0.3 %', least: 0, colour: 'chart1', pattern: 'plain' },
  { label: 'no time known', least: NaN, ...NOT_KNOWN },
];
const UNKNOWN = STEPS.length - 1;

export function timeOverlay({ program: { graph } }: ProgramModel, times: ProgramTimes): Overlay {
  const ofNode = new Uint8Array(graph.nodeCount).fill(NO_CATEGORY);
  const counts = new Uint32Array(STEPS.length);
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!graph.isOperation(node)) continue;
    const step = stepOf(times.ofNode[node]!, times);
    ofNode[node] = step;
    if (node < graph.mainCount) counts[step]!++;
  }
  return {
    kind: 'time',
    // All of them: a scale is read from end to end.
    categories: STEPS.map(({ label, colour, pattern }, step): Category => {
      return { label, colour, pattern, count: counts[step]! };
    }),
    ofNode,
    mixed: UNKNOWN,
    ofGroups: (tree) => groupSteps(tree, times),
    note: noteOf(times),
  };
}

function stepOf(microseconds: number, { all }: ProgramTimes): number {
  const step = STEPS.findIndex(({ least }) => (all > 0 ? microseconds / all : NaN) >= least);
  return step < 0 ? UNKNOWN : step;
}

/** By the sum of the layers in a group, each counted once however many of its operations are there. */
function groupSteps(tree: GroupTree, times: ProgramTimes): Uint8Array {
  const sums = new Float64Array(tree.count).fill(NaN);
  const seenFor = new Int32Array(tree.count).fill(-1);
  times.layers.forEach(({ nodes, microseconds }, layer) => {
    for (const node of nodes) {
      for (let item = tree.itemOfNode[node]!; item > 0 && seenFor[item] !== layer; item = tree.parent[item]!) {
        seenFor[item] = layer;
        sums[item] = (Number.isNaN(sums[item]) ? 0 : sums[item]!) + microseconds;
      }
    }
  });
  return Uint8Array.from(sums, (sum, item) => (tree.childCount[item]! > 0 ? stepOf(sum, times) : NO_CATEGORY));
}

function noteOf({ source: { perRun }, layers }: ProgramTimes): string {
  const isShared = layers.some(({ nodes }) => nodes.length > 1);
  const shared = isShared ? ' Operations that share a layer each have all of its time.' : '';
  return `Share of the time of ${perRun ? 'a run' : 'all profiled runs'}, as TensorRT’s profiler has it.${shared}`;
}
