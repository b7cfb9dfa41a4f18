/** The trees of one program as the worker lays them out: and which of their groups are open. */

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
  /** What is open by id, by the flags that say so. */
  private readonly named = new WeakMap<Uint8Array, OpenGroups>();

  /** `title`: of the frame around all modules. `open`: as a page remembers it. */
  constructor(
    private readonly client: GraphClient,
    private readonly program: Program,
    private readonly title: string,
    open: Readonly<Record<string, OpenGroups>>,
  ) {
    this.open = { ...open };
  }

  /** A tree, with the groups open that were when it was last shown, or with `open`. */
  async arrange(key: TreeKey, open?: OpenGroups): Promise<ArrangedTree> {
    const name = treeName(key);
    const remembered = open ?? (this.trees.has(name) ? undefined : this.open[name]);
    const { structure, layout } = await this.client.request('arrange', {
      ...key,
      title: this.title,
      ...(remembered && { open: remembered }),
    });
    // Another answer may have brought it meanwhile.
    const known = this.trees.get(name);
    if (known) {
      known.take(layout);
      return known;
    }
    if (!structure) throw new Error('The worker has lost a tree');
    const tree = new ArrangedTree(key, structure.tree, structure.edges, layout);
    this.trees.set(name, tree);
    return tree;
  }

  /** Opens or closes groups. */
  async setOpen(tree: ArrangedTree, items: readonly ItemIndex[], isOpen: boolean): Promise<void> {
    tree.take(await this.client.request('setOpen', { key: tree.key, items, isOpen }));
  }

  /** What a page remembers. */
  get saved(): Readonly<Record<string, OpenGroups>> {
    for (const [name, { tree, openFlags }] of this.trees) {
      // Asked for with every move of the picture: the flags are others with each layout.
      let groups = this.named.get(openFlags);
      if (!groups)
        this.named.set(openFlags, (groups = openGroups(tree, this.program, (item) => openFlags[item] === 1)));
      this.open[name] = groups;
    }
    return { ...this.open };
  }
}
