/** What a selection is in a tree of the picture, and what is at a place of it. */

import type { ProgramModel } from '../ui/programModel';
import type { GroupTree, ItemIndex } from './graph/groupTree';
import { itemId, itemOfId } from './graph/itemIds';
import type { Stop } from './graph/steps';
import { type Selection, blockOfSelection, selectionId, selectionOf } from './selection';

/** Item that stands for a selection, a break's being the block that it cuts off; undefined for what is not in the tree. */
export function itemOfSelection(tree: GroupTree, model: ProgramModel, selection: Selection): ItemIndex | undefined {
  if (selection.kind === 'nodes') return undefined;
  if (selection.kind === 'node') {
    const item = tree.itemOfNode[selection.node]!;
    return item < 0 ? undefined : item;
  }
  const block = selection.kind === 'break' ? blockOfSelection(model, selection) : undefined;
  const id = selectionId(model, block === undefined ? selection : { kind: 'block', block });
  return itemOfId(tree, model.program, id);
}

export function selectionOfStop(tree: GroupTree, model: ProgramModel, { item, isBreak }: Stop): Selection | undefined {
  if (isBreak) return { kind: 'break', index: model.breakOfBlock.get(tree.target[item]!)! };
  return selectionOf(model, itemId(tree, model.program, item));
}

/** Items of the nodes that the tree has. */
export function itemsOfNodes({ itemOfNode }: GroupTree, nodes: Uint32Array): ItemIndex[] {
  return [...nodes].map((node) => itemOfNode[node]!).filter((item) => item >= 0);
}
