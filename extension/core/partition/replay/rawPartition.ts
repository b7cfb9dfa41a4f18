/** How Torch-TensorRT would cut an exported program, worked out without it. */

import type { Finding } from '../../findings/finding';
import { formatCount } from '../../format/units';
import type { Graph } from '../../graph/graph';
import type { Program } from '../../report/report';
import { CONVERTERS_OF } from './converterTable';
import type { ReplaySettings } from './lowered';
import { goneInLowering, loweredWeights } from './lowering';
import { replayLowered } from './partitioners';
import { type RawSupport, rawSupport } from './rawSupport';

const LISTED = 5;

export interface RawPartition {
  /** Its partition is never exact. */
  readonly program: Program;
  /** `partition.inexact`, and what Torch-TensorRT would refuse. */
  readonly findings: readonly Finding[];
}

/** `userInputs`: names of the inputs that the user gives; all others are constants. */
export function rawPartition(graph: Graph, userInputs: ReadonlySet<string>, settings: ReplaySettings): RawPartition {
  const gone = goneInLowering(graph, userInputs);
  const raw = rawSupport(graph, gone, settings.torchExecutedOps);
  const { support } = raw;
  const lowered = { graph, support, tensorMeta: tensorMeta(graph), weights: loweredWeights(graph, gone) };
  // What is excluded has been judged so already.
  const { partition, refused, leftOut } = replayLowered(lowered, { ...settings, torchExecutedOps: [] });
  const findings: Finding[] = [inexact(raw)];
  if (refused) findings.push(fullCompilationRefused(raw));
  if (leftOut) findings.push(tooMuch(leftOut));
  return {
    program: { graph, support, partition: { ...partition, exact: false } },
    findings,
  };
}

/** torch.fx's `tensor_meta` is there for what hands on one tensor. */
function tensorMeta(graph: Graph): Uint8Array {
  return Uint8Array.from({ length: graph.mainCount }, (_, node) => {
    const [first, ...others] = graph.outputs(node);
    return first !== undefined && first.dtype !== 0 && others.length === 0 ? 1 : 0;
  });
}

function inexact({ assumed: unknown, unasked }: RawSupport): Finding {
  const assumed = [
    ...(unknown.length > 0 ? [`what lowering makes of ${listed(unknown)} is taken as supported`] : []),
    ...(unasked.length > 0 ? [`the arguments of ${listed(unasked)} are taken as accepted`] : []),
  ];
  const assumptions = assumed.length > 0 ? ` Here ${assumed.join(', and ')}.` : '';
  return {
    code: 'partition.inexact',
    severity: 'information',
    message: `This partition was worked out without Torch-TensorRT, from the converters of ${CONVERTERS_OF} and the graph as it was exported; Torch-TensorRT cuts the graph that it makes of it by lowering, so blocks can differ.${assumptions}`,
    places: [],
    remedies: [{ title: 'Compile it, or run trtlens partition with a Python that has torch_tensorrt.' }],
  };
}

function fullCompilationRefused({ support }: RawSupport): Finding {
  const left = support.total - support.supported;
  return {
    code: 'partition.not-fully-supported',
    severity: 'error',
    message: `require_full_compilation would be refused: ${left > 0 ? `${formatCount(left, 'operation')} would stay in PyTorch` : 'the graph would not be one engine'}.`,
    places: [],
    remedies: [{ title: 'Leave require_full_compilation out.' }],
  };
}

function tooMuch(leftOut: 'fusions' | 'global'): Finding {
  return {
    code: 'partition.too-large',
    severity: 'warning',
    message:
      leftOut === 'fusions'
        ? 'The groups of operations that are kept together were not all worked out: there is too much to search in this graph.'
        : 'The graph was not cut: the global partitioner has too much to search in it.',
    places: [],
    remedies: [{ title: 'Run trtlens partition with a Python that has torch_tensorrt.' }],
  };
}

/** "layer_norm, to and 3 more". */
function listed(names: readonly string[]): string {
  const sorted = [...names].sort();
  const shown = sorted.slice(0, LISTED).join(', ');
  return sorted.length > LISTED ? `${shown} and ${sorted.length - LISTED} more` : shown;
}
