/**
 * Places the nodes of one block, or the children of one group: a small layered drawing. Rows are longest-path ranks, order
 * within a row follows the barycentre of the neighbours, and a long program is wrapped into bands side by side instead of one
 * endless column. Pure, and the same for the same input. Meant for a few hundred nodes.
 */

import { type LayoutInput, type LayoutSizes, widthOf } from './input';
import { orderBand } from './band';
import { placeBand } from './place';
import { type LayoutEdge, needsLastGutter, routeEdges } from './route';
import { rowsOfBands } from './rows';

export type { LayoutInput, LayoutSizes } from './input';

export interface NodeLayout {
  readonly width: number;
  readonly height: number;
  /** Top left corners. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly edges: readonly LayoutEdge[];
}

export const NODE_SIZES: LayoutSizes = {
  nodeWidth: 150,
  nodeHeight: 36,
  columnGap: 14,
  rowGap: 26,
  bandGap: 44,
  maxPerRow: 6,
};

export function layoutNodes(input: LayoutInput, sizes: LayoutSizes = NODE_SIZES): NodeLayout {
  const rows = rowsOfBands(input, sizes);
  const placed = rows.bands.map(({ first, nodes }) =>
    placeBand(orderBand(input, nodes, rows.rowOf, first), input, sizes),
  );

  const x = new Float64Array(input.count);
  const y = new Float64Array(input.count);
  const lefts: number[] = [];
  let left = 0;
  placed.forEach((band) => {
    lefts.push(left);
    for (const [node, center] of band.centers) {
      x[node] = left + center - widthOf(input, sizes, node) / 2;
      y[node] = rows.tops[rows.rowOf[node]!]!;
    }
    left += band.width + sizes.bandGap;
  });
  const { height } = rows;
  const width = needsLastGutter(input, rows) ? left : left - sizes.bandGap;
  const edges = routeEdges({ input, sizes, x, y, rows, placed, lefts });
  // A line out of the last row of a band runs below it.
  const below = rows.bands.length > 1 ? 14 : 0;
  return { width: Math.max(0, width), height: Math.max(0, height + below), x, y, edges };
}
