/** What is selected, and what it is called over reloads and new compiles. */

import type { Place } from '../../extension/core/findings/finding';
import { NO_BLOCK } from '../../extension/core/partition/partition';
import type { ProgramModel } from '../ui/programModel';
import { PROGRAM_ID, blockId, breakId, nodeId } from './graph/itemIds';

/** Nodes outside blocks can be selected too. */
export type Selection =
  | { readonly kind: 'inputs' | 'outputs' }
  | { readonly kind: 'block'; readonly block: number }
  | { readonly kind: 'break'; readonly index: number }
  | { readonly kind: 'node'; readonly node: number }
  /** A group of modules, by its id: which trees there are may change. */
  | { readonly kind: 'group'; readonly id: string }
  /** Several operations, ascending. */
  | { readonly kind: 'nodes'; readonly nodes: Uint32Array };

const NODES = 'nodes:';
/** Of many operations no more than this are remembered. */
const MOST_NAMES = 2000;

export function selectionId(model: ProgramModel, selection: Selection): string {
  const { graph, partition } = model.program;
  switch (selection.kind) {
    case 'block':
      return blockId(partition.blocks[selection.block]!.name);
    case 'break':
      return breakId(partition.blocks[model.breaks[selection.index]!.block]!.name);
    case 'node':
      return nodeId(graph.name(selection.node));
    case 'group':
      return selection.id;
    case 'nodes':
      return NODES + [...selection.nodes.subarray(0, MOST_NAMES)].map((node) => graph.name(node)).join('\n');
    default:
      return selection.kind;
  }
}

/** The selection that an id stands for; undefined where this program has nothing of that name. */
export function selectionOf(model: ProgramModel, id: string): Selection | undefined {
  if (id === 'inputs' || id === 'outputs') return { kind: id };
  if (id === PROGRAM_ID || id.startsWith('group:')) return { kind: 'group', id };
  if (id.startsWith(NODES)) return nodesOf(model, id.slice(NODES.length).split('\n'));
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

function nodesOf({ program: { graph } }: ProgramModel, names: readonly string[]): Selection | undefined {
  const nodes = names.flatMap((name) => graph.find(name) ?? []).sort((a, b) => a - b);
  return nodes.length > 0 ? { kind: 'nodes', nodes: Uint32Array.from(nodes) } : undefined;
}
