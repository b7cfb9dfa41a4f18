import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../webview/program/breadcrumbs';
import { ItemKind } from '../../../webview/program/graph/groupTree';
import { moduleTree, partitionTree, programEnds } from '../../../webview/program/graph/hierarchies';
import { modulePath } from '../../../webview/program/inspector/nodeSet';
import { programModel, titleOf } from '../../../webview/ui/programModel';
import { recordedReport } from '../../webview/models';

const report = recordedReport('bert');
const model = programModel(report, report.program!);
const { graph, partition } = model.program;
const ends = programEnds(graph, model.inputs);
const blockTitle = (block: number): string => titleOf(model, partition.blocks[block]!);
const byPartition = partitionTree(model.program, model.blockOf, ends, blockTitle, false);
const byModule = moduleTree(graph, ends, 'bert', false);
/** An operation that stands in modules within modules. */
const node = Array.from({ length: graph.mainCount }, (_, each) => each).find(
  (each) => graph.isOperation(each) && byModule.depth[byModule.itemOfNode[each]!]! > 3,
)!;

describe('partsOf', () => {
  it('goes from the program over the block and its modules to the operation', () => {
    const item = byPartition.itemOfNode[node]!;
    const parts = partsOf(byPartition, model, item);
    expect(parts[0]).toEqual({ label: 'Program', item: 0 });
    expect(parts[1]!.label).toBe(titleOf(model, partition.blocks[model.blockOf[node]!]!));
    expect(parts.at(-1)).toEqual({ label: graph.name(node), item });
    for (let at = 1; at < parts.length; at++) {
      expect(byPartition.parent[parts[at]!.item]).toBe(parts[at - 1]!.item);
    }
  });

  it('calls the frame around modules the program, once', () => {
    const item = byModule.itemOfNode[node]!;
    const [frame, ...others] = partsOf(byModule, model, item);
    expect(frame!.label).toBe('Program');
    expect(byModule.kind[frame!.item]).toBe(ItemKind.block);
    const modules = others.slice(0, -1).map(({ label }) => label);
    expect(modules.length).toBeGreaterThan(1);
    expect(byModule.modulePrefix + modules.join('.')).toBe(modulePath(byModule, item));
  });

  it('has the program alone for its frame and its root', () => {
    expect(partsOf(byPartition, model, 0)).toEqual([{ label: 'Program', item: 0 }]);
    const frame = byModule.kind.indexOf(ItemKind.block);
    expect(partsOf(byModule, model, frame)).toEqual([{ label: 'Program', item: frame }]);
  });

  it('calls the ends as the picture does', () => {
    const inputs = byPartition.kind.indexOf(ItemKind.inputs);
    expect(partsOf(byPartition, model, inputs).map(({ label }) => label)).toEqual(['Program', 'Program input']);
  });
});
