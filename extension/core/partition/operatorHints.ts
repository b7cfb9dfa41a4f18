/**
 * What helps with single operators: rewritings and settings that were tried with torch_tensorrt 2.13 and TensorRT-RTX 1.5,
 * or that Torch-TensorRT itself asks for. `operators` are without name space and overload.
 */

import type { Remedy } from '../findings/finding';
import { operatorBase, operatorName } from './operators';
import { Reason } from './reasons';

interface Hint {
  readonly operators: readonly string[];
  /** Only for these reasons. */
  readonly reasons: readonly Reason[];
  readonly remedy: Remedy;
}

const { noConverter, validatorRejected, validatorError, complexDtype } = Reason;

const HINTS: readonly Hint[] = [
  {
    operators: ['cumsum'],
    reasons: [noConverter, validatorRejected],
    remedy: {
      title:
        'For a short dimension of fixed size n, multiply by torch.triu(torch.ones(n, n)) instead: the same sums as one matrix product.',
    },
  },
  {
    operators: ['sort'],
    reasons: [validatorError],
    remedy: { title: 'Name the dimension by its positive number, as in torch.sort(x, dim=x.dim() - 1).' },
  },
  {
    operators: [
      'scaled_dot_product_attention',
      '_scaled_dot_product_flash_attention',
      '_scaled_dot_product_efficient_attention',
      '_scaled_dot_product_cudnn_attention',
    ],
    reasons: [validatorRejected],
    remedy: {
      title: 'Break attention into simple operations',
      action: { kind: 'settings', change: { decompose_attention: true } },
    },
  },
  {
    operators: ['native_dropout', 'dropout'],
    reasons: [noConverter, validatorRejected],
    remedy: { title: 'Call model.eval() before the export: dropout then does nothing and disappears.' },
  },
  {
    operators: ['bitwise_and', 'bitwise_or', 'bitwise_xor', 'bitwise_not'],
    reasons: [validatorRejected],
    remedy: { title: 'Where the numbers are only 0 and 1, use tensors of booleans.' },
  },
  {
    operators: ['avg_pool1d', 'avg_pool2d', 'avg_pool3d', 'max_pool1d', 'max_pool2d', 'max_pool3d'],
    reasons: [validatorRejected],
    remedy: { title: 'Pad the input so that ceil_mode is not needed.' },
  },
];

const COMPLEX: Remedy = { title: 'Keep real and imaginary part as two tensors, or as one with a last dimension of 2.' };
/** Hints for an operator, by its qualified name, that is out for that reason; what is known of it comes first. */
export function operatorHints(target: string, reason: Reason): Remedy[] {
  if (reason === complexDtype) return [COMPLEX];
  const operator = operatorBase(target);
  const known = HINTS.filter((hint) => hint.operators.includes(operator) && hint.reasons.includes(reason));
  return [...known.map((hint) => hint.remedy), ...(reason === noConverter ? ownConverter(target) : [])];
}

/** Torch-TensorRT takes converters of its users; not for operations that hold whole graphs. */
function ownConverter(target: string): Remedy[] {
  if (!target.startsWith('torch.ops.') || target.startsWith('torch.ops.higher_order.')) return [];
  const decorator = 'torch_tensorrt.dynamo.conversion.dynamo_tensorrt_converter';
  return [{ title: `Register a converter for ${operatorName(target)} with ${decorator}.` }];
}
