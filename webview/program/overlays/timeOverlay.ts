/** How much of the time of a run each operation takes. */

import type { ProgramModel } from '../../ui/programModel';
import { NO_CATEGORY, type Overlay, overlayFrom } from './overlay';

/** Shares of the whole time from which on an operation is in a category. */
const STEPS = [
  { label: '10 % of the time or more', least: 0.1, colour: 'chart4', pattern: 'grid' },
  { label: '3 to 10 %', least: 0.03, colour: 'chart4', pattern: 'rising' },
  { label: '1 to 3 %', least: 0.01, colour: 'chart3', pattern: 'level' },
  { label: '0.3 to 1 %', least: 0.003, colour: 'chart2', pattern: 'dots' },
  { label: 'less than 0.3 %', least: 0, colour: 'chart1', pattern: 'plain' },
  { label: 'no time known', least: NaN, colour: 'neutral', pattern: 'plain' },
] as const;

/** `times`: microseconds a node, NaN where that is not known. */
export function timeOverlay({ program: { graph } }: ProgramModel, times: Float64Array): Overlay {
  const all = times.reduce((sum, time) => sum + (time > 0 ? time : 0), 0);
  const ofNode = new Uint8Array(graph.nodeCount).fill(NO_CATEGORY);
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!graph.isOperation(node)) continue;
    const share = all > 0 ? (times[node] ?? NaN) / all : NaN;
    const step = STEPS.findIndex(({ least }) => share >= least);
    ofNode[node] = step < 0 ? STEPS.length - 1 : step;
  }
  return overlayFrom('time', STEPS, ofNode, 'several');
}
