/**
 * How open groups look, each as long as there is a group that has it: most of a large program is laid out once for all groups
 * that are alike, and what a toggle has changed is not kept.
 */

import type { LookRoutes, Routes } from '../worker/protocol';

/** Where the children of a group stand, by their position. */
export interface Look {
  /** The same for groups that look the same, and never used again. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A look with the lines of each group that has it, in the order of its edges. */
export interface LaidOut extends Omit<Look, 'number'> {
  readonly routes: Routes;
}

interface Known {
  readonly look: Look;
  /** Undefined for what nothing else can look like. */
  readonly key: string | undefined;
  /** Groups that have it. */
  uses: number;
}

export class KnownLooks {
  private readonly byKey = new Map<string, Known>();
  private readonly byNumber = new Map<number, Known>();
  /** Lines that nobody has taken yet, by number of the look. */
  private readonly fresh = new Map<number, Routes>();
  private count = 0;

  /** The look of a key; laid out where there is none. Who takes it up holds it. */
  get(key: string | undefined, layOut: () => LaidOut): Look {
    const found = key === undefined ? undefined : this.byKey.get(key);
    if (found) return found.look;
    const { routes, ...places } = layOut();
    const look: Look = { number: this.count++, ...places };
    const known: Known = { look, key, uses: 0 };
    if (key !== undefined) this.byKey.set(key, known);
    this.byNumber.set(look.number, known);
    this.fresh.set(look.number, routes);
    return look;
  }

  hold({ number }: Look): void {
    this.byNumber.get(number)!.uses++;
  }

  /** Forgets the look where no group has it any more. */
  release({ number }: Look): void {
    const known = this.byNumber.get(number)!;
    if (--known.uses > 0) return;
    this.byNumber.delete(number);
    this.fresh.delete(number);
    if (known.key !== undefined) this.byKey.delete(known.key);
  }

  /** Lines of what is new since the last time. */
  takeNew(): LookRoutes[] {
    const taken = Array.from(this.fresh, ([number, routes]) => ({ number, ...routes }));
    this.fresh.clear();
    return taken;
  }
}
