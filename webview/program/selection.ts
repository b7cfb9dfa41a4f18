/** What is selected, and what it is called over reloads and new compiles. */

import type { Place } from '../../extension/core/findings/finding';
import type { Graph } from '../../extension/core/graph/graph';
import { nodeAt, nodePath } from '../../extension/core/graph/subgraphs';
import { NO_BLOCK } from '../../extension/core/partition/partition';
import type { ProgramModel } from '../ui/programModel';
import { PROGRAM_ID, blockId, breakId, idOfNode, nodeId, nodeOfId } from './graph/itemIds';
import { packNames, unpackNames } from './selectedNames';

/** Nodes outside blocks can be selected too. */
export type Selection =
  | { readonly kind: 'inputs' | 'outputs' }
  | { readonly kind: 'block'; readonly block: number }
  | { readonly kind: 'break'; readonly index: number }
  | { readonly kind: 'node'; readonly node: number }
  /** A group of modules, by its id: which trees there are may change. */
  | { readonly kind: 'group'; readonly id: string }
  /** Several operations, ascending. `lost`: operations that were remembered too and that this program does not have. */
  | { readonly kind: 'nodes'; readonly nodes: Uint32Array; readonly lost?: number };

const NODES = 'nodes:';
const MOST_LOST = 1_000_000;
/** Of selections of several: they are asked for at every change of the picture. */
const idsOfNodes = new WeakMap<Uint32Array, string>();

export function selectionId(model: ProgramModel, selection: Selection): string {
  const { graph, partition } = model.program;
  switch (selection.kind) {
    case 'block':
      return blockId(partition.blocks[selection.block]!.name);
    case 'break':
      return breakId(partition.blocks[model.breaks[selection.index]!.block]!.name);
    case 'node':
      return idOfNode(graph, selection.node);
    case 'group':
      return selection.id;
    case 'nodes':
      return idOfNodes(graph, selection.nodes);
    default:
      return selection.kind;
  }
}

/** The selection that an id stands for; undefined where this program has nothing of that name. */
export function selectionOf(model: ProgramModel, id: string): Selection | undefined {
  if (id === 'inputs' || id === 'outputs') return { kind: id };
  if (id === PROGRAM_ID || id.startsWith('group:')) return { kind: 'group', id };
  if (id.startsWith(NODES)) return nodesOf(model.program.graph, id.slice(NODES.length));
  const node = nodeOfId(model.program.graph, id);
  if (node !== undefined) return node === null ? undefined : { kind: 'node', node };
  const [kind, name] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
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

/** Those of the hits of a search that are operations; undefined where none is. */
export function hitSelection({ program: { graph } }: ProgramModel, hits: Uint32Array): Selection | undefined {
  const nodes = hits.filter((node) => graph.isOperation(node));
  if (nodes.length > 1) return { kind: 'nodes', nodes };
  return nodes.length === 1 ? { kind: 'node', node: nodes[0]! } : undefined;
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

/** Names of those of the program itself, and in a line of their own paths of those within operations. */
function idOfNodes(graph: Graph, nodes: Uint32Array): string {
  let id = idsOfNodes.get(nodes);
  if (id === undefined) {
    const own = nodes.filter((node) => node < graph.mainCount);
    const inner = nodes.filter((node) => node >= graph.mainCount);
    const names = packNames(Array.from(own, (node) => graph.name(node)));
    id = `${NODES}${names}\n${packNames(Array.from(inner, (node) => nodePath(graph, node)))}`;
    idsOfNodes.set(nodes, id);
  }
  return id;
}

function nodesOf(graph: Graph, text: string): Selection | undefined {
  const [own = '', inner = ''] = text.split('\n');
  // A program of fewer operations has lost some; an id that stands for many more is none of ours.
  const most = 2 * graph.nodeCount + MOST_LOST;
  const [names, paths] = [unpackNames(own, most), unpackNames(inner, most)];
  if (!names || !paths) return undefined;
  const found = [...names.map((name) => graph.find(name)), ...paths.map((path) => nodeAt(graph, path))];
  const nodes = Uint32Array.from(found.filter((node) => node !== undefined)).sort();
  if (nodes.length === 0) return undefined;
  const lost = found.length - nodes.length;
  return lost > 0 ? { kind: 'nodes', nodes, lost } : { kind: 'nodes', nodes };
}
