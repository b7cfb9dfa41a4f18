import { describe, expect, it } from 'vitest';
import { NodeOp } from '../../../../extension/core/graph/graph';
import type { Block, Partition } from '../../../../extension/core/partition/partition';
import { buildSupport } from '../../../../extension/core/partition/support';
import { composeFrame } from '../../../../webview/program/canvas/composeFrame';
import type { Polyline } from '../../../../webview/program/canvas/frame';
import { connectionsOf } from '../../../../webview/program/graph/connections';
import { makeReport } from '../../../webview/models';
import { type NodeSpec, graphOf, linesOf } from '../graph/graphs';
import { type Drawn, drawn } from './anyDrawing';

const BLOCKS = 200;
const FAR = 60;

/** Blocks of one operation, which reads that of the block before and that of one far above. */
function picture(): Drawn {
  const specs: NodeSpec[] = [{ name: 'x', op: NodeOp.placeholder }];
  for (let block = 0; block < BLOCKS; block++) {
    const inputs = [block === 0 ? 'x' : `relu${block - 1}`, ...(block > FAR ? [`relu${block - FAR}`] : [])];
    specs.push({ name: `relu${block}`, inputs });
  }
  const graph = graphOf(specs);
  const blocks = Array.from({ length: BLOCKS }, (_, block): Block => {
    return { name: `_run_on_acc_${block}`, kind: 'tensorrt', nodes: Uint32Array.of(block + 1) };
  });
  const partition: Partition = { blocks, partitioner: 'fast', skippedWholeGraph: false, exact: true };
  return drawn(makeReport('far', { graph, support: buildSupport(graph, [], 0, 0), partition }), 'partition', false);
}

/** Two modules, the second of which reads three values of the first. */
function twoModules(): Drawn {
  const names = ['a', 'b', 'c'];
  const graph = graphOf([
    { name: 'x', op: NodeOp.placeholder },
    ...names.map((name) => ({ name, module: 'first', inputs: ['x'] })),
    ...names.map((name) => ({ name: `${name}1`, module: 'second', inputs: [name] })),
  ]);
  const blocks: Block[] = [{ name: '_run_on_acc_0', kind: 'tensorrt', nodes: Uint32Array.of(1, 2, 3, 4, 5, 6) }];
  const partition: Partition = { blocks, partitioner: 'fast', skippedWholeGraph: false, exact: true };
  return drawn(makeReport('two', { graph, support: buildSupport(graph, [], 0, 0), partition }), 'module');
}

describe('lines', () => {
  it('that stand out say how many values go along them', () => {
    const { drawing, placed, model } = twoModules();
    const area = { x: 0, y: 0, width: placed.width[0]!, height: placed.height[0]! };
    const { graph } = model.program;
    const second = placed.tree.parent[placed.tree.itemOfNode[graph.find('a1')!]!]!;
    const { edges } = connectionsOf(placed, graph, second);
    const said = (hotEdges: ReadonlySet<number>, scale = 1): string[] =>
      composeFrame({ ...drawing, hotEdges }, area, scale).texts.flatMap(({ text }) =>
        /value/.test(text) ? [text] : [],
      );
    expect(said(edges)).toEqual(['3 values']);
    expect(said(edges, 0.5)).toEqual([]);
    expect(said(new Set())).toEqual([]);
  });

  it('that lead past what is in sight are drawn once a lane', () => {
    const { drawing, placed } = picture();
    const area = { x: 0, y: placed.height[0]! / 2, width: placed.width[0]!, height: 170 };
    const lines = composeFrame(drawing, area, 1).lines.flatMap((batch) => batch.lines);
    const bottom = area.y + area.height;
    const all = linesOf(placed, 0).filter(({ points }) => points.some(([, y]) => y > area.y - 100));
    const passing = all.filter(({ points }) => points[0]![1] < area.y - 12 && points.at(-1)![1] > bottom + 12);
    expect(passing.length).toBeGreaterThan(FAR - 10);
    const lanes = new Set(passing.map(({ points }) => points[1]![0]));
    const [sx, ex] = [({ points, start }: Polyline) => points[start]!, ({ points, end }: Polyline) => points[end - 2]!];
    const upright = lines.filter((line) => line.end - line.start === 4 && sx(line) === ex(line) && lanes.has(sx(line)));
    expect(upright.map(sx).sort((a, b) => a - b)).toEqual([...lanes].sort((a, b) => a - b));
    // Those that begin or end in sight are all there, with their corners.
    const ending = all.filter(({ points }) => [points[0]!, points.at(-1)!].some(([, y]) => y > area.y && y < bottom));
    expect(lines.length).toBeGreaterThanOrEqual(lanes.size + ending.length);
    expect(lines.length).toBeLessThan(lanes.size + ending.length + 8);
  });
});
