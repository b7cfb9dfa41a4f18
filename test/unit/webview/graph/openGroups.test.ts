import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import type { Partition } from '../../../../extension/core/partition/partition';
import { type GroupTree, ItemKind } from '../../../../webview/program/graph/groupTree';
import { moduleTree, partitionTree, programEnds } from '../../../../webview/program/graph/hierarchies';
import { type Named, itemId, itemOfId } from '../../../../webview/program/graph/itemIds';
import { SMALL_GROUP, firstOpen, groupsOf, openGroups, opened } from '../../../../webview/program/graph/openGroups';
import { alternatingProgram, anyGraph, graphOf } from './graphs';

function treeOf(graph: Graph): { tree: GroupTree; named: Named } {
  const inputs = Array.from({ length: graph.mainCount }, (_, node) => node).filter(
    (node) => graph.op(node) === NodeOp.placeholder,
  );
  const partition = { blocks: [] } as unknown as Partition;
  return { tree: moduleTree(graph, programEnds(graph, inputs), 'model', false), named: { graph, partition } };
}

describe('names of items', () => {
  it('lead back to the item, whatever the modules are called', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { tree, named } = treeOf(graph);
        const ids = Array.from({ length: tree.count - 1 }, (_, at) => itemId(tree, named, at + 1));
        expect(new Set(ids).size).toBe(ids.length);
        ids.forEach((id, at) => expect(itemOfId(tree, named, id)).toBe(at + 1));
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('of nothing that there is lead nowhere', () => {
    const { tree, named } = treeOf(
      graphOf([
        { name: 'a', module: 'm/x.%2F' },
        { name: 'b', module: 'n', inputs: ['a'] },
      ]),
    );
    for (const id of ['', 'node:c', 'node:', 'group:', 'group:/x', 'block:x', 'group:/m%2Fx/..', 'x']) {
      expect(itemOfId(tree, named, id)).toBeUndefined();
    }
  });
});

describe('open groups', () => {
  it('are found by thousands of names without going through all blocks for each', () => {
    const { program, blockOf, ends } = alternatingProgram(100);
    const tree = partitionTree(program, blockOf, ends, (block) => `Block ${block}`, false);
    let asked = 0;
    const blocks = program.partition.blocks.map((block) => ({
      ...block,
      get name() {
        asked++;
        return block.name;
      },
    }));
    const named = { graph: program.graph, partition: { ...program.partition, blocks } };
    const isOpen = (item: number): boolean => tree.kind[item] === ItemKind.block && tree.target[item]! % 2 === 0;
    const groups = openGroups(tree, program, isOpen);
    expect(groups).toEqual({ all: false, ids: expect.objectContaining({ length: 100 }) as string[] });
    const open = opened(tree, named, groups);
    expect(open.reduce((sum, each) => sum + each)).toBe(100);
    expect(asked).toBeLessThanOrEqual(blocks.length);
  });

  it('are remembered by the names that are fewer', () => {
    fc.assert(
      fc.property(anyGraph, fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }), (graph, flags) => {
        const { tree, named } = treeOf(graph);
        const isOpen = (item: number): boolean => tree.childCount[item]! > 0 && flags[item % 80]!;
        const read = opened(tree, named, openGroups(tree, named, isOpen));
        for (let item = 1; item < tree.count; item++) expect(read[item] === 1).toBe(isOpen(item));
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('open with all that is in them where that is little, else alone', () => {
    const nested = graphOf([
      { name: 'a0', module: 'm.x' },
      { name: 'b0', module: 'm.x', inputs: ['a0'] },
      { name: 'c', module: 'm', inputs: ['b0'] },
      { name: 'd', inputs: ['c'] },
    ]);
    const { tree } = treeOf(nested);
    const program = tree.firstChild[0]!;
    expect(groupsOf(tree, program)).toHaveLength(3);
    expect(groupsOf(tree, tree.itemOfNode[0]!)).toEqual([]);
    const many = graphOf(
      Array.from({ length: 3 * SMALL_GROUP }, (_, at) => ({ name: `n${at}`, module: at % 2 === 0 ? 'm.x' : 'n' })),
    );
    const large = treeOf(many).tree;
    expect(groupsOf(large, large.firstChild[0]!)).toEqual([large.firstChild[0]!]);
    const open = firstOpen(large, true);
    expect(open.reduce((sum, each) => sum + each)).toBe(1);
    expect(firstOpen(large, false).includes(1)).toBe(false);
  });
});
