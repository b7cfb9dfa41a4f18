import { describe, expect, it } from 'vitest';
import { type Graph, NodeOp } from '../../../../extension/core/graph/graph';
import type { Block, Partition } from '../../../../extension/core/partition/partition';
import { buildSupport } from '../../../../extension/core/partition/support';
import { composeFrame } from '../../../../webview/program/canvas/composeFrame';
import type { TextRun } from '../../../../webview/program/canvas/frame';
import { WIDE_FAN_OUT } from '../../../../webview/program/graph/liftedEdges';
import { placeOf } from '../../../../webview/program/graph/walk';
import { makeReport } from '../../../webview/models';
import { type NodeSpec, graphOf } from '../graph/graphs';
import { type Drawn, drawn } from './anyDrawing';

const BLOCKS = WIDE_FAN_OUT + 1;
/** What stands for lines begins with one of these. */
const isTag = ({ text }: TextRun): boolean => /^[◂▸]/.test(text);

/** Blocks of two operations, one after the other, the first of which reads each of `tables` beside what came before. */
function blocksReading(tables: readonly NodeSpec[]): Drawn {
  const specs: NodeSpec[] = [{ name: 'x', op: NodeOp.placeholder }, ...tables];
  const inputs = specs.length;
  for (let block = 0; block < BLOCKS; block++) {
    const before = block === 0 ? 'x' : `relu${block - 1}`;
    specs.push({ name: `add${block}`, inputs: [before, ...tables.map(({ name }) => name)] });
    specs.push({ name: `relu${block}`, inputs: [`add${block}`] });
  }
  const blocks = Array.from({ length: BLOCKS }, (_, block): Block => {
    const nodes = Uint32Array.of(inputs + 2 * block, inputs + 2 * block + 1);
    return { name: `_run_on_acc_${block}`, kind: 'tensorrt', nodes };
  });
  return drawnGraph(graphOf(specs), blocks, 'partition');
}

function drawnGraph(graph: Graph, blocks: readonly Block[], hierarchy: 'partition' | 'module'): Drawn {
  const partition: Partition = { blocks, partitioner: 'fast', skippedWholeGraph: false, exact: true };
  const program = { graph, support: buildSupport(graph, [], 0, 0), partition };
  return drawn(makeReport('wide', program), hierarchy, hierarchy === 'module');
}

function tagsOf({ drawing, placed }: Drawn, scale = 1): TextRun[] {
  const area = { x: 0, y: 0, width: placed.width[0]!, height: placed.height[0]! };
  return composeFrame(drawing, area, scale).texts.filter(isTag);
}

const input = (name: string): NodeSpec => ({ name, op: NodeOp.placeholder });

describe('tags', () => {
  it('stand at closed blocks that read a value as many others do, and at where it comes from', () => {
    const picture = blocksReading([input('mask')]);
    const { placed } = picture;
    const tags = tagsOf(picture);
    const block = placeOf(placed, placed.tree.firstChild[0]! + 1)!;
    expect(tags.filter(({ text }) => text === '◂ mask')).toHaveLength(BLOCKS);
    expect(tags).toContainEqual(expect.objectContaining({ text: '◂ mask', x: block.x + 2, y: block.y - 4 }));
    expect(tags.filter(({ text }) => text.startsWith('▸')).map(({ text }) => text)).toEqual([
      `▸ mask · ${BLOCKS} readers`,
    ]);
    // From block to block there are lines as before.
    expect(placed.edges.from.length).toBeGreaterThanOrEqual(BLOCKS);
  });

  it('are drawn where they can be read', () => {
    const picture = blocksReading([input('mask')]);
    expect(tagsOf(picture, 0.7)).toEqual([]);
    expect(tagsOf(picture, 0.8)).not.toEqual([]);
  });

  it('name few of many values, in the room that there is', () => {
    const picture = blocksReading(Array.from({ length: 300 }, (_, index) => input(`table_${index}`)));
    const { drawing, placed } = picture;
    const block = placed.tree.firstChild[0]! + 1;
    expect(drawing.tags.readBy(block)).toBe('◂ table_0, table_1 and 298 more');
    const [long, short] = drawing.tags.comingFrom(placed.tree.firstChild[0]!);
    expect(long).toBe(`▸ table_0, table_1 and 298 more · ${BLOCKS} readers`);
    expect(short).toBe(`▸ ${BLOCKS} readers`);
  });

  it('tell at an operation how many read it, all groups counted', () => {
    const readers = Array.from({ length: 40 }, (_, index) => ({ name: `add${index}`, inputs: ['value', 'value'] }));
    const further = Array.from({ length: 3 }, (_, index) => ({ name: `neg${index}`, module: 'm', inputs: ['value'] }));
    const graph = graphOf([{ name: 'value' }, ...readers, ...further]);
    const nodes = Uint32Array.from({ length: graph.nodeCount }, (_, node) => node);
    const picture = drawnGraph(graph, [{ name: '_run_on_acc_0', kind: 'tensorrt', nodes }], 'module');
    const item = picture.placed.tree.itemOfNode[0]!;
    expect(picture.drawing.tags.comingFrom(item)).toEqual(['▸ 43 readers']);
    const { x, y, height } = placeOf(picture.placed, item)!;
    expect(tagsOf(picture)).toContainEqual(
      expect.objectContaining({ text: '▸ 43 readers', x: x + 2, y: y + height + 10 }),
    );
  });
});
