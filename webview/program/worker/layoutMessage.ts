/** An arrangement as typed arrays that cross to the page; routes cross once for all groups that look the same. */

import type { Arrangement, RouteShape } from '../graph/arrangement';
import type { Layout, LookRoutes } from './protocol';

/** `looksKnown`: how many looks have crossed before. `looks`: how many will have. */
export function layoutMessage(arrangement: Arrangement, looksKnown: number): { layout: Layout; looks: number } {
  const { tree, x, y, width, height } = arrangement;
  const open = new Uint8Array(tree.count);
  for (let item = 0; item < tree.count; item++) if (arrangement.isOpen(item)) open[item] = 1;
  const looks = arrangement.lookRoutes;
  const layout: Layout = {
    x: new Float32Array(x),
    y: new Float32Array(y),
    width: new Float32Array(width),
    height: new Float32Array(height),
    open,
    look: arrangement.lookNumbers(),
    newLooks: looks.slice(looksKnown).map((routes, position) => routeColumns(routes, looksKnown + position)),
  };
  return { layout, looks: looks.length };
}

/** What can be handed over to the page rather than copied: nothing here keeps it. */
export function buffersOf({ x, y, width, height, open, look, newLooks }: Layout): ArrayBuffer[] {
  const arrays = [
    x,
    y,
    width,
    height,
    open,
    look,
    ...newLooks.flatMap((each) => [each.starts, each.points, each.square]),
  ];
  return arrays.map((array) => array.buffer as ArrayBuffer);
}

function routeColumns(routes: readonly RouteShape[], number: number): LookRoutes {
  const starts = new Uint32Array(routes.length + 1);
  routes.forEach(({ points }, route) => (starts[route + 1] = starts[route]! + points.length));
  const columns = new Float32Array(2 * starts[routes.length]!);
  let next = 0;
  for (const { points } of routes) {
    for (const [x, y] of points) {
      columns[next++] = x;
      columns[next++] = y;
    }
  }
  return { number, starts, points: columns, square: Uint8Array.from(routes, ({ square }) => (square ? 1 : 0)) };
}
