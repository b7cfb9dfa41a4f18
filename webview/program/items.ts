/** The things in the picture that can be pointed at, in reading order: what the keyboard walks and what is selected. */

import type { Place } from '../../extension/core/findings/finding';
import { NO_BLOCK } from '../../extension/core/partition/partition';
import type { ProgramModel } from '../ui/programModel';
import { type Scene, blockId, breakId, nodeId } from './scene';

export type Item =
  | { readonly id: string; readonly kind: 'inputs' | 'outputs' }
  | { readonly id: string; readonly kind: 'block'; readonly block: number; readonly open: boolean }
  | { readonly id: string; readonly kind: 'break'; readonly index: number; readonly block: number }
  | { readonly id: string; readonly kind: 'node'; readonly node: number; readonly block: number }
  | { readonly id: string; readonly kind: 'more'; readonly block: number; readonly first: number };

/** What is selected, by name, so that it outlives a reload and a new compile. Nodes outside blocks can be selected too. */
export type Selection =
  | { readonly kind: 'inputs' | 'outputs' }
  | { readonly kind: 'block'; readonly block: number }
  | { readonly kind: 'break'; readonly index: number }
  | { readonly kind: 'node'; readonly node: number };

export function itemsOf(model: ProgramModel, scene: Scene): Item[] {
  const items: Item[] = [];
  const end = (id: 'inputs' | 'outputs'): void => {
    if (scene.ends.some((box) => box.id === id)) items.push({ id, kind: id });
  };
  end('inputs');
  for (const { id, block, inner } of scene.blocks) {
    items.push({ id, kind: 'block', block, open: inner !== undefined });
    if (inner?.earlier) items.push({ ...inner.earlier, kind: 'more', block });
    for (const node of inner?.nodes ?? []) {
      items.push({ id: nodeId(model.program.graph.name(node)), kind: 'node', node, block });
    }
    if (inner?.later) items.push({ ...inner.later, kind: 'more', block });
    const index = model.breakOfBlock.get(block);
    if (index !== undefined) items.push({ id: scene.breaks[index]!.id, kind: 'break', index, block });
  }
  end('outputs');
  return items;
}

export function selectionId(model: ProgramModel, selection: Selection): string {
  const { graph, partition } = model.program;
  switch (selection.kind) {
    case 'block':
      return blockId(partition.blocks[selection.block]!.name);
    case 'break':
      return breakId(partition.blocks[model.breaks[selection.index]!.block]!.name);
    case 'node':
      return nodeId(graph.name(selection.node));
    default:
      return selection.kind;
  }
}

/** The selection that an id stands for; undefined where this program has nothing of that name. */
export function selectionOf(model: ProgramModel, id: string): Selection | undefined {
  if (id === 'inputs' || id === 'outputs') return { kind: id };
  const [kind, name] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
  if (kind === 'node') {
    const node = model.program.graph.find(name);
    return node === undefined ? undefined : { kind: 'node', node };
  }
  const block = model.program.partition.blocks.findIndex((each) => each.name === name);
  if (block < 0) return undefined;
  if (kind === 'block') return { kind: 'block', block };
  const index = model.breakOfBlock.get(block);
  return kind === 'break' && index !== undefined ? { kind: 'break', index } : undefined;
}

/** What a finding's place is in the picture; undefined for source lines and for names that this program lacks. */
export function placeSelection(model: ProgramModel, place: Place): Selection | undefined {
  if (place.kind === 'node') return selectionOf(model, nodeId(place.node));
  return place.kind === 'engine' ? selectionOf(model, blockId(place.engine)) : undefined;
}

/** The block that something is in or is; undefined for the program's ends and for nodes outside blocks. */
export function blockOfSelection(model: ProgramModel, selection: Selection): number | undefined {
  switch (selection.kind) {
    case 'block':
      return selection.block;
    case 'break':
      return model.breaks[selection.index]!.block;
    case 'node': {
      const block = model.blockOf[selection.node] ?? NO_BLOCK;
      return block === NO_BLOCK ? undefined : block;
    }
    default:
      return undefined;
  }
}
