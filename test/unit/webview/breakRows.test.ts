import { describe, expect, it } from 'vitest';
import { programModel } from '../../../webview/ui/programModel';
import {
  breakRows,
  commonCause,
  copyText,
  crossesText,
  neighbours,
  noBreaksText,
  summaryText,
} from '../../../webview/breaks/breakRows';
import type { Report } from '../../../extension/core/report/report';
import { chainReport, recordedReport } from '../../webview/models';

function modelOf(report: Report): ReturnType<typeof programModel> {
  return programModel(report, report.program!);
}

const ATTENTION = ['torch.ops.aten.scaled_dot_product_attention.default'];

describe('rows of the break table', () => {
  it('say operator, reason, place and cost of each break', () => {
    const [first, ...others] = breakRows(modelOf(recordedReport('bert', ATTENTION)));
    expect(others).toHaveLength(3);
    expect(first).toMatchObject({
      index: 0,
      block: '_run_on_gpu_1',
      operators: 'scaled_dot_product_attention',
      reasons: 'excluded by a setting',
      module: 'layer.0',
      tensors: 4,
      bytes: 65_536,
    });
    expect(first!.frame).toMatchObject({ line: 192, function: 'forward' });
    expect(crossesText(first!)).toBe('4 tensors · 65.5 KB');
    expect(crossesText({ ...first!, tensors: 0 })).toBe('nothing');
  });

  it('name the line or operator that several breaks share', () => {
    expect(commonCause(breakRows(modelOf(recordedReport('bert', ATTENTION))))).toBe(
      'All 4 breaks come from one line, modeling_bert.py:192.',
    );
    const rows = breakRows(modelOf(recordedReport('bert', [...ATTENTION, 'torch.ops.aten.gelu.default'])));
    expect(commonCause(rows)).toBe('4 of 8 breaks come from scaled_dot_product_attention.');
    expect(commonCause(rows.slice(0, 1))).toBe('');
    expect(commonCause(rows.slice(0, 2))).toBe('');
    const gelus = rows.filter((row) => row.operators === 'gelu');
    const sameOperator = gelus.map((row, i) => ({ ...row, lines: [`model.py:${i}`] }));
    expect(commonCause(sameOperator)).toBe('All 4 breaks come from one operator, gelu.');
  });

  it('do not name one line where a break has operations of another', () => {
    const rows = breakRows(modelOf(recordedReport('alternating')));
    expect(rows.at(-1)!.lines).toHaveLength(2);
    expect(commonCause(rows)).toBe('2 of 4 breaks come from lab.clip_custom.');
  });

  it('count breaks between engines and those at the ends apart', () => {
    expect(summaryText(modelOf(recordedReport('bert', ATTENTION)))).toBe('4 graph breaks · 262 KB cross in a run');
    expect(summaryText(modelOf(recordedReport('alternating')))).toContain('3 graph breaks · 1 more at the end');
  });

  it('say what there is where there is no break', () => {
    const report = chainReport('whole', { blocks: 1, nodesPerBlock: 12 });
    expect(noBreaksText(modelOf(report))).toBe('No graph breaks: 1 engine holds all 12 operations.');
    const partition = { ...report.program!.partition, skippedWholeGraph: true };
    const skipped = { ...report, program: { ...report.program!, partition } };
    expect(noBreaksText(modelOf(skipped))).toBe(
      'Torch-TensorRT made no engine: it left the whole graph, 12 operations, to PyTorch.',
    );
  });

  it('name the blocks on both sides and the operations at their edges', () => {
    const model = modelOf(recordedReport('alternating'));
    expect(neighbours(model, model.breaks[0]!)).toEqual([
      'Engine 0 (3 operations, ends with add)',
      'PyTorch 1',
      'Engine 2 (3 operations, begins with linear_1)',
    ]);
    expect(neighbours(model, model.breaks[3]!).at(-1)).toBe('end of the program');
  });

  it('are copied as text with reason, place, cost and remedies', () => {
    const text = copyText(modelOf(recordedReport('bert', ATTENTION)), 'bert.trtlens');
    expect(text).toContain('bert.trtlens: 4 graph breaks · 262 KB cross in a run.');
    expect(text).toContain('1. scaled_dot_product_attention: excluded by a setting');
    expect(text).toMatch(/at .*modeling_bert\.py:192 in m\.encoder\.layer\.0\.attention\.self/);
    expect(text).toContain('crosses: 49.2 KB in, 16.4 KB out a run');
    expect(copyText(modelOf(recordedReport('bert')), 'bert.trtlens')).toMatch(/^bert\.trtlens: No graph breaks/);
  });
});
