/** A node of an open block, and the lines between the nodes. */

import type { NodeIndex } from '../../extension/core/graph/graph';
import { isOnnxPartition } from '../../extension/core/partition/partition';
import { isUnsupported, reasonLabel } from '../../extension/core/partition/reasons';
import { svg } from '../ui/elements';
import type { ProgramModel } from '../ui/programModel';
import type { Rulers } from '../ui/text';
import { shortOperator, tensorText } from '../ui/words';
import { drawItem, drawShape, drawText } from './drawParts';
import { NODE_SIZES, type NodeLayout } from './layout';
import type { LayoutEdge } from './layoutRoute';
import { type Box, nodeId } from './scene';

export function drawNode(
  { program: { graph, support, partition } }: ProgramModel,
  node: NodeIndex,
  x: number,
  y: number,
  rulers: Rulers,
): { element: SVGGElement; id: string; place: Box } {
  const place = { x, y, width: NODE_SIZES.nodeWidth, height: NODE_SIZES.nodeHeight };
  const [first, ...others] = graph.outputs(node);
  const type = first ? tensorText(first) + (others.length > 0 ? ` +${others.length}` : '') : 'no tensor';
  const reason = support.reason(node);
  const bad = isUnsupported(reason);
  const name = graph.name(node);
  const operator = shortOperator(graph.target(node));
  const element = drawItem(
    bad ? 'node unsupported' : 'node',
    2,
    [name, graph.target(node), type, bad ? reasonLabel(reason, isOnnxPartition(partition)) : '']
      .filter((part) => part !== '')
      .join('\n'),
    drawShape(place, { class: 'shape', rx: 4 }),
    drawText(operator, x + 8, y + 15, place.width - 16 - (bad ? 12 : 0), 'code', rulers),
    drawText(type, x + 8, y + 29, place.width - 16, 'small', rulers, { class: 'dim' }),
  );
  if (bad) element.append(drawCross(x + place.width - 14, y + 8));
  return { element, id: nodeId(name), place };
}

/** Marks an operation that TensorRT does not take, besides its colour. */
function drawCross(x: number, y: number): SVGPathElement {
  return svg('path', { class: 'cross', d: `M${x} ${y}l6 6M${x + 6} ${y}l-6 6` });
}

export function drawNodeLines(layout: NodeLayout, left: number, top: number): SVGGElement {
  const group = svg('g', { class: 'node-lines', 'aria-hidden': 'true', transform: `translate(${left} ${top})` });
  for (const edge of layout.edges) {
    group.append(
      svg('path', {
        class: 'line',
        d: edge.square ? squarePath(edge) : curvedPath(edge),
        'marker-end': 'url(#arrow)',
        'data-from': edge.from,
        'data-to': edge.to,
      }),
    );
  }
  return group;
}

function curvedPath({ points }: LayoutEdge): string {
  return points
    .map(([x, y], i) => {
      const previous = points[i - 1];
      if (!previous) return `M${x} ${y}`;
      if (previous[0] === x) return `V${y}`;
      const middle = (previous[1] + y) / 2;
      return `C${previous[0]} ${middle} ${x} ${middle} ${x} ${y}`;
    })
    .join('');
}

const CORNER = 5;

/** Straight segments with rounded corners. */
function squarePath({ points }: LayoutEdge): string {
  return points
    .map(([x, y], i) => {
      if (i === 0) return `M${x} ${y}`;
      const [before, after] = [points[i - 1]!, points[i + 1]];
      if (!after) return `L${x} ${y}`;
      const [fromX, fromY] = towards([x, y], before);
      const [toX, toY] = towards([x, y], after);
      return `L${fromX} ${fromY}Q${x} ${y} ${toX} ${toY}`;
    })
    .join('');
}

/** The point a corner's radius away from `corner` in the direction of `other`; half-way where that is nearer. */
function towards([x, y]: readonly [number, number], other: readonly [number, number]): [number, number] {
  const [dx, dy] = [other[0] - x, other[1] - y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return [x, y];
  const share = Math.min(CORNER, length / 2) / length;
  return [x + dx * share, y + dy * share];
}
