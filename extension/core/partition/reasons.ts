/**
 * Why an operation does not run in TensorRT. The order in which Torch-TensorRT decides is in docs/partitioning.md; the
 * numbers are those of the report's `reason_u8` column and never change.
 */

export const Reason = {
  /** Placeholder, output and the like: nothing to convert. */
  notAnOperation: 0,
  supported: 1,
  noConverter: 2,
  validatorRejected: 3,
  validatorError: 4,
  dynamicShapeUnsupported: 5,
  torchExecutedOps: 6,
  complexDtype: 7,
  dataDependentFallback: 8,
  /** Supported, but its block is smaller than min_block_size. */
  minBlockSize: 9,
  /** Supported, but building its engine failed. */
  buildFailed: 10,
  /** Reported by an environment that this version does not know; `detail` has its words. */
  other: 11,
} as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

interface ReasonText {
  /** As in the worker's events and in `--json`. */
  readonly id: string;
  /** A few words for a label: "no converter". */
  readonly label: string;
}

const TEXT: Readonly<Record<Reason, ReasonText>> = {
  [Reason.notAnOperation]: { id: 'not_an_operation', label: 'not an operation' },
  [Reason.supported]: { id: 'supported', label: 'supported' },
  [Reason.noConverter]: { id: 'no_converter', label: 'no converter' },
  [Reason.validatorRejected]: { id: 'validator_rejected', label: 'rejected by its validator' },
  [Reason.validatorError]: { id: 'validator_error', label: 'its validator failed' },
  [Reason.dynamicShapeUnsupported]: { id: 'dynamic_shape_unsupported', label: 'no dynamic shapes' },
  [Reason.torchExecutedOps]: { id: 'torch_executed_ops', label: 'excluded by a setting' },
  [Reason.complexDtype]: { id: 'complex_dtype', label: 'complex numbers' },
  [Reason.dataDependentFallback]: { id: 'data_dependent_fallback', label: 'size depends on data' },
  [Reason.minBlockSize]: { id: 'min_block_size', label: 'block too small' },
  [Reason.buildFailed]: { id: 'build_failed', label: 'engine build failed' },
  [Reason.other]: { id: 'other', label: 'left to PyTorch' },
};

const BY_ID = new Map(Object.entries(TEXT).map(([reason, text]) => [text.id, Number(reason) as Reason]));

export function reasonId(reason: Reason): string {
  return TEXT[reason].id;
}

/** TensorRT's ONNX parser has neither converters nor validators, and leaves nothing to PyTorch. */
const PARSER_LABELS: Readonly<Partial<Record<Reason, string>>> = {
  [Reason.noConverter]: 'unknown operator',
  [Reason.validatorRejected]: 'not taken like this',
  [Reason.other]: 'not taken',
};

/** `byParser`: of an .onnx (`isOnnxPartition`). */
export function reasonLabel(reason: Reason, byParser = false): string {
  return (byParser && PARSER_LABELS[reason]) || TEXT[reason].label;
}

export function reasonFromId(id: string): Reason {
  return BY_ID.get(id) ?? Reason.other;
}

/** True where the operation itself keeps its node out of TensorRT, rather than the size of its block. */
export function isUnsupported(reason: Reason): boolean {
  return reason !== Reason.notAnOperation && reason !== Reason.supported && reason !== Reason.minBlockSize;
}
