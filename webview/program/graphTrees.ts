/** The trees of one program as the worker lays them out: which of them is shown, and which of its groups are open. */

import type { Program } from '../../extension/core/report/report';
import { ArrangedTree } from './graph/arrangedTree';
import type { ItemIndex } from './graph/groupTree';
import { openGroups } from './graph/openGroups';
import { treeName } from './viewState';
import type { GraphClient } from './worker/graphClient';
import type { OpenGroups, TreeKey } from './worker/protocol';

export class GraphTrees {
  private readonly trees = new Map<string, ArrangedTree>();
  private open: Record<string, OpenGroups>;

  /** `title`: of the frame around all modules. `open`: as a page remembers it. */
  constructor(
    private readonly client: GraphClient,
    private readonly program: Program,
    private readonly title: string,
    open: Readonly<Record<string, OpenGroups>>,
  ) {
    this.open = { ...open };
  }

  /** Turns to a tree, with the groups open that were when it was left. */
  async turnTo(key: TreeKey, open?: OpenGroups): Promise<ArrangedTree> {
    const name = treeName(key);
    const known = this.trees.get(name);
    const remembered = open ?? (known ? undefined : this.open[name]);
    const { structure, layout } = await this.client.request('arrange', {
      ...key,
      title: this.title,
      ...(remembered && { open: remembered }),
    });
    if (known) {
      known.take(layout);
      return known;
    }
    if (!structure) throw new Error('The worker has lost a tree');
    const tree = new ArrangedTree(key, structure.tree, structure.edges, layout);
    this.trees.set(name, tree);
    return tree;
  }

  /** Opens or closes groups of the tree that was turned to last. */
  async setOpen(tree: ArrangedTree, items: readonly ItemIndex[], isOpen: boolean): Promise<void> {
    tree.take(await this.client.request('setOpen', { items, isOpen }));
  }

  /** What a page remembers. */
  get saved(): Readonly<Record<string, OpenGroups>> {
    for (const [name, { tree, openFlags }] of this.trees) {
      this.open[name] = openGroups(tree, this.program, (item) => openFlags[item] === 1);
    }
    return { ...this.open };
  }
}
