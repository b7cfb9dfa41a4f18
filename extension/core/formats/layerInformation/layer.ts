/** One layer as the engine inspector describes it. */

import { dtypeBytes, dtypeNumber } from '../../graph/dtype';
import type { TensorType } from '../../graph/graph';
import { joinShape } from '../../graph/shape';
import type { LayerObject } from './read';

export interface LayerTensor {
  readonly name: string;
  /** "float16"; "" where it is not told. */
  readonly dtype: string;
  /** "?" for a size that is open. */
  readonly sizes: readonly string[];
}

/** Told by other columns, or by none. */
const NOT_ARGUMENTS = new Set(['Name', 'LayerType', 'Inputs', 'Outputs', 'Metadata']);
const LONGEST_ARGUMENT = 500;
const MOST_TENSORS = 10_000;
const MOST_SIZES = 16;

/**
 * Data types as the inspector spells them, bare ("Half") or within a format ("Row major linear FP16 format"); the longer
 * spellings stand first. Two generations: NVIDIA/TensorRT `tools/experimental/trt-engine-explorer/trex/activations.py`.
 */
const DTYPES: readonly (readonly [RegExp, string])[] = [
  [/\b(BFloat16|BF16)\b/i, 'bfloat16'],
  [/\b(FP16|Half)\b/i, 'float16'],
  [/\b(FP8|Float8)\b/i, 'float8_e4m3fn'],
  [/\b(FP4|Float4)\b/i, 'float4_e2m1'],
  [/\bE8M0\b/i, 'float8_e8m0fnu'],
  [/\b(FP32|Float32|Float)\b/i, 'float32'],
  [/\bInt64\b/i, 'int64'],
  [/\bInt32\b/i, 'int32'],
  [/\bInt8\b/i, 'int8'],
  [/\bInt4\b/i, 'int4'],
  [/\bUInt8\b/i, 'uint8'],
  [/\bBool\b/i, 'bool'],
];

export function tensorsOf(layer: LayerObject, key: 'Inputs' | 'Outputs'): LayerTensor[] {
  const listed = layer[key];
  if (!Array.isArray(listed)) return [];
  return (listed as unknown[]).slice(0, MOST_TENSORS).flatMap((each) => {
    if (typeof each !== 'object' || each === null) return [];
    const tensor = each as LayerObject;
    const name = tensor['Name'];
    if (typeof name !== 'string') return [];
    return [{ name, dtype: dtypeOf(tensor), sizes: sizesOf(tensor['Dimensions']) }];
  });
}

export function dtypeOf(tensor: LayerObject): string {
  const told = tensor['Datatype'] ?? tensor['Format/Datatype'] ?? '';
  return typeof told === 'string' ? (DTYPES.find(([pattern]) => pattern.test(told))?.[1] ?? '') : '';
}

function sizesOf(dimensions: unknown): string[] {
  if (!Array.isArray(dimensions)) return [];
  return (dimensions as unknown[])
    .slice(0, MOST_SIZES)
    .map((size) => (typeof size === 'number' && Number.isInteger(size) && size >= 0 ? String(size) : '?'));
}

export function tensorType({ dtype, sizes }: LayerTensor): TensorType {
  const number = dtypeNumber(dtype);
  const elements = sizes.reduce((product, size) => product * Number(size), 1);
  const bytes = elements * dtypeBytes(number);
  return { dtype: number, shape: joinShape(sizes), bytes: Number.isSafeInteger(bytes) ? bytes : 0 };
}

/** "TacticName=sm80_xmma_fprop, StreamId=0": what else it says, without what is empty. */
export function argumentsOf(layer: LayerObject): string {
  return Object.entries(layer)
    .filter(([key, value]) => !NOT_ARGUMENTS.has(key) && !isEmpty(value))
    .map(([key, value]) => `${key}=${cut(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join(', ');
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0);
}

function cut(text: string): string {
  return text.length > LONGEST_ARGUMENT ? `${text.slice(0, LONGEST_ARGUMENT)}…` : text;
}
