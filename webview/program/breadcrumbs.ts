/** Where the selection is: "Program › Engine 2 › encoder › layer.0 › add_4", each but the last a way to go there. */

import { html, linkButton } from '../ui/elements';
import { type ProgramModel, titleOf } from '../ui/programModel';
import { type GroupTree, ItemKind, type ItemIndex } from './graph/groupTree';

export interface Part {
  readonly label: string;
  readonly item: ItemIndex;
}

export class Breadcrumbs {
  private readonly list = html('ol');
  readonly element = html('nav', { class: 'breadcrumbs', 'aria-label': 'Where the selection is' }, this.list);

  /** `go`: a part other than the last was pressed. */
  constructor(private readonly go: (item: ItemIndex) => void) {
    this.element.hidden = true;
  }

  /** From the outermost to what is selected; none where nothing is. */
  show(parts: readonly Part[]): void {
    this.element.hidden = parts.length === 0;
    this.list.replaceChildren(
      ...parts.map((part, position) => html('li', {}, this.draw(part, position === parts.length - 1))),
    );
  }

  private draw({ label, item }: Part, isLast: boolean): HTMLElement {
    if (!isLast) return linkButton(label, () => this.go(item));
    return html('span', { class: 'cut', title: label, 'aria-current': 'location' }, label);
  }
}

/** The item and all that it is in, as a person reads them. The frame around a program by modules is the program itself. */
export function partsOf(tree: GroupTree, model: ProgramModel, item: ItemIndex): Part[] {
  const parts: Part[] = [];
  for (let at = item; at >= 0; at = tree.parent[at]!) {
    parts.push({ label: labelOf(tree, model, at), item: at });
    if (isFrame(tree, at)) break;
  }
  return parts.reverse();
}

function labelOf(tree: GroupTree, model: ProgramModel, item: ItemIndex): string {
  const { graph, partition } = model.program;
  if (isFrame(tree, item)) return 'Program';
  switch (tree.kind[item]) {
    case ItemKind.node:
      return graph.name(tree.target[item]!);
    case ItemKind.block:
      return titleOf(model, partition.blocks[tree.target[item]!]!);
    default:
      return tree.labels[item]!;
  }
}

function isFrame(tree: GroupTree, item: ItemIndex): boolean {
  return tree.kind[item] === ItemKind.root || (tree.kind[item] === ItemKind.block && tree.target[item]! < 0);
}
