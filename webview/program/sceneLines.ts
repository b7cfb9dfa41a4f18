/**
 * The lines between blocks. One leads from each block to the next; all others leave at the left and run down in lanes,
 * one lane for each block that they come from. Where lanes run out, the label alone says where tensors come from.
 */

import type { TensorType } from '../../extension/core/graph/graph';
import { NO_BLOCK } from '../../extension/core/partition/partition';
import { formatBytes, formatCount } from '../../extension/core/format/units';
import { type ProgramModel, titleOf } from '../ui/programModel';
import { type Rulers, fitting } from '../ui/text';
import { distinct, listSome, tensorText } from '../ui/words';
import { type BlockBox, type Box, type EndBox, SCENE } from './scene';

export interface SceneLine {
  readonly kind: 'next' | 'lane';
  /** Ids of the boxes at both ends. */
  readonly from: string;
  readonly to: string;
  /** Empty where only the label is drawn. */
  readonly points: readonly (readonly [number, number])[];
  readonly label:
    (Box & { readonly text: string; readonly title: string; readonly align: 'start' | 'end' }) | undefined;
}

/** Tensors from one box to another. */
interface Bundle {
  readonly from: number;
  readonly to: number;
  readonly names: string[];
  readonly types: TensorType[];
}

const LANE = 9;
const MAX_LANES = 14;
const LABEL_WIDTH = 250;
const LABEL_HEIGHT = 16;

/** Boxes are numbered from top to bottom here: inputs 0, blocks from 1, outputs last. */
export function sceneLines(
  model: ProgramModel,
  blocks: readonly BlockBox[],
  ends: readonly EndBox[],
  rulers: Rulers,
): SceneLine[] {
  const inputs = ends.find((end) => end.id === 'inputs');
  const outputs = ends.find((end) => end.id === 'outputs');
  const boxes: (BlockBox | EndBox | undefined)[] = [inputs, ...blocks, outputs];
  const bundles = bundleTensors(model).filter(({ from, to }) => boxes[from] && boxes[to]);
  const next = bundles.filter(({ from, to }) => to === from + 1);
  const far = bundles.filter(({ from, to }) => to > from + 1);
  return [
    ...next.map((bundle) => lineToNext(bundle, boxes[bundle.from]!, boxes[bundle.to]!, rulers)),
    ...laneLines(model, far, boxes as (BlockBox | EndBox)[], rulers),
  ];
}

function bundleTensors({ program: { graph, partition }, blockOf, inputs }: ProgramModel): Bundle[] {
  const bundles = new Map<string, Bundle>();
  const isInput = new Set(inputs);
  const output = partition.blocks.length + 1;
  for (let node = 0; node < graph.nodeCount; node++) {
    const own = blockOf[node] ?? NO_BLOCK;
    if (own === NO_BLOCK && !isInput.has(node)) continue;
    const from = own === NO_BLOCK ? 0 : own + 1;
    const readers = new Set<number>();
    for (const user of graph.users(node)) {
      const block = blockOf[user] ?? NO_BLOCK;
      readers.add(block === NO_BLOCK ? output : block + 1);
    }
    for (const to of readers) {
      if (to <= from) continue;
      const key = `${from}:${to}`;
      const bundle = bundles.get(key) ?? { from, to, names: [], types: [] };
      bundles.set(key, bundle);
      bundle.names.push(graph.name(node));
      bundle.types.push(...graph.outputs(node));
    }
  }
  return [...bundles.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}

/**
 * "add_4 2×4×64×64 float32 · 131 KB" or "3 tensors · 262 KB"; shorter ones after it, which all keep the bytes. Without
 * bytes, where a size is not known before a run, the shape of one tensor says so, or its name.
 */
export function tensorsTexts(names: readonly string[], types: readonly TensorType[]): string[] {
  if (types.length === 0) return [listSome(names, 2), formatCount(names.length, 'value')];
  const type = types.length === 1 ? tensorText(types[0]!) : formatCount(types.length, 'tensor');
  if (types.some((each) => each.bytes === 0)) {
    return types.length === 1 ? [`${names[0]} ${type}`, type, names[0]!] : [type];
  }
  const bytes = formatBytes(types.reduce((sum, each) => sum + each.bytes, 0));
  return [...(types.length === 1 ? [`${names[0]} ${type} · ${bytes}`] : []), `${type} · ${bytes}`, bytes];
}

function lineToNext(bundle: Bundle, from: Box & { id: string }, to: Box & { id: string }, rulers: Rulers): SceneLine {
  const top = from.y + from.height;
  const texts = tensorsTexts(bundle.names, bundle.types);
  const text = fitting(texts, LABEL_WIDTH, rulers.small);
  return {
    kind: 'next',
    from: from.id,
    to: to.id,
    points: [
      [SCENE.axis, top],
      [SCENE.axis, to.y],
    ],
    label: {
      x: SCENE.axis + 9,
      y: (top + to.y) / 2 - LABEL_HEIGHT / 2,
      width: Math.min(LABEL_WIDTH, Math.ceil(rulers.small(text)) + 1),
      height: LABEL_HEIGHT,
      align: 'start',
      text,
      title: `${texts[0]}\n${listSome(bundle.names, 12)}`,
    },
  };
}

function laneLines(
  model: ProgramModel,
  bundles: readonly Bundle[],
  boxes: readonly (BlockBox | EndBox)[],
  rulers: Rulers,
): SceneLine[] {
  const lanes = assignLanes(bundles);
  const laneX = (lane: number): number => -14 - lane * LANE;
  const used = Math.min(MAX_LANES, Math.max(0, ...lanes.values()) + 1);
  const labelRight = laneX(used) - 4;
  const lines = bundles.map(({ from, to }): SceneLine => {
    const [source, target] = [boxes[from]!, boxes[to]!];
    const lane = lanes.get(from)!;
    const [startY, endY] = [source.y + source.height - 10, target.y + 14];
    const points: [number, number][] =
      lane < MAX_LANES
        ? [
            [source.x, startY],
            [laneX(lane), startY],
            [laneX(lane), endY],
            [target.x, endY],
          ]
        : [];
    return { kind: 'lane', from: source.id, to: target.id, points, label: undefined };
  });
  return [...lines, ...laneLabels(model, bundles, boxes, labelRight, rulers)];
}

/** One label for each box that tensors reach over others. */
function laneLabels(
  model: ProgramModel,
  bundles: readonly Bundle[],
  boxes: readonly (BlockBox | EndBox)[],
  right: number,
  rulers: Rulers,
): SceneLine[] {
  const targets = [...new Set(bundles.map((bundle) => bundle.to))];
  return targets.map((to) => {
    const entering = bundles.filter((bundle) => bundle.to === to);
    const sources = distinct(entering.map(({ from }) => boxTitle(model, from)));
    const types = entering.flatMap((bundle) => bundle.types);
    const names = entering.flatMap((bundle) => bundle.names);
    const texts = tensorsTexts(names, types).map((tensors) => `${listSome(sources, 1)} · ${tensors}`);
    const text = fitting(texts, LABEL_WIDTH, rulers.small);
    const width = Math.min(LABEL_WIDTH, Math.ceil(rulers.small(text)) + 1);
    const box = boxes[to]!;
    return {
      kind: 'lane',
      from: '',
      to: box.id,
      points: [],
      label: {
        x: right - width,
        y: box.y + 14 - LABEL_HEIGHT / 2,
        width,
        height: LABEL_HEIGHT,
        align: 'end',
        text,
        title: `From ${listSome(sources, 12)}\n${texts[0]}\n${listSome(names, 12)}`,
      },
    };
  });
}

function boxTitle(model: ProgramModel, box: number): string {
  const block = model.program.partition.blocks[box - 1];
  return block ? titleOf(model, block) : 'inputs';
}

/** The first lane that is free from a box to the last one that it leads to. */
function assignLanes(bundles: readonly Bundle[]): Map<number, number> {
  const last = new Map<number, number>();
  for (const { from, to } of bundles) last.set(from, Math.max(last.get(from) ?? 0, to));
  const busyUntil: number[] = [];
  const lanes = new Map<number, number>();
  for (const [from, to] of [...last].sort((a, b) => a[0] - b[0])) {
    const free = busyUntil.findIndex((until) => until < from);
    const lane = free < 0 ? busyUntil.length : free;
    busyUntil[lane] = to;
    lanes.set(from, lane);
  }
  return lanes;
}
