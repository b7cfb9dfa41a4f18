/**
 * Stands in for d3-transition and d3-interpolate in the bundles: d3-zoom uses them to animate a zoom and to stop such an
 * animation, and the picture has none. Without their easing, timers and colours a page is 45 kB smaller.
 */

import { selection } from 'd3-selection';

Object.assign(selection.prototype as object, {
  interrupt<Self>(this: Self): Self {
    return this;
  },
});

export function interrupt(): void {
  // There is nothing to stop.
}

/** The end of the way, at once. */
export function interpolateZoom<View>(_from: View, to: View): () => View {
  return () => to;
}
