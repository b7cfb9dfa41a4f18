/** What helps with single ONNX operators: replacements that TensorRT-RTX 1.5 was seen to take. */

import type { Remedy } from '../findings/finding';
import { Reason } from './reasons';

const { noConverter, validatorRejected } = Reason;

const HINTS: readonly { operators: readonly string[]; reasons: readonly Reason[]; remedy: Remedy }[] = [
  {
    operators: ['MaxPool'],
    reasons: [validatorRejected],
    remedy: {
      title:
        'Where the second output, the indices, is only there for MaxUnpool: pool without return_indices and upsample with Resize (torch.nn.functional.interpolate).',
    },
  },
  {
    operators: ['MaxUnpool'],
    reasons: [noConverter],
    remedy: { title: 'Upsample with Resize (torch.nn.functional.interpolate) or ConvTranspose instead.' },
  },
  {
    operators: ['Bernoulli', 'Multinomial'],
    reasons: [noConverter],
    remedy: { title: 'Draw random numbers outside of the model and pass them in as an input.' },
  },
];

/** Where nothing is known of an operator in particular. */
export const ANY_ONNX_OPERATOR: Remedy = {
  title:
    'Replace it before the export, or run the model with ONNX Runtime and its TensorRT-RTX execution provider, which runs it elsewhere.',
};

/** Hints for an operator, by its ONNX name with the domain, that is out for that reason. */
export function onnxHints(operator: string, reason: Reason): Remedy[] {
  const known = HINTS.filter((hint) => hint.operators.includes(operator) && hint.reasons.includes(reason));
  return [...known.map((hint) => hint.remedy), ...ofOtherDomain(operator, reason)];
}

function ofOtherDomain(operator: string, reason: Reason): Remedy[] {
  if (reason !== noConverter || !operator.includes('.')) return [];
  return [{ title: `Export the model without ${operator}, in ONNX's own operators.` }];
}
