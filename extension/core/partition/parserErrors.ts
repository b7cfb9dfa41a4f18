/**
 * What TensorRT's ONNX parser says about a node, as a reason. The codes are those of `nvonnxparser::ErrorCode`; the words
 * were seen with TensorRT-RTX 1.5 to 1.7.
 */

import { Reason } from './reasons';

/** Part of what the native bridge tells (native/addon/index.d.ts, ParserError). */
export interface ParserError {
  /** `UNSUPPORTED_NODE` */
  readonly code: string;
  readonly message: string;
}

/** An operator that the parser has no importer for is an internal error to it. */
const NO_IMPORTER = /^Op type \S+ is not supported/;

/** Undefined: the node is in no run of supported nodes, and no error names it. */
export function reasonOfParser(error: ParserError | undefined): { reason: Reason; detail: string } {
  if (!error) return { reason: Reason.other, detail: '' };
  const message = error.message.trim();
  // An importer that refuses every node states its condition, which is "false".
  if (NO_IMPORTER.test(message) || message === 'false') return { reason: Reason.noConverter, detail: '' };
  switch (error.code) {
    case 'UNSUPPORTED_NODE_DYNAMIC':
      return { reason: Reason.dynamicShapeUnsupported, detail: message };
    case 'UNSUPPORTED_NODE':
    case 'UNSUPPORTED_NODE_ATTR':
    case 'UNSUPPORTED_NODE_INPUT':
    case 'UNSUPPORTED_NODE_DATATYPE':
    case 'UNSUPPORTED_NODE_SHAPE':
      return { reason: Reason.validatorRejected, detail: message };
    default:
      return { reason: Reason.other, detail: message };
  }
}
