/** Why an operation runs in PyTorch, in one or two sentences for a person who has not read Torch-TensorRT's source. */

import type { Program } from '../report/report';
import { NodeOp } from '../graph/graph';
import { isFixedSize, splitShape } from '../graph/shape';
import type { Cause } from './breaks';
import { isCustomOperator, operatorBase, operatorName } from './operators';
import { isOnnxPartition } from './partition';
import { Reason } from './reasons';
import { explainValidator, validatorsIn } from './validators';

/** Who decided: a report's environment, as far as it is known. */
export interface Decider {
  readonly torchTensorrt?: string;
  readonly tensorrt?: string;
}

export function explainCause(program: Program, cause: Cause, decider: Decider = {}): string {
  if (isOnnxPartition(program.partition)) return explainParser(program, cause, decider);
  const { graph } = program;
  const target = graph.target(cause.node);
  const operator = operatorName(target);
  const who = decider.torchTensorrt ? `Torch-TensorRT ${decider.torchTensorrt}` : 'Torch-TensorRT';
  switch (cause.reason) {
    case Reason.noConverter:
      return `${who} has no converter for ${operator}.${aboutMissing(target)}`;
    case Reason.validatorRejected:
      return explainRejected(program, cause, who, operator);
    case Reason.validatorError:
      return `${who} has a converter for ${operator}, but its check of this call failed${after(cause.detail)}.`;
    case Reason.dynamicShapeUnsupported:
      return `${who} converts ${operator} with fixed sizes only, and ${dynamicShape(program, cause)} is dynamic.`;
    case Reason.torchExecutedOps:
      return `The setting torch_executed_ops leaves ${operator} to PyTorch.`;
    case Reason.complexDtype:
      return `${operator} computes with complex numbers, which TensorRT does not have.`;
    case Reason.dataDependentFallback:
      return `The size of what ${operator} returns depends on the data, and the setting fallback_data_dependent_ops leaves such operations to PyTorch.`;
    case Reason.minBlockSize:
      return explainSmallBlock(program, cause, operator);
    case Reason.buildFailed:
      return `TensorRT could not build the engine that ${operator} was in${after(cause.detail)}.`;
    default:
      return `${operator} runs in PyTorch${after(cause.detail)}.`;
  }
}

/** TensorRT's ONNX parser, not Torch-TensorRT, decides about an .onnx. */
function explainParser({ graph }: Program, { node, reason, detail }: Cause, { tensorrt }: Decider): string {
  const operator = graph.target(node);
  const who = tensorrt ? `TensorRT-RTX ${tensorrt}` : 'TensorRT-RTX';
  switch (reason) {
    case Reason.noConverter: {
      const domain = operator.includes('.')
        ? ` It is an operator of ${operator.slice(0, operator.lastIndexOf('.'))}.`
        : '';
      return `${who} does not have the ONNX operator ${operator}.${domain}`;
    }
    case Reason.validatorRejected:
      return ended(`${who} has ${operator}, but does not take it like this${after(detail)}`);
    case Reason.dynamicShapeUnsupported:
      return ended(`${who} takes ${operator} with fixed sizes only${after(detail)}`);
    case Reason.buildFailed:
      return `${who} could not build the engine that ${operator} was in${after(detail)}.`;
    default:
      return ended(`${who} cannot take this ${operator}${detail ? after(detail) : ', and does not say why'}`);
  }
}

function aboutMissing(target: string): string {
  if (isCustomOperator(target)) return ' It is a custom operation.';
  return target.startsWith('torch.ops.higher_order.') ? ' It chooses between or repeats whole graphs.' : '';
}

function explainRejected(program: Program, cause: Cause, who: string, operator: string): string {
  const { graph } = program;
  const target = graph.target(cause.node);
  const source = graph.inputs(cause.node)[0];
  if (operatorBase(target) === 'getitem' && source !== undefined) {
    return `It takes an output of ${operatorName(graph.target(source))} (${graph.name(source)}), which does not run in TensorRT itself.`;
  }
  const words = explainValidator(cause.detail, operatorBase(target));
  if (words === undefined)
    return `${who} has a converter for ${operator}, but rejects this call${after(cause.detail)}.`;
  const names = validatorsIn(cause.detail);
  const by = names.length > 0 ? ` (${names.join(', ')})` : '';
  return `${who} has a converter for ${operator}, but rejects this call: ${words}${by}.`;
}

/** Shape of the first value at the node that has a size by name. */
function dynamicShape({ graph }: Program, cause: Cause): string {
  const isDynamic = (shape: string): boolean => !splitShape(shape).every(isFixedSize);
  const shapes = [...graph.inputs(cause.node), cause.node].flatMap((node) =>
    graph.outputs(node).map((type) => ({ node, shape: type.shape })),
  );
  const found = shapes.find(({ shape }) => isDynamic(shape));
  return found ? `the shape ${found.shape} of ${graph.name(found.node)}` : 'a shape here';
}

function explainSmallBlock({ graph, support, partition }: Program, cause: Cause, operator: string): string {
  if (partition.skippedWholeGraph) {
    return `${operator} can run in TensorRT, but only ${support.supported} of ${support.total} operations can, fewer than min_block_size asks for, and so the whole graph stays in PyTorch.`;
  }
  const block = partition.blocks.find(({ nodes }) => nodes.includes(cause.node));
  const size = block ? block.nodes.filter((node) => graph.op(node) !== NodeOp.getAttr).length : 0;
  return `${operator} can run in TensorRT, but its block of ${size} ${size === 1 ? 'operation' : 'operations'} is smaller than min_block_size.`;
}

/** With a full stop, unless what it quotes ends in its own way. */
function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** ": IndexError: tuple index out of range" without the full stop that the sentence brings. */
function after(detail: string): string {
  const text = detail.trim().replace(/\.$/, '');
  return text ? `: ${text}` : '';
}
