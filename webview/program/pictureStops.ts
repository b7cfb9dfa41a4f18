/** What keys and presses do at a stop: they select, open and close, follow an edge, copy a name. */

import { NodeOp } from '../../extension/core/graph/graph';
import { readsOf } from '../../extension/core/graph/subgraphs';
import { type ProgramModel, programOutputs } from '../ui/programModel';
import { breakLabel } from './breakLabel';
import type { GestureTarget } from './gestures';
import type { ArrangedTree } from './graph/arrangedTree';
import { ownerLeftFor } from './graph/connections';
import { ItemKind, type ItemIndex } from './graph/groupTree';
import type { Stop } from './graph/steps';
import { modulePath } from './inspector/nodeSet';
import { type Selection, selectionId } from './selection';
import { nodesOfSelection, selectionOfStop } from './selectionItems';

/** The picture that stops are in. */
export interface PictureOfStops {
  /** Undefined while it is still that of another program. */
  shown(): { readonly model: ProgramModel; readonly placed: ArrangedTree } | undefined;
  selected(): Selection | undefined;
  /** Selects as a person does. `current`: what the keyboard stands on from now on; `moves`: it is brought into sight. */
  choose(selection: Selection | undefined, current?: Stop, moves?: boolean): void;
  toggle(item: ItemIndex): void;
  hover(item: ItemIndex | undefined): void;
  /** What is behind a selection is asked for. */
  open(selection: Selection): void;
  copy(text: string): void;
}

export class PictureStops implements GestureTarget {
  constructor(private readonly picture: PictureOfStops) {}

  pick(stop: Stop | undefined): void {
    this.choose(stop, false);
  }

  goTo(stop: Stop | undefined): void {
    this.choose(stop, true);
  }

  leave(stop: Stop | undefined): void {
    if (this.picture.selected()?.kind === 'nodes') this.picture.choose(undefined);
    else this.goTo(stop);
  }

  toggle(item: ItemIndex): void {
    this.picture.toggle(item);
  }

  hover(item: ItemIndex | undefined): void {
    this.picture.hover(item);
  }

  alsoSelect(stop: Stop, adds: boolean): void {
    const [shown, selected] = [this.picture.shown(), this.picture.selected()];
    if (!shown) return;
    const { model, placed } = shown;
    const nodes = new Set(nodesOfSelection(placed.tree, model, selected));
    const own = stop.isBreak ? [] : nodesOfSelection(placed.tree, model, this.selectionAt(stop));
    const leaves = !adds && own.length > 0 && own.every((node) => nodes.has(node));
    for (const node of own) {
      if (leaves) nodes.delete(node);
      else nodes.add(node);
    }
    const all = Uint32Array.from(nodes).sort();
    this.picture.choose(all.length > 0 ? { kind: 'nodes', nodes: all } : undefined, stop, true);
  }

  activate(stop: Stop): void {
    const [shown, selected] = [this.picture.shown(), this.picture.selected()];
    const selection = this.selectionAt(stop);
    if (!shown || !selection) return;
    const isSelected = selected && selectionId(shown.model, selected) === selectionId(shown.model, selection);
    if (isSelected) this.picture.open(selection);
    else this.pick(stop);
  }

  follow({ item, isBreak }: Stop, side: 'inputs' | 'outputs'): void {
    const shown = this.picture.shown();
    if (!shown || isBreak) return;
    const { model, placed } = shown;
    const { tree } = placed;
    if (tree.kind[item] !== ItemKind.node) return;
    const { graph } = model.program;
    const node = tree.target[item]!;
    const next = [...(side === 'inputs' ? readsOf(graph, node) : graph.users(node))];
    // An operation before a weight, which has no place in the picture; from the ends of a subgraph to what runs that.
    const found =
      next.find((each) => tree.itemOfNode[each]! >= 0 && graph.isOperation(each)) ??
      next.find((each) => tree.itemOfNode[each]! >= 0 && each >= graph.mainCount) ??
      ownerLeftFor(graph, node, side);
    const end = next.some((each) => graph.op(each) === NodeOp.placeholder || graph.op(each) === NodeOp.output);
    if (found !== undefined) this.picture.choose({ kind: 'node', node: found }, undefined, true);
    else if (end) this.picture.choose({ kind: side }, undefined, true);
  }

  copy(stop: Stop): void {
    const [shown, selected] = [this.picture.shown(), this.picture.selected()];
    if (!shown) return;
    const { model, placed } = shown;
    if (selected?.kind === 'nodes') return this.picture.copy(namesOf(model, selected.nodes));
    this.picture.copy(stop.isBreak ? breakLabel(model, breakAt(model, placed, stop)) : nameOf(model, placed, stop));
  }

  private choose(stop: Stop | undefined, moves: boolean): void {
    if (this.picture.shown()) this.picture.choose(stop && this.selectionAt(stop), stop, moves);
  }

  private selectionAt(stop: Stop): Selection | undefined {
    const shown = this.picture.shown();
    return shown && selectionOfStop(shown.placed.tree, shown.model, stop);
  }
}

function breakAt(model: ProgramModel, { tree }: ArrangedTree, { item }: Stop): number {
  return model.breakOfBlock.get(tree.target[item]!)!;
}

/** As a person would search for it: an operation's or a block's own name, the path of a module. */
function nameOf(model: ProgramModel, { tree }: ArrangedTree, { item }: Stop): string {
  const { graph, partition } = model.program;
  const target = tree.target[item]!;
  const kind = tree.kind[item];
  if (kind === ItemKind.node) return graph.name(target);
  if (kind === ItemKind.inputs) return namesOf(model, model.inputs);
  if (kind === ItemKind.outputs) return namesOf(model, programOutputs(model));
  if (kind === ItemKind.block && target >= 0) return partition.blocks[target]!.name;
  return modulePath(tree, item) || tree.labels[item]!;
}

function namesOf({ program: { graph } }: ProgramModel, nodes: Iterable<number>): string {
  return Array.from(nodes, (node) => graph.name(node)).join('\n');
}
