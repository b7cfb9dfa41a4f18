import { describe, expect, it } from 'vitest';
import { NodeOp } from '../../../extension/core/graph/graph';
import { buildGraph } from '../../../extension/core/graph/graphBuilder';
import { explainCause } from '../../../extension/core/partition/explain';
import { findBreaks } from '../../../extension/core/partition/breaks';
import { reasonOfParser } from '../../../extension/core/partition/parserErrors';
import { blockTitle } from '../../../extension/core/partition/partition';
import { Reason, reasonId } from '../../../extension/core/partition/reasons';
import { remediesFor } from '../../../extension/core/partition/remedies';
import { buildSupport } from '../../../extension/core/partition/support';
import type { Program } from '../../../extension/core/report/report';
import { partitionOf, row, sampleReport } from '../report/sampleReport';

describe('reasonOfParser', () => {
  it.each([
    ['UNSUPPORTED_NODE', 'false', Reason.noConverter, ''],
    ['INTERNAL_ERROR', 'Op type NoSuchOp is not supported by the ONNX parser.', Reason.noConverter, ''],
    [
      'UNSUPPORTED_NODE',
      ' outputs.size() == 1: no indices \n',
      Reason.validatorRejected,
      'outputs.size() == 1: no indices',
    ],
    ['UNSUPPORTED_NODE_ATTR', 'a', Reason.validatorRejected, 'a'],
    ['UNSUPPORTED_NODE_INPUT', 'i', Reason.validatorRejected, 'i'],
    ['UNSUPPORTED_NODE_DATATYPE', 't', Reason.validatorRejected, 't'],
    ['UNSUPPORTED_NODE_SHAPE', 's', Reason.validatorRejected, 's'],
    ['UNSUPPORTED_NODE_DYNAMIC', 'd', Reason.dynamicShapeUnsupported, 'd'],
    ['INTERNAL_ERROR', 'w', Reason.other, 'w'],
    ['A_NEW_CODE', '', Reason.other, ''],
  ])('%s with "%s"', (code, message, reason, detail) => {
    expect(reasonOfParser({ code, message })).toEqual({ reason, detail });
  });

  it('has no word where the parser has none', () => {
    expect(reasonOfParser(undefined)).toEqual({ reason: Reason.other, detail: '' });
  });
});

/** Conv in an engine, then the operation, then Relu in an engine. */
function around(target: string, reason: Reason, detail = ''): Program {
  const graph = buildGraph([
    row('x', [], { op: NodeOp.placeholder, target: '' }),
    row('conv', ['x'], { target: 'Conv' }),
    row('it', ['conv'], { target }),
    row('relu', ['it'], { target: 'Relu' }),
  ]);
  const partition = partitionOf([
    ['tensorrt', [1]],
    ['torch', [2]],
    ['tensorrt', [3]],
  ]);
  return {
    graph,
    support: buildSupport(graph, [{ node: 2, reason, detail }], 2, 3),
    partition: { ...partition, partitioner: 'parser' },
  };
}

const words = (target: string, reason: Reason, detail = '', tensorrt = '1.5.0.114'): string =>
  explainCause(around(target, reason, detail), { node: 2, reason, detail }, { tensorrt, torchTensorrt: '' });

describe('explainCause of an ONNX program', () => {
  it.each([
    [
      'NonMaxSuppression',
      Reason.noConverter,
      '',
      'TensorRT-RTX 1.5.0.114 does not have the ONNX operator NonMaxSuppression.',
    ],
    [
      'com.microsoft.FusedConv',
      Reason.noConverter,
      '',
      'TensorRT-RTX 1.5.0.114 does not have the ONNX operator com.microsoft.FusedConv. It is an operator of com.microsoft.',
    ],
    [
      'MaxPool',
      Reason.validatorRejected,
      'outputs.size() == 1.',
      'TensorRT-RTX 1.5.0.114 has MaxPool, but does not take it like this: outputs.size() == 1.',
    ],
    ['Loop', Reason.dynamicShapeUnsupported, '', 'TensorRT-RTX 1.5.0.114 takes Loop with fixed sizes only.'],
    ['If', Reason.other, '', 'TensorRT-RTX 1.5.0.114 cannot take this If, and does not say why.'],
    ['If', Reason.other, 'Is it so?', 'TensorRT-RTX 1.5.0.114 cannot take this If: Is it so?'],
    [
      'Add',
      Reason.buildFailed,
      'no tactic.',
      'TensorRT-RTX 1.5.0.114 could not build the engine that Add was in: no tactic.',
    ],
  ])('%s, %i, %j', (target, reason, detail, expected) => expect(words(target, reason, detail)).toBe(expected));

  it('has one sentence for every reason and never speaks of PyTorch', () => {
    for (const reason of Object.values(Reason)) {
      for (const detail of ['', 'some detail', 'some detail.', 'why?']) {
        const text = words('Op', reason, detail, '');
        expect(text, reasonId(reason)).toMatch(/^TensorRT-RTX .*\bOp\b/);
        expect(text).toMatch(/[^.][.?]$/);
        expect(text).not.toMatch(/PyTorch|torch/i);
      }
    }
  });
});

describe('remediesFor an ONNX program', () => {
  const titles = (target: string, reason: Reason): string[] => {
    const program = around(target, reason);
    const report = sampleReport({ program, trials: [] });
    return remediesFor(report, findBreaks(program.graph, program.support, program.partition)[0]!).map(
      ({ title }) => title,
    );
  };

  it.each([
    ['MaxPool', Reason.validatorRejected, /pool without return_indices/],
    ['MaxUnpool', Reason.noConverter, /Resize/],
    ['Bernoulli', Reason.noConverter, /random numbers outside/],
    ['com.microsoft.FusedConv', Reason.noConverter, /without com\.microsoft\.FusedConv/],
  ])('of %s', (target, reason, expected) => expect(titles(target, reason)).toEqual([expect.stringMatching(expected)]));

  it.each([
    ['MaxPool', Reason.noConverter],
    ['com.microsoft.FusedConv', Reason.validatorRejected],
    ['Add', Reason.other],
    // Hints about operators of torch are not for ONNX's of the same name.
    ['sort', Reason.validatorError],
    ['nonzero', Reason.noConverter],
  ])('has what always helps for %s where nothing else is known', (target, reason) =>
    expect(titles(target, reason)).toEqual([expect.stringContaining('ONNX Runtime')]),
  );
});

describe('blockTitle', () => {
  it('says of an ONNX program that a block is not supported, not that it runs in PyTorch', () => {
    const { partition } = around('If', Reason.other);
    expect(partition.blocks.map((block) => blockTitle(block, partition))).toEqual([
      'Engine 0',
      'Unsupported 1',
      'Engine 2',
    ]);
    const torch = { ...partition, partitioner: 'fast' as const };
    expect(torch.blocks.map((block) => blockTitle(block, torch))).toEqual(['Engine 0', 'PyTorch 1', 'Engine 2']);
  });
});
