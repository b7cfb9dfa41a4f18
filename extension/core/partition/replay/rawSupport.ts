/**
 * Which operations of an exported program TensorRT would take, judged without Torch-TensorRT: by its converters, what its
 * lowering is known to make of an operator, and the types and shapes in the file. The real one judges the graph that lowering
 * makes of it, and asks each converter's validator; so this is an approximation, and says what it assumed.
 */

import { dtypeName } from '../../graph/dtype';
import type { Graph, NodeIndex } from '../../graph/graph';
import { isFixedSize, splitShape } from '../../graph/shape';
import { operatorName } from '../operators';
import type { Support } from '../partition';
import { Reason } from '../reasons';
import { type Unsupported, buildSupport } from '../support';
import { type Converter, convertersOf, isDecomposed, isRemoved, partsOf } from './converterTable';
import { GETITEM } from './lowered';

export interface RawSupport {
  readonly support: Support;
  /** Operators, as people write them, of which it is not known what lowering makes; they are taken as supported. */
  readonly assumed: readonly string[];
  /** Operators whose validators are assumed to accept the call. */
  readonly unasked: readonly string[];
}

/**
 * `gone`: 1 for each operation that lowering takes away (`goneInLowering`). `excluded`: qualified names, as in
 * `torch_executed_ops`, of operators of the program or of what lowering makes of them.
 */
export function rawSupport(graph: Graph, gone: Uint8Array, excluded: readonly string[]): RawSupport {
  const judge = new Judge(graph, new Set(excluded));
  const unsupported: Unsupported[] = [];
  let supported = 0;
  for (let node = 0; node < graph.mainCount; node++) {
    if (!graph.isOperation(node)) continue;
    const judgement = gone[node] === 1 ? SUPPORTED : judge.judge(node);
    if (judgement.reason === Reason.supported) supported++;
    else unsupported.push({ node, ...judgement });
  }
  const support = buildSupport(graph, unsupported, supported, supported + unsupported.length);
  return { support, assumed: [...judge.assumed], unasked: [...judge.unasked] };
}

interface Judgement {
  readonly reason: Reason;
  readonly detail: string;
}
type Answer = 'yes' | 'no' | 'unknown';

const SUPPORTED: Judgement = { reason: Reason.supported, detail: '' };
const NO_CONVERTER: Judgement = { reason: Reason.noConverter, detail: '' };
const EXCLUDED: Judgement = { reason: Reason.torchExecutedOps, detail: '' };

class Judge {
  readonly assumed = new Set<string>();
  readonly unasked = new Set<string>();
  private readonly isOut: Uint8Array;

  constructor(
    private readonly graph: Graph,
    private readonly excluded: ReadonlySet<string>,
  ) {
    this.isOut = new Uint8Array(graph.mainCount);
  }

  /** In the order in which Torch-TensorRT decides (docs/partitioning.md); of all nodes, in topological order. */
  judge(node: NodeIndex): Judgement {
    const judgement = this.ofCall(node);
    if (judgement.reason !== Reason.supported) this.isOut[node] = 1;
    return judgement;
  }

  private ofCall(node: NodeIndex): Judgement {
    const { graph } = this;
    const target = graph.target(node);
    const inputs = graph.inputs(node);
    if (target === GETITEM) return this.ofResult(inputs[0]);
    if ([node, ...inputs].some((each) => isComplex(graph, each))) return { reason: Reason.complexDtype, detail: '' };
    if (this.excluded.has(target)) return EXCLUDED;
    const candidates = convertersOf(target);
    if (isDecomposed(target)) {
      const judgement = this.ofDecomposed(target);
      // Lowering puts some together again that it took apart, such as max_pool2d: those that have a converter.
      if (judgement.reason !== Reason.noConverter || candidates.length === 0) return judgement;
    }
    return candidates.length === 0 ? NO_CONVERTER : this.ofCandidates(node, candidates);
  }

  private ofResult(source: NodeIndex | undefined): Judgement {
    if (source === undefined || this.isOut[source] !== 1) return SUPPORTED;
    const detail = `takes a result of ${this.graph.name(source)}, which runs in PyTorch`;
    return { reason: Reason.validatorRejected, detail };
  }

  private ofDecomposed(target: string): Judgement {
    const parts = partsOf(target);
    if (!parts) {
      this.assumed.add(operatorName(target));
      return SUPPORTED;
    }
    if (parts.some((each) => this.excluded.has(each))) return EXCLUDED;
    for (const part of parts) {
      if (part === GETITEM || isRemoved(part)) continue;
      const candidates = convertersOf(part);
      if (candidates.length === 0) return NO_CONVERTER;
      if (candidates.every(({ validator }) => NEVER.has(validator))) {
        return { reason: Reason.validatorRejected, detail: `${candidates[0]!.validator} says no` };
      }
    }
    return SUPPORTED;
  }

  private ofCandidates(node: NodeIndex, candidates: readonly Converter[]): Judgement {
    const { graph } = this;
    const isDynamic = [node, ...graph.inputs(node)].some((each) => hasOpenSize(graph, each));
    let rejected: Judgement | undefined;
    for (const { validator, takesDynamicShapes } of candidates) {
      const answer = validate(graph, node, validator);
      if (answer === 'no') rejected ??= { reason: Reason.validatorRejected, detail: `${validator} says no` };
      else if (isDynamic && !takesDynamicShapes) rejected = { reason: Reason.dynamicShapeUnsupported, detail: '' };
      else {
        if (answer === 'unknown') this.unasked.add(operatorName(graph.target(node)));
        return SUPPORTED;
      }
    }
    return rejected ?? SUPPORTED;
  }
}

/** Validators that refuse every call: what TensorRT-RTX does not have. */
const NEVER = new Set(['cumsum_validator']);
const BOOLEANS_ONLY = new Set(['bitwise_type_validator', 'bitwise_not_type_validator']);

/** What can be told from types and shapes alone; validators that look at arguments are not asked. */
function validate(graph: Graph, node: NodeIndex, validator: string): Answer {
  if (validator === '') return 'yes';
  if (NEVER.has(validator)) return 'no';
  if (validator === 'zero_output_validator') return hasSizeOfZero(graph, node) ? 'no' : 'yes';
  if (!BOOLEANS_ONLY.has(validator)) return 'unknown';
  return graph.inputs(node).every((each) => dtypeOf(graph, each) === 'bool') ? 'yes' : 'no';
}

function dtypeOf(graph: Graph, node: NodeIndex): string {
  const [type] = graph.outputs(node);
  return type === undefined ? '' : dtypeName(type.dtype);
}

function isComplex(graph: Graph, node: NodeIndex): boolean {
  return graph.outputs(node).some(({ dtype }) => dtypeName(dtype).startsWith('complex'));
}

function hasOpenSize(graph: Graph, node: NodeIndex): boolean {
  return graph.outputs(node).some(({ shape }) => splitShape(shape).some((size) => !isFixedSize(size)));
}

function hasSizeOfZero(graph: Graph, node: NodeIndex): boolean {
  return graph.outputs(node).some(({ shape }) => splitShape(shape).includes('0'));
}
