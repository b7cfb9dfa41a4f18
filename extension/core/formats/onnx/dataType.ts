/** Element types of ONNX (TensorProto.DataType) in terms of the graph's. */

import { UNKNOWN_DTYPE, dtypeNumber } from '../../graph/dtype';

/** As torch calls them; types that torch does not have are left out. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8_e4m3fn',
  18: 'float8_e4m3fnuz',
  19: 'float8_e5m2',
  20: 'float8_e5m2fnuz',
  24: 'float8_e8m0fnu',
};

/** Those that the graph has no number for. */
const OTHERS: Readonly<Record<number, string>> = { 8: 'string', 21: 'uint4', 22: 'int4', 23: 'float4_e2m1' };

/** "float32" for 1; "?" for a number without meaning. */
export function onnxTypeName(dataType: number): string {
  return NAMES[dataType] ?? OTHERS[dataType] ?? '?';
}

/** Number of the graph's element types; `UNKNOWN_DTYPE` where it has none. */
export function onnxDtype(dataType: number): number {
  const name = NAMES[dataType];
  return name === undefined ? UNKNOWN_DTYPE : dtypeNumber(name);
}
