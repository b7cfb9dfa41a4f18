import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import type { ArrangedTree } from '../../../../webview/program/graph/arrangedTree';
import { connectionsOf } from '../../../../webview/program/graph/connections';
import { WIDE_FAN_OUT } from '../../../../webview/program/graph/liftedEdges';
import { MOST_SHOWN, tagLines } from '../../../../webview/program/graph/tagLines';
import { type NodeSpec, graphOf, placedModules } from './graphs';

const LAYERS = WIDE_FAN_OUT + 3;

/** Layers one after the other that all read `table`, the first operation, deep in them. */
function layered(): Graph {
  const layers = Array.from({ length: LAYERS }, (_, index): NodeSpec[] => [
    { name: `mul${index}`, module: `layers.${index}.rotary`, inputs: [index === 0 ? 'x' : `add${index - 1}`, 'table'] },
    { name: `neg${index}`, module: `layers.${index}.rotary`, inputs: [`mul${index}`] },
    { name: `add${index}`, module: `layers.${index}`, inputs: [`neg${index}`] },
  ]);
  return graphOf([{ name: 'x', op: NodeOp.placeholder }, { name: 'table', module: 'layers' }, ...layers.flat()]);
}

/** A value of `readers` operations beside it, the first of which reads `inputs` more. */
function star(inputs: number, readers: number): Graph {
  const values = Array.from({ length: inputs }, (_, index) => ({ name: `in${index}` }));
  const reading = Array.from({ length: readers }, (_, index) => ({ name: `out${index}`, inputs: ['middle'] }));
  return graphOf([...values, { name: 'middle', inputs: values.map(({ name }) => name) }, ...reading]);
}

const itemOf = ({ tree }: ArrangedTree, graph: Graph, name: string): number => tree.itemOfNode[graph.find(name)!]!;

describe('what an item is connected with', () => {
  it('is for a group also what it reads as many others do', () => {
    const graph = layered();
    const placed = placedModules(graph);
    const { tree } = placed;
    const table = itemOf(placed, graph, 'table');
    const layer = tree.parent[itemOf(placed, graph, 'add4')]!;
    const around = ['add3', 'add5'].map((name) => tree.parent[itemOf(placed, graph, name)]!);
    const connections = connectionsOf(placed, graph, layer);
    expect([...connections.neighbours].sort()).toEqual([table, ...around].sort());
    expect(connections.direct).toEqual([[table, layer]]);
    expect(connections.edges.size).toBe(2);
    expect([connections.inputs, connections.readers]).toEqual([
      { shown: 2, all: 2 },
      { shown: 1, all: 1 },
    ]);
  });

  it('says how many there are on each side where not all are shown, and shows some of both', () => {
    const [inputs, readers] = [MOST_SHOWN + 1, MOST_SHOWN + 20];
    const graph = star(inputs, readers);
    const placed = placedModules(graph);
    const middle = itemOf(placed, graph, 'middle');
    const connections = connectionsOf(placed, graph, middle);
    expect(connections.inputs).toEqual({ shown: MOST_SHOWN, all: inputs });
    expect(connections.readers).toEqual({ shown: MOST_SHOWN, all: readers });
    expect(connections.neighbours).toHaveLength(2 * MOST_SHOWN);
    expect(connections.neighbours).toContain(itemOf(placed, graph, 'out0'));
  });

  it('is limited for a group too', () => {
    const count = MOST_SHOWN + 5;
    const names = Array.from({ length: count }, (_, index) => `in${index}`);
    const graph = graphOf([
      ...names.map((name) => ({ name })),
      { name: 'a', module: 'm', inputs: names },
      { name: 'b', module: 'm', inputs: ['a'] },
    ]);
    const placed = placedModules(graph);
    // A group of so many is divided: what is beside the module are sections.
    const group = placed.tree.parent[itemOf(placed, graph, 'a')]!;
    const { inputs, neighbours } = connectionsOf(placed, graph, group);
    expect(inputs.shown).toBe(neighbours.length);
    expect(inputs.all).toBeGreaterThanOrEqual(inputs.shown);
  });
});

describe('lines in place of tags', () => {
  it('lead from the value to what reads it, seen from both ends and from within a group that has the tag', () => {
    const graph = layered();
    const placed = placedModules(graph);
    const { tree } = placed;
    const table = itemOf(placed, graph, 'table');
    const reader = itemOf(placed, graph, 'mul4');
    const layer = tree.parent[itemOf(placed, graph, 'add4')]!;
    expect(tagLines(placed, graph, layer)).toEqual([[table, layer]]);
    expect(tagLines(placed, graph, reader)).toEqual([[table, reader]]);
    expect(tagLines(placed, graph, itemOf(placed, graph, 'neg4'))).toEqual([]);
    const readers = tagLines(placed, graph, table);
    expect(readers).toHaveLength(LAYERS);
    expect(readers).toContainEqual([table, layer]);
  });

  it('are no more than can be made out', () => {
    const graph = star(0, 3 * MOST_SHOWN);
    const placed = placedModules(graph);
    expect(placed.wide.values.to.length + placed.edges.from.length).toBeGreaterThan(0);
    for (let item = 1; item < placed.tree.count; item++)
      expect(tagLines(placed, graph, item).length).toBeLessThanOrEqual(2 * MOST_SHOWN);
  });
});
