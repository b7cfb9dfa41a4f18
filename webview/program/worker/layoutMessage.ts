/** An arrangement as typed arrays that cross to the page; routes cross once for all groups that look the same. */

import type { Arrangement } from '../graph/arrangement';
import type { Layout } from './protocol';

export function layoutMessage(arrangement: Arrangement): Layout {
  const { tree, x, y, width, height } = arrangement;
  const open = new Uint8Array(tree.count);
  for (let item = 0; item < tree.count; item++) if (arrangement.isOpen(item)) open[item] = 1;
  return {
    x: new Float32Array(x),
    y: new Float32Array(y),
    width: new Float32Array(width),
    height: new Float32Array(height),
    open,
    look: arrangement.lookNumbers(),
    newLooks: arrangement.takeNewLooks(),
  };
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
