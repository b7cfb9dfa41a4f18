/** Which blocks are open, and which window of a large one is shown. */

import type { NodeIndex } from '../../extension/core/graph/graph';
import { isUncut } from '../../extension/core/partition/partition';
import type { ProgramModel } from '../ui/programModel';
import { windowStart } from './innerGraph';

export class OpenBlocks {
  /** Position in the block of the first node that is shown, by block name. */
  readonly first = new Map<string, number>();

  constructor(
    private readonly model: ProgramModel,
    /** Name of the first shown node by block name: how a page remembers it. */
    saved: Readonly<Record<string, string>>,
  ) {
    for (const block of model.program.partition.blocks) {
      const name = saved[block.name];
      if (name === undefined) continue;
      const node = model.program.graph.find(name);
      const position = node === undefined ? -1 : block.nodes.indexOf(node);
      this.first.set(block.name, windowStart(position, block.nodes.length));
    }
    // Of a graph that nobody has cut there is nothing else to see.
    const { blocks } = model.program.partition;
    if (isUncut(model.program.partition) && Object.keys(saved).length === 0 && blocks[0])
      this.first.set(blocks[0].name, 0);
  }

  toggle(block: number): void {
    const { name } = this.blockAt(block);
    if (!this.first.delete(name)) this.first.set(name, 0);
  }

  /** Opens the block at the window that starts with its node number `first`. */
  show(block: number, first: number): void {
    this.first.set(this.blockAt(block).name, first);
  }

  /** Opens the block where its node is; false where that is in sight already. */
  showNode(block: number, node: NodeIndex): boolean {
    const { name, nodes } = this.blockAt(block);
    const first = windowStart(nodes.indexOf(node), nodes.length);
    if (this.first.get(name) === first) return false;
    this.first.set(name, first);
    return true;
  }

  get saved(): Record<string, string> {
    const { graph, partition } = this.model.program;
    const saved: Record<string, string> = {};
    for (const { name, nodes } of partition.blocks) {
      const first = this.first.get(name);
      if (first !== undefined) saved[name] = graph.name(nodes[first] ?? 0);
    }
    return saved;
  }

  private blockAt(block: number): ProgramModel['program']['partition']['blocks'][number] {
    const found = this.model.program.partition.blocks[block];
    if (!found) throw new RangeError(`There is no block ${block}`);
    return found;
  }
}
