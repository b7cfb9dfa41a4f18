/** Groups while a tree is built, and as what their children are drawn. */

import type { NodeIndex } from '../../../extension/core/graph/graph';
import { ItemKind } from './groupTree';

export interface Group {
  readonly kind: ItemKind;
  label: string;
  readonly target: number;
  /** Groups of different sorts are never alike: blocks that run in different places. */
  readonly sort: string;
  /** Groups, or nodes as they are numbered in the graph. */
  children: Child[];
  /** Modules in it; most modules have none. */
  byName: Map<string, Group> | undefined;
  /** Of a fold: how often what it holds comes again, and of how many groups that is. */
  readonly fold: { readonly repeats: number; readonly period: number } | undefined;
}

export type Child = Group | NodeIndex;

/** Children that one group is drawn with at most; more are divided into sections. */
const MOST_CHILDREN = 256;
/** Children of a section. */
const SECTION = 128;

export function newGroup(kind: ItemKind, label: string, { target = -1, sort = '' } = {}): Group {
  return { kind, label, target, sort, children: [], byName: undefined, fold: undefined };
}

/** All groups from the root on, parents first, their children as they are drawn. To be called once: labels are joined. */
export function settled(root: Group): Group[] {
  const groups = [root];
  for (const group of groups) {
    group.children = group.children.map(drawn);
    for (let i = 0; i < group.children.length; i++) {
      const child = group.children[i]!;
      if (typeof child === 'object') groups.push(child);
    }
  }
  return groups;
}

/** A module that holds nothing but one other is drawn as one with it: "encoder.layer". */
function joined(group: Group): Group {
  let at = group;
  for (let only = at.children[0]; at.kind === ItemKind.module && at.children.length === 1; only = at.children[0]) {
    if (typeof only !== 'object' || only.kind !== ItemKind.module) break;
    only.label = `${at.label}.${only.label}`;
    at = only;
  }
  return at;
}

/** A child as it is drawn; of a module that holds one operation and nothing else the operation, which a frame would hide. */
function drawn(child: Child): Child {
  if (typeof child === 'number') return child;
  const group = joined(child);
  const [only, another] = group.children;
  return group.kind === ItemKind.module && typeof only === 'number' && another === undefined ? only : group;
}

/** Children of a group as they are drawn: many are divided, level upon level, so that no group has too many. */
export function divided({ children, fold }: Group, nameOf: (node: NodeIndex) => string): Child[] {
  const nameOfChild = (child: Child): string =>
    typeof child === 'number' ? nameOf(child) : (child.label.split(' … ')[0] ?? '');
  let level = children;
  // What comes again in a fold is not torn apart.
  let most = SECTION - (SECTION % (fold?.period ?? 1));
  while (level.length > MOST_CHILDREN) {
    const sections: Group[] = [];
    for (let first = 0; first < level.length; first += most) {
      const part = level.slice(first, first + most);
      const section = newGroup(ItemKind.section, `${nameOfChild(part[0]!)} … ${nameOfChild(part.at(-1)!)}`);
      section.children = part;
      sections.push(section);
    }
    level = sections;
    most = SECTION;
  }
  return level;
}
