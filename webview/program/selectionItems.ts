/** What a selection is in a tree of the picture, and what is at a place of it. */

import type { Graph, NodeIndex } from '../../extension/core/graph/graph';
import { subgraphOf } from '../../extension/core/graph/subgraphs';
import type { ProgramModel } from '../ui/programModel';
import type { GroupTree, ItemIndex } from './graph/groupTree';
import { itemId, itemOfId } from './graph/itemIds';
import type { Stop } from './graph/steps';
import { operationsBelow } from './inspector/nodeSet';
import { type Selection, blockOfSelection, selectionId, selectionOf } from './selection';

/** Item that stands for a selection, a break's being the block that it cuts off; undefined for what is not in the tree. */
export function itemOfSelection(tree: GroupTree, model: ProgramModel, selection: Selection): ItemIndex | undefined {
  if (selection.kind === 'nodes') return undefined;
  if (selection.kind === 'node') return itemOfNode(tree, model.program.graph, selection.node);
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

/** Operations that a selection is, or that are in it, ascending; no weights and none of the ends of a graph. */
export function nodesOfSelection(tree: GroupTree, model: ProgramModel, selection: Selection | undefined): Uint32Array {
  if (!selection) return new Uint32Array();
  if (selection.kind === 'nodes') return selection.nodes;
  if (selection.kind === 'node')
    return model.program.graph.isOperation(selection.node) ? Uint32Array.of(selection.node) : new Uint32Array();
  const item = itemOfSelection(tree, model, selection);
  return item === undefined ? new Uint32Array() : operationsBelow(tree, item);
}

/** Of a node, or for a weight of a subgraph the operation that runs that; undefined for a weight of the program. */
export function itemOfNode(tree: GroupTree, graph: Graph, node: NodeIndex): ItemIndex | undefined {
  const item = tree.itemOfNode[drawnFor(tree, graph, node)] ?? -1;
  return item < 0 ? undefined : item;
}

/** The node itself where the tree has it, or else the operation that runs what it is in. */
export function drawnFor({ itemOfNode }: GroupTree, graph: Graph, node: NodeIndex): NodeIndex {
  let at = node;
  for (let within = subgraphOf(graph, at); within && itemOfNode[at]! < 0; within = subgraphOf(graph, at))
    at = within.owner;
  return at;
}
