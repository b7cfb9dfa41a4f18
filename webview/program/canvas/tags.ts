/** What stands for lines where a value is read too widely for them: its name at each reader, at its source how many there are. */

import { formatCount } from '../../../extension/core/format/units';
import type { Graph, NodeIndex } from '../../../extension/core/graph/graph';
import type { ArrangedTree } from '../graph/arrangedTree';
import { ItemKind, type ItemIndex } from '../graph/groupTree';

/** Values that are called by name in one tag: an operation may read tens of thousands. */
const MOST_NAMES = 2;

export class Tags {
  private readonly known = new Map<ItemIndex, string>();
  private readonly knownSources = new Map<ItemIndex, readonly string[]>();

  constructor(
    private readonly placed: Pick<ArrangedTree, 'tree' | 'wide'>,
    private readonly graph: Graph,
  ) {}

  /** "◂ mask, cos and 3 more": what an item reads; "" where that is nothing. */
  readBy(item: ItemIndex): string {
    const values = this.placed.wide.readBy(item);
    if (values.length === 0) return '';
    let text = this.known.get(item);
    if (text === undefined) this.known.set(item, (text = `◂ ${this.namesOf(values)}`));
    return text;
  }

  /** "▸ mask · 5,000 readers": what is read of an item, by how many operations; shorter ones after it, none where it is nothing. */
  comingFrom(item: ItemIndex): readonly string[] {
    const values = this.placed.wide.comingFrom(item);
    if (values.length === 0) return [];
    let texts = this.knownSources.get(item);
    if (!texts) this.knownSources.set(item, (texts = this.sourceTexts(item, values)));
    return texts;
  }

  private sourceTexts(item: ItemIndex, values: Uint32Array): readonly string[] {
    const { tree, wide } = this.placed;
    const counts = Array.from(values, (value) => readerCount(this.graph, wide.values.node[value]!));
    const most = counts.reduce((max, count) => Math.max(max, count));
    const readers = `${counts.every((count) => count === most) ? '' : 'up to '}${formatCount(most, 'reader')}`;
    // The box is called by the name of an operation already.
    if (tree.kind[item] === ItemKind.node) return [`▸ ${readers}`];
    return [`▸ ${this.namesOf(values)} · ${readers}`, `▸ ${readers}`];
  }

  private namesOf(values: Uint32Array): string {
    const { node } = this.placed.wide.values;
    const names = Array.from(values.subarray(0, MOST_NAMES), (value) => this.graph.name(node[value]!)).join(', ');
    return values.length > MOST_NAMES ? `${names} and ${formatCount(values.length - MOST_NAMES)} more` : names;
  }
}

/** Operations that read a node, each once, wherever they are. */
function readerCount(graph: Graph, node: NodeIndex): number {
  const { starts, items } = graph.allUsers;
  let count = 0;
  // A reader of a value twice stands beside itself in the list.
  for (let at = starts[node]!; at < starts[node + 1]!; at++)
    if (at === starts[node] || items[at] !== items[at - 1]) count++;
  return count;
}
