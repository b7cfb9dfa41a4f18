import { describe, expect, it } from 'vitest';
import type { Remedy } from '../../../extension/core/findings/finding';
import { NodeOp } from '../../../extension/core/graph/graph';
import { buildGraph } from '../../../extension/core/graph/graphBuilder';
import { breakFindings } from '../../../extension/core/partition/breakFindings';
import { findBreaks } from '../../../extension/core/partition/breaks';
import { explainCause } from '../../../extension/core/partition/explain';
import { operatorName } from '../../../extension/core/partition/operators';
import { Reason, reasonId } from '../../../extension/core/partition/reasons';
import { remediesFor } from '../../../extension/core/partition/remedies';
import { buildSupport } from '../../../extension/core/partition/support';
import { VALIDATOR_NAMES } from '../../../extension/core/partition/validators';
import type { Program, Report, Trial } from '../../../extension/core/report/report';
import { brokenProgram, partitionOf, row, sampleReport } from '../report/sampleReport';

/** relu in TensorRT, then the operation in PyTorch, then mul in TensorRT. */
function around(target: string, reason: Reason, detail = ''): Program {
  const graph = buildGraph([
    row('x', [], { op: NodeOp.placeholder }),
    row('relu', ['x'], { outputs: [{ dtype: 7, shape: 'batchx8', bytes: 0 }] }),
    row('it', ['relu'], { target }),
    row('mul', ['it']),
  ]);
  const support = buildSupport(graph, [{ node: 2, reason, detail }], 2, 3);
  return {
    graph,
    support,
    partition: partitionOf([
      ['tensorrt', [1]],
      ['torch', [2]],
      ['tensorrt', [3]],
    ]),
  };
}

function words(target: string, reason: Reason, detail = ''): string {
  return explainCause(around(target, reason, detail), { node: 2, reason, detail }, { torchTensorrt: '2.13.0' });
}

function remedies(program: Program, more: Partial<Report> = {}) {
  const report = sampleReport({ program, trials: [], ...more });
  return remediesFor(report, findBreaks(program.graph, program.support, program.partition)[0]!);
}

describe('operatorName', () => {
  it.each([
    ['torch.ops.aten.special_bessel_j0.default', 'torch.special.bessel_j0'],
    ['torch.ops.aten.fft_rfft.default', 'torch.fft.rfft'],
    ['torch.ops.aten.split.Tensor', 'aten.split.Tensor'],
    ['torch.ops.aten.erfinv.default', 'aten.erfinv'],
    ['torch.ops.lab.clip_custom.default', 'lab.clip_custom'],
    ['torch.ops.higher_order.cond', 'torch.cond'],
    ['_operator.getitem', 'getitem'],
  ])('writes %s as %s', (target, name) => expect(operatorName(target)).toBe(name));
});

describe('explainCause', () => {
  it('names the operator and the version', () => {
    expect(words('torch.ops.aten.special_bessel_j0.default', Reason.noConverter)).toBe(
      'Torch-TensorRT 2.13.0 has no converter for torch.special.bessel_j0.',
    );
    const program = around('torch.ops.aten.erfinv.default', Reason.noConverter);
    expect(explainCause(program, { node: 2, reason: Reason.noConverter, detail: '' })).toBe(
      'Torch-TensorRT has no converter for aten.erfinv.',
    );
  });

  it('says that an operation is custom', () => {
    expect(words('torch.ops.lab.clip_custom.default', Reason.noConverter)).toMatch(/custom operation/);
  });

  it('says what a validator asks for, and its name', () => {
    const text = words(
      'torch.ops.aten.cumsum.default',
      Reason.validatorRejected,
      'aten_ops_cumsum: cumsum_validator says no',
    );
    expect(text).toMatch(/TensorRT-RTX has no cumulative sum \(cumsum_validator\)/);
  });

  it('knows validators without a name by their operator', () => {
    expect(words('torch.ops.aten.index.Tensor', Reason.validatorRejected, 'aten_ops_index: <lambda> says no')).toMatch(
      /int32 or int64/,
    );
  });

  it('keeps what an unknown validator is called', () => {
    expect(words('torch.ops.aten.foo.default', Reason.validatorRejected, 'foo: bar_validator says no')).toContain(
      'bar_validator says no',
    );
  });

  it('leads from an output to the operation that makes it', () => {
    expect(words('_operator.getitem', Reason.validatorRejected)).toContain('aten.relu (relu)');
  });

  it('names the dynamic shape', () => {
    expect(words('torch.ops.aten.gather.default', Reason.dynamicShapeUnsupported)).toContain('batchx8 of relu');
  });

  it('keeps the words of an exception', () => {
    expect(
      words('torch.ops.aten.sort.default', Reason.validatorError, 'sort_validator: IndexError: out of range.'),
    ).toBe(
      'Torch-TensorRT 2.13.0 has a converter for aten.sort, but its check of this call failed: sort_validator: IndexError: out of range.',
    );
  });

  it('has a sentence for every reason', () => {
    for (const reason of Object.values(Reason)) {
      const text = words('torch.ops.aten.foo.default', reason, 'some detail');
      expect(text, reasonId(reason)).toMatch(/^[^.].*[^.]\.$/s);
      expect(text).toContain('aten.foo');
    }
  });

  it('explains every validator in a sentence of its own', () => {
    for (const name of VALIDATOR_NAMES) {
      expect(words('torch.ops.aten.foo.default', Reason.validatorRejected, `f: ${name} says no`)).toMatch(
        new RegExp(`rejects this call: .{10,}\\(${name}\\)\\.$`),
      );
    }
  });
});

describe('remediesFor', () => {
  it('removes an exclusion and keeps the others', () => {
    const program = around('torch.ops.aten.gelu.default', Reason.torchExecutedOps);
    const settings = { torch_executed_ops: ['torch.ops.aten.gelu.default', 'torch.ops.aten.sum.default'] };
    expect(remedies(program, { settings })).toEqual([
      {
        title: 'Remove torch.ops.aten.gelu.default from torch_executed_ops',
        action: { kind: 'settings', change: { torch_executed_ops: ['torch.ops.aten.sum.default'] } },
      },
    ]);
  });

  it('offers a larger min_block_size only when a trial shows fewer breaks', () => {
    const program = brokenProgram();
    const better = { change: { min_block_size: 5 }, engines: 1, breaks: 0, torchOperations: 2 };
    const useless = { change: { min_block_size: 10 }, engines: 0, breaks: 0, torchOperations: 3 };
    const settings = (...trials: Trial[]): Remedy[] => remedies(program, { trials }).filter(({ action }) => action);
    expect(settings(useless, better)).toEqual([
      {
        title: 'Set min_block_size to 5',
        effect: '2 engines become 1, 1 break becomes 0, 1 operation in PyTorch becomes 2',
        action: { kind: 'settings', change: { min_block_size: 5 } },
      },
    ]);
    expect(settings(useless)).toEqual([]);
  });

  it('offers a smaller min_block_size where the whole graph was left to PyTorch', () => {
    const { graph, support } = brokenProgram();
    const partition = { ...partitionOf([['torch', [1, 2, 3]]]), skippedWholeGraph: true };
    const trial = { change: { min_block_size: 1 }, engines: 2, breaks: 1, torchOperations: 1 };
    const [remedy] = remedies({ graph, support, partition }, { trials: [trial], settings: { min_block_size: 5 } });
    expect(remedy).toMatchObject({
      title: 'Set min_block_size to 1',
      effect: '0 engines become 2, 0 breaks become 1, 3 operations in PyTorch become 1',
    });
  });

  it('takes the best of several values of one setting', () => {
    const trials = [
      { change: { min_block_size: 2 }, engines: 2, breaks: 0, torchOperations: 2 },
      { change: { min_block_size: 3 }, engines: 1, breaks: 0, torchOperations: 1 },
    ];
    const settings = remedies(brokenProgram(), { trials }).filter(({ action }) => action);
    expect(settings.map(({ title }) => title)).toEqual(['Set min_block_size to 3']);
  });

  it('takes the value nearest to what is set where several do the same', () => {
    const { graph, support } = brokenProgram();
    const partition = { ...partitionOf([['torch', [1, 2, 3]]]), skippedWholeGraph: true };
    const trials = [1, 2, 3].map((size) => ({
      change: { min_block_size: size },
      engines: 1,
      breaks: 0,
      torchOperations: 1,
    }));
    const [remedy] = remedies({ graph, support, partition }, { trials, settings: { min_block_size: 5 } });
    expect(remedy!.title).toBe('Set min_block_size to 3');
  });

  it('knows single operators', () => {
    const [remedy] = remedies(around('torch.ops.aten.sort.default', Reason.validatorError, 'IndexError'));
    expect(remedy!.title).toMatch(/positive number/);
  });

  it('names the way to an own converter where there is none, but not for whole graphs', () => {
    const titles = (target: string): string[] => remedies(around(target, Reason.noConverter)).map(({ title }) => title);
    const own = (name: string): RegExp => new RegExp(`^Register a converter for ${name} with `);
    expect(titles('torch.ops.lab.f.default')).toEqual([expect.stringMatching(own('lab.f'))]);
    expect(titles('torch.ops.aten.cumsum.default')).toEqual([
      expect.stringMatching(/triu/),
      expect.stringMatching(own('aten.cumsum')),
    ]);
    expect(titles('torch.ops.higher_order.cond')).toEqual([]);
  });
});

describe('breakFindings', () => {
  it('stands at the Python line, as a warning between engines', () => {
    const [finding] = breakFindings(sampleReport());
    expect(finding).toMatchObject({
      code: 'break.no-converter',
      severity: 'warning',
      message: 'Torch-TensorRT 2.13.0 has no converter for aten.erfinv.',
      places: [
        { kind: 'source', file: '/models/net.py', line: 12 },
        { kind: 'node', node: 'erfinv', module: 'act' },
      ],
    });
  });

  it('is information at the ends of the program', () => {
    const { graph, support } = brokenProgram();
    const partition = partitionOf([
      ['tensorrt', [1]],
      ['torch', [2, 3]],
    ]);
    expect(breakFindings(sampleReport({ program: { graph, support, partition } }))[0]!.severity).toBe('information');
  });

  it('counts the other causes and leaves out outputs that are only passed on', () => {
    const graph = buildGraph([
      row('relu', []),
      row('sort', ['relu']),
      row('getitem', ['sort'], { target: '_operator.getitem' }),
      row('erfinv', ['getitem']),
      row('mul', ['erfinv']),
    ]);
    const unsupported = [1, 2, 3].map((node) => ({ node, reason: Reason.validatorError, detail: '' }));
    const support = buildSupport(graph, unsupported, 2, 5);
    const partition = partitionOf([
      ['tensorrt', [0]],
      ['torch', [1, 2, 3]],
      ['tensorrt', [4]],
    ]);
    const [finding] = breakFindings(sampleReport({ program: { graph, support, partition } }));
    expect(finding!.code).toBe('break.validator-error');
    expect(finding!.message).toMatch(/ 1 more operation stays with it: aten\.erfinv\.$/);
  });

  it('has nothing to say without a program', () => {
    expect(breakFindings(sampleReport({ program: undefined }))).toEqual([]);
  });
});
