/** Which tree a person has asked for, and in which hierarchies runs of alike groups are to be one. */

import { NO_STATE, type ViewState } from './viewState';
import type { Hierarchy, TreeKey } from './worker/protocol';

export class AskedTree {
  private hierarchies: Pick<ViewState, 'hierarchy' | 'folded'> = NO_STATE;

  get state(): Pick<ViewState, 'hierarchy' | 'folded'> {
    const { hierarchy, folded } = this.hierarchies;
    return { hierarchy, folded };
  }

  set state(state: Pick<ViewState, 'hierarchy' | 'folded'>) {
    this.hierarchies = state;
  }

  get key(): TreeKey {
    return keyOf(this.hierarchies);
  }

  turnTo(hierarchy: Hierarchy): void {
    this.hierarchies = { ...this.hierarchies, hierarchy };
  }

  fold(isFolded: boolean): void {
    this.backTo({ hierarchy: this.hierarchies.hierarchy, folded: isFolded });
  }

  /** Asks for the tree that is shown. */
  backTo({ hierarchy, folded }: TreeKey): void {
    const others = this.hierarchies.folded.filter((each) => each !== hierarchy);
    this.hierarchies = { hierarchy, folded: folded ? [...others, hierarchy] : others };
  }
}

/** The tree that a page remembers as shown. */
export function keyOf({ hierarchy, folded }: Pick<ViewState, 'hierarchy' | 'folded'>): TreeKey {
  return { hierarchy, folded: folded.includes(hierarchy) };
}
