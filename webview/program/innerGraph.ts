/** The nodes of an open block: a window of them, laid out. Layouts are kept, because a block opens and closes often. */

import type { NodeIndex } from '../../extension/core/graph/graph';
import { type ProgramModel } from '../ui/programModel';
import { formatCount } from '../../extension/core/format/units';
import { NODE_SIZES, type NodeLayout, layoutNodes } from './layout';

/** Nodes of one block that are drawn at once. */
export const WINDOW = 200;

/** A step to the nodes before or after those that are shown. */
export interface WindowStep {
  readonly id: string;
  readonly label: string;
  /** First node of the window that it leads to. */
  readonly first: number;
}

export interface InnerGraph {
  /** The nodes that are shown, in the layout's order. */
  readonly nodes: readonly NodeIndex[];
  readonly layout: NodeLayout;
  readonly earlier: WindowStep | undefined;
  readonly later: WindowStep | undefined;
  /** Room for the nodes and the steps. */
  readonly width: number;
  readonly height: number;
  /** Upper edge of the nodes, below the step to earlier ones. */
  readonly top: number;
}

export const STEP_HEIGHT = 26;
export const STEP_GAP = 10;
export const STEP_WIDTH = 280;

const layouts = new WeakMap<ProgramModel, Map<string, NodeLayout>>();

/** `first` counts nodes of the block from 0; it is moved to the start of its window. */
export function innerGraph(model: ProgramModel, block: number, first: number): InnerGraph {
  const { name, nodes: all } = model.program.partition.blocks[block]!;
  const start = windowStart(first, all.length);
  const nodes = Array.from(all.subarray(start, start + WINDOW));
  const layout = cachedLayout(model, `${block}:${start}`, nodes);
  const step = (to: number): WindowStep => {
    const end = Math.min(to + WINDOW, all.length);
    const label = `Show operations ${formatCount(to + 1)} to ${formatCount(end)} of ${formatCount(all.length)}`;
    return { id: `more:${name}:${to}`, label, first: to };
  };
  const earlier = start > 0 ? step(start - WINDOW) : undefined;
  const later = start + WINDOW < all.length ? step(start + WINDOW) : undefined;
  const top = earlier ? STEP_HEIGHT + STEP_GAP : 0;
  return {
    nodes,
    layout,
    earlier,
    later,
    width: Math.max(layout.width, earlier || later ? STEP_WIDTH : 0),
    height: top + layout.height + (later ? STEP_HEIGHT + STEP_GAP : 0),
    top,
  };
}

/** First node of the window that holds the node at `position`. */
export function windowStart(position: number, count: number): number {
  const last = Math.max(0, count - 1);
  return Math.floor(Math.min(Math.max(0, position), last) / WINDOW) * WINDOW;
}

function cachedLayout(model: ProgramModel, key: string, nodes: readonly NodeIndex[]): NodeLayout {
  const known = layouts.get(model) ?? new Map<string, NodeLayout>();
  layouts.set(model, known);
  let layout = known.get(key);
  if (!layout) {
    const { graph } = model.program;
    const positions = new Map(nodes.map((node, position) => [node, position]));
    const inputs = nodes.map((node) =>
      [...graph.inputs(node)].flatMap((input) => {
        const position = positions.get(input);
        return position === undefined ? [] : [position];
      }),
    );
    layout = layoutNodes({ count: nodes.length, inputs }, NODE_SIZES);
    known.set(key, layout);
  }
  return layout;
}
