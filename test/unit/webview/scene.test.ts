import { describe, expect, it } from 'vitest';
import { Reason } from '../../../extension/core/partition/reasons';
import { programModel } from '../../../webview/ui/programModel';
import type { Rulers } from '../../../webview/ui/text';
import { itemsOf, selectionId, selectionOf } from '../../../webview/program/items';
import { type Box, breakLabel, buildScene } from '../../../webview/program/scene';
import { WINDOW } from '../../../webview/program/innerGraph';
import { chainReport, makeProgram, makeReport, recordedReport } from '../../webview/models';
import type { Report } from '../../../extension/core/report/report';

const width = (text: string): number => text.length * 7;
const RULERS: Rulers = { title: width, label: width, small: width, code: width };

function modelOf(report: Report): ReturnType<typeof programModel> {
  return programModel(report, report.program!);
}

const SOFTMAX = ['torch.ops.aten.gelu.default', 'torch.ops.aten.scaled_dot_product_attention.default'];

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('scene', () => {
  const reports: Record<string, Report> = {
    bert: recordedReport('bert', SOFTMAX),
    detector: recordedReport('detector'),
    alternating: recordedReport('alternating'),
    gpt2: recordedReport('gpt2'),
    many: chainReport('many', { blocks: 130, nodesPerBlock: 3 }),
  };

  for (const [name, report] of Object.entries(reports)) {
    it(`stacks the blocks of ${name} in order, with nothing on top of anything else`, () => {
      const model = modelOf(report);
      const half = new Map(model.program.partition.blocks.filter((_, i) => i % 2 === 0).map((b) => [b.name, 0]));
      for (const open of [new Map<string, number>(), half]) {
        const scene = buildScene(model, open, RULERS);
        expect(scene.blocks.map((box) => box.block)).toEqual(model.program.partition.blocks.map((_, i) => i));
        const labels = scene.lines.flatMap((line) => (line.label ? [line.label] : []));
        const boxes: Box[] = [...scene.ends, ...scene.blocks, ...scene.breaks, ...labels];
        for (let i = 0; i < boxes.length; i++) {
          for (let j = i + 1; j < boxes.length; j++) expect(overlap(boxes[i]!, boxes[j]!)).toBe(false);
        }
      }
    });

    it(`ends every line of ${name} at the boxes that it names`, () => {
      const scene = buildScene(modelOf(report), new Map(), RULERS);
      const boxes = new Map<string, Box>([...scene.ends, ...scene.blocks].map((box) => [box.id, box]));
      for (const { from, to, points, kind } of scene.lines) {
        if (points.length === 0) continue;
        const [source, target] = [boxes.get(from)!, boxes.get(to)!];
        const [[startX, startY], [endX, endY]] = [points[0]!, points.at(-1)!];
        if (kind === 'next') {
          expect([startY, endY]).toEqual([source.y + source.height, target.y]);
        } else {
          expect([startX, endX]).toEqual([source.x, target.x]);
          expect(startY).toBeLessThan(source.y + source.height);
          expect(endY).toBeGreaterThan(target.y);
        }
      }
    });
  }

  it('is the same for the same report', () => {
    const open = new Map([['_run_on_acc_0', 0]]);
    const [first, second] = [0, 1].map(() => buildScene(modelOf(recordedReport('bert', SOFTMAX)), open, RULERS));
    expect(second).toEqual(first);
  });

  it('shows a large block in windows with a step to both sides', () => {
    const model = modelOf(chainReport('big', { blocks: 1, nodesPerBlock: 1000 }));
    const scene = buildScene(model, new Map([['_run_on_acc_0', 400]]), RULERS);
    const inner = scene.blocks[0]!.inner!;
    expect(inner.nodes).toHaveLength(WINDOW);
    expect(model.program.graph.name(inner.nodes[0]!)).toBe('linear_400');
    expect(inner.earlier?.label).toBe('Show operations 201 to 400 of 1,000');
    expect(inner.later?.label).toBe('Show operations 601 to 800 of 1,000');
    const last = buildScene(model, new Map([['_run_on_acc_0', 5000]]), RULERS).blocks[0]!.inner!;
    expect(last.later).toBeUndefined();
    expect(last.nodes.at(-1)).toBe(1000);
  });

  it('labels a break with its number, reason and module', () => {
    expect(breakLabel(modelOf(recordedReport('bert', SOFTMAX)), 0)).toBe('break 1 · excluded by a setting · layer.0');
    expect(breakLabel(modelOf(recordedReport('alternating')), 3)).toContain('at the end');
  });

  it('calls all blocks PyTorch where the whole graph was left to it', () => {
    const report = recordedReport('detector');
    const program = { ...report.program!, partition: { ...report.program!.partition, skippedWholeGraph: true } };
    const scene = itemsOf(programModel(report, program), buildScene(programModel(report, program), new Map(), RULERS));
    expect(scene.filter((item) => item.kind === 'block')).toHaveLength(3);
  });

  it('says by its symbols that a size depends on the input', () => {
    const rows = ['x', 'a', 'b'].map((name, i) => ({
      name,
      op: i === 0 ? (0 as const) : (2 as const),
      target: i === 0 ? 'x' : 'torch.ops.aten.relu.default',
      module: '',
      moduleType: '',
      arguments: '',
      inputs: i === 0 ? [] : [['x', 'a'][i - 1]!],
      outputs: [{ dtype: 7, shape: 'batchx64', bytes: 0 }],
      frames: [],
    }));
    const blocks = [
      { name: '_run_on_acc_0', kind: 'tensorrt' as const, nodes: ['a'] },
      { name: '_run_on_gpu_1', kind: 'torch' as const, nodes: ['b'] },
    ];
    const unsupported = new Map([['b', { reason: Reason.noConverter, detail: '' }]]);
    const model = modelOf(makeReport('dynamic', makeProgram(rows, blocks, unsupported)));
    const label = buildScene(model, new Map(), RULERS).lines.find((line) => line.from === 'block:_run_on_acc_0')?.label;
    expect(label?.title).toBe('a batch×64 float32\na');
  });
});

describe('items', () => {
  it('finds every selection again by its id, also in the report of another compile', () => {
    const model = modelOf(recordedReport('bert', SOFTMAX));
    const again = modelOf(recordedReport('bert', [SOFTMAX[0]!]));
    const scene = buildScene(model, new Map([['_run_on_acc_0', 0]]), RULERS);
    for (const item of itemsOf(model, scene)) {
      if (item.kind === 'more') continue;
      expect(selectionId(model, selectionOf(model, item.id)!)).toBe(item.id);
    }
    expect(selectionOf(again, 'node:gelu')).toMatchObject({ kind: 'node' });
    expect(selectionOf(model, 'block:gone')).toBeUndefined();
    expect(selectionOf(model, 'node:gone')).toBeUndefined();
    expect(selectionOf(model, 'break:_run_on_acc_0')).toBeUndefined();
    expect(selectionOf(model, 'rubbish')).toBeUndefined();
  });

  it('lists each item once, nodes after their block and a break after its nodes', () => {
    const model = modelOf(recordedReport('alternating'));
    const scene = buildScene(model, new Map([['_run_on_gpu_1', 0]]), RULERS);
    const ids = itemsOf(model, scene).map((item) => item.id);
    expect(new Set(ids).size).toBe(ids.length);
    const start = ids.indexOf('block:_run_on_gpu_1');
    expect(ids.slice(start, start + 3)).toEqual(['block:_run_on_gpu_1', 'node:clip_custom', 'break:_run_on_gpu_1']);
  });
});
