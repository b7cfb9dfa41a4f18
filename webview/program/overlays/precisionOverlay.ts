/**
 * How precise each operation is: the type of its first output, and in an engine whose layers are known the one that TensorRT
 * gave it, which may be another than the model was typed with.
 */

import { formatCount } from '../../../extension/core/format/units';
import { dtypeName } from '../../../extension/core/graph/dtype';
import { tensorrtTypeName } from '../../../extension/core/graph/tensorrtDtype';
import { type ProgramModel, showsLayers } from '../../ui/programModel';
import { NOT_KNOWN, type Tone } from '../canvas/styles';
import { NO_CATEGORY, type Overlay, overlayFrom } from './overlay';

interface Precision extends Tone {
  readonly label: string;
  readonly names: readonly RegExp[];
}

/** From the most precise to the least. */
const PRECISIONS: readonly Precision[] = [
  { label: 'float64', names: [/^(float64|complex)/], colour: 'chart0', pattern: 'cross' },
  { label: 'float32', names: [/^float32$/], colour: 'chart1', pattern: 'plain' },
  { label: 'bfloat16', names: [/^bfloat16$/], colour: 'chart2', pattern: 'level' },
  { label: 'float16', names: [/^float16$/], colour: 'chart3', pattern: 'rising' },
  { label: 'float8', names: [/^float8/], colour: 'chart4', pattern: 'falling' },
  { label: 'float4', names: [/^float4/], colour: 'chart4', pattern: 'chevrons' },
  { label: 'int8 and int4', names: [/^u?int[48]$/], colour: 'chart5', pattern: 'upright' },
  { label: 'other integers', names: [/^u?int/], colour: 'chart6', pattern: 'bricks' },
  { label: 'bool', names: [/^bool$/], colour: 'chart7', pattern: 'pluses' },
];
const UNKNOWN = { label: 'no type known', ...NOT_KNOWN };

export function precisionOverlay(model: ProgramModel): Overlay {
  const { graph } = model.program;
  const { outputStarts, outputDtype } = graph.columns;
  const known = new Map<number, number>();
  const ofNode = new Uint8Array(graph.nodeCount).fill(NO_CATEGORY);
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!graph.isOperation(node)) continue;
    const first = outputStarts[node]!;
    const dtype = first < outputStarts[node + 1]! ? outputDtype[first]! : 0;
    let category = known.get(dtype);
    if (category === undefined) known.set(dtype, (category = categoryOf(dtypeName(dtype))));
    ofNode[node] = category;
  }
  const fromLayers = takeLayers(model, ofNode);
  const note =
    fromLayers > 0
      ? showsLayers(model)
        ? 'As the engines’ layers say.'
        : `As the engines’ layers say for ${formatCount(fromLayers, 'operation')}, else as the graph is typed.`
      : 'As the graph is typed; no engine tells its layers.';
  return overlayFrom('precision', [...PRECISIONS, UNKNOWN], ofNode, {
    mixed: 'several',
    note,
    counted: graph.mainCount,
  });
}

/** Number of operations whose layers say something. */
function takeLayers({ report }: ProgramModel, ofNode: Uint8Array): number {
  const told = new Set<number>();
  for (const { layers } of report.engines) {
    for (const { outputs, nodes } of layers) {
      const category = categoryOf(tensorrtTypeName(outputs[0]?.dtype ?? ''));
      if (category === PRECISIONS.length) continue;
      for (const node of nodes) {
        if (ofNode[node] === undefined || ofNode[node] === NO_CATEGORY) continue;
        ofNode[node] = category;
        told.add(node);
      }
    }
  }
  return told.size;
}

function categoryOf(name: string): number {
  const found = PRECISIONS.findIndex(({ names }) => names.some((each) => each.test(name)));
  return found < 0 ? PRECISIONS.length : found;
}
