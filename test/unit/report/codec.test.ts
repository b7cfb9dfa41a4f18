import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeReport, encodeReport } from '../../../extension/core/report/codec';
import type { Program, Report } from '../../../extension/core/report/report';
import { supportTable } from '../../../extension/core/partition/support';
import { findBreaks } from '../../../extension/core/partition/breaks';
import { trtlens } from '../../../extension/core/schema/generated/trtlens';
import { arbitraryProgram, sampleReport } from './sampleReport';

function roundTrip(report: Report): Report {
  const outcome = decodeReport(encodeReport(report));
  if (!outcome.ok) throw new Error(outcome.findings[0].message);
  return outcome.value;
}

/** Everything that can be read from a program, in plain values. */
function contents({ graph, support, partition }: Program): unknown {
  const nodes = Array.from({ length: graph.nodeCount }, (_, node) => ({
    name: graph.name(node),
    op: graph.op(node),
    target: graph.target(node),
    module: [graph.module(node), graph.moduleType(node)],
    arguments: graph.arguments(node),
    inputs: [...graph.inputs(node)],
    outputs: graph.outputs(node),
    frames: graph.frames(node),
    reason: support.reason(node),
    detail: support.detail(node),
  }));
  const blocks = partition.blocks.map((block) => ({ ...block, nodes: [...block.nodes] }));
  return { nodes, partition: { ...partition, blocks }, counts: [support.supported, support.total] };
}

function messageOf(report: Report): trtlens.Report {
  return trtlens.Report.decode(encodeReport(report));
}

function damageOf(change: (message: trtlens.Report) => void): string {
  const message = messageOf(sampleReport());
  change(message);
  const outcome = decodeReport(trtlens.Report.encode(message).finish());
  if (outcome.ok) throw new Error('The damaged report was read');
  expect(outcome.findings[0].code).toBe('report.corrupt');
  return outcome.findings[0].message;
}

const u32 = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

describe('report codec', () => {
  it('keeps every field', () => {
    const report = sampleReport();
    const { program, ...rest } = roundTrip(report);
    const { program: expected, ...expectedRest } = report;
    expect(rest).toEqual(expectedRest);
    expect(contents(program!)).toEqual(contents(expected!));
  });

  it('keeps a report of a run that failed before there was anything', () => {
    const report = sampleReport({ environment: undefined, program: undefined, engines: [], outcome: 'failed' });
    expect(roundTrip(report)).toEqual(report);
  });

  it('keeps any program', () => {
    fc.assert(
      fc.property(arbitraryProgram(), (program) => {
        expect(contents(roundTrip(sampleReport({ program })).program!)).toEqual(contents(program));
      }),
    );
  });

  it('keeps a support that is not a table', () => {
    const { graph, support, partition } = sampleReport().program!;
    const plain = {
      reason: (node: number) => support.reason(node),
      detail: (node: number) => support.detail(node),
      supported: 2,
      total: 3,
    };
    expect(supportTable(graph, plain).reasons).toEqual(supportTable(graph, support).reasons);
    expect(contents(roundTrip(sampleReport({ program: { graph, support: plain, partition } })).program!)).toEqual(
      contents({ graph, support, partition }),
    );
  });

  it('reads columns wherever they lie in the file', () => {
    const bytes = encodeReport(sampleReport());
    for (let shift = 0; shift < 8; shift++) {
      const shifted = new Uint8Array(bytes.length + shift).subarray(shift);
      shifted.set(bytes);
      expect(decodeReport(shifted).ok).toBe(true);
    }
  });

  it('names a newer version', () => {
    const message = messageOf(sampleReport());
    message.version = 7;
    const outcome = decodeReport(trtlens.Report.encode(message).finish());
    expect(outcome.ok).toBe(false);
    expect(outcome.findings[0]).toMatchObject({ code: 'report.newer-version', severity: 'error' });
    expect(outcome.findings[0].message).toContain('version 7');
  });

  it('takes a reason of a later version for "other"', () => {
    const message = messageOf(sampleReport());
    message.support!.reasonU8 = Uint8Array.of(0, 1, 99, 1, 0);
    const outcome = decodeReport(trtlens.Report.encode(message).finish());
    expect(outcome.ok && outcome.value.program!.support.reason(2)).toBe(11);
  });

  it.each<[string, (message: trtlens.Report) => void, RegExp]>([
    ['no version', (m) => (m.version = 0), /no format version/],
    ['a short column', (m) => (m.graph!.nameU32 = u32(0, 1)), /name_u32 has 8 bytes where 20 are due/],
    ['a ragged column', (m) => (m.graph!.frameLineU32 = Uint8Array.of(1, 2, 3)), /frame_line_u32 has 3 bytes/],
    ['a string out of range', (m) => (m.graph!.targetU32 = u32(0, 0, 0, 0, 9999)), /target_u32 refers to entry 9999/],
    ['starts that fall', (m) => (m.graph!.inputStartsU32 = u32(0, 2, 1, 3, 3, 4)), /input_starts_u32 falls/],
    ['starts that do not start', (m) => (m.graph!.outputStartsU32 = u32(1, 1, 2, 3, 4, 4)), /does not start at 0/],
    ['a node that reads itself', (m) => (m.graph!.inputItemsU32 = u32(0, 2, 2, 1, 3)), /node 2 reads node 2/],
    ['an unknown operation', (m) => (m.graph!.opU8 = Uint8Array.of(0, 2, 6, 2, 3)), /op_u8/],
    ['a negative size', (m) => (m.graph!.outputBytesF64 = new Uint8Array(new Float64Array(4).fill(-1).buffer)), /size/],
    ['a node out of range in a block', (m) => (m.partition!.blocks![0]!.nodesU32 = u32(77)), /nodes_u32 refers/],
    ['a node in two blocks', (m) => (m.partition!.blocks![0]!.nodesU32 = u32(2)), /node 2 is in two blocks/],
    ['a node twice in a block', (m) => (m.partition!.blocks![0]!.nodesU32 = u32(1, 1)), /node 1 is in two blocks/],
    ['nodes out of order', (m) => (m.partition!.blocks![0]!.nodesU32 = u32(4, 1)), /out of order/],
    ['an unknown block kind', (m) => (m.partition!.blocks![0]!.kind = 'cpu'), /no known kind/],
    ['an unknown partitioner', (m) => (m.partition!.partitioner = 'x'), /partitioner/],
    ['a graph without a partition', (m) => (m.partition = null), /do not stand together/],
    ['no strings', (m) => (m.graph!.strings = null), /graph.strings.starts_u32 does not start at 0/],
    [
      'strings without the empty one',
      (m) => (m.graph!.strings = { utf8: Uint8Array.of(97), startsU32: u32(0, 1) }),
      /graph.strings does not start with the empty string/,
    ],
    [
      'strings of less text than they say',
      (m) => (m.graph!.strings = { utf8: Uint8Array.of(97), startsU32: u32(0, 0, 2) }),
      /graph.strings.utf8 has 1 bytes where 2 are due/,
    ],
    ['strings that overlap', (m) => (m.support!.strings!.startsU32 = u32(0, 0, 2, 1)), /starts_u32 falls/],
    ['settings that are not JSON', (m) => (m.settings = { a: '{' }), /JSON/],
    ['an unknown severity', (m) => (m.findings[0]!.severity = 'fatal'), /"fatal" is no severity/],
    ['an unknown outcome', (m) => (m.outcome = 99 as trtlens.Outcome), /outcome/],
    ['an unknown engine state', (m) => (m.engines[0]!.state = 'x'), /engine state/],
    ['an endless build', (m) => (m.engines[0]!.buildMilliseconds = Infinity), /build time/],
    ['a size that is no number', (m) => (m.engines[0]!.bytes = NaN), /size of an engine is no number/],
    ['a time that is negative', (m) => (m.engines[0]!.layers![0]!.microseconds = -1), /time of a layer/],
    ['a date that is none', (m) => (m.createdMs = NaN), /date/],
    ['no model', (m) => (m.model = null), /model/],
  ])('refuses %s', (_, change, words) => {
    expect(damageOf(change)).toMatch(words);
  });

  it('never lets a file name a command that is not ours', () => {
    const message = messageOf(sampleReport());
    message.findings[0]!.remedies![1]!.command!.command = 'workbench.action.terminal.sendSequence';
    const outcome = decodeReport(trtlens.Report.encode(message).finish());
    expect(outcome.ok && outcome.value.findings[0]!.remedies[1]).toEqual({ title: 'Set up' });
  });

  it('answers any bytes with a report or a finding', () => {
    const bytes = encodeReport(sampleReport());
    const answered = (input: Uint8Array): void => {
      const outcome = decodeReport(input);
      if (!outcome.ok) expect(outcome.findings[0].code).toMatch(/^report\./);
      else if (outcome.value.program) {
        const { graph, support, partition } = outcome.value.program;
        findBreaks(graph, support, partition);
        contents(outcome.value.program);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), answered), { numRuns: 300 });
    const mutation = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(mutation, fc.nat(bytes.length), (changes, end) => {
        const mutated = bytes.slice();
        for (const [at, value] of changes) mutated[at] = value;
        answered(mutated);
        answered(mutated.subarray(0, end));
      }),
      { numRuns: 1000 },
    );
  });
});
