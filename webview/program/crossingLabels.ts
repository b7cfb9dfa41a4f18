/** What is written at the lines between blocks: the tensors that go along them. */

import type { TensorType } from '../../extension/core/graph/graph';
import { NO_BLOCK } from '../../extension/core/partition/partition';
import { formatBytes, formatCount } from '../../extension/core/format/units';
import { type ProgramModel, titleOf } from '../ui/programModel';
import { distinct, listSome, tensorText } from '../ui/words';
import { onceFor } from './once';

/** Sources and tensors that a tool tip names. */
const MOST_LISTED = 12;

/** Tensors from one end or block to another, both counted from the top: inputs 0, blocks from 1, outputs last. */
interface Bundle {
  readonly from: number;
  readonly to: number;
  readonly names: string[];
  readonly types: TensorType[];
}

export interface CrossingLabel {
  /** The first that fits is drawn. */
  readonly texts: readonly string[];
  /** "Reads 3 tensors · 262 KB from Engine 2: add_4, mul and sum_1". */
  readonly full: string;
}

export interface CrossingLabels {
  /** At the line from the box before to this one, by the box that it leads to. */
  readonly next: ReadonlyMap<number, CrossingLabel>;
  /** What comes from further above, by the box that it leads to. */
  readonly far: ReadonlyMap<number, CrossingLabel>;
}

export const NO_LABELS: CrossingLabels = { next: new Map(), far: new Map() };

/** They depend on the model alone. */
export const crossingLabels = onceFor((model: ProgramModel): CrossingLabels => {
  const next = new Map<number, CrossingLabel>();
  const entering = new Map<number, Bundle[]>();
  for (const bundle of bundleTensors(model)) {
    const { from, to, names, types } = bundle;
    if (to === from + 1) next.set(to, labelOf(tensorsTexts(names, types), [boxTitle(model, from)], names));
    else if (entering.has(to)) entering.get(to)!.push(bundle);
    else entering.set(to, [bundle]);
  }
  return { next, far: new Map([...entering].map(([to, all]) => [to, farLabel(model, all)])) };
});

function farLabel(model: ProgramModel, bundles: readonly Bundle[]): CrossingLabel {
  const sources = distinct(bundles.map(({ from }) => boxTitle(model, from)));
  const types = bundles.flatMap((bundle) => bundle.types);
  const names = bundles.flatMap((bundle) => bundle.names);
  const tensors = tensorsTexts(names, types);
  const label = labelOf(tensors, sources, names);
  return { ...label, texts: tensors.map((each) => `${listSome(sources, 1)} · ${each}`) };
}

function labelOf(texts: readonly string[], sources: readonly string[], names: readonly string[]): CrossingLabel {
  // One tensor is called by its name already.
  const list = names.length > 1 ? `: ${listSome(names, MOST_LISTED)}` : '';
  return { texts, full: `Reads ${texts[0]} from ${listSome(sources, MOST_LISTED)}${list}` };
}

function bundleTensors({ program: { graph, partition }, blockOf, inputs }: ProgramModel): Bundle[] {
  const bundles = new Map<number, Bundle>();
  const isInput = new Set(inputs);
  const output = partition.blocks.length + 1;
  const { starts, items } = graph.allUsers;
  for (let node = 0; node < graph.nodeCount; node++) {
    const own = blockOf[node] ?? NO_BLOCK;
    if (own === NO_BLOCK && !isInput.has(node)) continue;
    const from = own === NO_BLOCK ? 0 : own + 1;
    // Few values leave their block: the others need no object.
    let readers: Set<number> | undefined;
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const block = blockOf[items[at]!] ?? NO_BLOCK;
      const to = block === NO_BLOCK ? output : block + 1;
      if (to > from) (readers ??= new Set()).add(to);
    }
    if (!readers) continue;
    for (const to of readers) {
      const key = from * (output + 1) + to;
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

function boxTitle(model: ProgramModel, box: number): string {
  const block = model.program.partition.blocks[box - 1];
  return block ? titleOf(model, block) : 'inputs';
}
