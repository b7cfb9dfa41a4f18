/** Lines as columns while they are found one by one: a group may have tens of thousands. */

import type { Point } from '../layout/route';
import type { Routes } from '../worker/protocol';

export class RouteColumns {
  private readonly starts: number[] = [0];
  private readonly points: number[] = [];
  private readonly square: number[] = [];

  /** `left` and `top` are added to each point. */
  constructor(
    private readonly left: number,
    private readonly top: number,
  ) {}

  /** `isReversed`: the line leads from its last point to its first. */
  add(points: readonly Point[], square: boolean, isReversed: boolean): void {
    for (let at = 0; at < points.length; at++) {
      const [x, y] = points[isReversed ? points.length - 1 - at : at]!;
      this.points.push(x + this.left, y + this.top);
    }
    this.starts.push(this.points.length / 2);
    this.square.push(square ? 1 : 0);
  }

  columns(): Routes {
    return {
      starts: Uint32Array.from(this.starts),
      points: Float32Array.from(this.points),
      square: Uint8Array.from(this.square),
    };
  }
}
